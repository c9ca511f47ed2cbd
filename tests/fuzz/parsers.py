"""All that reads a file of somebody's: samples of it, and how it is read in a folder.

`pytest tests/fuzz` damages them by hypothesis, `scripts/fuzz --atheris NAME` by atheris.
"""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from guidegen.basemap.build import build_basemap
from guidegen.city import load_city
from guidegen.descriptions import os_places
from guidegen.descriptions.pictures import PictureError, prepare
from guidegen.photos import PICTURES, SOURCES
from guidegen.photos.checks import Limits, judge
from guidegen.photos.corpus.importing import import_photos
from guidegen.photos.corpus.layout import Corpus
from guidegen.photos.corpus.readers import Given
from guidegen.photos.tracks import load_tracks, positions_at
from guidegen.places.curated_file import load_curated
from guidegen.places.lock import load_lock, lock_bytes
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.survey.answers import read_answers
from guidegen.survey.light import study
from guidegen.survey.tally import tally, told
from guidegen.website.themes import load_theme
from tests.fuzz import samples, texts
from tests.photos.conftest import CITY
from tests.photos.samples import DAY, LOCAL
from tests.photos.test_sources import assert_keeps_contract
from tests.streets.maps import BOX


@dataclass(frozen=True)
class Parser:
    """Something that reads a file.

    Attributes:
        name: of the file in its folder; messages must name it.
        samples: good files, to be damaged.
        read: reads the file, whose path it gets.
        beside: other files of the folder.
        few: how many cases are drawn in the suite.
        share: of how many are asked for in a large run.
    """

    name: str
    samples: Callable[[], Sequence[bytes]]
    read: Callable[[Path], object]
    beside: Mapping[str, bytes] = field(default_factory=dict)
    few: int = 25
    share: float = 1.0

    def prepared(self, folder: Path) -> Path:
        """Write what is beside the file; the file's path."""
        for name, content in self.beside.items():
            _write(folder / name, content)
        (folder / self.name).parent.mkdir(parents=True, exist_ok=True)
        return folder / self.name


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


_city = cache(load_city)  # which takes longer than to read most samples


def _photos(name: str, line: str, sample: str, samples: Callable[[], Sequence[bytes]]) -> Parser:
    """A source of photos, one of whose files is damaged."""

    def read(path: Path) -> None:
        folder = path
        while not (folder / "testford.yaml").is_file():
            folder = folder.parent
        city = _city(folder / "testford.yaml")
        if of_pictures := PICTURES.get(city.photos[0].source):
            for each in of_pictures(city.photos[0], city).values():
                each.read()
        rows = SOURCES[city.photos[0].source](city.photos[0], city)
        assert_keeps_contract(rows)
        verdicts = judge(rows, Limits(city.bbox, DAY))
        assert len(verdicts) == len(rows)
        usable = rows.loc[verdicts == "", ["photo_id", "author_id", "taken_at", "lon", "lat"]]
        assert usable.notna().all(axis=None)

    beside = {"testford.yaml": f"{CITY}  - {line}\n".encode()}
    if sample:
        beside |= {each: text for each, text in LOCAL[sample].files.items() if each != name}
    return Parser(name, samples, read, beside)


def _read_lock(path: Path) -> None:
    lock = load_lock(path)
    assert load_lock_of(path, lock_bytes(lock)) == lock_bytes(lock)


def load_lock_of(path: Path, content: bytes) -> bytes:
    """What a lock is written as, when it is read again."""
    again = path.with_name("again.lock.json")
    again.write_bytes(content)
    return lock_bytes(load_lock(again))


def _read_gpx(path: Path) -> None:
    times = np.array(["2012-05-03T10:01", "NaT", "0001-01-01", "9999-12-31"], "datetime64[us]")
    lon, lat = positions_at(times, load_tracks([path]))
    assert lon.shape == lat.shape == (4,)


def _import(path: Path) -> None:
    """Into a corpus that is made anew."""
    with TemporaryDirectory(dir=path.parent) as folder:
        corpus = Corpus.at(Path(folder, "corpus"), create=True)
        import_photos(corpus, Given(path, author="Anna"), today=DAY, tell=lambda *_: None)


def _read_map(path: Path) -> None:
    ways = read_extract(path)
    build_network(ways, BOX, str(path))
    build_basemap(path, BOX, ["en"])


def _read_answers(path: Path) -> None:
    list(told(tally(read_answers([path]))))


def _study(path: Path) -> None:
    list(study([path], path.with_name("drawn.svg")))


