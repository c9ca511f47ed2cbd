"""What strangers wrote does nothing in a browser, on any page, from a folder and from a server."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_keep_offline import served
from tests.doubles.http import serving
from tests.security.hostile import (
    PAYLOAD,
    REQUESTS,
    hostile_answers,
    hostile_files,
    hostile_survey,
)

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
}
# Attributes that run something, and elements that no page has.
_FOREIGN = """() => [...document.querySelectorAll('*')].flatMap((each) => [
    ...[...each.attributes].filter((one) => /^on|^srcdoc$|^formaction$/i.test(one.name)
        || (one.name === 'style' && one.value.includes('fixed')))
      .map((one) => `${each.tagName} ${one.name}=${one.value.slice(0, 40)}`),
    ...(/^(IFRAME|OBJECT|EMBED|BASE|MATH|FRAME|APPLET)$/i.test(each.tagName) ? [each.tagName] : []),
    ...(each.tagName === 'IMG' && each.getAttribute('src') === 'x' ? ['IMG'] : []),
    ...(each.tagName === 'SCRIPT' && !each.src && each.type !== 'application/ld+json'
      ? ['SCRIPT'] : []),
    ...(each.tagName === 'STYLE' && !location.pathname.endsWith('404.html') ? ['STYLE'] : []),
])"""
_LINKS = "() => [...document.querySelectorAll('[href]')].map((each) => each.href)"


class Watched:
    """A page, and whatever it says or does that it should not."""

    def __init__(self, browser: Browser) -> None:
        self.page: Page = browser.new_context(reduced_motion="reduce").new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self._home = ""
        listeners: Mapping[str, Callable[..., object]] = {
            "console": lambda m: self._complain(m.text) if m.type == "error" else None,
            "pageerror": lambda error: self._complain(str(error)),
            "dialog": self._dismiss,
            "request": lambda request: (
                None
                if request.url.startswith((self._home, "data:"))
                else self._complain(f"asked for {request.url}")
            ),
        }
        for event, listener in listeners.items():
            self.page.on(event, listener)  # type: ignore[call-overload]

    def _complain(self, text: str) -> None:
        self.complaints.append(text)

    def _dismiss(self, dialog: Dialog) -> None:
        self._complain(f"a script ran: {dialog.message}")
        dialog.dismiss()

    def open(self, home: str, path: str) -> Page:
        self.page.goto("about:blank")  # whatever the page before still wanted
        self.complaints.clear()
        self._home = home
        self.page.goto(home + path)
        return self.page


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    return {
        "files": hostile_files(folder / "files"),
        "answers": hostile_answers(folder / "answers"),
    }


@pytest.fixture(scope="module")
def watched(chromium: Browser) -> Iterator[Watched]:
    watched = Watched(chromium)
    yield watched
    watched.page.context.close()


def pages(site: Path) -> list[str]:
    """Every page, but of many of one type and language only the first."""
    found: dict[str, str] = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        kind = re.sub(r"(places|walks)/.*", r"\1", name)
        if 'http-equiv="refresh"' not in path.read_text("utf-8"):
            found.setdefault(kind, name)
    return list(found.values())


@pytest.mark.parametrize(
    ("which", "scheme"), [("files", "file"), ("files", "http"), ("answers", "file")]
)
def test_what_strangers_wrote_does_nothing(
    sites: Mapping[str, Path], watched: Watched, which: str, scheme: str
) -> None:
    site = sites[which]
    names = pages(site)
    kinds = {"index.html", "404.html"} | {
        f"{city.parent.name}/{name}" for city in site.glob("*/planner.html")
        for name in ("index.html", "about.html", "planner.html")
    }  # fmt: skip
    assert kinds <= set(names)
    assert any("/places/" in name for name in names)
    if scheme == "file":
        look_at_all(watched, f"{site.as_uri()}/", names)
    else:
        # the whole was looked at from a folder; one language shows what a server changes
        with served(site) as port:
            look_at_all(watched, f"http://127.0.0.1:{port}/", in_one_language(names))


def in_one_language(names: list[str]) -> list[str]:
    """Those in the language of their city: of each type there is one, also of places and walks."""
    return [name for name in names if not re.search(r"/(he|it)/", name)]


def look_at_all(watched: Watched, home: str, names: list[str]) -> None:
    for name in names:
        page = watched.open(home, name)
        assert page.evaluate(_FOREIGN) == [], name
        for link in page.evaluate(_LINKS):
            parts = urlsplit(link)
            assert parts.scheme in ("http", "https", "mailto") or link.startswith(home), (
                name,
                link,
            )
        assert page.title(), name
        assert page.locator("main, #content, body").first.is_visible()
        assert watched.complaints == [], name


def test_search_shows_names_as_they_are(sites: Mapping[str, Path], watched: Watched) -> None:
    site = sites["files"]
    page = watched.open(f"{site.as_uri()}/", "manytown/index.html")
    field = page.locator("input[type=search]").first
    field.fill("alert")
    page.wait_for_function("() => document.body.innerText.includes('onerror')")
    assert page.evaluate(_FOREIGN) == []
    assert watched.complaints == []


def test_a_theme_s_values_are_on_pages_as_they_are(
    sites: Mapping[str, Path], watched: Watched
) -> None:
    """The whole build took them; that nothing in them runs is tested above."""
    page = watched.open(f"{sites['files'].as_uri()}/", "manytown/index.html")
    colours = page.evaluate(
        "() => ['accent', 'line'].map((name) => getComputedStyle(document.documentElement)"
        ".getPropertyValue(`--${name}`))"
    )
    assert colours == ["#8a3a0f", "#008080"]
    assert page.evaluate("() => document.styleSheets.length") >= 3  # with the theme's own two
    assert watched.complaints == []


def test_a_theme_s_sheet_reaches_no_other_machine(
    sites: Mapping[str, Path], chromium: Browser, tmp_path: Path
) -> None:
    """Whatever gets past the reading of style sheets is stopped by the policy."""
    site = tmp_path / "site"
    shutil.copytree(sites["files"], site)
    [sheet] = site.glob("assets/extra-*.css")
    page = chromium.new_context().new_page()
    stopped: list[str] = []
    page.on("console", lambda message: stopped.append(message.text))
    with serving(lambda _: {}) as other, served(site) as port:
        rules = [rule.format(url=f"{other.url}/{n}") for n, rule in enumerate(REQUESTS)]
        sheet.write_text("\n".join(rules), "utf-8")
        for home in (f"http://127.0.0.1:{port}", site.as_uri()):
            page.goto(f"{home}/manytown/index.html", wait_until="load")
            page.wait_for_timeout(50)
        assert other.requests == []
    page.context.close()
    assert sum("Content Security Policy" in text for text in stopped) >= 2


def test_a_survey_of_photos_about_which_everything_is_hostile(
    watched: Watched, tmp_path: Path
) -> None:
    page_file = hostile_survey(tmp_path)
    home = f"{page_file.parent.as_uri()}/"
    page = watched.open(home, page_file.name)
    survey = page.evaluate("() => window.guidegen.survey")
    said = {question["key"]: PAYLOAD for question in survey["questions"]}
    photos = [photo["id"] for photo in survey["photos"]]
    kept = {
        "rater": PAYLOAD,
        "lot": PAYLOAD,
        "answers": dict.fromkeys(photos, said),
        "history": [[photos[0], next(iter(said)), PAYLOAD]],
    }
    page.evaluate(
        "([name, kept]) => localStorage.setItem(name, JSON.stringify(kept))",
        [f"guidegen-survey-{survey['survey']}", kept],
    )
    page.reload()
    assert page.locator("#rater").input_value() == PAYLOAD.replace("\n", "")
    page.locator("[data-do=begin]").click()
    for _ in survey["photos"]:
        assert page.evaluate(_FOREIGN) == []
        for link in page.evaluate(_LINKS):
            assert urlsplit(link).scheme in ("http", "https") or link.startswith(home), link
        assert PAYLOAD.split("\u2028")[0] in page.locator("[data-credit]").inner_text()
        page.locator("[data-do=next]").click()
    page.keyboard.press("u")
    assert page.evaluate(_FOREIGN) == []
    assert watched.complaints == []


def test_the_policy_stops_what_would_get_in_all_the_same(
    sites: Mapping[str, Path],
    chromium: Browser,
) -> None:
    """On every type of page: no script of its own, none by attribute, none from text."""
    page = chromium.new_context().new_page()
    stopped: list[str] = []
    page.on("console", lambda message: stopped.append(message.text))
    for name in in_one_language(pages(sites["files"])):
        page.goto(f"{sites['files'].as_uri()}/{name}")
        first = page.evaluate(
            "() => [...document.head.children].findIndex((e) => e.httpEquiv"
            " === 'Content-Security-Policy')"
        )
        before = page.evaluate(
            "(first) => [...document.head.children].slice(0, first)"
            ".map((e) => e.tagName + (e.getAttribute('charset') ? ' charset' : ''))",
            first,
        )
        assert first >= 0, name
        assert set(before) <= {"META charset"}, (name, before)
        policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
        rules = dict(
            each.strip().split(" ", 1) for each in (policy or "").split(";") if each.strip()
        )
        if name == "404.html":  # which may be shown at any address, so it brings its style along
            assert re.fullmatch(r"'sha256-[\w+/=]+'", rules["style-src"])
            assert "script-src" not in rules
        else:
            assert POLICY.items() <= rules.items(), name
        assert rules["default-src"] == "'none'"
        assert "unsafe" not in (policy or ""), name
        assert page.evaluate(
            """async () => {
              const ran = [];
              window.ran = (what) => ran.push(what);
              const script = document.createElement('script');
              script.textContent = "ran('inline')";
              document.body.append(script);
              const holder = document.createElement('div');
              holder.innerHTML = '<img src="data:," onerror="ran(\\'handler\\')">'
                + '<a href="javascript:ran(\\'address\\')">x</a><b style="color: red">x</b>';
              document.body.append(holder);
              holder.querySelector('a').click();
              // later, because what the debugger runs at once is allowed to
              setTimeout(() => { try { (0, eval)("ran('eval')"); } catch { /* as it should */ } });
              const frame = document.createElement('iframe');
              frame.src = 'data:text/html,<script>parent.ran(1)</script>';
              document.body.append(frame);
              try { await fetch('https://evil.example/'); ran.push('fetch'); } catch { /* too */ }
              await new Promise((done) => setTimeout(done, 20));
              if (getComputedStyle(holder.querySelector('b')).color === 'rgb(255, 0, 0)')
                ran.push('style');
              return ran;
            }"""
        ) == [], name  # fmt: skip
    assert any("Content Security Policy" in text for text in stopped)
    page.context.close()
