"""What comes along when rules are pasted: comments of other languages, bullets, markup, rows of tables, signs of web pages.

Knows how such things look, and where reading can go on behind them; nothing of what the rules around them mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from unicodedata import normalize

from dsl.diagnostics import Fix
from dsl.syntax.findings import Finding
from dsl.syntax.meant import LOSSES, event, points_first
from dsl.syntax.mistake import Mistake
from dsl.syntax.outline import BULLET, STATEMENTS
from dsl.words import BUILT_IN

_COMMENT = re.compile(r"//|--|/\*|<!--")
_CLOSING = {"/*": "*/", "<!--": "-->"}
_FAR = 300  # characters that are looked at for signs to put right
_LONGEST_COMMENT = 2_000  # characters of a comment that has an end of its own
_MARKUP = re.compile(r"(?:```|~~~)[\w-]*(?=[ \t\r]*(?:\n|$))|([-=*_])\1{2,}(?=[ \t\r]*(?:\n|$))|</?[a-zA-Z][^<>\n]{0,200}>")
_BULLET = re.compile(BULLET)
_STARTS = re.compile(rf"(?i:{'|'.join(STATEMENTS)}|day)\b")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
_PLACEHOLDER = re.compile(r"…|\.\.\.|<[^\W\d][\w ]{0,40}>|\{\{?[\w. ]{1,40}\}\}?")
_FOREIGN = re.compile(r"&(?:quot|apos|lt|gt|amp|nbsp|#39|#34|#x27);|[\uff01-\uff5e]+")
_RULED = re.compile(r"[|\s:-]+")
_CELLS = (("\t", re.compile(r"\t+")), ("|", re.compile(r"\|")))
_HEADING = re.compile(r"(?:Event|Stage|Group|Plan|Place|Test|Day|Alert)[ ]?\t")
_LIST = re.compile(r"((?![0-9])[^;,]{1,80})[;,][ \t]*([+−-]?[0-9]+(?:[.,][0-9]+)?)[ \t]*")
_POINTS = re.compile(r"([+−-]?)[ \t]*([0-9]+(?:[.,][0-9]{1,4})?)[ \t]*(?:points?|pts|pkt|punkt\w{0,3})?")
_SUBJECT = re.compile(
    r"(?!(?:once|max|min|per|each|every|from|until|while|decay|expire|no|yes|all|any|daily|weekly|monthly|raz|tak|nie)\b)"
    r"(?:/|[^\W\d])[\w./*@&-]{0,200}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"/|https?:/")
_QUOTED_ROW = re.compile(r'"((?:[^"\n]|""){1,300})"[ \t\r]*(?=\n|$)')


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that is no part of any statement, and the place behind it."""

    finding: Finding
    end: int


def aside(m: Mistake) -> Aside | None:
    """What stands between statements, or between the steps of a test, and is neither."""
    return next((found for look in _ASIDES if (found := look(m)) is not None), None)


def comment(m: Mistake) -> Finding | None:
    """`// …`, inside a statement or between two."""
    match = m.match(_COMMENT)
    if m.partial and not m.over and m.starts_line:
        return None  # it is found by itself, and what stands before it is not whole
    if not match or (m.source.text[match.end() : match.end() + 1].strip() and m.partial and not m.over):
        return None
    sign = match[0]
    return m.finding("E058", m.here(len(sign)), _closed_comment(m, sign) or "#", sign=sign)


def _closed_comment(m: Mistake, sign: str) -> Fix | None:
    """A comment with an end of its own: each of its lines becomes one."""
    start, closing = m.place + len(sign), _CLOSING.get(sign, "")
    last = m.source.text.find(closing, start, start + _LONGEST_COMMENT) if closing else -1
    if last < 0:
        return None
    end = last + len(closing)
    lines = "\n".join(f"# {line.strip(' *')}".rstrip() for line in m.source.text[start:last].strip().split("\n"))
    more = "" if m.source.text[end : end + 1] in ("", "\n", "\r") else "\n"
    return Fix(m.span(m.place, end), lines + more)


def _comment(m: Mistake) -> Aside | None:
    finding = comment(m)
    if finding is None or finding.fix is None:
        return None
    return Aside(finding, finding.fix.span.end if finding.fix.text != "#" else m.end_of_line)


def _bullet(m: Mistake) -> Aside | None:
    match = m.match(_BULLET) if m.starts_line else None
    if not match or not _STARTS.match(m.source.text, match.end()):
        return None
    mark = match[0].strip()
    return Aside(m.finding("E059", m.here(len(mark)), Fix(m.span(*match.span()), "")), match.end())


