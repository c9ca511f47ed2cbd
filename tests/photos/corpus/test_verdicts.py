from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guidegen.photos import parquet, values
from guidegen.photos.corpus import pieces
from guidegen.photos.corpus.layout import Corpus
from guidegen.photos.corpus.verdicts import LONGEST_NOTHING
from tests.photos.corpus.corpora import bring

AUTHORS = ["anna", " anna ", "NULL", "n/a", "\x01", "\ufffd", "é", "", None, "anna smith", "bert"]


def test_no_word_for_nothing_is_longer() -> None:
    assert max(map(len, values._NOTHING)) <= LONGEST_NOTHING


def written(path: Path, authors: Sequence[str | int | None], **how: bool) -> Path:
    count = len(authors)
    photos = {
        "photo_id": [f"photo{at}" for at in range(count)],
        "author_id": authors,
        "lat": [43.5] * count,
        "lon": [10.5] * count,
        "taken_at": ["2012-05-03 14:15:16"] * count,
    }
    pq.write_table(pa.table(photos), path, row_group_size=200, **how)
    return path


@pytest.mark.parametrize("authors", [AUTHORS, ["anna"], ["anna", None], ["anna", "\x01"]])
def test_authors_of_a_dictionary_are_those_of_plain_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authors: list[str | None]
) -> None:
    monkeypatch.setattr(pieces, "ROWS", 300)  # row groups with dictionaries of their own
    found = []
    for use_dictionary in (True, False):
        folder = tmp_path / str(use_dictionary)
        folder.mkdir()
        path = written(folder / "a.parquet", authors * 50, use_dictionary=use_dictionary)
        about = parquet.metadata(parquet.File(path))
        assert pieces._is_repetitive(about, [0], "author_id") == use_dictionary
        brought = bring(folder, path)
        assert brought.rows_read == len(authors) * 50
        [photos] = [each.read_bytes() for each in Corpus(folder / "corpus").files()]
        rejects = pq.read_table(next(folder.glob("corpus/rejects/*")))
        found.append((brought, photos, rejects))
    assert found[0] == found[1]


def test_authors_that_are_numbers_of_a_dictionary(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", [7, 8] * 50)
    assert bring(tmp_path, path).kept == 100
