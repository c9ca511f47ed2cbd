"""A real browser on a real site: Pisa as it is shipped, opened from a folder.

Every test fails if a page says an error on its console (so also if the content security policy
stops something), or asks for anything outside the site's folder.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from guidegen.website.render import render_site
from tests.end_to_end.pisa import built_pisa
from tests.website.sample import renamed, sample_guide
from tests.website.sample_walks import with_walks

ROOT = Path(__file__).parents[2]
THEME = ROOT / "themes" / "default"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pisa."""
    folder = tmp_path_factory.mktemp("browser")
    return Path(shutil.copytree(built_pisa(tmp_path_factory) / "output", folder / "site"))


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


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open an address in a context of its own; what it complains of fails the test in the end."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_(address: str, *, width: int = 1280, height: int = 800, **options: object) -> Page:
            settings = {"reduced_motion": "reduce", **options}
            context = chromium.new_context(
                viewport={"width": width, "height": height},
                **settings,  # type: ignore[arg-type]
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            # a site's folder, or its address on a server
            home = address.split("/site/")[0] + "/site/"
            page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
            page.on(
                "request",
                lambda request: (
                    None
                    if request.url.startswith((home, "data:"))
                    else complaints.append(f"asked for {request.url}")
                ),
            )
            page.goto(address)
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
