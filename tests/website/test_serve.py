import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from guidegen.errors import ConfigError
from guidegen.website.live import LiveSite
from guidegen.website.readers import readers
from guidegen.website.serve import rebuild_on_change, served


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
        return answer.read().decode()


def status(url: str, host: str = "", method: str = "GET", path: str = "/") -> int:
    address = url.removeprefix("http://").strip("/")
    connection = HTTPConnection(address, timeout=10)
    connection.request(method, path, headers={"Host": host or address})
    code = connection.getresponse().status
    connection.close()
    return code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the site is; what it is made from is beside it."""
    (tmp_path / "city.yaml").write_text("first")
    (tmp_path / "site" / "pisa").mkdir(parents=True)
    return tmp_path / "site"


def copy_source(folder: Path) -> None:
    """A build: the page holds what the source says; a source that says "bad" is refused."""
    text = (folder.parent / "city.yaml").read_text()
    if text == "bad":
        raise ConfigError("city.yaml:1: <script>alert(1)</script> is no name")
    if text == "bug":
        raise ZeroDivisionError("oops")
    (folder / "index.html").write_text(f"<body><p>{text}</p></body></html>")
    (folder / "pisa" / "index.html").write_text("no end of a body")
    (folder / "data.json").write_text("{}")


def live(folder: Path, build: Callable[[Path], None] = copy_source) -> LiveSite:
    return LiveSite(folder, lambda: build(folder), tell=lambda _: None)


def test_pages_get_the_script_and_other_files_go_out_as_they_are(folder: Path) -> None:
    site = live(folder)
    site.rebuild()
    with served(site, 0) as url:
        assert url.startswith("http://127.0.0.1:")
        tag = f'<script src="/_guidegen/reload.js?version={site.version}"></script>'
        assert get(url) == f"<body><p>first</p>{tag}</body></html>"
        assert get(f"{url}pisa") == f"no end of a body{tag}"  # redirected to pisa/
        assert get(f"{url}data.json") == "{}"
        assert "EventSource" in get(f"{url}_guidegen/reload.js?version=1")
        assert "reload" not in (folder / "index.html").read_text()


def test_the_script_may_connect_whatever_the_page_says(folder: Path) -> None:
    page = b"<meta content=\"script-src 'self'; connect-src 'none'; base-uri 'none'\">"
    dressed = live(folder).dress(page).decode()
    assert "script-src 'self'; connect-src 'self'; base-uri 'none'" in dressed


def test_what_is_not_served(folder: Path) -> None:
    site = live(folder)
    site.rebuild()
    (folder / "photos").mkdir()
    with served(site, 0) as url:
        for path in ("/absent.html", "/absent.png", "/photos/", "/%00.html", "/..%2fcity.yaml"):
            assert status(url, path=path) == 404
        assert status(url, path="/../city.yaml") == 404
        # a page elsewhere whose host name has been pointed at this machine
        assert status(url, host="evil.example") == 403
        assert status(url, method="HEAD") == 405
        assert status(url, method="POST") == 501


def test_only_this_machine_can_connect(folder: Path) -> None:
    with served(live(folder), 0) as url:
        port = int(url.rsplit(":", 1)[1].strip("/"))
        # the whole of 127/8 is this machine, but only one address of it listens
        with socket.socket() as other, pytest.raises(ConnectionRefusedError):
            other.connect(("127.0.0.2", port))


def test_a_port_that_is_taken(folder: Path) -> None:
    with served(live(folder), 0) as url:
        port = int(url.rsplit(":", 1)[1].strip("/"))
        with pytest.raises(ConfigError, match=f"port {port}: .* choose another with --port"):
            served(live(folder), port).__enter__()


def test_before_the_first_build_is_done(folder: Path) -> None:
    with served(live(folder), 0) as url, pytest.raises(urllib.error.HTTPError) as raised:
        get(url)
    page = raised.value.read().decode()
    assert "Building" in page
    assert "/_guidegen/reload.js" in page


def test_a_failed_build_shows_its_error_over_the_last_good_page(folder: Path) -> None:
    site = live(folder)
    site.rebuild()
    (folder.parent / "city.yaml").write_text("bad")
    site.rebuild()
    with served(site, 0) as url:
        page = get(url)
        assert "<p>first</p>" in page
        assert "city.yaml:1: &lt;script&gt;alert(1)&lt;/script&gt; is no name" in page
        assert "guidegen-error" in get(f"{url}_guidegen/told.css")
        (folder.parent / "city.yaml").write_text("second")
        site.rebuild()
        assert "<p>second</p>" in get(url)
        assert "guidegen-error" not in get(url)


def test_pages_of_an_earlier_preview_say_so_until_the_first_build_is_done(folder: Path) -> None:
    site = live(folder)
    (folder / "index.html").write_text("<body><p>earlier</p></body>")
    with served(site, 0) as url:
        assert "<p>earlier</p>" in get(url)
        assert 'role="status"' in get(url)
        site.rebuild()
        assert "<p>first</p>" in get(url)
        assert 'role="status"' not in get(url)


def test_files_go_out_as_what_they_are_and_are_never_kept(folder: Path) -> None:
    site = live(folder)
    kinds = {
        "a.js": "text/javascript; charset=utf-8",
        "a.geojson": "application/geo+json",
        "a.webmanifest": "application/manifest+json",
        "a.avif": "image/avif",
        "a.woff2": "font/woff2",
        "a.html": "text/html; charset=utf-8",
    }
    with served(site, 0) as url:
        for name, kind in kinds.items():
            (folder / name).write_text("x")
            with urllib.request.urlopen(f"{url}{name}", timeout=10) as answer:  # noqa: S310 - our own
                assert answer.headers["Content-Type"] == kind
                assert answer.headers["Cache-Control"] == "no-store"


def test_a_first_build_that_fails_and_a_bug(folder: Path) -> None:
    (folder.parent / "city.yaml").write_text("bug")
    site = live(folder)
    site.rebuild()
    with served(site, 0) as url, pytest.raises(urllib.error.HTTPError) as raised:
        get(url)
    page = raised.value.read().decode()
    assert "The build failed." in page
    assert "this is a bug in guidegen: ZeroDivisionError: oops" in page


@contextmanager
def watched(site: LiveSite, *sources: Path) -> Iterator[None]:
    stop = threading.Event()
    arguments = (site, lambda: set(sources), stop)
    thread = threading.Thread(target=rebuild_on_change, args=arguments)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def changed(site: LiveSite, do: Callable[[], object]) -> bool:
    """Whether doing something makes another build within five seconds."""
    version = settled(site)
    do()
    return site.wait_for_other(version, 5) != version


def settled(site: LiveSite) -> str:
    """The version once a second has passed without another: one change may come as two."""
    version = site.version
    while (latest := site.wait_for_other(version, 1)) != version:
        version = latest
    return version


def replace(path: Path, text: str) -> None:
    """Write a file as editors do: a new one takes the place of the old."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(text)
    new.replace(path)


