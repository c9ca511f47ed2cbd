"""One person is one author, whatever the sources that have their photos."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest

from guidegen.photos.authors import authors_of, hash_authors
from guidegen.photos.corpus.readers import Given
from tests.photos.corpus.corpora import bring
from tests.photos.pictures import NOON, exif_of, picture
from tests.photos.samples import (
    Sample,
    as_json,
    flickr_photo,
    load,
    sidecar,
    yfcc_line,
)

AT = {1: "N", 2: (43.0, 30.0, 0.0), 3: "E", 4: (10.0, 30.0, 0.0)}
LINES = {
    "folder": "{source: folder, path: f, author: Anna}",
    "takeout": "{source: takeout, path: t, author: anna}",
    "export": "{source: flickr_export, path: e, author: Anna}",
    "yfcc": "{source: yfcc, path: y.tsv}",
}
FILES = {
    "f/a.jpg": picture(exif_of({}, NOON, AT)),
    "f/b.jpg": picture(exif_of({315: "Bea"}, NOON, AT)),
    "t/PXL_1.jpg.json": as_json(sidecar()),
    "e/photo_101.json": as_json(flickr_photo()),
    "e/account_profile.json": as_json({"nsid": "7@N00"}),
    # a photo that the export has too, one that it has not, and one of somebody else
    "y.tsv": "\n".join(
        [yfcc_line(), yfcc_line(photoid="102"), yfcc_line(photoid="103", uid="8@N00")]
    ).encode(),
}


def people(folder: Path, *sources: str) -> dict[str, str]:
    """The author of each photo."""
    sample = Sample("\n  - ".join(LINES[each] for each in sources), FILES)
    photos = load(folder, sample).photos
    return dict(zip(photos["photo_id"], photos["author_id"], strict=True))


def test_who_has_photos_in_four_sources_is_one_person(tmp_path: Path) -> None:
    found = people(tmp_path, *LINES)
    anna, somebody = found["flickr:101"], found["flickr:103"]
    assert anna == found["flickr:102"] != somebody
    assert by_source(found, "takeout") == {anna}
    [bea] = by_source(found, "folder") - {anna}
    assert set(found.values()) == {anna, bea, somebody}


def by_source(found: dict[str, str], source: str) -> set[str]:
    return {author for photo, author in found.items() if photo.startswith(source)}


@pytest.mark.parametrize("order", list(permutations(["yfcc", "export", "takeout"]))[::2])
def test_the_order_of_sources_does_not_matter(tmp_path: Path, order: tuple[str, ...]) -> None:
    assert people(tmp_path, *order) == people(tmp_path, "takeout", "yfcc", "export")


@pytest.mark.parametrize("author", ["Anna", ""])
def test_a_flickr_export_in_a_corpus_ties_as_one_beside_the_city_file(
    tmp_path: Path, author: str
) -> None:
    export = {name[2:]: content for name, content in FILES.items() if name.startswith("e/")}
    for name, content in export.items():
        path = tmp_path / "export" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    bring(tmp_path, Given(tmp_path / "export", author=author))
    sample = Sample(f"{LINES['takeout']}\n  - {{source: corpus, path: corpus}}", FILES)
    photos = load(tmp_path, sample).photos
    assert photos["source"].tolist() == ["flickr", "takeout"]
    assert photos["author_id"].nunique() == (1 if author else 2)


def test_an_account_is_known_by_its_id_where_nobody_is_named() -> None:
    rows = pd.DataFrame(
        {"source": ["flickr", "folder", "file", "flickr"], "author_id": ["7", "7", "7", None]}
    )
    hashed = hash_authors(authors_of(rows).dropna(), b"salt")
    assert hashed.nunique() == 3
    # as it was before anybody was named, so that what is known of an author elsewhere stays theirs
    owned = rows.assign(owner=["Anna", None, None, None])
    assert authors_of(owned)[0] == "flickr:7"


def test_names_are_compared_as_people_read_them() -> None:
    names = pd.Series(["folder:Anna  Lee", "takeout:anna lee", "folder:ANNA LEE", "file:Anna Lee"])
    assert hash_authors(names, b"salt").duplicated(keep=False).tolist() == [True, True, True, False]
