"""Arrows point one way (the house's plan): read from every import that stands in `dsl`, and from what a process loads.

A room is a module or a package directly inside `dsl`; the face is `dsl/__init__.py` itself.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import dsl

FACE = "dsl"
ARROWS: dict[str, set[str]] = {
    # what everybody may know
    "diagnostics": set(),
    "errors": {"diagnostics", "messages"},  # the catalogue only when an error is told
    "names": set(),
    "places": set(),
    "messages": {"diagnostics", "places"},
    "report": {"diagnostics", "messages", "places"},
    # cli -> lab -> engine -> program
    "program": set(),
    "codec": {"errors", "program"},
    "engine": {"codec", "errors", "program"},
    "identity": {"engine", "errors"},
    # syntax -> check -> compile -> program
    "words": {"program"},
    "syntax": {"diagnostics", "errors", "messages", "words"},
    "check": {"codec", "diagnostics", "engine", "errors", "messages", "names", "places", "program", "syntax", "words"},
    "compiler": {
        "check", "codec", "diagnostics", "engine", "errors", "messages", "names", "places", "program", "syntax", "testing",
        "words",
    },
    # the tools
    FACE: {"compiler", "program"},
    "testing": {"engine", "program"},
    "formatter": {"check", "compiler", "diagnostics", "errors", "messages", "names", "places", "syntax"},
    "manual": {"compiler", "messages", "report"},
    "presets": {"diagnostics", "names", "syntax"},
    "lab": {
        "codec", "compiler", "diagnostics", "engine", "errors", "identity", "names", "places", "program", "syntax",
    },
    "cli": {
        FACE, "compiler", "codec", "diagnostics", "engine", "errors", "identity", "lab", "messages", "names", "program",
        "report", "formatter", "manual", "presets", "testing",
    },
}
"""Room -> rooms that it may import. What is not written here is not allowed; a new room is written here first."""

PACKAGES: dict[str, set[str]] = {
    "syntax": {"lark"},
    "presets": {"rules"},  # the rulebooks that ship, as data
    "lab": {"backports"},  # `compression.zstd` for Python before 3.14
    "cli": {"click", "rich"},
}
"""Room -> packages that it may import. Every other room makes do with the standard library (and tzdata, as data)."""

HEAVY = {"lark", "click", "rich", "duckdb", "backports"}
STANDARD = sys.stdlib_module_names | {"compression"}  # `compression.zstd` is standard from Python 3.14 on
HOME = Path(dsl.__file__).parent


def room_of(module: str) -> str:
    """`dsl.engine.fold` lies in the room `engine`; `dsl` itself, and names that it offers, are the face."""
    parts = module.split(".")
    known = len(parts) > 1 and ((HOME / parts[1]).is_dir() or (HOME / f"{parts[1]}.py").is_file())
    return parts[1] if known else FACE


def imported(tree: ast.AST, package: str) -> Iterator[str]:
    """Absolute names of all that is imported anywhere in the tree, in functions and for type checking too."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                origin = ".".join([*above, *([module] if module else [])])
                yield from (f"{origin}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def sources() -> Iterator[tuple[str, Path, set[str]]]:
    """Room, file and absolute names imported, of each module of `dsl`."""
    for path in sorted(HOME.rglob("*.py")):
        parts = path.relative_to(HOME.parent).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        yield room_of(module), path.relative_to(HOME.parent), set(imported(tree, ".".join(parts[:-1])))


def reach(room: str) -> set[str]:
    """The room, the face (Python loads it first), and every room at the end of a chain of arrows."""
    found, ahead = {FACE}, [room]
    while ahead:
        if (here := ahead.pop()) not in found:
            found.add(here)
            ahead.extend(ARROWS[here])
    return found


def modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True)
    return set(json.loads(done.stdout))


def test_every_room_stands_in_the_table() -> None:
    """A new room of `dsl` has to say what it may import before it may exist."""
    assert {room for room, _, _ in sources()} <= set(ARROWS)


def test_the_arrows_never_lead_back() -> None:
    """The table itself has no cycle."""
    assert len(list(TopologicalSorter(ARROWS).static_order())) == len(ARROWS)


def test_rooms_import_only_along_the_arrows() -> None:
    """No module imports a room that its own room may not know, wherever in the module the import stands."""
    astray = [
        f"{path}: {name}"
        for room, path, names in sources()
        for name in sorted(names)
        if name.split(".")[0] == "dsl" and room_of(name) not in {room, *ARROWS[room]}
    ]
    assert astray == []


def test_rooms_import_only_their_own_packages() -> None:
    """Lark stays in the parser, Click and Rich in the command line; the rest is the standard library."""
    astray = [
        f"{path}: {name}"
        for room, path, names in sources()
        for name in sorted(names)
        if name.split(".")[0] not in {"dsl", *STANDARD, *PACKAGES.get(room, ())}
    ]
    assert astray == []


@pytest.mark.parametrize("room", ["engine", "program", "identity"])
def test_what_runs_in_a_function_needs_the_standard_library_only(room: str) -> None:
    """No room that the engine, the program or identity reaches may import a package."""
    assert not (reach(room) - {FACE}) & set(PACKAGES)


def test_importing_the_face_loads_nothing() -> None:
    """`import dsl` costs nothing: no package, and no room of our own."""
    loaded = modules_after("import dsl")
    assert loaded.isdisjoint(HEAVY)
    assert not [name for name in loaded if name.startswith("dsl.")]


def test_importing_the_engine_loads_no_parser_and_no_command_line() -> None:
    """A Lambda function that imports the engine gets the engine and what lies below it."""
    loaded = modules_after("import dsl.engine; dsl.engine.fold; import dsl.identity")
    assert loaded.isdisjoint(HEAVY)
    assert {room_of(name) for name in loaded if name.split(".")[0] == "dsl"} <= reach("identity") - {"messages"}


def test_the_reader_of_imports_sees_hidden_ones() -> None:
    """Imports in functions, relative imports, and imports by a literal name are found."""
    text = """
import json
def late():
    from dsl.cli import main
    from ..syntax import parse
    from . import clock
    importlib.import_module("lark.lexer")
"""
    found = set(imported(ast.parse(text), "dsl.engine"))
    assert found == {"json", "dsl.cli.main", "dsl.syntax.parse", "dsl.engine.clock", "lark.lexer"}
