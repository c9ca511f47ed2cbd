"""A site served on this machine only, built anew and reloaded in the browser on change.

Nothing of this is written into the site: the server adds a script's tag to each page as it goes
out, and lets that page connect to it. The script holds an event stream open and reloads the page
when there is a newer build. A build that fails leaves the last good one in place, with the error
on top of every page. What an earlier preview left is served until the first build is done.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from guidegen.errors import ConfigError
from guidegen.website.live import LiveSite

HOST = "127.0.0.1"
# A comment now and then tells a stream whose page is gone from one that has nothing to say.
_HEARTBEAT_S = 15.0
# Changes that come this close together are one; folders are looked at anew this often.
_DEBOUNCE_MS, _STEP_MS, _TIMEOUT_MS = 1600, 30, 500
_SCRIPT = b"""\
const own = new URL(document.currentScript.src).searchParams.get("version");
const events = new EventSource(`/_guidegen/events?page=${encodeURIComponent(location.pathname)}`);
events.onmessage = ({ data }) => { if (data !== own) location.reload(); };
addEventListener("pagehide", () => events.close());
"""
_STYLE = b"""\
.guidegen-told { position: fixed; inset: auto 0 0; z-index: 100000; padding: 0.5rem 1.25rem;
  max-height: 60vh; overflow: auto; background: #1e293b; color: #fff; text-align: start;
  font: 1rem/1.5 system-ui, sans-serif; }
.guidegen-told p { margin: 0; }
.guidegen-error { padding-block: 1rem 1.25rem; background: #7f1d1d; }
.guidegen-error pre { margin: 0.5rem 0 0; padding: 0.75rem 1rem; background: #450a0a; color: #fff;
  font: 0.95rem/1.6 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
"""
# Kinds of files that systems do not know or call differently.
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".webmanifest": "application/manifest+json",
    ".gpx": "application/gpx+xml",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".gpkg": "application/geopackage+sqlite3",
    ".svg": "image/svg+xml",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
# No link leads so; and where such a path is put right, browsers may read another machine's name.
_ODD = re.compile(r"^[^/]|\\|\0|//|/\.\.?(?:/|$)")
_EMPTY_PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>{0}</title><p>{0}</p>'


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: LiveSite, port: int) -> None:
        self.site = site
        self.closing = threading.Event()
        super().__init__((HOST, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up in the middle is nobody's news."""


class _Handler(SimpleHTTPRequestHandler):
    """Answers with files of the site, dressed pages, and the stream of versions."""

    server: _Server
    protocol_version = "HTTP/1.1"
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **_TYPES}  # noqa: RUF012

    def __init__(self, *args: Any) -> None:
        server: _Server = args[2]
        super().__init__(*args, directory=str(server.site.folder))

    def do_GET(self) -> None:
        path, _, query = self.path.partition("#")[0].partition("?")
        if not self._is_for_us():
            self.send_error(HTTPStatus.FORBIDDEN, "only for this machine")
        elif _ODD.search(unquote(path)):
            self.send_error(HTTPStatus.NOT_FOUND)
        elif path == "/_guidegen/events":
            self._stream(page_of(parse_qs(query).get("page", [""])[0]))
        elif path == "/_guidegen/reload.js":
            self._answer(_SCRIPT, "text/javascript")
        elif path == "/_guidegen/told.css":
            self._answer(_STYLE, "text/css")
        elif path.endswith(("/", ".html")):
            self._answer_page(path)
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)

    def _is_for_us(self) -> bool:
        """Whether the browser asked for this machine, and for a page of it or what that loads.

        Another site's name may point here too; and another site's page may ask for this address,
        to which browsers let nobody but people go from there.
        """
        port = self.server.server_port
        is_our_name = self.headers.get("Host", "") in {f"{HOST}:{port}", f"localhost:{port}"}
        whose = self.headers.get("Sec-Fetch-Site", "none")
        is_visit = self.headers.get("Sec-Fetch-Mode") == "navigate"
        return is_our_name and (whose in ("same-origin", "none") or is_visit)

    def translate_path(self, path: str) -> str:
        """Where a file is: with the pages that are shown already, or in the site."""
        usual, early = super().translate_path(path), self.server.site.early
        if early is None:
            return usual
        name = page_of(path)
        new = early.folder / name
        is_new = name in early.paths or not Path(usual).exists()
        # what is shown is found by its exact name, or is a file inside the folder
        return str(new) if is_new and ".." not in name.split("/") and new.is_file() else usual

    def _answer_page(self, path: str) -> None:
        version = self.server.site.version_of(page_of(path))
        try:
            file = Path(self.translate_path(path))
            file = file / "index.html" if file.is_dir() else file
            page, status = file.read_bytes(), HTTPStatus.OK
        except (OSError, ValueError):  # ValueError: a NUL in the path
            page, status = self._missing_page(), HTTPStatus.NOT_FOUND
        self._answer(self.server.site.dress(page, version), "text/html", status)

    def _missing_page(self) -> bytes:
        site = self.server.site
        text = "The build failed." if site.error else "There is no such page."
        return _EMPTY_PAGE.format(text if site.version else "Building …").encode()

    def _answer(self, body: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, page: str) -> None:
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        version = ""
        with self.server.site.looked_at(page):
            while not self.server.closing.is_set():
                latest = self.server.site.wait_for_other(version, _HEARTBEAT_S, page)
                told = f"data: {latest}\n\n" if latest != version else ":\n\n"
                self.wfile.write(told.encode())
                version = latest

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, path: Any) -> io.BytesIO | None:  # noqa: ARG002
        """Folders without an index.html stay closed."""
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Requests are nobody's news."""