def test_a_change_of_a_source_reaches_the_open_page(folder: Path) -> None:
    site, source = live(folder), folder.parent / "city.yaml"
    with served(site, 0) as url, watched(site, source, folder.parent / "data" / "x.csv"):
        site.wait_for_other("", 5)
        events = f"{url}_guidegen/events"
        with urllib.request.urlopen(events, timeout=10) as stream:  # noqa: S310 - our own server
            assert stream.headers["Content-Type"].startswith("text/event-stream")
            assert stream.readline().decode() == f"data: {site.version}\n"
            assert changed(site, lambda: replace(source, "second"))
            lines = [stream.readline().decode() for _ in range(2)]
            assert lines == ["\n", f"data: {site.version}\n"]
        assert "<p>second</p>" in get(url)


def test_which_changes_count(folder: Path) -> None:
    site, here = live(folder), folder.parent
    theme = here / "theme"
    theme.mkdir()
    data = here / "data" / "x.csv"
    with watched(site, here / "city.yaml", data, theme):
        site.wait_for_other("", 5)
        assert changed(site, lambda: (theme / "page.html").write_text("x"))
        assert changed(site, data.parent.mkdir)  # the way to a file that was missing
        assert changed(site, lambda: data.write_text("x"))
        version = settled(site)
        (here / "notes.txt").write_text("of no concern")
        assert site.wait_for_other(version, 0.5) == version


def test_an_open_page_is_shown_before_the_others_are_written(folder: Path, tmp_path: Path) -> None:
    making, goes_on, shown = tmp_path / "making", threading.Event(), threading.Event()
    making.mkdir()

    def build(folder: Path) -> None:
        if (who := readers()) and who.pages:
            assert who.pages == {"index.html"}
            (making / "index.html").write_text("<body><p>early</p></body>")
            (making / "pisa.css").write_text("new")
            who.show(making, {"index.html"})
            shown.set()
            assert goes_on.wait(10)
        copy_source(folder)

    site = live(folder, build)
    site.rebuild()
    with served(site, 0) as url, site.looked_at("index.html"):
        first = site.version
        rebuilding = threading.Thread(target=site.rebuild)
        rebuilding.start()
        assert shown.wait(10)
        early = site.wait_for_other(first, 5, "index.html")
        assert early != first
        assert "<p>early</p>" in get(url)
        assert f"version={early}" in get(url)
        assert get(f"{url}pisa.css") == "new"  # which it loads
        assert f"version={first}" in get(f"{url}pisa/")  # the others are as they were
        goes_on.set()
        rebuilding.join(10)
        assert site.version == early  # nothing new for the page that was shown
        assert "<p>first</p>" in get(url)
        assert f"version={early}" in get(f"{url}pisa/")


def test_an_open_page_goes_back_when_the_rest_of_a_build_fails(folder: Path) -> None:
    def build(folder: Path) -> None:
        if (who := readers()) and who.pages:
            who.show(folder, {"index.html"})
            raise ConfigError("nothing came of it")
        copy_source(folder)

    site = live(folder, build)
    site.rebuild()
    with site.looked_at("index.html"):
        first = site.version
        site.rebuild()
    assert site.version != first
    assert site.early is None
    assert "nothing came of it" in site.dress(b"<body></body>").decode()
