"""Files that want to be unpacked without end, read elsewhere, or run when they are opened."""

from __future__ import annotations

import bz2
import gzip
import io
import resource
import subprocess
import sys
import zipfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from guidegen.city import load_city
from guidegen.descriptions.pictures import PictureError, prepare
from guidegen.errors import ConfigError, GuideError, InputError
from guidegen.photos.bundles import documents
from guidegen.photos.tracks import load_tracks
from guidegen.slugs import is_slug, slugify
from guidegen.store import Store
from guidegen.streets.extract import read_extract
from guidegen.yamlfile import read_yaml

MEGABYTE = 1 << 20
MOST = {"most_bytes": 8 * MEGABYTE}
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10)
)  # a thousand million of them
ENTITIES = {
    "laughs": f"<!DOCTYPE x [{LAUGHS}]>",
    "file": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "host": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x">%p;]>',
}
MANY = "&l9;"


@pytest.mark.parametrize("kind", ENTITIES)
def test_entities_of_xml_are_refused(tmp_path: Path, kind: str) -> None:
    head = f'<?xml version="1.0"?>{ENTITIES[kind]}'
    osm, gpx = tmp_path / "town.osm", tmp_path / "track.gpx"
    osm.write_text(
        f'{head}<osm version="0.6"><way id="1"><tag k="highway" v="{MANY}"/></way></osm>'
    )
    gpx.write_text(f"{head}<gpx><trk><name>{MANY}</name></trk></gpx>")
    with pytest.raises(InputError, match="not an OpenStreetMap extract"):
        read_extract(osm)
    with pytest.raises(InputError, match="cannot be read as GPX"):
        load_tracks([gpx])


def yaml_bombs() -> dict[str, str]:
    letters = "abcdefghi"
    laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{one}: &{one} [{', '.join([f'*{before}'] * 10)}]\n" for before, one in pairwise(letters)
    )
    return {
        "aliases": laughs,
        "itself": "a: &a [*a]",
        "deep": "a: " + "[" * 20_000,
        "deeper": "".join(" " * n + "a:\n" for n in range(1200)),
        "large": "a: " + "x" * 1_000_001,
        "code": "a: !!python/object/apply:os.system ['touch pwned']",
    }


@pytest.mark.parametrize("kind", yaml_bombs())
def test_yaml_that_unfolds_without_end_or_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "city.yaml"
    path.write_text(yaml_bombs()[kind])
    with pytest.raises(ConfigError):
        load_city(path)
    if kind != "code":
        with pytest.raises(ConfigError):
            read_yaml(path)
    assert [each.name for each in tmp_path.iterdir()] == ["city.yaml"]


def test_many_members_that_unpack_to_very_much_are_stopped(tmp_path: Path) -> None:
    """Each is small enough, and packed a thousand times; together they would take an hour."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(300):
            archive.writestr(f"{number}.json", b" " * (4 * MEGABYTE))
    sizes: list[int] = []
    with pytest.raises(InputError, match="unpacks to more than"):
        sizes.extend(len(each.content or b"") for each in documents(path, (".json",), **MOST))
    assert 0 < sum(sizes) <= 256 * MEGABYTE


def test_members_that_lie_on_each_other_are_not_read_again_and_again(tmp_path: Path) -> None:
    """A list of contents may name one packed part a hundred times."""
    once = io.BytesIO()
    with zipfile.ZipFile(once, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b" " * (8 * MEGABYTE))
        for _ in range(200):
            other = zipfile.ZipInfo("a.json")
            first = archive.filelist[0]
            for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(other, name, getattr(first, name))
            archive.filelist.append(other)
    path = tmp_path / "bomb.zip"
    path.write_bytes(once.getvalue())
    sizes: list[int] = []
    with suppress(InputError):  # newer Pythons refuse such members themselves
        sizes.extend(len(each.content or b"") for each in documents(path, (".json",), **MOST))
    assert sum(sizes) <= 256 * MEGABYTE


def test_what_is_packed_as_it_should_be_is_read(tmp_path: Path) -> None:
    path = tmp_path / "fine.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(50):
            archive.writestr(f"{number}.json", b'{"photo": 1} ' * 1000)
    assert all(each.content for each in documents(path, (".json",), most_bytes=MEGABYTE))


def png_of(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("size", [(30_000, 30_000), (12_000, 8_000), (200_000, 130)])
def test_pictures_that_unpack_to_gigabytes_are_refused_by_their_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    data = png_of(*size)
    assert len(data) < MEGABYTE
    with pytest.raises(PictureError):
        prepare(data, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["town.osm.gz", "town.osm.bz2"])
def test_packed_nonsense_is_no_extract(tmp_path: Path, name: str) -> None:
    pack = gzip.compress if name.endswith("gz") else bz2.compress
    (tmp_path / name).write_bytes(pack(b" " * (20 * MEGABYTE)))
    with pytest.raises(InputError):
        read_extract(tmp_path / name)


NAMES = (
    "../x", "..", "/etc/passwd", "C:\\x", "a/b", "a\\b", ".hidden", "a\0b", "a b", "A", "é", "",
    "-rf", "a" * 61, "assets/../x", "%2e%2e", "x.html", "a\nb",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_slug(name: str) -> None:
    assert not is_slug(name)
    assert slugify(name) == "" or is_slug(slugify(name))


@pytest.mark.parametrize("title", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_tables_for_people_hold_no_formulas(tmp_path: Path, title: str) -> None:
    """What was left out is looked at in spreadsheets, and photo ids are anybody's."""
    table = pd.DataFrame({"photo_id": [title], "lon": ["-8.61"], "n": [-3], "x": [None]})
    path = Store(tmp_path).write_csv("rejects/x.csv", table)
    told = pd.read_csv(path, dtype=str, keep_default_na=False).iloc[0]
    assert told["photo_id"] == f"'{title}"
    assert (told["lon"], told["n"]) == ("-8.61", "-3")  # numbers are no formulas


@pytest.mark.parametrize(
    "theme", ["../../etc", "/etc", "~", "..", "a/../../..", "default\0", "con", "-x"]
)
def test_themes_are_where_themes_are(tmp_path: Path, theme: str) -> None:
    from guidegen.website.themes import load_theme

    with pytest.raises((GuideError, ValueError)):
        load_theme(theme, tmp_path / "city.yaml")


def test_a_packed_table_is_read_in_bounded_memory_or_refused(tmp_path: Path) -> None:
    """A gigabyte of one letter in a megabyte: no table, and told so before it is unpacked."""
    path = tmp_path / "photos.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as file:
        for _ in range(300):
            file.write(b"x" * MEGABYTE)
    (tmp_path / "city.yaml").write_text(
        "name: Bomb\nbbox: [0, 0, 1, 1]\nphotos: [{source: file, path: photos.csv.gz}]\n"
    )
    script = (
        "import sys; from pathlib import Path; from guidegen.photos.file import read_cells\n"
        "try: read_cells(Path(sys.argv[1]), None)\n"
        "except Exception as error: print(type(error).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "InputError"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 4 << 20
