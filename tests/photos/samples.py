"""What each source of local files reads, small, and each in a city of its own."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from guidegen.city import City, load_city
from guidegen.photos import LoadedPhotos, load_photos
from tests.photos.conftest import CITY, GOOD, HEADER
from tests.photos.pictures import NOON, PISA, exif_of, picture

DAY = date(2020, 6, 1)


@dataclass(frozen=True)
class Sample:
    """A source: its line in the city file, and its files by their paths beside that."""

    line: str
    files: Mapping[str, bytes]


def write_city(folder: Path, sample: Sample) -> City:
    for name, content in sample.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    path = folder / "testford.yaml"
    path.write_text(f"{CITY}  - {sample.line}\n")
    return load_city(path)


def load(folder: Path, sample: Sample) -> LoadedPhotos:
    return load_photos(write_city(folder, sample), b"salt", today=DAY)


def as_json(told: Any) -> bytes:
    return json.dumps(told).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def yfcc_line(**changed: str) -> str:
    """A line of the release of 2014, with 23 columns."""
    cells = {
        "photoid": "101",
        "uid": "7@N00",
        "unickname": "Ann%C3%A9+B",
        "datetaken": "2012-05-03 14:15:16.0",
        "dateuploaded": "1336075200",
        "capturedevice": "Some+Camera",
        "title": "The+%22tower%22",
        "description": "",
        "usertags": "pisa,leaning+tower,a%2Cb",
        "machinetags": "geo:lat=43.5",
        "longitude": "10.5",
        "latitude": "43.5",
        "accuracy": "16",
        "pageurl": "http://www.flickr.com/photos/7@N00/101/",
        "downloadurl": "http://farm1.staticflickr.com/2/101_ab.jpg",
        "licensename": "Attribution-ShareAlike+License",
        "licenseurl": "http://creativecommons.org/licenses/by-sa/2.0/",
        "serverid": "2",
        "farmid": "1",
        "secret": "ab",
        "secretoriginal": "cd",
        "ext": "jpg",
        "marker": "0",
    }
    return "\t".join({**cells, **changed}.values())


def sidecar(**changed: Any) -> dict[str, Any]:
    return {
        "title": "PXL_1.jpg",
        "description": "The tower",
        "imageViews": "2",
        "creationTime": {"timestamp": "1697872351", "formatted": "21 oct. 2023, 07:12:31 UTC"},
        "photoTakenTime": {"timestamp": "1336047316", "formatted": "3 mai 2012"},
        "geoData": {"latitude": 43.6, "longitude": 10.6, "altitude": 4.0},
        "geoDataExif": {"latitude": 43.5, "longitude": 10.5, "altitude": 4.0},
        "url": "https://photos.google.com/photo/AF1",
        **changed,
    }


def flickr_photo(**changed: Any) -> dict[str, Any]:
    return {
        "id": "101",
        "name": "The tower",
        "description": "",
        "count_views": "3",
        "date_taken": "2012-05-03 14:15:16",
        "date_imported": "2012-05-03 20:00:00",
        "photopage": "https://www.flickr.com/photos/anna/101/",
        "original": "https://live.staticflickr.com/1/101_ab_o.jpg",
        "license": "Attribution License",
        "geo": {"latitude": "43500000", "longitude": "10500000", "accuracy": "16"},
        "tags": [{"tag": "pisa", "user_nsid": "7@N00"}, {"tag": "leaning tower"}],
        "privacy": "public",
        "comments": [],
        **changed,
    }


def panoramio_photo(**changed: Any) -> dict[str, Any]:
    return {
        "photo_id": 101,
        "photo_title": "The tower",
        "photo_url": "http://www.panoramio.com/photo/101",
        "photo_file_url": "http://mw2.google.com/mw-panoramio/photos/medium/101.jpg",
        "longitude": 10.5,
        "latitude": 43.5,
        "upload_date": "22 January 2007",
        "owner_id": 7,
        "owner_name": "Anna",
        **changed,
    }


def picasa_entry(**changed: Any) -> dict[str, Any]:
    return {
        "gphoto$id": {"$t": "101"},
        # 2012-05-03 14:15:16 by the camera's clock, as if that were in UTC
        "gphoto$timestamp": {"$t": "1336054516000"},
        "georss$where": {"gml$Point": {"gml$pos": {"$t": "43.5 10.5"}}},
        "title": {"$t": "DSC_1.JPG"},
        "summary": {"$t": "The tower"},
        "published": {"$t": "2012-05-04T08:00:00.000Z"},
        "author": [{"name": {"$t": "Anna"}, "gphoto$user": {"$t": "7"}}],
        "exif$tags": {
            "exif$fstop": {"$t": "8.0"},
            "exif$exposure": {"$t": "0.008"},
            "exif$iso": {"$t": "100"},
        },
        **changed,
    }


def yandex_entry(**changed: Any) -> dict[str, Any]:
    return {
        "id": "urn:yandex:fotki:anna:photo:101",
        "author": "anna",
        "title": "The tower",
        "published": "2012-05-04T08:00:00Z",
        "created": "2012-05-03T14:15:16",
        "geo": {"coordinates": "43.5 10.5", "type": "point"},
        **changed,
    }


LOCAL = {
    "file": Sample("{source: file, path: p.csv}", {"p.csv": (HEADER + GOOD).encode()}),
    "yfcc": Sample("{source: yfcc, path: y.tsv}", {"y.tsv": f"{yfcc_line()}\n".encode()}),
    "folder": Sample(
        "{source: folder, path: f, author: Anna}", {"f/a.jpg": picture(exif_of({}, NOON, PISA))}
    ),
    "takeout": Sample(
        "{source: takeout, path: t, author: Anna}",
        {"t/Photos from 2012/PXL_1.jpg.json": as_json(sidecar())},
    ),
    "flickr_export": Sample(
        "{source: flickr_export, path: e, author: Anna}",
        {"e/photo_101.json": as_json(flickr_photo())},
    ),
    "panoramio": Sample(
        "{source: panoramio, path: p.json}", {"p.json": as_json({"photos": [panoramio_photo()]})}
    ),
    "picasa": Sample(
        "{source: picasa, path: g.json}",
        {"g.json": as_json({"feed": {"entry": [picasa_entry()]}})},
    ),
    "yandex_fotki": Sample(
        "{source: yandex_fotki, path: k.json}", {"k.json": as_json({"entries": [yandex_entry()]})}
    ),
}
