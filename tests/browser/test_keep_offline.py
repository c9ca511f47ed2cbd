"""A city kept offline: a server that is there, goes away, and comes back with something newer."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guidegen.website.render import render_site
from tests.browser.conftest import OpenPage
from tests.website.sample import renamed, sample_guide

pytestmark = pytest.mark.browser


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Tests print nothing."""


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[int]:
    """Serve a folder; yields the port."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders above two editions of Sampletown's site."""
    folder = tmp_path_factory.mktemp("editions")
    guide = sample_guide(folder)
    for name, each in {"one": guide, "two": renamed(guide, "Newtown")}.items():
        render_site([each], folder / name / "site")
    # this server knows versions by the second, in which both may have been written
    for path in (folder / "two").rglob("*"):
        later_s = path.stat().st_mtime + 60
        os.utime(path, (later_s, later_s))
    return folder / "one", folder / "two"


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep this city offline").click()
    expect(page.locator("[data-keep] [role=status]")).to_have_text(
        "Kept. This guide now opens without a network."
    )


def caches(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return names


def test_a_city_that_is_kept_opens_without_its_server_and_can_be_let_go(
    open_page: OpenPage, editions: tuple[Path, Path]
) -> None:
    with served(editions[0]) as port:
        home = f"http://127.0.0.1:{port}/site/sampletown/"
        page = open_page(f"{home}index.html")
        assert caches(page) == []  # nobody asked yet
        workers = "navigator.serviceWorker.getRegistrations().then((found) => found.length)"
        assert page.evaluate(workers) == 0
        link = page.locator("link[rel=manifest]")
        assert link.get_attribute("href") == f"{home}manifest.webmanifest"
        keep(page)
    page.goto(f"{home}places/hill.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Near hill")
    page.goto(f"{home}places/market.html")
    assert page.evaluate("Array.from(document.images).every((image) => image.naturalWidth > 0)")
    page.goto(home)  # a folder stands for its index.html
    expect(page.locator(".node .mark").first).to_be_visible()
    page.get_by_role("button", name="Remove it again").click()
    expect(page.locator("[data-keep] [role=status]")).to_have_text("No longer kept.")
    assert caches(page) == []


def test_a_newer_edition_is_announced_and_shown_when_the_reader_says_so(
    open_page: OpenPage, editions: tuple[Path, Path]
) -> None:
    with served(editions[0]) as port:
        home = f"http://127.0.0.1:{port}/site/sampletown/"
        page = open_page(f"{home}index.html")
        keep(page)
        [first] = caches(page)
    with served(editions[1], port):
        page.goto(f"{home}places/market.html")
        notice = page.locator(".edition")
        expect(notice).to_contain_text("There is a newer edition of this guide.")
        expect(page.get_by_role("heading", level=1)).to_have_text("Market Square")  # still the old
        notice.get_by_role("button", name="Show it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Newtown")
        expect(notice).to_have_count(0)
        [second] = caches(page)
    assert first != second


def test_an_edition_that_cannot_be_had_whole_is_not_kept(
    open_page: OpenPage, editions: tuple[Path, Path], tmp_path: Path
) -> None:
    site = tmp_path / "site"
    for path in sorted(editions[0].rglob("*")):
        if path.is_file() and path.name != "hill.html":
            copy = tmp_path / path.relative_to(editions[0])
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    assert not (site / "sampletown/places/hill.html").exists()
    with served(tmp_path) as port:
        page = open_page(f"http://127.0.0.1:{port}/site/sampletown/index.html")
        page.get_by_role("button", name="Keep this city offline").click()
        expect(page.locator("[data-keep] [role=status]")).to_contain_text("It could not be kept")
        expect(page.get_by_role("button", name="Keep this city offline")).to_be_enabled()


def test_pages_from_a_folder_offer_nothing_that_only_servers_can(
    open_page: OpenPage, editions: tuple[Path, Path]
) -> None:
    page = open_page(f"{(editions[0] / 'site').as_uri()}/sampletown/index.html")
    expect(page.locator(".node .mark").first).to_be_visible()
    expect(page.locator("[data-keep]")).to_be_hidden()
    expect(page.locator("link[rel=manifest]")).to_have_count(0)


def test_the_page_for_missing_ones_loads_nothing_and_has_its_style(
    open_page: OpenPage, editions: tuple[Path, Path]
) -> None:
    page = open_page(f"{(editions[0] / 'site').as_uri()}/404.html", color_scheme="dark")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody photographed this page")
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(18, 20, 26)"  # so its style is allowed
