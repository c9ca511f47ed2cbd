"""What readers who cannot see are told."""

from __future__ import annotations

import pytest

from guidegen.website.checking.page import read_page

POLICY = "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'\">"
HEAD = f"<html lang=en>{POLICY}<title>Pisa</title>\n"


def mistakes(body: str) -> list[tuple[int, str]]:
    return read_page(HEAD + body).mistakes


@pytest.mark.parametrize(
    "body",
    [
        "<img src=a.png alt='A tower'>",
        "<img src=a.png alt>",  # decoration
        "<a href=#><img src=a.png alt='The tower'></a>",
        "<a href=#><img src=a.png alt=''>The tower</a>",
        "<a href=# aria-label=Tower><img src=a.png alt=''></a>",
        "<a href=#><svg><circle/><title>The tower</title></svg></a>",
        "<a href=#><span title=Tower></span></a>",
        "<a name=there></a>",
        "<map><area><area href=# alt=Tower></map>",
        "<input name=a><input name=b><p id=a>",
    ],
)
def test_what_can_be_heard(body: str) -> None:
    assert mistakes(body) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<img src=a.png>", "this <img> has no alternative text: alt=…"),
        ("<map><area href=#></map>", "this <area> has no alternative text: alt=…"),
        ("<input type=image src=a.png>", "this <input> has no alternative text: alt=…"),
        (
            "<a href=#>\n<img src=a.png alt=' '>\n</a>",
            "nobody can hear where this link leads: its picture's alt must tell",
        ),
        ("<a href=#><svg><g/></svg></a>", "nobody can hear where this link leads: it has no words"),
        ("<p id=a><p id=b><p id=a>", "the id 'a' is there twice"),
    ],
)
def test_what_cannot(body: str, message: str) -> None:
    assert mistakes(body) == [(2, message)]


def test_the_page_itself() -> None:
    lacks_language = (1, "the page does not say its language: <html lang=…>")
    lacks_title = (1, "the page has no title")
    for start in ("", "<html>", "<html lang=' '>"):
        assert read_page(f"{start}{POLICY}<title>Pisa</title>").mistakes == [lacks_language]
    for title in ("", "<title> </title>", "<svg><title>Dot</title></svg>"):
        assert read_page(f"<html lang=en>{POLICY}{title}").mistakes == [lacks_title]
