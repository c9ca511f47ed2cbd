"""The documentation is built without a warning, and loads nothing from other hosts."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from guidegen import tables
from guidegen.city import json_schema
from guidegen.cli import app
from tests.shared import made_once

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built documentation."""
    return made_once(tmp_path_factory, "docs", build) / "site"


def build(folder: Path) -> None:
    """Build it in `site` as `scripts/docs` does."""
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
    done = subprocess.run(
        [*command, "-b", "html", "-d", folder / "trees", DOCS, folder / "site"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def text_of(page: Path) -> str:
    """What a reader sees of a page, tags left out."""
    html = page.read_text("utf-8").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return re.sub(r"<[^<>]*>", "", html)


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    loading = re.compile(r"""(?:\bsrc|srcset)=["']?(?:https?:)?//|<link[^>]+href=["']?https?://""")
    assert not [page.name for page in site.rglob("*.html") if loading.search(page.read_text())]
    asked = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import")
    assert not [sheet.name for sheet in site.rglob("*.css") if asked.search(sheet.read_text())]


def test_every_command_and_option_is_told(site: Path) -> None:
    told = text_of(site / "reference/commands.html")
    root = typer.main.get_command(app)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        assert f"guidegen {name}" in told
        for inner in getattr(command, "commands", {}):
            assert f"guidegen {name} {inner}" in told
        for each in command.params:
            assert each.opts[0] in told or each.param_type_name == "argument"


def test_every_key_of_a_city_file_is_told(site: Path) -> None:
    told = text_of(site / "reference/city-file.html")
    schema = json_schema()
    parts = [schema, *schema["$defs"].values()]
    assert not [key for part in parts for key in part.get("properties", {}) if key not in told]


def test_every_column_of_a_table_is_told(site: Path) -> None:
    told = text_of(site / "reference/tables.html")
    schemas = [each for each in vars(tables).values() if hasattr(each, "columns")]
    assert len(schemas) >= 10
    assert not [name for each in schemas for name in each.columns if name not in told]
    assert "hashed with the site’s salt" in told  # remarks beside columns come too


def test_figures_take_the_colours_of_the_page(site: Path) -> None:
    page = (site / "methods/people.html").read_text("utf-8")
    assert '<svg role="img" aria-label="The share of tourists' in page
    assert "var(--tourist" in page
    assert 'body[data-theme="dark"] {' in (site / "_static/colours.css").read_text("utf-8")
    assert (site / "_static/fonts/alegreya-latin-wght-normal.woff2").stat().st_size > 10_000
