"""One canonical layout for plans, vocabularies and tests, and the fixes that findings offer.

    formatted(source) -> Formatted    the text as it should be, if it could be proven to say the same
    mended(texts) -> list[Text]       files with the fixes that help, of their syntax and of their rulebooks

Which files there are, and safe writing, is in `dsl.formatter.files`. Knows nothing of what people are told.
"""

from __future__ import annotations

from dsl.formatter.formatted import Doubt, Formatted, formatted
from dsl.formatter.rulebooks import mended

__all__ = ["Doubt", "Formatted", "formatted", "mended"]
