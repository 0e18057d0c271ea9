"""Did you mean: the nearest of some names, only where it is near."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from dsl.engine.text import fold_text

_LONGEST = 40
_MOST = 2_000  # names that are looked at, and of them those that are measured
_CLOSELY = 50

SYNONYMS = {
    "visit": "page",
    "view": "page",
    "pageview": "page",
    "page_view": "page",
    "url": "page",
    "strona": "page",
    "wizyta": "page",
    "ekran": "screen",
    "formularz": "form",
    "submit": "form",
    "pobranie": "download",
    "ebook": "download",
    "rejestracja": "signup",
    "register": "signup",
    "trial": "signup",
    "logowanie": "login",
    "zapis": "subscribe",
    "wypis": "unsubscribe",
    "mail": "email",
    "otwarcie": "open",
    "opened": "open",
    "klik": "click",
    "produkt": "view_product",
    "opinie": "reviews",
    "review": "reviews",
    "porównanie": "compare",
    "koszyk": "add_to_cart",
    "cart": "add_to_cart",
    "kasa": "checkout",
    "zakup": "purchase",
    "buy": "purchase",
    "order": "purchase",
    "event": "track",
    "wygrana": "won",
    "przegrana": "lost",
}
"""What people call some built-in words, in English and Polish."""


def near(name: str, known: Iterable[str]) -> str:
    """The name among `known` that `name` was probably meant to be; empty where none is near."""
    if len(name) > _LONGEST:
        return ""
    wanted = fold_text(name)
    letters, most = set(wanted), min(2, len(wanted) // 3)
    folded = ((fold_text(candidate), candidate) for candidate in islice(known, _MOST))
    # an edit brings or takes one letter: most candidates need no closer look
    likely = ((t, c) for t, c in folded if abs(len(t) - len(wanted)) <= most and len(letters.difference(t)) <= most)
    edits, best = min(((distance(wanted, t), c) for t, c in islice(likely, _CLOSELY)), default=(most + 1, ""))
    return best if edits <= most else ""


def near_word(name: str, known: Iterable[str]) -> str:
    """As `near`, for words of events: what people call the thing counts too."""
    return near(name, known) or SYNONYMS.get(fold_text(name), "")


def near_label(name: str, labels: Iterable[str]) -> str:
    """As `near`, for labels of rules: the one label that has all of `name` within counts too."""
    labels = list(islice(labels, _MOST))
    wanted = fold_text(name)
    within = [label for label in labels if wanted and wanted in fold_text(label)]
    return near(name, labels) or (within[0] if len(within) == 1 else "")


def distance(a: str, b: str) -> int:
    """Edits from one text to the other: a letter added, left out, changed, or two neighbours swapped."""
    before, row = [0] * (len(b) + 1), list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i] + [0] * len(b)
        for j, y in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
