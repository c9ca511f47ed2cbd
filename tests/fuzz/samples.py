"""Good files of every kind that is read, made small, to be damaged."""

from __future__ import annotations

import gzip
import io
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image
from PIL.ExifTags import Base

from guidegen.photos.yfcc import COLUMNS
from tests.photos.conftest import GOOD, HEADER
from tests.photos.pictures import NOON, PISA, SUNNY, exif_of, picture
from tests.photos.samples import as_json, sidecar, yfcc_line, zipped
from tests.streets.maps import SQUARE, STREET, xml


def tables() -> Sequence[bytes]:
    rows = [
        ("p1", "anna", 43.5, 10.5, "2012-05-03 14:15:16", 'a "title"', "https://a.example/1"),
        ("p2", "ben", 43.6, 10.6, "2012-05-03T14:15:16Z", "two\nlines", "x"),
        ("p3", "cy", 43.7, 10.7, "1336047316", "", ""),
    ]
    names = ["id", "user", "lat", "lon", "date", "title", "url"]
    table = pd.DataFrame(rows, columns=names)
    return [
        (HEADER + GOOD).encode(),
        GOOD.encode(),
        table.to_csv(index=False).encode(),
        table.to_csv(index=False, sep="\t", lineterminator="\r\n").encode(),
        table.to_csv(index=False, sep=";").encode("utf-16"),
        ("\ufeff" + table.to_csv(index=False, sep="|")).encode(),
    ]


def packed_tables() -> Sequence[bytes]:
    zstd = pa.Codec("zstd")
    return [
        *(gzip.compress(each, mtime=0) for each in tables()[:2]),
        *(bytes(zstd.compress(each)) for each in tables()[:2]),
        gzip.compress(b"0" * 3_000_000 + b"\n" + tables()[0], mtime=0),
    ]


def parquet() -> Sequence[bytes]:
    plain = {
        "id": ["1", "2"], "user": ["a", "b"], "lat": [43.5, 43.6], "lon": [10.5, 10.6],
        "date": pd.to_datetime(["2012-05-03 14:15:16", "2013-01-01 00:00:00"]),
        "title": ["x", None], "when": [1336047316, 1],
    }  # fmt: skip
    made = []
    for options in ({}, {"compression": "gzip"}, {"compression": "none", "use_dictionary": False}):
        sink = pa.BufferOutputStream()
        pq.write_table(pa.table(plain), sink, **options)
        made.append(sink.getvalue().to_pybytes())
    return made


def sqlite() -> Sequence[bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "y.sqlite")
        database = sqlite3.connect(path)
        database.execute(f"CREATE TABLE yfcc100m_dataset ({', '.join(COLUMNS)})")
        row = yfcc_line().split("\t")
        database.execute(f"INSERT INTO yfcc100m_dataset VALUES ({','.join('?' * len(row))})", row)  # noqa: S608
        database.commit()
        database.close()
        return [path.read_bytes()]


def pictures() -> Sequence[bytes]:
    exif = exif_of({Base.Artist: "Anna"}, {**NOON, **SUNNY}, PISA)
    return [picture(exif, kind=kind) for kind in ("JPEG", "PNG", "WEBP", "TIFF")]


def heic() -> Sequence[bytes]:
    import pillow_heif

    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    Image.new("RGB", (64, 64)).save(file, "HEIF", exif=exif_of({}, NOON, PISA).tobytes())
    return [file.getvalue()]


def large_pictures() -> Sequence[bytes]:
    made = []
    for kind in ("JPEG", "PNG", "WEBP"):
        file = io.BytesIO()
        Image.linear_gradient("L").convert("RGB").save(file, kind, exif=exif_of({}, NOON, PISA))
        made.append(file.getvalue())
    return made


def zips() -> Sequence[bytes]:
    one = as_json(sidecar())
    return [
        zipped({"Takeout/PXL_1.jpg.json": one, "Takeout/PXL_1.jpg": pictures()[0]}),
        zipped({"../../evil.json": one, "/abs.json": one, "a.json": one}),
        zipped({"a.json": b"[" * 200_000, "b.json": one, "c.json": b" " * 2_000_000}),
    ]


