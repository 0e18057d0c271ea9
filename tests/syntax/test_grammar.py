"""The grammar itself: unambiguous, small, and every rule of it used by an example."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from lark import Lark, Token
from lark.lexer import Lexer

from dsl.diagnostics import Source
from dsl.syntax import parse
from dsl.syntax.parser import grammar

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.punkty"))
GRAMMAR = resources.files("dsl").joinpath("grammar.lark").read_text(encoding="utf-8")


class _NoLexer(Lexer):
    """Stands in for the lexer where only the parser's tables are of interest."""

    def __init__(self, _conf: object) -> None:
        pass

    def lex(self, _lexer_state: object, _parser_state: object) -> object:
        raise AssertionError("nothing is read here")


def test_the_grammar_has_no_conflict() -> None:
    """Lark's strict mode refuses every shift/reduce conflict, which it would otherwise settle in silence."""
    Lark(GRAMMAR, parser="lalr", lexer=_NoLexer, start=["start", "resume"], strict=True)


def test_strict_mode_would_see_a_conflict() -> None:
    """The test above can fail: an ambiguous sum is refused."""
    with pytest.raises(Exception, match=r"[Cc]onflict"):
        Lark('start: start "+" start | "1"', parser="lalr", lexer=_NoLexer, strict=True)


def test_the_grammar_is_small() -> None:
    """A grammar that one can read in one sitting."""
    assert len(GRAMMAR.splitlines()) < 250


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_parses_without_findings(path: Path) -> None:
    """Every example of the contract, and one of every construct, is a rulebook without a mistake."""
    file, findings = parse(Source(path.name, path.read_text(encoding="utf-8")))
    assert findings == ()
    assert file.statements
    assert file.broken == ()


def test_every_rule_of_the_grammar_is_used_by_an_example() -> None:
    """No construct is left without an example that parses."""
    used = set()
    for path in EXAMPLES:
        parsed = grammar().parse(path.read_text(encoding="utf-8"), start="start")
        used |= {str(part.data) for part in parsed.iter_subtrees()}
    rules = {str(rule.alias or rule.origin.name) for rule in grammar().rules}
    assert {rule for rule in rules if not rule.startswith("_")} - used == {"statement", "resume"}


def test_every_terminal_is_used_by_an_example() -> None:
    """No keyword is left without an example that parses."""
    used = set()
    for path in EXAMPLES:
        parsed = grammar().parse(path.read_text(encoding="utf-8"), start="start")
        used |= {token.type for token in parsed.scan_values(lambda value: isinstance(value, Token))}
    ignored = set(grammar().ignore_tokens)
    assert {terminal.name for terminal in grammar().terminals} - used - ignored == set()
