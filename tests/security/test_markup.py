"""What Markdown and HTML may not hold; what they may is in tests/test_markup.py."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from guidegen.markup import from_markdown, plain, safe_html
from guidegen.website.stories import web_address
from tests.security.hostile import ADDRESSES, LINKS, MARKDOWN, PAYLOAD

SHARES = (
    "//evil.example/x", "\\\\evil.example\\x", "/\\evil.example", "\\/evil.example",
    "/\t/evil.example", "&#47;&#47;evil.example", "\n//evil.example",
)  # fmt: skip
TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "br", "h3", "h4", "code"}


class Found(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize("clean", [from_markdown, safe_html])
@pytest.mark.parametrize("text", [PAYLOAD, LINKS, MARKDOWN, *ADDRESSES])
def test_only_harmless_elements_and_links_are_left(clean: object, text: str) -> None:
    found = Found(clean(text))  # type: ignore[operator]
    assert found.tags <= TAGS
    assert {name for name, _ in found.attributes} <= {"href", "title", "rel"}
    for name, value in found.attributes:
        if name == "href":
            # as browsers read it: without tabs and line breaks
            scheme = re.match(r"[a-z][a-z0-9+.-]*:", re.sub(r"[\t\n\r]", "", value).strip(), re.I)
            assert scheme is None or scheme[0].lower() in ("http:", "https:", "mailto:"), value


@pytest.mark.parametrize("share", SHARES)
def test_no_link_leads_to_a_machine_beside(share: str) -> None:
    for html in (from_markdown(f'<a href="{share}">x</a>'), safe_html(f'<a href="{share}">x</a>')):
        assert "evil" not in html


def test_links_of_editors_to_pages_beside_theirs_stay() -> None:
    assert 'href="../walks/a.html"' in from_markdown("[a](../walks/a.html)")


@pytest.mark.parametrize("text", [PAYLOAD, LINKS])
def test_plain_text_is_escaped_again_where_it_is_shown(text: str) -> None:
    assert not re.search(r"<(img|svg|script|iframe)[\s/>]", safe_html(plain(text)), re.I)


@pytest.mark.parametrize("address", [*ADDRESSES[:-1], "http://", "https:///x", "HTTPS://[::1", ""])
def test_addresses_of_strangers_that_are_no_links(address: str) -> None:
    assert web_address(address) == "" or web_address(address).startswith("https://")