def _markup(m: Mistake) -> Aside | None:
    match = m.match(_MARKUP) if m.starts_line else None
    return Aside(m.finding("E059", m.here(len(match[0])), ""), match.end()) if match else None


def _row(m: Mistake) -> Aside | None:
    """`page⇥15`, `| page | 15 |`, `page;15`"""
    line = m.rest_of_line.rstrip()
    if not line or not m.starts_line or (_STARTS.match(line) and not _HEADING.match(line)):
        return None
    quoted = m.match(_QUOTED_ROW)
    if quoted and _STARTS.match(quoted[1]):
        right = quoted[1].replace('""', '"')
        return Aside(m.finding("E060", m.here(len(quoted[0].rstrip())), right, right=right), m.end_of_line)
    cells = _cells(line)
    if len(cells) < 2 and not (line.startswith("|") and _RULED.fullmatch(line)):
        return None
    right = _rule(cells)
    return Aside(m.finding("E060", m.here(len(line)), right or None, right=right), m.end_of_line)


def _cells(line: str) -> list[str]:
    """The cells of a row that are not empty; none or one where it is no row."""
    for sign, cut in _CELLS:
        if sign in line:
            return [cell.strip() for cell in cut.split(line) if cell.strip()]
    listed = _LIST.fullmatch(line)
    return [part.strip() for part in listed.groups()] if listed else []


def _rule(cells: list[str]) -> str:
    """The rule that a row of an event, perhaps what it is about, and its points stands for, if that is plain."""
    match = _POINTS.fullmatch(cells[-1]) if len(cells) > 1 else None
    what = _event(cells[:-1]) if match else ""
    if match is None or not what or (not match[1] and what.partition("(")[0] in LOSSES):
        return ""
    return f"on {what} {match[1].replace('−', '-') or '+'}{match[2].replace(',', '.')}"


def _event(cells: list[str]) -> str:
    """`page`, or `page` and `/pricing`; empty where a cell could be anything else, such as a remark or a count."""
    what = event(cells[0])
    if len(cells) == 1:
        return what
    word = BUILT_IN.get(what)
    if word is None or len(cells) > 2 or not word.has_subject() or not _SUBJECT.fullmatch(cells[1]):
        return ""
    return f'{what}("{cells[1]}")' if what != "page" or _ADDRESS.match(cells[1]) else ""


def _unseen(m: Mistake) -> Aside | None:
    match = m.match(_INVISIBLE)
    return Aside(m.finding("E062", m.here(len(match[0])), "", sign=f"U+{ord(match[0][0]):04X}"), match.end()) if match else None


def unseen(m: Mistake) -> Finding | None:
    """A character that nobody sees, inside a statement."""
    found = _unseen(m)
    return found.finding if found else None


def placeholder(m: Mistake) -> Finding | None:
    """`stage <name> at 40`, `on page("/a") …`"""
    match = m.match(_PLACEHOLDER)
    return m.finding("E063", m.here(len(match[0])), found=match[0]) if match else None


def foreign_signs(m: Mistake) -> Finding | None:
    """`&gt;=`, `（"/a"）`: all of them up to the end of the line are put right together."""
    name = m.last("NAME")  # signs of full width are no letters, but nobody sees it in time
    start = m.end_before - len(name) if name is not None and _FOREIGN.search(name) else m.place
    line = m.source.text[start : start + len(m.found) + len(name or "") + _FAR].partition("\n")[0]
    signs = list(_FOREIGN.finditer(line))
    if not signs or signs[0].start() > m.place + len(m.found) - start:
        return None
    first, last = start + signs[0].start(), start + signs[-1].end()
    fix = Fix(m.span(first, last), _FOREIGN.sub(lambda sign: _plain(sign[0]), m.source.text[first:last]))
    found = signs[0][0] if signs[0][0][0] == "&" else signs[0][0][0]
    return m.finding("E061", m.span(first, first + len(found)), fix, found=found, right=_plain(found))


def _plain(sign: str) -> str:
    return unescape(sign).replace("\u00a0", " ") if sign[0] == "&" else normalize("NFKC", sign)


def _points_first(m: Mistake) -> Aside | None:
    finding = points_first(m)
    return Aside(finding, m.end_of_line) if finding else None


_ASIDES = (_markup, _comment, _bullet, _points_first, _row, _unseen)
