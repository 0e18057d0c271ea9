"""Patterns as the engine reads them: words and `let`s resolved, texts sorted into paths, urls and others."""

from __future__ import annotations

from dataclasses import replace

from dsl import words
from dsl.check.scope import Scope
from dsl.compiler.conditions import condition
from dsl.engine.text import fold_text, normal_path, normal_url
from dsl.program import EventPattern, Field, Pattern
from dsl.syntax import tree
from dsl.words import Word


class Patterns:
    """Makes patterns in the scope of one plan; each `let` is made once."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._lets: dict[str, Pattern] = {}

    def pattern(self, node: tree.Pattern) -> Pattern:
        """The alternatives in the order of writing, each once."""
        return tuple(dict.fromkeys(one for ref in node.of for one in self._ref(ref)))

    def name(self, word: tree.Name) -> Pattern:
        """The pattern that a bare word or `let` stands for."""
        return self._ref(tree.EventRef(word.span, word, (), (), None))

    def scaled(self, pattern: Pattern, path: tree.Path) -> tuple[Field, ...]:
        """Where each alternative's match has the number at `path`."""
        return tuple(words.value(self._scope.words[one.word], path.parts) for one in pattern)

    def _ref(self, ref: tree.EventRef) -> Pattern:
        name = ref.word.text
        if name not in self._scope.lets:
            return (self._event(ref, self._scope.words[name]),)
        if name not in self._lets:
            self._lets[name] = self.pattern(self._scope.lets[name].pattern)
        return self._lets[name]

    def _event(self, ref: tree.EventRef, word: Word) -> EventPattern:
        filters = tuple(condition(test, lambda path: words.value(word, path.parts), self._scope) for test in ref.filters)
        bare = EventPattern(
            word=word.name,
            type=word.type,
            names=_folded(word.tracks),
            subject=words.subject(word),
            filters=filters,
            per=words.value(None, word.per) if word.per else None,
        )
        return _with_texts(bare, tuple(text.value for text in ref.texts))


def _with_texts(word: EventPattern, texts: tuple[str, ...]) -> EventPattern:
    """Each text where it is compared: with the name, the path, the url, or the other subjects."""
    if word.word == "track" and not any("*" in text for text in texts):
        return replace(word, names=_folded(texts))
    urls = tuple(t for t in texts if word.type in ("page", "any") and fold_text(t).startswith("http"))
    others = tuple(t for t in texts if t not in urls)
    paths = tuple(t for t in others if word.type == "page" or (word.type == "any" and not {"?", "#"} & set(t)))
    return replace(
        word,
        urls=tuple(dict.fromkeys(normal_url(t) for t in urls)),
        paths=tuple(dict.fromkeys(normal_path(t) for t in paths)),
        texts=() if word.type == "page" else _folded(others),
    )


def _folded(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold_text(text) for text in texts))
