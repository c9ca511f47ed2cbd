"""How soon a page can be used on a phone: ``python -m benchmarks.phone [SITE] [--page PATH …]``.

A built site, or the demo city that is built for it, is opened in Chromium as Lighthouse's phone
is: a processor four times slower, 1.6 Mbit/s, 150 ms to the server, 412 x 823 pixels. What is told
is the first text, and when the page answers at once: time to interactive, the later of the first
text and the end of the last task of more than 50 ms. Beside it, in turn with it, plain pages with
Leaflet as its tutorial makes them: one marker for each place of that city, then also a circle for
each position of a photo. Their whole text is the places' names.

Wants a processor that does nothing else: a task that waits for it counts as long.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from guidegen.city import load_city
from guidegen.pipeline import build_guide
from guidegen.store import Store

ROOT = Path(__file__).parents[1]
LEAFLET = ROOT / "themes/default/node_modules/leaflet/dist"
_PACKED = {".html", ".js", ".css", ".svg", ".json", ".geojson"}  # as servers do
_SETTLED_MS = 7000
_PHONE = {
    "viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75,
    "is_mobile": True, "has_touch": True,
}  # fmt: skip
_LINE = {"offline": False, "latency": 150, "downloadThroughput": 200e3, "uploadThroughput": 90e3}
_WATCH = """
  window.long = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) long.push([task.startTime, task.duration]);
  }).observe({ type: "longtask", buffered: true });
"""
_TOLD = """() => {
  const files = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
  return {
    text: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    long, kb: files.reduce((sum, file) => sum + file.encodedBodySize, 0) / 1000,
  };
}"""
_PEER = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A city</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="leaflet.css">
<style>#map { height: 80vh }</style></head>
<body><h1>A city</h1><div id="map"></div><ul id="list"></ul>
<script src="leaflet.js"></script><script src="dots.js"></script><script src="guide.js"></script>
<script>
const { city, dots } = window.guidegen;
const map = L.map("map", { preferCanvas: true }).fitBounds(city.bounds);
for (const { lat, lon, name } of city.places) {
  L.marker([lat, lon]).bindPopup(name).addTo(map);
  const entry = Object.assign(document.createElement("li"), { textContent: name });
  document.getElementById("list").append(entry);
}
let [lat, lon] = [0, 0];
for (let i = 0; DOTS && i < dots.lat.length; i++) {
  [lat, lon] = [lat + dots.lat[i], lon + dots.lon[i]];
  L.circleMarker([lat / 1e6, lon / 1e6], { radius: 1 }).addTo(map);
}
</script></body></html>
"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix in _PACKED:
            content = gzip.compress(content, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder's files."""
    handler = functools.partial(_Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def opened(browser: Browser, address: str) -> dict[str, float]:
    """What it takes to open a page for the first time, in ms and kB."""
    context = browser.new_context(**_PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", _LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(_WATCH)
    page.goto(address)
    page.wait_for_timeout(_SETTLED_MS)
    told = page.evaluate(_TOLD)
    context.close()
    last = max((start + length for start, length in told["long"]), default=0.0)
    longest = max((length for _, length in told["long"]), default=0.0)
    return {
        "kB": told["kb"], "first text": told["text"],
        "interactive": max(last, told["text"]), "longest task": longest,
    }  # fmt: skip


def write_peers(city: Path, folder: Path) -> None:
    """Plain pages with Leaflet, with and without dots, of what a city's pages are made of."""
    for name, dots in (("markers", "false"), ("dots", "true")):
        page = folder / name
        page.mkdir(parents=True)
        (page / "index.html").write_text(_PEER.replace("DOTS", dots), "utf-8")
        for file in (
            city / "data/dots.js",
            city / "data/guide.js",
            LEAFLET / "leaflet.js",
            LEAFLET / "leaflet.css",
        ):
            shutil.copy(file, page)
        shutil.copytree(LEAFLET / "images", page / "images")


def measured(folder: Path, pages: Sequence[str], runs: int) -> dict[str, dict[str, float]]:
    """Medians for each page."""
    found: dict[str, list[dict[str, float]]] = {page: [] for page in pages}
    program = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    )
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(runs):
            for page in pages:
                found[page].append(opened(browser, f"{address}/{page}"))
        browser.close()
    return {
        page: {what: statistics.median(run[what] for run in all_runs) for what in all_runs[0]}
        for page, all_runs in found.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, nargs="?", help="a built site; else the demo is built")
    parser.add_argument(
        "--city", default="pisa", help="the city's folder in it, which peers are like"
    )
    parser.add_argument("--page", nargs="+", default=[""], help="pages of the city; its own is ''")
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if wanted.site:
            shutil.copytree(wanted.site, folder / "site")
        else:
            city = load_city(ROOT / "cities/pisa.yaml")
            build_guide([city], folder / "site", store=Store(folder / "cache"))
        write_peers(folder / "site" / wanted.city, folder / "peers")
        own = [f"site/{wanted.city}/{page}" for page in wanted.page]
        found = measured(folder, [*own, "peers/markers/", "peers/dots/"], wanted.runs)
    base = found[own[0]]
    for page, told in found.items():
        row = "  ".join(
            f"{what} {value:6.0f}{f' ({value / base[what]:.2f})' if base[what] else ''}"
            for what, value in told.items()
        )
        print(f"{page:<28} {row}")


if __name__ == "__main__":
    main()
