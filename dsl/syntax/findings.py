"""What the syntax knows to be wrong: a code and a place. The sentences are the catalogue's (`dsl.messages`)."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsl.diagnostics import Fix, Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `words` fills the blanks of the catalogue's sentence and hint for `code`, as (blank, text) pairs.

    Codes that begin with E are errors, with W warnings.
    """

    code: str
    span: Span
    words: tuple[tuple[str, str], ...] = ()
    fix: Fix | None = field(default=None, compare=False)
