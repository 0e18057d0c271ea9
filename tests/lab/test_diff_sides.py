"""How OLD and NEW are found: paths, compiled rulebooks, git revisions; and that git is never asked anything unsafe."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from dsl import codec
from dsl.compiler import load
from dsl.errors import InputError, UsageError
from dsl.lab.diff import git
from dsl.lab.diff.books import diff
from dsl.lab.diff.sides import Side, sides

OLD = 'include "_words.punkty"\non price +5\n'
NEW = 'include "_words.punkty"\non price +7\n'
WORDS = 'let price = page("/cennik")\n'


def command(folder: Path, *args: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@e.test", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *args], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with rules in `rules/shop`: +5 in `main` and `v1`, +7 in the folder; it is the working directory."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder = tmp_path / "project"
    shop = folder / "rules" / "shop"
    shop.mkdir(parents=True)
    (shop / "shop.punkty").write_text(OLD)
    (shop / "_words.punkty").write_text(WORDS)
    (shop / "shop.test.punkty").write_text('test "that nobody has mended" day 1 flies\n')
    command(folder, "init", "-q", "-b", "main")
    command(folder, "add", ".")
    command(folder, "commit", "-q", "-m", "first")
    command(folder, "tag", "v1")
    (shop / "shop.test.punkty").unlink()
    (shop / "shop.punkty").write_text(NEW)
    monkeypatch.chdir(folder)
    return folder


def points(side: Side) -> list[str]:
    assert side.rulebook is not None, side.findings
    return [str(rule.points) for plan in side.rulebook.plans for rule in plan.rules]


@pytest.mark.parametrize("revision", ["main", "HEAD", "v1", "main:rules/shop", "v1:rules/shop/shop.punkty", "HEAD@{0}"])
@pytest.mark.parametrize("path", ["rules/shop", "rules/shop/shop.punkty"])
def test_a_revision_is_read_out_of_git(repository: Path, revision: str, path: str) -> None:
    """With what it includes, without its tests; either side may be the revision."""
    old, new = sides(revision, path)
    assert (points(old), points(new)) == (["5"], ["7"])
    new, old = sides(path, revision)
    assert (points(old), points(new)) == (["5"], ["7"])


def test_two_revisions_can_be_compared(repository: Path) -> None:
    """One of them says which rules."""
    command(repository, "commit", "-q", "-a", "-m", "second")
    old, new = sides("main~1", "main:rules/shop")
    assert (points(old), points(new)) == (["5"], ["7"])


def test_places_say_where_to_look(repository: Path) -> None:
    """As git and as an editor take them."""
    old, new = sides("main", "rules/shop")
    assert old.rulebook is not None
    assert new.rulebook is not None
    (plan,) = diff(old.rulebook, new.rulebook, old.written, new.written).plans
    (change,) = plan.changes
    assert change.old is not None
    assert change.new is not None
    assert (change.old.file, change.old.line, change.old.text) == ("main:rules/shop/shop.punkty", 2, "on price +5")
    assert (change.new.file, change.new.line, change.new.text) == ("rules/shop/shop.punkty", 2, "on price +7")


def test_a_path_wins_over_a_revision(repository: Path) -> None:
    """A folder that is called as a branch is."""
    shutil.copytree("rules/shop", "main")
    old, _ = sides("main", "rules/shop")
    assert points(old) == ["7"]


def test_a_revision_is_that_of_the_other_path(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From wherever it is asked, in another repository or in none, and whatever a hook has in its environment."""
    monkeypatch.chdir(repository.parent)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    old, _ = sides("main", "project/rules/shop")
    assert points(old) == ["5"]
    monkeypatch.chdir(repository / "rules")
    old, _ = sides("main", "shop/shop.punkty")
    assert points(old) == ["5"]


def test_links_in_a_revision_are_followed_inside_it(repository: Path) -> None:
    """A vocabulary that is a link to another folder's; a link out of the revision is no file."""
    shop = repository / "rules" / "shop"
    (repository / "rules" / "all.punkty").write_text(WORDS)
    (shop / "_words.punkty").unlink()
    (shop / "_words.punkty").symlink_to("../all.punkty")
    (shop / "_words2.punkty").symlink_to("/etc/passwd")
    command(repository, "add", ".")
    command(repository, "commit", "-q", "-m", "links")
    tree = git.Repository(repository, "HEAD").tree("HEAD", "rules")
    assert tree.read("rules/shop/_words.punkty").decode() == WORDS
    assert not tree.has("rules/shop/_words2.punkty")


