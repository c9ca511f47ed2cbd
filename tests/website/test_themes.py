from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from PIL import Image

from guidegen.errors import ConfigError
from guidegen.website.guide import Guide
from guidegen.website.render import environment, render_site
from guidegen.website.theme_colours import rgb
from guidegen.website.themes import load_theme, theme_folders
from tests.website.sample import CITY, sample_guide
from tests.website.sample_walks import with_walks

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs/themes.md").read_text("utf-8")
BASE_URL = "https://example.org"


def write_theme(folder: Path, text: str = "", **files: str) -> Path:
    """A theme that extends the default one; returns the city file beside it."""
    theme = folder / "mine"
    theme.mkdir(parents=True)
    (theme / "theme.yaml").write_text(f"name: Mine\nextends: default\n{text}")
    for name, content in files.items():
        path = theme / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    return folder / "city.yaml"


def themed(folder: Path, theme: str = "./mine") -> Guide:
    return sample_guide(folder, city=f"{CITY}theme: {theme}\n")


@pytest.fixture(scope="module")
def blueprint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sampletown as the second shipped theme shows it."""
    folder = tmp_path_factory.mktemp("blueprint")
    guide = with_walks(themed(folder, "blueprint"))
    render_site([guide], folder / "site", base_url=BASE_URL)
    return folder / "site"


def sheets_of(page: Path) -> list[str]:
    return re.findall(r'rel="stylesheet" href="([^"]+)"', page.read_text("utf-8"))


def test_one_block_is_overridden_by_a_file_with_one_block(tmp_path: Path) -> None:
    block = '{% extends "place.html" %}{% block near %}Ask around.{{ super() }}{% endblock %}'
    write_theme(tmp_path, templates__place_html=block)
    render_site([themed(tmp_path)], tmp_path / "site")
    page = (tmp_path / "site/sampletown/places/bridge.html").read_text("utf-8")
    assert "Ask around.<section>\n<h2>What is near</h2>" in page
    assert "<h2>Who comes</h2>" in page


def test_one_colour_is_one_line_and_the_policy_stays(site: Path, tmp_path: Path) -> None:
    write_theme(tmp_path, "colours:\n  light: {accent: '#004400'}\n")
    render_site([themed(tmp_path)], tmp_path / "site")
    page = tmp_path / "site/sampletown/index.html"
    *plain, own = sheets_of(page)
    assert plain == sheets_of(site / "sampletown/index.html")
    assert (page.parent / own).read_text("utf-8") == ":root{--accent:#004400}\n"
    policy = re.compile(r'Content-Security-Policy" content="[^"]+"')
    before = policy.search((site / "sampletown/index.html").read_text("utf-8"))
    after = policy.search(page.read_text("utf-8"))
    assert before
    assert after
    assert before[0] == after[0]


def test_one_asset_is_one_file(tmp_path: Path) -> None:
    write_theme(tmp_path, assets__icon_svg="<svg/>", assets__extra_css="a{b:url(icon.svg)}")
    render_site([themed(tmp_path)], tmp_path / "site")
    assets = tmp_path / "site/assets"
    (icon,) = assets.glob("icon-*.svg")
    assert icon.read_text() == "<svg/>"
    *_, extra = sheets_of(tmp_path / "site/sampletown/about.html")
    assert (tmp_path / "site/sampletown" / extra).read_text() == f'a{{b:url("{icon.name}")}}'
    kept = json.loads((tmp_path / "site/sampletown/data/files.json").read_text("utf-8"))
    names = {path for path, *_ in kept["files"]}
    assert {f"../assets/{icon.name}", extra} <= names


def test_colours_reach_all_that_is_drawn(blueprint: Path) -> None:
    colours = load_theme("blueprint", ROOT / "city.yaml").colours
    light, dark = colours.light["ground"], colours.dark["ground"]
    city = blueprint / "sampletown"
    told = json.loads((city / "manifest.webmanifest").read_text("utf-8"))
    assert (told["background_color"], told["theme_color"]) == (light, dark)
    icon = Image.open(city / told["icons"][0]["src"]).convert("RGB")
    assert icon.getpixel((0, 0)) == rgb(dark)
    shared = Image.open(io.BytesIO((city / "share/index.png").read_bytes())).convert("RGB")
    assert shared.getpixel((0, 0)) == rgb(dark)
    page = (city / "index.html").read_text("utf-8")
    assert re.findall(r'name="theme-color" content="([^"]+)"', page) == [light, dark]
    missing = (blueprint / "404.html").read_text("utf-8")
    assert f"--ground: {light};" in missing
    assert f"--ground: {dark};" in missing


def test_an_icon_for_phones_may_be_brought(tmp_path: Path) -> None:
    city = write_theme(tmp_path)
    (tmp_path / "mine/assets").mkdir()
    Image.new("RGB", (192, 192), "red").save(tmp_path / "mine/assets/icon-192.png")
    theme = load_theme("./mine", city)
    assert theme.icons().keys() == {192}


def test_the_second_theme_is_small_and_without_doubt(blueprint: Path) -> None:
    theme = load_theme("blueprint", ROOT / "city.yaml")
    assert theme.doubts == ()
    own = [path for path in theme.folders[0].rglob("*.*") if path.suffix != ".woff2"]
    assert len(own) <= 7
    assert "title-block" in (blueprint / "sampletown/places/bridge.html").read_text("utf-8")


def test_the_default_theme_alone_needs_no_further_sheet(site: Path) -> None:
    assert len(sheets_of(site / "sampletown/about.html")) == 1
    assert load_theme("default", ROOT / "city.yaml").doubts == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colours: {light: {acent: '#000000'}}", "colours.light.acent: there is no colour of this"),
        ("colours: {light: {acent: '#000000'}}", "did you mean 'accent'?"),
        (
            "colours:\n  dark:\n    accent: reddish",
            "theme.yaml:5: colours.dark.accent: 'reddish' is",
        ),
        ("colours: {light: {ink: }}", "ink: must be text (put it in quotes), not nothing"),
        ("colours: {paper: {}}", "colours.paper: unknown key; known here: light, dark"),
        ("colors: {}", "colors: unknown key; did you mean 'colours'?"),
    ],
)
def test_mistakes_in_the_theme_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        load_theme("./mine", write_theme(tmp_path, text))


def test_an_asset_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    block = "{% extends 'base.html' %}\n{% block head %}{{ assets['icno.svg'] }}{% endblock %}"
    write_theme(tmp_path, templates__main_html=block)
    with pytest.raises(ConfigError, match=r"main\.html:2: .*no asset 'icno\.svg'.*'icon\.svg'\?"):
        render_site([themed(tmp_path)], tmp_path / "site")


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("defualt", "theme.yaml:2: extends: there is no theme 'defualt'"),
        ("../mine", "theme.yaml:2: extends: themes extend each other in a circle; one of them"),
    ],
)
def test_a_theme_beneath_that_cannot_be_is_told_where_it_is_named(
    tmp_path: Path, extends: str, message: str
) -> None:
    city = write_theme(tmp_path)
    (tmp_path / "mine/theme.yaml").write_text(f"name: Mine\nextends: {extends}\n")
    with pytest.raises(ConfigError, match=re.escape(message)):
        load_theme("./mine", city)


def test_a_theme_that_has_no_pages_and_extends_none(tmp_path: Path) -> None:
    city = write_theme(tmp_path)
    (tmp_path / "mine/theme.yaml").write_text("name: Mine\n")
    with pytest.raises(
        ConfigError, match=r"theme.yaml: has no .*city.html.* add: extends: default"
    ):
        load_theme("./mine", city)


def test_what_lies_where_nothing_looks_for_it_is_doubtful(tmp_path: Path) -> None:
    city = write_theme(
        tmp_path, place_html="x", extra_css="x", template__main_html="x", more__x="x"
    )
    assert [str(doubt).partition("mine/")[2] for doubt in load_theme("./mine", city).doubts] == [
        "extra.css: nothing uses this here; move it to assets/",
        "place.html: nothing uses this here; move it to templates/",
        "template: nothing uses this folder; did you mean 'templates'?",
    ]


def test_doubts_of_all_themes_are_told(tmp_path: Path) -> None:
    city = write_theme(
        tmp_path,
        "colours: {light: {ink: '#bbbbbb'}}",
        templates__main_html="{% extends 'main.html' %}{% block colofon %}{% endblock %}",
    )
    doubts = [str(doubt) for doubt in load_theme("./mine", city).doubts]
    assert "did you mean 'colophon'?" in doubts[0]
    assert "the contrast of ink on ground is" in doubts[1]


def test_the_folders_of_a_theme_with_mistakes_are_found(tmp_path: Path) -> None:
    city = write_theme(tmp_path, templates__main_html="{% block")
    assert [folder.name for folder in theme_folders("./mine", city)] == ["mine", "default"]


def test_the_manual_has_every_colour() -> None:
    colours = load_theme("default", ROOT / "city.yaml").colours
    table = DOCS.partition("## Colours")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    told = [name for row in rows for name in re.findall(r"`([a-z0-9-]+)`", row)]
    assert sorted(told) == sorted(colours.light.keys() | colours.dark.keys())


def test_the_manual_has_every_block() -> None:
    templates = environment(load_theme("default", ROOT / "city.yaml"))
    table = DOCS.partition("## Blocks")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([\w.]+)` \| (.*) \|$", table, re.MULTILINE))
    told = {name: sorted(re.findall(r"`(\w+)`", row)) for name, row in rows.items()}
    base = blocks(templates, "base.html")
    # every page has those of base.html, so they are told once
    own = {
        path.name: [name for name in blocks(templates, path.name) if name not in base]
        for path in sorted((ROOT / "themes/default/templates").glob("*.html"))
    }
    assert told == {name: found for name, found in (own | {"base.html": base}).items() if found}


def blocks(templates: Environment, name: str) -> list[str]:
    """The blocks of a template."""
    source = (ROOT / "themes/default/templates" / name).read_text("utf-8")
    return sorted(block.name for block in templates.parse(source).find_all(nodes.Block))


def test_the_manual_has_every_asset() -> None:
    theme = load_theme("default", ROOT / "city.yaml")
    table = DOCS.partition("## Assets")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([\w.-]+)`", row)}
    assert theme.assets.keys() <= told
