"""Pages a second against MkDocs and Pelican: ``python -m benchmarks.rendering [--pages N]``.

A simulated guide of 10,000 places is rendered with the default theme: stories, charts, profiles,
neighbours, and every other file of the city. MkDocs and Pelican render as many pages, whose texts
are as long as those of the guide's pages and whose HTML is about as large, without plugins, feeds
or lists that would name all pages on each. Each runs in a process of its own, first with a tenth
of the pages; imports and the making of their input are not counted, reading it is.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PAGES = 10_000
_SYLLABLES = ("bri", "dge", "mar", "ket", "to", "wer", "gar", "den", "ri", "ver", "stai", "rs")


def markdown_page(number: int, rng: random.Random, paragraphs: int) -> str:
    """A page like a place's: prose, a list of neighbours, and three tables with their charts."""
    rows = [
        (kind, "".join(f"| {bin_} | {rng.randrange(3, 90)} | {rng.uniform(3, 90):.1f} |\n"
                       for bin_ in range(size)))
        for kind, size in (("Months", 12), ("Weekdays", 7), ("Hours", 24))
    ]  # fmt: skip
    charts = "".join(
        f"## {kind}\n\n{_chart(rng, table.count(chr(10)))}\n\n"
        f"| {kind} | Photographer-days | Expected |\n|---|---|---|\n{table}\n"
        for kind, table in rows
    )
    near = "".join(f"* {_sentence(rng, 3)} 120 m north\n" for _ in range(5))
    prose = "\n\n".join(_sentence(rng, 60) for _ in range(paragraphs))
    return f"# Place {number}\n\n{prose}\n\n## What is near\n\n{near}\n{charts}"


def _sentence(rng: random.Random, words: int) -> str:
    text = " ".join("".join(rng.choices(_SYLLABLES, k=2)) for _ in range(words))
    return f"{text.capitalize()}."


def _chart(rng: random.Random, bins: int) -> str:
    """A chart as HTML, which Markdown passes through."""
    bars = "".join(
        f'<rect class="bar" x="{360 / bins * at:.1f}" y="{rng.uniform(8, 100):.1f}" '
        f'width="{259 / bins:.1f}" height="{rng.uniform(8, 100):.1f}"/>'
        for at in range(bins)
    )
    return f'<svg class="chart" viewBox="0 0 360 132" role="img">{bars}</svg>'


def guidegen(pages: int, folder: Path) -> Callable[[], Any]:
    from benchmarks.simulate_guide import simulate_guide
    from guidegen.website.render import render_site

    guide = simulate_guide(pages, folder)
    return lambda: render_site([guide], folder / "site")


def mkdocs(pages: int, folder: Path) -> Callable[[], Any]:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    _write_pages(pages, folder / "docs" / "places", paragraphs=18)
    (folder / "docs" / "index.md").write_text("# Guide\n", "utf-8")
    settings = {
        "site_name": "Guide",
        "plugins": [],
        "nav": ["index.md"],
        "not_in_nav": "places/",
        "validation": {"omitted_files": "ignore"},
    }
    (folder / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")
    return lambda: build(load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / "site")))


def pelican(pages: int, folder: Path) -> Callable[[], Any]:
    from pelican import Pelican
    from pelican.settings import read_settings

    head = "Title: Place {}\nDate: 2026-01-01\n\n"
    _write_pages(pages, folder / "content" / "pages", head, paragraphs=27)
    settings = read_settings(
        override={
            "PATH": str(folder / "content"),
            "OUTPUT_PATH": str(folder / "site"),
            "MARKDOWN": {"extension_configs": {"markdown.extensions.tables": {}}},
            "ARTICLE_PATHS": ["articles"],
            "DIRECT_TEMPLATES": [],
            "DISPLAY_PAGES_ON_MENU": False,
            "FEED_ALL_ATOM": None,
            "SITEURL": "",
        }
    )
    return lambda: Pelican(settings).run()


def _write_pages(pages: int, folder: Path, head: str = "", *, paragraphs: int) -> None:
    """Prose fills up what the peers' themes have less of than a place's page."""
    rng = random.Random(1)  # noqa: S311 - no secrets
    folder.mkdir(parents=True)
    for number in range(pages):
        text = head.format(number) + markdown_page(number, rng, paragraphs)
        (folder / f"place-{number}.md").write_text(text, "utf-8")


BUILDERS: Mapping[str, Callable[[int, Path], Callable[[], Any]]] = {
    "guidegen": guidegen,
    "mkdocs": mkdocs,
    "pelican": pelican,
}


def run_one(name: str, pages: int, folder: Path) -> dict[str, float]:
    """Render in this process; returns what it took."""
    render = BUILDERS[name](pages, folder)
    before, cpu = time.perf_counter(), _cpu_seconds()
    render()
    seconds, cpu_seconds = time.perf_counter() - before, _cpu_seconds() - cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    written = [path.stat().st_size for path in (folder / "site").rglob("*.html") if _is_place(path)]
    assert len(written) == pages, f"{name} wrote {len(written)} pages"
    return {
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "peak_mb": peak_mb,
        "page_kb": sum(written) / pages / 1000,
    }


def _cpu_seconds() -> float:
    """Of this process and of those that helped it."""
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + helpers.ru_utime + helpers.ru_stime


def _is_place(path: Path) -> bool:
    return "places" in path.parts or ("pages" in path.parts and path.stem.startswith("place-"))


def in_own_process(python: str, name: str, pages: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - this very module
            [python, "-m", "benchmarks.rendering", "--one", name, "--folder", folder,
             "--pages", str(pages)],
            check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has the peers")
    parser.add_argument("--one", choices=BUILDERS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run_one(options.one, options.pages, options.folder)))
        return
    print(f"{'':10}{'pages':>8}{'pages/s':>9}{'by CPU':>9}{'ratio':>7}{'peak MB':>9}{'KB/page':>9}")
    for pages in (options.pages // 10, options.pages):
        own = 0.0
        for name in BUILDERS:
            python = sys.executable if name == "guidegen" else options.peers
            took = in_own_process(python, name, pages)
            speed, by_cpu = pages / took["seconds"], pages / took["cpu_seconds"]
            own = own or speed
            print(
                f"{name:10}{pages:8}{speed:9.0f}{by_cpu:9.0f}{own / speed:7.1f}"
                f"{took['peak_mb']:9.0f}{took['page_kb']:9.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