GPX = (
    b'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
    b'<trkpt lat="43.0" lon="10.0"><ele>4</ele><time>2012-05-03T10:00:00Z</time></trkpt>'
    b'<trkpt lat="43.8" lon="10.4"><time>2012-05-03T12:04:00.25+02:00</time></trkpt>'
    b"</trkseg></trk></gpx>"
)


_WAYS = {
    "ABC": {**STREET, "name": "Rua da Sé"}, "ADECA": SQUARE, "DE": {"building": "yes"},
    "ADECA2": {"natural": "water", "name": "Lago"}, "AE": {"natural": "coastline"},
}  # fmt: skip
_MAP = xml("A-B-C\n|   |\nD---E", _WAYS)


def xml_maps() -> Sequence[bytes]:
    relation = (
        '<relation id="9" version="1"><member type="way" ref="102" role="outer"/>'
        '<member type="way" ref="999" role="inner"/>'
        '<tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation></osm>'
    )
    named = _MAP.replace(
        "<way", '<node id="7" version="1" lon="-8.61" lat="41.14"><tag k="place" v="square"/>'
        '<tag k="name" v="Praça"/></node><way', 1
    )  # fmt: skip
    return [_MAP.encode(), named.replace("</osm>", relation).encode()]


def pbf_maps() -> Sequence[bytes]:
    import osmium

    made = []
    with TemporaryDirectory() as folder:
        for number, content in enumerate(xml_maps()):
            plain, packed = Path(folder, f"{number}.osm"), Path(folder, f"{number}.osm.pbf")
            plain.write_bytes(content)
            with osmium.SimpleWriter(f"{packed}") as writer:
                for each in osmium.FileProcessor(f"{plain}"):
                    writer.add(each)
            made.append(packed.read_bytes())
            # not packed: damage reaches what is told
            bare = Path(folder, f"{number}bare.osm.pbf")
            file = osmium.io.File(f"{bare}", "pbf,pbf_compression=none,pbf_dense_nodes=false")
            with osmium.SimpleWriter(file) as writer:
                for each in osmium.FileProcessor(f"{plain}"):
                    writer.add(each)
            made.append(bare.read_bytes())
    return made


def answers() -> Sequence[bytes]:
    return [
        as_json(
            {
                "format": 1, "survey": "s1", "city": "Pisa", "rater": "Anna", "lot": "x",
                "answers": {
                    "commons:1": {"attractive": "yes", "real": "yes"},
                    "flickr:2": {"attractive": "no", "outdoors": "indoors"},
                },
            }
        )
    ]  # fmt: skip


def rated() -> Sequence[bytes]:
    return [
        b"photo_id,attractive,luminance_bv\n1,1,4.5\n2,no,2\n3,yes,7\n",
        b"id\trating\tf_number\texposure_s\tiso\n1\t1\t2.8\t1/50\t100\n2\t0\tf/8\t0.5\t200\n",
        *_parquet_of({"photo_id": ["1", "2"], "attractive": [1, 0], "luminance_bv": [1.5, 6.0]}),
    ]


def _parquet_of(columns: Mapping[str, Any]) -> Sequence[bytes]:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(dict(columns)), sink)
    return [sink.getvalue().to_pybytes()]


def os_places() -> Sequence[bytes]:
    return _parquet_of(
        {
            "fsq_place_id": ["4b"], "name": ["Tower Café"], "longitude": [10.4], "latitude": [43.7],
            "date_closed": pa.array([None], pa.string()), "date_refreshed": ["2025-01-01"],
            "fsq_category_labels": [["Café"]], "fsq_category_ids": [["1"]],
        }
    )  # fmt: skip


YFCC_LINES = f"{yfcc_line()}\n{yfcc_line(photoid='102', longitude='')}\n".encode()
YFCC_EXIF = (
    b"101\tExif+SubIFD.Exposure+Time:1%2F60+sec,Exif+SubIFD.F-Number:f%2F8,"
    b"X.ISO+Speed+Ratings:100\n"
)
YFCC_PLACES = b"101\t28350896:Europe%2FDublin:Timezone,12:x:Town\n"
