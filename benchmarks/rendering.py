"""Pages a second against MkDocs and Pelican: ``python -m benchmarks.rendering [--pages N]``.

A simulated guide of 10,000 places is rendered with the default theme: stories, charts, profiles,
neighbours, and every other file of the city. MkDocs and Pelican render as many pages, whose texts
are as long as those of the guide's pages and whose HTML is about as large, without plugins, feeds
or lists that would name all pages on each. Each runs in a process of its own, first with a tenth
of the pages. Imports are not counted, nor is the making of their input, which another process
does: it is read as in every build, peers read theirs while they render. Memory is told before
rendering, at its peak, and at the peak of the process that helps.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.measure import cpu_seconds, helpers_watched, status_kb

PAGES = 10_000
_HEADS = ("pages", "pages/s", "by CPU", "ratio", "before MB", "peak MB", "helper MB", "KB/page")
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


def make_guide(pages: int, folder: Path) -> None:
    from benchmarks.simulate_guide import keep_guide, simulate_guide

    keep_guide(simulate_guide(pages, folder), folder)


def guidegen(folder: Path) -> Callable[[], Any]:
    from benchmarks.simulate_guide import load_guide
    from guidegen.heap import keep_little
    from guidegen.website.render import render_site

    keep_little()  # as builds do
    guide = load_guide(folder)
    return lambda: render_site([guide], folder / "site")


def make_mkdocs(pages: int, folder: Path) -> None:
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


def mkdocs(folder: Path) -> Callable[[], Any]:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    return lambda: build(load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / "site")))


def make_pelican(pages: int, folder: Path) -> None:
    head = "Title: Place {}\nDate: 2026-01-01\n\n"
    _write_pages(pages, folder / "content" / "pages", head, paragraphs=27)


def pelican(folder: Path) -> Callable[[], Any]:
    from pelican import Pelican
    from pelican.settings import read_settings

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


BUILDERS: Mapping[str, tuple[Callable[[int, Path], None], Callable[[Path], Callable[[], Any]]]] = {
    "guidegen": (make_guide, guidegen),
    "mkdocs": (make_mkdocs, mkdocs),
    "pelican": (make_pelican, pelican),
}
"""What makes the input of each, and what reads it and gives back what renders."""


def run_one(name: str, pages: int, folder: Path) -> dict[str, float]:
    """Render in this process; returns what it took."""
    render = BUILDERS[name][1](folder)
    before_mb = status_kb("VmRSS") / 1024
    before, cpu = time.perf_counter(), cpu_seconds()
    with helpers_watched() as helpers_kb:
        render()
    seconds, cpu_s = time.perf_counter() - before, cpu_seconds() - cpu
    peak_mb, helper_mb = status_kb("VmHWM") / 1024, max(helpers_kb) / 1024
    written = [path.stat().st_size for path in (folder / "site").rglob("*.html") if _is_place(path)]
    assert len(written) == pages, f"{name} wrote {len(written)} pages"
    return {
        "seconds": seconds,
        "cpu_seconds": cpu_s,
        "before_mb": before_mb,
        "peak_mb": peak_mb,
        "helper_mb": helper_mb,
        "page_kb": sum(written) / pages / 1000,
    }


def _is_place(path: Path) -> bool:
    return "places" in path.parts or ("pages" in path.parts and path.stem.startswith("place-"))


def in_own_processes(python: str, name: str, pages: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        for what in ("--make", "--one"):
            done = subprocess.run(  # noqa: S603 - this very module
                [python, "-m", "benchmarks.rendering", what, name, "--folder", folder,
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
    parser.add_argument("--make", choices=BUILDERS)
    parser.add_argument("--one", choices=BUILDERS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.make:
        BUILDERS[options.make][0](options.pages, options.folder)
        return
    if options.one:
        print(json.dumps(run_one(options.one, options.pages, options.folder)))
        return
    print("".join(f"{head:>10}" for head in ("", *_HEADS)))
    for pages in (options.pages // 10, options.pages):
        own = 0.0
        for name in BUILDERS:
            python = sys.executable if name == "guidegen" else options.peers
            took = in_own_processes(python, name, pages)
            speed, by_cpu = pages / took["seconds"], pages / took["cpu_seconds"]
            own = own or speed
            memory = (took["before_mb"], took["peak_mb"], took["helper_mb"])
            figures = (pages, speed, by_cpu, own / speed, *memory, took["page_kb"])
            digits = (0, 0, 0, 1, 0, 0, 0, 1)
            shown = (f"{figure:10.{n}f}" for figure, n in zip(figures, digits, strict=True))
            print(f"{name:10}{''.join(shown)}", flush=True)


if __name__ == "__main__":
    main()
