"""Which wikis there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen.descriptions.candidate import Wish
from guidegen.descriptions.mediawiki import WIKIPEDIAS, WIKIVOYAGES, Wiki, fame, query, wiki
from tests.descriptions.wikis import PISA


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", Wiki("en")),
        ("nb", Wiki("no")),
        ("pt-BR", Wiki("pt")),
        ("zh-Hans", Wiki("zh", "zh-hans")),
        ("sr-Latn", Wiki("sr", "sr-el")),
        ("be-tarask", Wiki("be-tarask")),
        ("yue", Wiki("zh-yue")),
        ("xx", None),
        ("commons", None),
    ],
)
def test_languages_have_a_wiki_or_none(language: str, expected: Wiki | None) -> None:
    assert wiki(language, WIKIPEDIAS) == expected


def test_small_languages_have_no_wikivoyage() -> None:
    assert wiki("pt-BR", WIKIVOYAGES) == Wiki("pt")
    assert wiki("ast", WIKIVOYAGES) is None


def test_requests_go_to_the_wiki_or_its_mirror() -> None:
    asked = query(Wish(PISA, ("en",)), "wikipedia", "it", titles="Pisa")
    assert asked.url == "https://it.wikipedia.org/w/api.php"
    assert asked.mirror == ""
    assert asked.params["titles"] == "Pisa"
    assert asked.params["maxlag"] == "5"
    mirror = {"wikipedia": "http://localhost/{language}"}
    asked = query(Wish(PISA, ("en",), services=mirror), "wikipedia", "it")
    assert (asked.url, asked.mirror) == ("http://localhost/it", "http://localhost/{language}")


@given(st.integers(0, 10**9))
def test_fame_grows_to_one(count: int) -> None:
    assert 0 <= fame(count) <= fame(count + 1) <= 1
    assert fame(0) == 0
    assert fame(100) == 1
