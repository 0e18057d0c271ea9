"""Random rulebooks that read without a mistake, in random layouts.

A statement is a list of tokens. Every choice is read off bytes (`strategies.Picks`), the simplest first, so that cases are
made fast and shrink well. A layout puts something between tokens that separates: nothing where signs do, blanks, tabs, line
ends of both kinds, comments; a rulebook may well stand on one line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st
from strategies import Picks

Tokens = list[str]

NAMES = ["page", "click", "plan", "max", "no_show", "źródło", "名前", "x_1", "within", "score"]
PATHS = ["a", "company.size", "`Feed Type`", "x.`on`", "`ok`", "title", "名.b", "day"]
TEXTS = ['"/a"', '""', r'"a \"b\" \\ # c"', '"` `"', '"zażółć gęślą jaźń"', '"名前"', '"a, b"', '"/' + "long/" * 9 + '"']
NUMBERS = ["1", "007", "2.50", "100", "-3", "+4.0", "0.0"]
POINTS = ["+5", "-10", "+2.50", "+0", "-0", "+1234"]
DURATIONS = ["24h", "7 days", "30d", "1  hour", "2\nweeks", "90 minutes", "007d"]
DATES = ["2026-01-31", "2026-12-31"]
COMMENTS = [
    "# why",
    "#",
    "#tight",
    '# "quoted',
    "# `back",
    "# on page +5",
    "#   spaced  \t ",
    "# " + "long " * 30,
    "# 名前 ą",
    "##",
]


def value(pick: Picks) -> Tokens:
    return [pick([pick(NUMBERS), pick(TEXTS), "true", "false", pick(DATES)])]


def listed(pick: Picks, one: Callable[[Picks], Tokens], most: int = 3) -> Tokens:
    """One or more with commas between; now and then many."""
    count = pick([*range(1, most + 1), 14] if most > 1 else [1])
    found = one(pick)
    for _ in range(count - 1):
        found += [",", *one(pick)]
    return found


def test(pick: Picks) -> Tokens:
    path = pick(PATHS)
    kind = pick(["compare", "in", "not in", "matches", "list", "known", "not known"])
    values = ["[", *listed(pick, value), "]"]
    return {
        "compare": [path, pick(["=", "!=", "<", "<=", ">", ">="]), *value(pick)],
        "in": [path, "in", *values],
        "not in": [path, "not", "in", *values],
        "matches": [path, pick(["matches", "contains"]), *value(pick)],
        "list": [path, pick(["matches", "contains"]), *values],
        "known": [path, "is", "known"],
        "not known": [path, "is", "not", "known"],
    }[kind]


def condition(pick: Picks, deep: int = 3) -> Tokens:
    kind = pick(["test", "test", "and", "or", "not", "brackets", "within"] if deep else ["test"])
    match kind:
        case "and" | "or":
            return [*condition(pick, deep - 1), kind, *condition(pick, deep - 1)]
        case "not":
            return ["not", "(", *condition(pick, deep - 1), ")"] if pick.one_in(2) else ["not", *test(pick)]
        case "brackets":
            return ["(", *condition(pick, deep - 1), ")"]
        case "within":
            return ["within", pick(["30km", "2.50 km"]), "of", pick(NAMES)]
        case _:
            return test(pick)


def event(pick: Picks) -> Tokens:
    name = pick(NAMES)
    if not pick.one_in(2):
        return [name]
    return [name, "(", *listed(pick, lambda p: test(p) if p.one_in(3) else [p(TEXTS)]), ")"]


def pattern(pick: Picks) -> Tokens:
    found = event(pick)
    for _ in range(pick([0, 0, 0, 1, 2, 9])):
        found += ["or", *event(pick)]
    return found


def trigger(pick: Picks) -> Tokens:
    duration = pick(DURATIONS)
    kind = pick(["each", "each", "count", "then", "without", "absence", "silence"])
    return {
        "each": pattern(pick),
        "count": [*pattern(pick), pick(["2", "03"]), pick(["times", "time"]), "in", duration],
        "then": [*pattern(pick), "then", *pattern(pick), "in", duration],
        "without": [*pattern(pick), "without", *pattern(pick), "in", duration],
        "absence": ["no_open", "(", *pattern(pick), ",", duration, ")"],
        "silence": ["no_login", "(", duration, ")"],
    }[kind]


def decay(pick: Picks) -> Tokens:
    duration = pick(DURATIONS)
    return pick(
        [
            ["decay", "half", "every", duration],
            ["decay", pick(["10%", "2.50 %"]), "every", duration],
            ["decay", "over", duration],
            ["expire", "after", duration],
            ["no", "decay"],
        ]
    )


def suffix(pick: Picks) -> Tokens:
    per = pick([[], ["per", "day"], ["per", "week"], ["per", "month"]])
    return pick(
        [
            ["as", pick(TEXTS)],
            ["once"],
            ["once", "each"],
            ["max", pick(["1", "3"]), pick(["times", "time"]), *per],
            ["max", "30", "points", *per],
            ["from", pick(DATES)],
            ["until", pick(DATES)],
            ["while", *condition(pick, 1)],
            decay(pick),
        ]
    )


def rule(pick: Picks) -> Tokens:
    scale = ["per", pick(["100", "2.50"]), "of", pick(PATHS)] if pick.one_in(5) else []
    found = ["when", *condition(pick)] if pick.one_in(3) else ["on", *trigger(pick)]
    found += [pick(POINTS), *scale]
    for _ in range(pick([0, 1, 1, 2, 2, 3, 7])):
        found += suffix(pick)
    return found


def stage(pick: Picks) -> Tokens:
    opening = ["stage", pick(["MQL", "SQL", "名"])]
    held = [*pattern(pick), *pick([[], ["for", pick(DURATIONS)]]), *pick([[], ["until", "click"], ["until", *pattern(pick)]])]
    keep = pick([[], ["until below", pick(NUMBERS)]])
    threshold = ["when", *condition(pick)] if pick.one_in(2) else ["at", pick(NUMBERS)]
    return pick(
        [
            [*opening, *threshold, *keep],
            [*opening, *threshold, "or on", *held, *keep],
            [*opening, *threshold, *keep, "or on", *held],
            [*opening, "on", *held, *keep],
        ]
    )


def statement(pick: Picks) -> Tokens:
    kind = pick([*["rule"] * 8, "group", "stage", "stage", "alert", "let", "event", "plan", "place", "test", "test", "other"])
    match kind:
        case "rule":
            return rule(pick)
        case "stage":
            return stage(pick)
        case "test":
            return scenario(pick)
        case "group":
            clips = pick([[], ["max", "60"], ["min", "-20", "max", "2.50"]])
            return ["group", pick(["fit", "intent", "名"]), *pick([clips, [*clips, *decay(pick)], [*decay(pick), *clips]])]
        case "plan":
            settings = [["timezone", '"Europe/Warsaw"'], decay(pick), ["score", "from", "-5", "to", "+100"]]
            return ["plan", pick(TEXTS), *(token for one in settings[pick([0, 1, 2, 3]) :] for token in one)]
        case "let":
            return ["let", pick(NAMES), "=", *pattern(pick)]
        case "event":
            named = ["named", *listed(pick, lambda p: [p(PATHS)])] if pick.one_in(2) else []
            per = ["per", pick(PATHS)] if pick.one_in(2) else []
            return ["event", pick(NAMES), "=", *listed(pick, lambda p: [p(TEXTS)]), *named, *per]
        case "place":
            return ["place", pick(NAMES), "=", pick(NUMBERS), ",", pick(NUMBERS)]
        case "alert":
            often = ["at", "most", "once", "per", pick([*DURATIONS, "day", "week"])]
            raised = pick([pattern(pick), ["no_contacted", "(", "SQL", ",", "4h", ")"], ["SQL", "without", "won", "in", "1d"]])
            return ["alert", pick(["sales", "名"]), "on", *raised, *pick([[], often])]
        case _:
            return pick(
                [
                    ["include", '"_x.punkty"'],
                    ["reset", "on", *pattern(pick)],
                    ["ignore", *pattern(pick)],
                    ["exclude", "when", *condition(pick)],
                    ["capacity", "40", "SQL", "per", "week"],
                    ["outcome", pick(["won", "lost"]), *pattern(pick)],
                    ["experiment", pick(TEXTS), *listed(pick, lambda p: [p(["50%", "0.5 %"]), p(["a", "名"])])],
                ]
            )


def scenario(pick: Picks) -> Tokens:
    found = ["test", pick(TEXTS), *pick([[], ["of", "b2b"]])]
    for _ in range(pick([1, 2, 3, 0, 5])):
        when = [*pick([[], ["on", "2026-03-28"]]), *pick([["09:30"], ["9:05"], []])]
        found += ["day", pick(["1", "2", "31", "007"]), *when, *action(pick)]
    return found


def action(pick: Picks) -> Tokens:
    match pick(["event", "expect", "profile"]):
        case "event":
            data = [pick(TEXTS), *pick([[], [",", pick(PATHS), "=", *value(pick)]])]
            return [pick(["page", "click", "no_show"]), *pick([[], ["(", *data, ")"]])]
        case "profile":
            return ["profile", *listed(pick, setting)]
        case _:
            return ["expect", *listed(pick, expectation)]


def setting(pick: Picks) -> Tokens:
    some = pick([["null"], ["[", "]"], ["[", *listed(pick, value), "]"], value(pick)])
    return [pick(PATHS), "=", *some]


def expectation(pick: Picks) -> Tokens:
    often = [pick(["0", "1", "2"]), pick(["times", "time"])]
    return pick(
        [
            ["score", pick(NUMBERS)],
            ["group", "fit", pick(NUMBERS)],
            ["stage", "MQL"],
            ["alert", "sales"],
            ["no", "alert"],
            ["rule", pick(TEXTS), *often],
        ]
    )


# --- layouts

_SIGNS = tuple("()[],=")


@dataclass(frozen=True)
class Written:
    """A rulebook as somebody has written it, and the comments in it, in order."""

    text: str
    comments: tuple[str, ...]


def between(pick: Picks, before: str, after: str) -> tuple[str, str]:
    """What stands between two tokens, and the comment in it."""
    touching = before.endswith(_SIGNS) or after.startswith(_SIGNS)
    kind = pick(["blank"] * 6 + ["nothing", "nothing", "tab", "lines", "crlf", "comment", "line comment"])
    match kind:
        case "nothing":
            return ("" if touching else " "), ""
        case "tab":
            return pick(["\t", "   ", " \t "]), ""
        case "lines":
            return pick(["\n", "\n  ", "\n\n", "\n\n\n\t", " \n    "]), ""
        case "crlf":
            return pick(["\r\n", "\r\n\r\n  "]), ""
        case "comment":
            comment = pick(COMMENTS)
            return (
                f"{pick(['', ' ', '    '])}{comment}{pick([chr(10), chr(10) * 3, chr(13) + chr(10) + '  '])}",
                comment.rstrip(),
            )
        case "line comment":
            comment = pick(COMMENTS)
            return (
                f"{pick([chr(10), chr(10) * 2])}{pick(['', '  ', '                '])}{comment}\n{pick(['', '  '])}",
                comment.rstrip(),
            )
        case _:
            return " ", ""


def written(pick: Picks, statements: list[Tokens]) -> Written:
    """The statements in a random layout."""
    tokens = [token for one in statements for token in one]
    parts, comments = [pick(["", "", "\n\n", "\ufeff", "  ", "# first\n", "\n\n# first\n\n"])], []
    if "#" in parts[0]:
        comments.append("# first")
    for before, after in zip(tokens, [*tokens[1:], ""], strict=False):
        parts.append(before)
        separator, comment = between(pick, before, after) if after else pick([("\n", ""), ("", ""), (" # last", "# last")])
        parts.append(separator)
        if comment:
            comments.append(comment)
    return Written("".join(parts), tuple(comments))


def plain(statements: list[Tokens]) -> str:
    """The statements in the simplest layout: a line each, one blank between tokens."""
    return "".join(" ".join(one) + "\n" for one in statements)


def statements(pick: Picks) -> list[Tokens]:
    return [statement(part) for part in pick.parts(3, 90, of=4)]


rulebooks = st.binary(min_size=273, max_size=273).map(lambda source: statements(Picks(source)))
layouts = st.binary(min_size=200, max_size=200).map(Picks)
