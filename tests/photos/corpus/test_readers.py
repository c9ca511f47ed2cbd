from __future__ import annotations

import bz2
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from guidegen.errors import InputError
from guidegen.photos.corpus.layout import Corpus
from guidegen.photos.corpus.readers import Given, kind_of
from tests.photos.corpus.corpora import HEADER, bring
from tests.photos.pictures import NOON, PISA, exif_of, picture
from tests.photos.samples import (
    as_json,
    flickr_photo,
    panoramio_photo,
    picasa_entry,
    sidecar,
    yfcc_line,
    zipped,
)

YFCC = (yfcc_line() + "\n" + yfcc_line(photoid="102", marker="1") + "\n").encode()
TAKEOUT = {"Takeout/Google Photos/2012/a.jpg.json": as_json(sidecar())}
FLICKR = {"photo_101.json": as_json(flickr_photo())}
PANORAMIO = as_json({"count": 1, "photos": [panoramio_photo()]})
PICASA = as_json({"feed": {"entry": [picasa_entry()]}})
Files = Mapping[str, bytes]


def written(folder: Path, files: Files) -> Path:
    """The files in a new folder, or the only one if it is in none."""
    root = folder / "given"
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root / next(iter(files)) if len(files) == 1 and "/" not in next(iter(files)) else root


@pytest.mark.parametrize(
    ("files", "kind", "source"),
    [
        ({"a.tsv": YFCC}, "yfcc", "flickr"),
        ({"a.bz2": bz2.compress(YFCC)}, "yfcc", "flickr"),
        ({"t.zip": zipped(TAKEOUT)}, "takeout", "takeout"),
        ({"x/" + name: each for name, each in TAKEOUT.items()}, "takeout", "takeout"),
        ({"f.zip": zipped(FLICKR)}, "flickr_export", "flickr"),
        ({"p.json": PANORAMIO}, "panoramio", "panoramio"),
        ({"p.json": PICASA}, "picasa", "picasa"),
        ({"d/a.jpg": picture(exif_of(exif=NOON, gps=PISA))}, "folder", "folder"),
        ({"a.csv": (HEADER + "p1,anna,43.5,10.5,2012-05-03\n").encode()}, "file", "file"),
    ],
)
def test_what_it_is_is_told_by_what_it_holds(
    tmp_path: Path, files: Files, kind: str, source: str
) -> None:
    path = written(tmp_path, files)
    assert kind_of(path) == kind
    brought = bring(tmp_path, Given(path, author="anna"))
    assert brought.kept == 1
    assert brought.rows_read == 1 + sum(brought.rejected.values())
    [file] = Corpus(tmp_path / "corpus").files()
    assert pq.read_table(file)["source"].to_pylist() == [source]


def test_the_same_photo_of_two_sources_of_flickr_is_one(tmp_path: Path) -> None:
    bring(tmp_path, Given(written(tmp_path / "1", {"a.tsv": YFCC})))
    second = bring(tmp_path, Given(written(tmp_path / "2", FLICKR | {"x/b.txt": b""}), author="a"))
    assert second.rejected == {"already in the corpus": 1}


def test_an_export_needs_its_author(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--author"):
        bring(tmp_path, written(tmp_path, {"t.zip": zipped(TAKEOUT)}))


def test_a_damaged_file_in_an_export_is_a_rejected_row(tmp_path: Path) -> None:
    name = "Takeout/Google Photos/2012/a.jpg.json"
    whole = bytearray(
        zipped(
            {
                name: as_json(sidecar()),
                name.replace("a.jpg", "b.jpg"): as_json(sidecar(title="b.jpg")),
            }
        )
    )
    begin = 30 + len(name)  # after the local header
    whole[begin : begin + 8] = b"\xff" * 8
    path = written(tmp_path, {"t.zip": bytes(whole)})
    brought = bring(tmp_path, Given(path, author="anna"))
    assert (brought.kept, dict(brought.rejected)) == (1, {"broken line": 1})


def test_a_zip_whose_list_of_files_is_damaged_is_refused(tmp_path: Path) -> None:
    whole = bytearray(zipped(TAKEOUT))
    directory = whole.rindex(b"PK\x01\x02")
    whole[directory : directory + 4] = b"XXXX"
    path = written(tmp_path, {"t.zip": bytes(whole)})
    with pytest.raises(InputError, match=r"t\.zip: .*damaged"):
        bring(tmp_path, Given(path, author="anna"))
