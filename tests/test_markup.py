from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen.markup import from_markdown, one_line, paragraphs, plain, safe_html, shorten

HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>'></iframe>",
    "<style>*{display:none}</style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "&#8238;turned",
    "\u202eturned\u2066",
    "\x00\x1b[2J",
]
OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("to_html", [from_markdown, safe_html, paragraphs])
def test_nothing_can_run(to_html: object, text: str) -> None:
    html = to_html(text)  # type: ignore[operator]
    for bad in ("<script", "<p on", "<svg", "<iframe", "<style", "<img", 'href="java'):
        assert bad not in html
    assert not OVERRIDES & set(html)


def test_markdown_of_editors() -> None:
    html = from_markdown("A *leaning* [tower](https://example.org).\n\n* one\n* two")
    assert '<a href="https://example.org" rel="noopener noreferrer">tower</a>' in html
    assert "<em>leaning</em>" in html
    assert html.count("<li>") == 2
    assert 'href="mailto:ann@example.org"' in from_markdown("[mail](mailto:ann@example.org)")


def test_links_of_providers_lead_to_other_sites_or_nowhere() -> None:
    html = safe_html('<a href="/wiki/X">a</a> <a href="//x.y">b</a> <a href="https://x.y">c</a>')
    assert html.count("href") == 1
    assert ">a</a>" in html


def test_a_paragraph_a_line() -> None:
    assert paragraphs("One <b>&\n\n \n two\x00  lines \r\n") == (
        "<p>One &lt;b&gt;&amp;</p>\n<p>two lines</p>"
    )
    assert paragraphs(" \n") == ""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Caf\u00e9 &amp; <b>Ba</b>r", "Caf\u00e9 & Bar"),
        ("<ul>\n<li>Ann</li><li>Bob</li></ul>", "Ann Bob"),
        ('<a href="//x" title="User:Ann">Ann</a><br>Bob', "Ann Bob"),
        ("1 < 2 &lt; 3", "1 < 2 < 3"),
        ("a\u202eb\u2066c\x00d&#8238;e", "abcde"),
        ("<script>alert(1)</script>x", "x"),
        (" \n a \t b\u00a0c ", "a b c"),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    assert plain(html) == text


def test_lines_are_cut_between_words() -> None:
    assert one_line("one two three", 9) == "one two…"
    assert one_line("one two three", 13) == "one two three"
    assert plain("<b>one</b> two three", 9) == "one two…"
    assert one_line("x" * 30, 9) == "x" * 8 + "…"
    assert one_line("<b> & \u202e", 9) == "<b> &"


def test_texts_end_with_a_sentence() -> None:
    text = "The church of St. Mary, begun c. 1100, is old. It stands. Nobody knows for how long."
    assert shorten(text, 60) == "The church of St. Mary, begun c. 1100, is old. It stands."
    assert shorten(text, 50) == "The church of St. Mary, begun c. 1100, is old."
    assert shorten(text, 30) == "The church of St. Mary, begun…"
    assert shorten(text) == text
    assert shorten("斜塔。古い。", 4) == "斜塔。"
    assert shorten("One line\nand another", 12) == "One line"


def test_brackets_without_content_are_gone() -> None:
    assert shorten("The tower ( ; ) of Pisa (1173).") == "The tower of Pisa (1173)."


@given(st.text(), st.integers(2, 50))
def test_any_text_has_a_safe_line_of_bounded_length(text: str, limit: int) -> None:
    for line in (plain(text, limit), one_line(text, limit)):
        assert len(line) <= limit
        assert "\n" not in line
        assert not OVERRIDES & set(line)
    assert len(shorten(text, limit)) <= limit


@given(st.text(alphabet="<>&;ab\"'=/ \u202escript\ud800"))
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert safe_html(safe_html(text)) == safe_html(text)
    assert safe_html(paragraphs(text)) == paragraphs(text)
    paragraphs(text).encode()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A *fine* square.", "<p>A <em>fine</em> square.</p>"),
        ("<script>alert(1)</script>Hi", "<p>Hi</p>"),
        ("[x](javascript:alert(1))", '<p><a rel="noopener noreferrer">x</a></p>'),
        ('<p onclick="x()" style="color:red">a</p>', "<p>a</p>"),
        ("![x](http://tracker.example/a.png)", "<p></p>"),
    ],
)
def test_markdown_becomes_html_that_cannot_run(text: str, html: str) -> None:
    assert from_markdown(text).strip() == html