def test_a_compiled_rulebook_is_a_side(repository: Path) -> None:
    """It has no texts, so its rules are told as the compiled form says them."""
    Path("old.json").write_text(codec.to_json(load("rules/shop")))
    old, new = sides("old.json", "rules/shop")
    assert points(old) == points(new)
    assert old.rulebook is not None
    assert new.rulebook is not None
    assert diff(old.rulebook, new.rulebook, old.written, new.written).same
    assert old.written.rule(old.rulebook.plans[0].rules[0]).text == 'on page("/cennik") +7'


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("mian", "rules/shop", "there is no file or folder `mian`, and no such revision in the git repository"),
        ("main..v1", "rules/shop", "no such revision"),
        ("main:nowhere", "rules/shop", "`nowhere` is not in `main`"),
        ("main:README", "rules/shop", "`README` is not in `main`"),
        ("v1:rules/shop/*", "rules/shop", "is not in `v1`"),
        ("HEAD:rules/shop/shop.pun", "rules/shop", "is not in `HEAD`"),
        ("main", "old.json", "`old.json` is compiled: say which rules"),
        ("rules/shop", "bad.json", "bad.json: this is no compiled rulebook"),
        ("main:rules", "rules/shop", "`main:rules`: there is no plan"),
    ],
)
def test_what_cannot_be_read_is_told(repository: Path, old: str, new: str, words: str) -> None:
    """Unknown revisions, unknown paths, files that are no rules."""
    Path("old.json").write_text(codec.to_json(load("rules/shop")))
    Path("bad.json").write_text("{}")
    with pytest.raises((InputError, UsageError)) as told:
        sides(old, new)
    assert words in str(told.value)


@pytest.mark.parametrize(
    "hostile",
    ["--output=stolen", "-h", "--upload-pack=touch stolen", "main\nHEAD", "\0", "", ":/first", "--output=stolen:rules/shop"],
)
def test_no_argument_reaches_git_as_an_option(repository: Path, hostile: str) -> None:
    """Refused, and nothing was written or run."""
    before = sorted(Path().iterdir())
    with pytest.raises((InputError, UsageError)):
        sides(hostile, "rules/shop")
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize("hostile", ["main:../other", "main:/etc", "main:rules/../../x"])
def test_no_path_leads_out_of_the_repository(repository: Path, hostile: str) -> None:
    """A path in a revision begins at its top."""
    with pytest.raises(UsageError, match="begins at the top"):
        sides(hostile, "rules/shop")


def test_a_folder_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user may have meant a folder."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.punkty").write_text("on page +1")
    with pytest.raises(InputError, match=r"there is no file or folder `main`, and .* is in no git repository"):
        sides("main", str(tmp_path))


def test_a_machine_without_git_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to do instead is said."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(InputError, match="git is not installed"):
        sides("main", "rules/shop")


def test_git_has_only_so_much_time_and_room(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git that does not come back, and a file that is too large, are errors."""
    monkeypatch.setattr(git, "_MOST", 10)
    with pytest.raises(InputError, match="larger than"):
        sides("main", "rules/shop")
    monkeypatch.setattr(git, "_SECONDS", 0)
    with pytest.raises(InputError, match="longer than"):
        sides("main", "rules/shop")


def test_old_rules_that_no_longer_check_have_findings(repository: Path) -> None:
    """There is no rulebook then, and the findings say why."""
    Path("rules/shop/shop.punkty").write_text("on pagee +5")
    command(repository, "commit", "-q", "-a", "-m", "broken")
    Path("rules/shop/shop.punkty").write_text(NEW)
    old, new = sides("main", "rules/shop")
    assert old.rulebook is None
    assert [finding.file for finding in old.findings] == ["shop.punkty"]
    assert points(new) == ["7"]


@pytest.mark.parametrize("path", ["rules/shop", "rules/shop/shop.punkty"])
def test_tests_that_a_change_leaves_behind_do_not_stop_it(repository: Path, path: str) -> None:
    """Whoever renames a stage may ask what that does before the tests follow: on no side do they count."""
    Path("rules/shop/shop.test.punkty").write_text('test "of the stage as it was called" day 1 expect stage Gone\n')
    Path("rules/shop/words.punkty").write_text("on page +1\n")
    old, new = sides("main", path)
    assert points(old) == ["5"]
    assert points(new) == (["7"] if path.endswith(".punkty") else ["7", "1"])
    Path("rules/shop/shop.punkty").write_text(f"{NEW}on pagee +5\n")
    _, new = sides("main", path)
    assert new.rulebook is None
    assert {finding.file for finding in new.findings} == {"shop.punkty", "shop.test.punkty"}
