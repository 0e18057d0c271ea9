"""What every test shares: the folders of the reference, the strategies and the pages on the path, and Hypothesis's profiles."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

for folder in ("reference", "properties", "docs"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=200,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("soak", settings.get_profile("ci"), derandomize=False, max_examples=20_000)
settings.load_profile("soak" if os.environ.get("PUNKTY_SOAK") else "ci")
