"""Every finding as people see it: `golden/CODE.txt` holds rules, and what is said about them in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dsl import report
from dsl.check import book
from dsl.check.files import MAX_BYTES, MAX_FILES
from dsl.compiler import Checked, check_folder, check_sources
from dsl.messages import codes

GOLDEN = Path(__file__).parent / "golden"
_SECTION = re.compile(r"^-- (.+) --$\n", re.MULTILINE)


def _not_utf8(folder: Path) -> None:
    (folder / "bad.punkty").write_bytes(b"on page +5\n\xff\xfe\x00")


def _unreadable(folder: Path) -> None:
    (folder / "dangling.punkty").symlink_to(folder / "nothing")


def _too_large(folder: Path) -> None:
    (folder / "large.punkty").write_bytes(b"#" * (MAX_BYTES + 1))


def _too_many(folder: Path) -> None:
    for i in range(MAX_FILES + 1):
        (folder / f"_{i:04}.punkty").touch()


def _link_outside(folder: Path) -> None:
    outside = folder.parent / "outside.punkty"
    outside.write_text("on page +5")
    (folder / "link.punkty").symlink_to(outside)


def _odd_name(folder: Path) -> None:
    (folder / "a\nb.punkty").write_text("on page +5")


FOLDERS: dict[str, Callable[[Path], None]] = {
    "E401": _not_utf8,
    "E402": _unreadable,
    "E403": _too_large,
    "E404": _too_many,
    "E405": _link_outside,
    "E406": _odd_name,
}
"""What can only be wrong with files on a disk."""


def _sections(text: str) -> dict[str, str]:
    parts = _SECTION.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _checked(code: str, sections: dict[str, str], tmp_path: Path) -> Checked:
    if code not in FOLDERS:
        return check_sources({name: text for name, text in sections.items() if name.endswith(".punkty")})
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "b2b.punkty").write_text("on page +5\n")
    FOLDERS[code](folder)
    return check_folder(folder)


@pytest.mark.parametrize("code", codes())
def test_a_finding_is_told_as_agreed(code: str, tmp_path: Path, update_golden: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The golden file of a code holds all that is said about its rules, word for word."""
    if code == "E307":
        monkeypatch.setattr(book, "MAX_RULES", 3)  # 100,000 rules take a while to read
    path = GOLDEN / f"{code}.txt"
    assert path.exists(), f"write {path.name}: a comment, the files as `-- NAME.punkty --`, `-- en --`, `-- pl --`"
    text = path.read_text(encoding="utf-8")
    checked = _checked(code, _sections(text), tmp_path)
    told = "".join(f"-- {lang} --\n{report.text(checked.findings, checked.sources, lang)}" for lang in ("en", "pl"))
    assert code in {finding.code for finding in checked.findings}
    if update_golden:
        path.write_text(text.partition("-- en --\n")[0] + told, encoding="utf-8")
    else:
        assert text.partition("-- en --\n")[2] == told.removeprefix("-- en --\n")


def test_no_golden_file_is_left_over() -> None:
    """Each golden file belongs to a code of the catalogue."""
    assert {path.stem for path in GOLDEN.iterdir()} <= set(codes())
