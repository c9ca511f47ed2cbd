"""What search engines read first: sitemaps, and robots.txt where anybody would look for it.

Each city has a sitemap of its own in its folder, so that a city that stays from an earlier build
keeps it; the site's sitemap.xml lists them. No dates are given: a page changes whenever its data,
texts or theme do, and no build knows when that was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

INDEX = "sitemap.xml"
_HOME = "sitemap-home.xml"
_MOST_PAGES = 50_000  # the protocol's limit for a file
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Listing:
    """A page in a sitemap.

    Attributes:
        address: absolute.
        versions: the addresses of it in all its languages, by language; empty if it has but one.
    """

    address: str
    versions: Mapping[str, str] = field(default_factory=dict)


def city_sitemaps(
    slug: str, pages: Sequence[Listing], most: int = _MOST_PAGES
) -> Iterator[tuple[str, str]]:
    """The sitemaps of a city, as (path from the site's folder, text).

    Args:
        slug: the city's folder.
        pages: its pages.
        most: how many a file may list.
    """
    for first in range(0, len(pages), most):
        number = f"-{first // most + 1}" if first else ""
        yield f"{slug}/sitemap{number}.xml", _listed("urlset", "url", pages[first:][:most])


def site_sitemap(
    site: Path, base_url: str, home_pages: Iterable[Listing]
) -> Iterator[tuple[str, str]]:
    """The site's own sitemaps, written last: they list those of all cities in the folder.

    A sitemap that an earlier build wrote for another address is left out.

    Args:
        site: the folder.
        base_url: where it will be, without a slash at its end.
        home_pages: the page of all cities, in all languages.
    """
    home = f"{base_url}/"
    found = [
        f"{home}{path.relative_to(site).as_posix()}"
        for path in sorted(site.glob("*/sitemap*.xml"))
        if f"<loc>{escape(home)}" in path.read_text("utf-8")
    ]
    yield _HOME, _listed("urlset", "url", home_pages)
    yield INDEX, _listed("sitemapindex", "sitemap", map(Listing, [f"{home}{_HOME}", *found]))


def robots(base_url: str) -> Iterator[tuple[str, str]]:
    """robots.txt, which is only ever asked for at a host's root: nothing for other addresses."""
    if not urlsplit(base_url).path.strip("/"):
        yield "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {base_url}/{INDEX}\n"


def _listed(kind: str, entry: str, pages: Iterable[Listing]) -> str:
    lines = [
        f"<{entry}><loc>{escape(page.address)}</loc>{_versions(page)}</{entry}>" for page in pages
    ]
    spaces = f'xmlns="{_SPACE}"'
    if any("<xhtml:" in line for line in lines):
        spaces += f' xmlns:xhtml="{_XHTML}"'
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} {spaces}>'
    return "\n".join([head, *lines, f"</{kind}>", ""])


def _versions(page: Listing) -> str:
    """The page in all its languages; who speaks none of them is sent to the first."""
    first = list(page.versions.items())[:1]
    named = [*page.versions.items(), *(("x-default", address) for _, address in first)]
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(address)}/>'
        for language, address in named
    )