def _read_os_places(path: Path) -> None:
    from guidegen.descriptions.candidate import Wish, candidate_table
    from tests.descriptions.wikis import PISA as PISA_BOX
    from tests.descriptions.wikis import TOWER

    wish = Wish(PISA_BOX, ("en",), ((*TOWER, 60.0),), files={os_places.NAME: path})
    candidate_table(list(os_places.PROVIDER.find(lambda *_: None, wish)))


def _prepare(path: Path) -> None:
    with suppress(PictureError):
        prepare(path.read_bytes(), path.parent / "kept")


def _theme(path: Path) -> None:
    load_theme("./mine", path.parents[1] / "city.yaml")


def _anything() -> Sequence[bytes]:
    """What may be imported into a corpus, which finds out what it is."""
    tables = [*samples.tables(), *samples.parquet(), *samples.packed_tables()[:2]]
    return [*tables, samples.zips()[0], samples.YFCC_LINES, samples.pictures()[0]]


def _packed_maps() -> Sequence[bytes]:
    return [gzip.compress(each, mtime=0) for each in samples.xml_maps()]


def _local(name: str, file: str) -> Parser:
    sample = LOCAL[name]
    return _photos(file, sample.line, name, lambda: [sample.files[file]])


def of(text: bytes) -> Callable[[], Sequence[bytes]]:
    return lambda: [text]


_TABLE_GZ = "{source: file, path: p.csv.gz}"
_TAKEOUT = "{source: takeout, path: t.zip, author: Anna}"
_YFCC = "{source: yfcc, path: y.tsv, exif: e.tsv, places: p.tsv}"
_BESIDE = {"y.tsv": samples.YFCC_LINES, "e.tsv": samples.YFCC_EXIF, "p.tsv": samples.YFCC_PLACES}


def _yfcc(name: str) -> Parser:
    made = _photos(name, _YFCC, "", of(_BESIDE[name]))
    beside = {**made.beside, **{each: text for each, text in _BESIDE.items() if each != name}}
    beside["testford.yaml"] = beside["testford.yaml"].replace(b"timezone: Europe/Rome\n", b"")
    return Parser(name, made.samples, made.read, beside)


PARSERS: dict[str, Parser] = {
    "city": Parser("city.yaml", of(texts.FULL_CITY.encode()), load_city, few=60),
    "curated": Parser("city.places.yaml", of(texts.CURATED.encode()), load_curated, few=60),
    "lock": Parser("city.places.lock.json", texts.locks, _read_lock, few=40),
    "theme": Parser("mine/theme.yaml", of(texts.THEME), _theme, few=10, share=0.1),
    "table": _photos("p.csv", "{source: file, path: p.csv}", "", samples.tables),
    "table packed": _photos("p.csv.gz", _TABLE_GZ, "", samples.packed_tables),
    "parquet": _photos("p.parquet", "{source: file, path: p.parquet}", "", samples.parquet),
    "yfcc": _yfcc("y.tsv"),
    "yfcc packed": _photos(
        "y.bz2", "{source: yfcc, path: y.bz2}", "",
        lambda: [bz2.compress(samples.YFCC_LINES), gzip.compress(samples.YFCC_LINES, mtime=0)],
    ),
    "yfcc exif": _yfcc("e.tsv"),
    "yfcc places": _yfcc("p.tsv"),
    "yfcc sqlite": _photos("y.sqlite", "{source: yfcc, path: y.sqlite}", "", samples.sqlite),
    "folder": _photos("f/a.jpg", LOCAL["folder"].line, "", samples.pictures),
    "heic": _photos("f/a.heic", LOCAL["folder"].line, "", samples.heic),
    "tracks": Parser("track.gpx", of(samples.GPX), _read_gpx),
    "takeout": _local("takeout", "t/Photos from 2012/PXL_1.jpg.json"),
    "takeout zip": _photos("t.zip", _TAKEOUT, "", samples.zips),
    "flickr_export": _local("flickr_export", "e/photo_101.json"),
    "panoramio": _local("panoramio", "p.json"),
    "picasa": _local("picasa", "g.json"),
    "yandex_fotki": _local("yandex_fotki", "k.json"),
    "import": Parser("any.bin", _anything, _import, few=10, share=0.1),
    "osm xml": Parser("town.osm", samples.xml_maps, _read_map, share=0.3),
    "osm pbf": Parser("town.osm.pbf", samples.pbf_maps, _read_map, share=0.3),
    "osm packed": Parser("town.osm.gz", _packed_maps, _read_map, few=10, share=0.1),
    "answers": Parser("anna.json", samples.answers, _read_answers, few=40),
    "rated": Parser("rated.csv", samples.rated, _study, few=20, share=0.3),
    "os_places": Parser("os.parquet", samples.os_places, _read_os_places, few=10, share=0.2),
    "picture": Parser("picture.bin", samples.large_pictures, _prepare, few=15, share=0.3),
}  # fmt: skip
