"""Punkty: lead scoring as code. A score is a pure function of rules, events and time.

`dsl.load(path)` reads and checks a rulebook; `dsl.compile(sources)` does so from texts; `dsl.engine.fold` scores a contact.
Names are loaded when first used (PEP 562), so that the engine alone never loads the parser.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dsl.compiler import compile, load
    from dsl.program import Rulebook

__all__ = ["Rulebook", "compile", "load"]

_HOMES = {"compile": "dsl.compiler", "load": "dsl.compiler", "Rulebook": "dsl.program"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
