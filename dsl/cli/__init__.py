"""The `punkty` command. One module per verb, each loaded when it is called; what they share is in `shared` and `show`.

Exit codes: 0 fine, 1 findings or failed tests, 2 usage, unreadable input, or nothing found to work on. Data goes to standard
output, messages to standard error.
"""

from __future__ import annotations

from dsl.cli.app import main, run

__all__ = ["main", "run"]
