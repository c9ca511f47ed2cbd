"""A real browser on a real site: Pisa as it is shipped, opened from a folder.

Every test fails if a page says an error on its console (so also if the content security policy
stops something), or asks for anything outside the site's folder.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from guidegen.website.render import render_site
from tests.browser.old_town import Porto, build_old_town, read_old_town
from tests.end_to_end.pisa import built_pisa
from tests.shared import made_once
from tests.website.sample import renamed, sample_guide
from tests.website.sample_walks import with_walks

ROOT = Path(__file__).parents[2]
THEME = ROOT / "themes" / "default"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MOODS = ("light", "dark")
MEDIA = {"color_scheme", "reduced_motion"}
PATIENCE_MS = 20_000  # a busy machine is slow, not wrong
HOSTILE_NAME = "</script><img src=x onerror=alert(1)> \"'& {{ 7 * 7 }} مرحبا 🏰 a/b"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if os.environ.get("GUIDEGEN_NO_BROWSER"):
        pytest.skip("GUIDEGEN_NO_BROWSER is set: nothing was tested in a browser")
    found = os.environ.get("GUIDEGEN_BROWSER") or next(
        filter(None, map(shutil.which, BROWSERS)), ""
    )
    if not found:
        pytest.fail(
            "no Chromium was found: install it (on Debian: apt-get install chromium), name one in "
            "GUIDEGEN_BROWSER, or set GUIDEGEN_NO_BROWSER=1 to do without these tests"
        )
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pisa."""
    folder = tmp_path_factory.mktemp("browser")
    return Path(shutil.copytree(built_pisa(tmp_path_factory) / "output", folder / "site"))


@pytest.fixture(scope="session")
def porto(tmp_path_factory: pytest.TempPathFactory) -> Porto:
    return read_old_town(made_once(tmp_path_factory, "porto", build_old_town))


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    guide = renamed(sample_guide(folder), HOSTILE_NAME)
    render_site([with_walks(guide, street=HOSTILE_NAME, walk=HOSTILE_NAME)], folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def told_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sampletown, whose places have texts, pictures and former ids."""
    folder = tmp_path_factory.mktemp("told")
    render_site([sample_guide(folder)], folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def walks_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sampletown with streets and walks."""
    folder = tmp_path_factory.mktemp("walks")
    render_site([with_walks(sample_guide(folder))], folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def spare_pages(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> SparePages:
    return SparePages(chromium, tmp_path_factory.mktemp("blank") / "page.html")


class SparePages:
    """Pages that tests use one after the other: a new one costs as much as what most tests do."""

    def __init__(self, chromium: Browser, blank: Path) -> None:
        blank.write_text("<!doctype html><title>Blank</title>", "utf-8")
        self._chromium, self._blank, self._spare = chromium, blank.as_uri(), list[Page]()

    def take(self, size: ViewportSize, settings: Mapping[str, Any], given_back: ExitStack) -> Page:
        """A page that remembers nothing; for settings that pages cannot change it is a new one."""
        media = {name: settings[name] for name in settings if name in MEDIA}
        if settings.keys() - MEDIA - {"permissions", "geolocation"}:
            context = self._chromium.new_context(viewport=size, **settings)
            given_back.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            return context.new_page()
        page = self._spare.pop() if self._spare else self._chromium.new_context().new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.set_viewport_size(size)
        page.emulate_media(**{"color_scheme": "light", "media": "null", **media})
        if "permissions" in settings:
            page.context.grant_permissions(settings["permissions"])
        page.context.set_geolocation(settings.get("geolocation"))
        given_back.callback(self._give_back, page)
        return page

    def _give_back(self, page: Page) -> None:
        page.unroute_all()
        page.context.clear_permissions()
        page.mouse.move(0, 0)
        page.goto(self._blank)  # of the same origin as all files
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        self._spare.append(page)


def painted(page: Page) -> None:
    """Wait until a page's map is alive and has been painted, and a walk is planned: in slices."""
    busy = page.locator(".map[aria-busy], .map canvas[aria-busy], .outcome[aria-busy]")
    busy.first.wait_for(state="detached", timeout=90_000)  # long walks take long


def unfold(page: Page) -> None:
    """Open all that a page has folded up."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")


def expect_narrow(page: Page, *widths: int) -> None:
    """Nothing scrolls sideways on screens of these widths, one after the other."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def violations(page: Page, axe: str) -> list[tuple[str, str, list[str]]]:
    """What axe finds wrong with a page as it is, by day and by night: mood, rule, elements."""
    page.evaluate(axe)
    found = []
    for mood in MOODS:
        page.emulate_media(color_scheme=mood)
        result = page.evaluate("axe.run({ preload: false }).then((result) => result.violations)")
        found += [(mood, v["id"], [node["html"][:120] for node in v["nodes"]]) for v in result]
    return found


@pytest.fixture
def open_page(spare_pages: SparePages) -> Iterator[OpenPage]:
    """Open an address in a page without a past; what it complains of fails the test in the end.

    Options are those of a context. A test that leaves behind more than what files may store, like
    scripts for every page, has to name another, such as a scale of pixels, to have its own context.
    """
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_(address: str, *, width: int = 1280, height: int = 800, **options: object) -> Page:
            settings = {"reduced_motion": "reduce", **options}
            if not address.startswith("file:"):
                settings["offline"] = (
                    False  # a new page: servers' pages may keep all kinds of things
                )
            page = spare_pages.take({"width": width, "height": height}, settings, stack)
            # a site's folder, or its address on a server
            home = address.split("/site/")[0] + "/site/"
            listeners = {
                "console": lambda m: complaints.append(m.text) if m.type == "error" else None,
                "pageerror": lambda error: complaints.append(str(error)),
                "dialog": lambda dialog: complaints.append(f"dialog: {dialog.message}"),
                "request": lambda request: (
                    None
                    if request.url.startswith((home, "data:"))
                    else complaints.append(f"asked for {request.url}")
                ),
            }
            for event, listener in listeners.items():
                page.on(event, listener)  # type: ignore[call-overload]
                stack.callback(page.remove_listener, event, listener)
            page.goto(address)
            painted(page)
            return page

        yield open_
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which comes with the theme's npm packages."""
    path = THEME / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():  # assets that came ready-made, as in an sdist
        location = ROOT / "themes" / "build_bundle.py"
        spec = importlib.util.spec_from_file_location("build_bundle", location)
        assert spec
        assert spec.loader
        hook = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(hook)
        hook.bundle(THEME)
    return path.read_text("utf-8")
