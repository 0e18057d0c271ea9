"""Text as the language compares it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.engine.text import Glob, fold_text, glob_matches, normal_path, normal_url


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("https://example.com/Cennik/?utm_source=x#top", "/cennik"),
        ("https://example.com", "/"),
        ("https://example.com?a=/b", "/"),
        ("https://example.com#/b", "/"),
        ("", "/"),
        ("/", "/"),
        ("/cennik", "/cennik"),
        ("/cennik/", "/cennik"),
        ("/cennik//", "/cennik/"),
        ("/%C5%BC%C3%B3%C5%82w", "/żółw"),
        ("/a%FFb", "/a%ffb"),
        ("/a%2", "/a%2"),
        ("/z\u0307", "/ż"),
        ("  /X ", "/x"),
        ("cennik", "cennik"),
        ("/go?to=https://example.com/x", "/go"),
    ],
)
def test_a_path_drops_all_but_itself(text: str, path: str) -> None:
    """Scheme, host, query, fragment and a trailing slash go; percent-encoding is decoded; an empty path is `/`."""
    assert normal_path(text) == path


def test_a_url_keeps_scheme_and_host() -> None:
    """Only query, fragment and the final slash go."""
    assert normal_url("HTTPS://Example.com/A%20b/?q#f") == "https://example.com/a b"


@given(st.text(alphabet="aAżŻóÓz \n\u00a0"))
def test_case_and_surrounding_space_do_not_count(text: str) -> None:
    """Neither does the way in which an accent is written."""
    assert fold_text(f" {text}\n") == fold_text(text) == fold_text(unicodedata.normalize("NFD", text).swapcase())


@given(st.text(alphabet="ab*/", max_size=8), st.text(alphabet="ab/", max_size=12))
def test_a_glob_matches_what_the_regular_expression_does(pattern: str, text: str) -> None:
    """`*` is any run of characters, `/` included; nothing else is special."""
    expected = re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None
    assert glob_matches(pattern, text) is expected


def test_many_stars_do_not_backtrack() -> None:
    """A pattern that makes a backtracking matcher hang is answered at once: this test ends."""
    assert not Glob("*a" * 200 + "*b").matches("a" * 200_000)
    assert Glob("*a" * 200 + "*").matches("a" * 200_000)
