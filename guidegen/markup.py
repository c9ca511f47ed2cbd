"""Text of others as HTML and plain text in which nothing can run or mislead."""

from __future__ import annotations

import html
import re
from typing import Any

import markdown
import nh3

_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "br", "h3", "h4", "code"}
_RULES: dict[str, Any] = {
    "tags": _TAGS,
    "attributes": {"a": {"href", "title"}},
    "link_rel": "noopener noreferrer",
}
# Control characters but tab and line breaks, what turns the direction of the text around it,
# halves of surrogate pairs (no file can hold them) and what is no character at all.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_BLOCKS = re.compile(
    r"<(?=/?(?:address|blockquote|br|d[dlt]|div|h[1-6]|hr|li|ol|p|t[dhr]|table|ul)\b)", re.I
)
_EMPTY_BRACKETS = re.compile(r"[^\S\n]*\([\s,;:–-]*\)")
_SENTENCE_END = re.compile(r"(?P<latin>[.!?…][\"'»”’)\]]*(?=\s))|[。！？]|(?=\n)")
_ABBREVIATION = re.compile(r"(?:^|[^\w])[^\W\d_]{1,2}\.\Z")  # St., c., S.
_PER_CHARACTER = 100  # of HTML for one of text, entities and tags included: more is not read


def from_markdown(text: str) -> str:
    """Markdown of editors as HTML in which nothing can run."""
    unsafe = markdown.markdown(_clean(text), output_format="html")
    safe = nh3.clean(
        unsafe,
        url_schemes={"http", "https", "mailto"},
        attribute_filter=_without_bare_hosts,
        **_RULES,
    )
    return _clean(safe)


def safe_html(html: str) -> str:
    """HTML of a provider in which nothing can run; links lead to other sites or nowhere."""
    safe = nh3.clean(
        _clean(html),
        url_schemes={"http", "https"},
        attribute_filter=_without_relative_links,
        **_RULES,
    )
    return _clean(safe)  # again: characters may have been written as entities


def paragraphs(text: str) -> str:
    """Plain text as HTML: a paragraph a line."""
    lines = (" ".join(line.split()) for line in _clean(text).splitlines())
    return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)


def plain(html: str, limit: int = 200) -> str:
    """HTML as one line of plain text of at most ``limit`` characters.

    The result is text: what was escaped in the HTML is no longer, so that it has to be escaped
    again wherever it is put into HTML.
    """
    return _one_line(_without_tags(html[: limit * _PER_CHARACTER]), limit)


def one_line(text: str, limit: int = 200) -> str:
    """Plain text as one line of at most ``limit`` characters."""
    return _one_line(_clean(text[: limit * _PER_CHARACTER]), limit)


def shorten(text: str, limit: int = 600) -> str:
    """The beginning of a plain text: whole sentences as long as they fit into ``limit``.

    A first sentence that is too long is cut between words and ends with "…". Brackets in which
    nothing is left, as of a dropped pronunciation, are gone.
    """
    text = _EMPTY_BRACKETS.sub("", _clean(text[: limit * _PER_CHARACTER])).strip()
    if len(text) <= limit:
        return text
    ends = [end for match in _SENTENCE_END.finditer(text) if (end := match.end()) <= limit]
    whole = [end for end in ends if not _ABBREVIATION.search(text[max(0, end - 5) : end])]
    return text[: whole[-1]].strip() if whole and whole[-1] > 1 else _cut(text, limit)


def _without_bare_hosts(tag: str, attribute: str, value: str) -> str | None:
    r"""Links of editors may lead to pages beside theirs, but not to //host.

    On a page from a folder that is a file of another machine, which some systems log in to. That
    browsers pass over tabs and line breaks, and take \ for /, is in their standard for URLs.
    """
    bare = re.sub(r"[\x00-\x20]", "", value).replace("\\", "/")
    return None if (tag, attribute) == ("a", "href") and bare.startswith("//") else value


def _without_relative_links(tag: str, attribute: str, value: str) -> str | None:
    if (tag, attribute) == ("a", "href") and not re.match(r"https?://", value, re.I):
        return None
    return value


def _without_tags(markup: str) -> str:
    """The text between tags, with spaces where tags begin a new line; scripts are gone."""
    spaced = _BLOCKS.sub(" <", _clean(markup))
    return _clean(html.unescape(nh3.clean(spaced, tags=set())))


def _one_line(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else _cut(line, limit)


def _cut(text: str, limit: int) -> str:
    """Text cut between words, if a word ends in its second half, and marked as cut."""
    head = text[: max(0, limit - 1)]
    space = f"{head}{text[limit - 1 : limit]}".rfind(" ")
    return (head[:space] if space > limit // 2 else head).rstrip(" ,;:–-") + "…"


def _clean(text: str) -> str:
    return _UNWANTED.sub("", text)
