"""From a rulebook's files to its compiled form, with everything that is wrong on the way.

    load(path) -> Rulebook              a folder, or one plan's file; RulesError carries the findings
    compile({name: text}) -> Rulebook   the same from texts
    check_folder(path), check_sources({name: text}) -> Checked    all findings, and the rulebook if none is an error

Knows the order of the work; the checks are in `dsl.check`, the making of each part in the modules beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from dsl.check.files import Folder, Texts
from dsl.compiler.rulebook import Checked, check_files
from dsl.errors import InputError, RulesError
from dsl.names import RULES
from dsl.program import Rulebook

__all__ = ["Checked", "check_folder", "check_sources", "compile", "load"]


def load(path: str | PathLike[str]) -> Rulebook:
    """The rulebook of a folder, or of one plan's file in it.

    RulesError with all findings where one is an error; InputError for a path that cannot be read or has no plan.
    """
    return _whole(check_folder(path))


def compile(sources: Mapping[str, str]) -> Rulebook:  # noqa: A001 - the word that users know
    """The rulebook of texts by file name, e.g. `{"b2b.punkty": "on page +5"}`; RulesError as `load`."""
    return _whole(check_sources(sources))


def check_folder(path: str | PathLike[str]) -> Checked:
    """Every finding in the files of a folder, or of one plan's file with its includes and tests.

    InputError for a path that cannot be read, and for a folder without a plan.
    """
    at = Path(path)
    try:
        is_folder, is_file = at.is_dir(), at.is_file()
    except (OSError, ValueError) as error:
        raise InputError("use-unreadable", path=at, why=getattr(error, "strerror", None) or error) from error
    if is_folder:
        checked = check_files(Folder(at))
    elif is_file and at.name.endswith(RULES):
        checked = check_files(Folder(at.parent, only=at.name))
    elif is_file:
        raise InputError("use-no-rules", path=at)
    else:
        raise InputError("use-no-path", path=at)
    if not checked.plans and not checked.findings:
        raise InputError("use-no-plan-there", path=at)
    return checked


def check_sources(sources: Mapping[str, str]) -> Checked:
    """Every finding in texts by file name. InputError where none of the names is a plan's."""
    checked = check_files(Texts(sources))
    if not checked.plans and not checked.findings:
        raise InputError("use-no-plan")
    return checked


def _whole(checked: Checked) -> Rulebook:
    if checked.rulebook is None:
        raise RulesError(checked.findings)
    return checked.rulebook
