"""What may import what, and where each library lives."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "guidegen"

# Imports go down only. A package here stands for everything in it; what is in one package may
# import each other, packages of one row may not.
LEVELS = [
    {"__main__"},
    {"cli"},
    {"clibuild", "clidoctor", "cliphotos", "clipublish", "clisurvey", "clitell"},
    {"clioptions"},
    {"logfile", "terminal", "preview", "newcity", "publish", "workflow"},
    {"cityfiles", "gazetteer"},
    {"accounts", "doctor", "pipeline"},
    {"manycities"},
    {"make"},
    {"explanation", "surveying", "walking"},
    {"survey"},
    {"describe", "recognise", "outings"},
    {"stories", "scored", "moving", "planned", "ground"},
    {"stages"},
    {"website"},
    {"quality", "places", "descriptions", "walks", "routes"},
    {"photos", "streets", "basemap", "crowd"},
    {"wikimedia", "overpass"},
    {"store", "tables", "city", "web"},
    {"citysources", "cityquality", "jsonvalues"},
    {"cityvalues", "yamlfile", "services", "markup", "localformats"},
    {"faults", "geo", "kml", "languages", "licences", "mistakes", "slugs", "units", "varints"}
    | {"alone", "cores", "heap", "remembered"},
    {"errors"},
]
# The one folder or file that may import a library.
HOMES = {
    "babel": {"languages", "localformats"},
    "typer": {"cli", "clioptions"}.union(*(row for row in LEVELS if "clitell" in row)),
    "ghp_import": {"publish"},
    "rich": {"terminal"},
    "pandera": {"tables"},
    "pyproj": {"geo"},
    "numba": {"places", "streets", "walks", "routes"},
    "osmium": {"streets", "basemap"},
    "contourpy": {"places"},
    "jinja2": {"website"},
    "markdown": {"markup"},
    "nh3": {"markup"},
    "ruamel": {"yamlfile"},
    "watchfiles": {"website"},
    "platformdirs": {"store"},
    "pyarrow": {"photos", "places", "heap"},  # for long columns of text
    "httpx": {"web"},
    "hishel": {"web"},
    "stamina": {"web"},
    "tzfpy": {"gazetteer"},
    "mwparserfromhell": {"descriptions"},
    "duckdb": {"descriptions"},
    "ibis": {"photos/corpus"},
    "pyspark": {"photos/corpus", "manycities"},
    "joblib": {"manycities"},
    "joblibspark": {"manycities"},
    "distributed": {"manycities"},
    "PIL": {"descriptions", "photos", "quality", "website"},
    "pillow_heif": {"photos"},
    "cv2": {"quality"},
    "gpxpy": {"walks", "photos"},
    "defusedxml": {"photos"},
    "osmnx": set(),
    "sklearn": set(),
}
FILES = sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def level_of(part: str) -> int:
    return next(level for level, parts in enumerate(LEVELS) if part in parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return  # the public API reaches for everything, when it is used
    part = part_of(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "guidegen" or len(parts) < 2 or parts[1].startswith("_"):
            continue
        if (PACKAGE / parts[1]).is_dir() or (PACKAGE / f"{parts[1]}.py").is_file():
            assert parts[1] == part or level_of(parts[1]) > level_of(part), f"{path}: {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_at_home(path: Path) -> None:
    for name in imports(path):
        library = name.split(".")[0]
        folder = path.relative_to(PACKAGE).parent.as_posix()
        homes = HOMES.get(library, {part_of(path)})
        assert {part_of(path), folder} & homes, f"{path}: {library}"


def test_every_module_has_a_level() -> None:
    parts = {part_of(path) for path in FILES} - {"__init__"}
    assert parts == set().union(*LEVELS)


def test_the_public_api() -> None:
    import guidegen

    assert sorted(guidegen.__all__) == ["GuideError", "__version__", "build_guide", "load_city"]
    assert all(getattr(guidegen, name) for name in guidegen.__all__)