def page_of(path: str) -> str:
    """The path in the site's folder of what an address names."""
    name = unquote(path).lstrip("/")
    return f"{name}index.html" if not name or name.endswith("/") else name


@contextmanager
def served(site: LiveSite, port: int) -> Iterator[str]:
    """The site on a port of 127.0.0.1, or on any free one for 0: yields its address.

    Raises:
        ConfigError: when the port cannot be had.
    """
    try:
        server = _Server(site, port)
    except OSError as error:
        raise ConfigError(f"port {port}: {error.strerror}; choose another with --port") from error
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()


def rebuild_on_change(
    site: LiveSite, sources: Callable[[], set[Path]], stop: threading.Event
) -> None:
    """Build, then build again whenever a source changes, until stopped or interrupted.

    Args:
        site: what to rebuild; in a thread of its own, so that no change is missed meanwhile.
        sources: the files and folders that the site is made from at this moment, folders without
            those inside them; asked again after each change, as a city file may come to name
            another photo file.
        stop: ends it when set.
    """
    wanted = threading.Event()
    threading.Thread(target=_keep_building, args=(site, wanted, stop), daemon=True).start()
    while not stop.is_set():
        _want_until_folders_change(sources, wanted, stop)
    wanted.set()


def _want_until_folders_change(
    sources: Callable[[], set[Path]], wanted: threading.Event, stop: threading.Event
) -> None:
    """Ask for a build once watching has begun, so that no change falls between, and at changes."""
    from watchfiles._rust_notify import RustNotify

    folders = _existing_folders(sources())
    with RustNotify([str(folder) for folder in folders], False, False, 0, False, False) as watcher:
        wanted.set()
        known = sources()
        while _existing_folders(known) == folders:
            changes = watcher.watch(_DEBOUNCE_MS, _STEP_MS, _TIMEOUT_MS, stop)
            if changes == "signal":
                raise KeyboardInterrupt
            if changes == "stop":
                return
            if changes != "timeout":
                if any(_concerns(known, path) for _, path in changes):
                    wanted.set()
                known = sources()


def _keep_building(site: LiveSite, wanted: threading.Event, stop: threading.Event) -> None:
    while wanted.wait() and not stop.is_set():
        wanted.clear()
        site.rebuild()


def _existing_folders(sources: set[Path]) -> set[Path]:
    """The folders to watch: editors replace files, which watching the files would miss."""
    paths = {path.resolve() for path in sources}
    folders = {path if path.is_dir() else path.parent for path in paths}
    return {next(up for up in (folder, *folder.parents) if up.is_dir()) for folder in folders}


def _concerns(sources: set[Path], changed: str) -> bool:
    """Whether a change is of a source, in one, or of a folder on the way to one."""
    path, known = Path(changed), {each.resolve() for each in sources}
    return path in known or path.parent in known or any(path in each.parents for each in known)
