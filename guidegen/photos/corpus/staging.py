"""Pieces of an import that are judged and wait until all are.

Of each piece there are the usable photos, sorted by cell (NUMBER.arrow), the keys of their ids
(NUMBER.keys), the other rows (NUMBER.rejects.parquet) and an account of all (NUMBER.json), written
last: a piece that has one is never done again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guidegen.photos.corpus.keys import Keys, keys_of
from guidegen.photos.corpus.layout import cell_numbers, write_manifest
from guidegen.photos.corpus.pieces import Piece
from guidegen.photos.corpus.verdicts import in_one, numbers_of

REJECTS = pa.schema(
    {
        "file": pa.string(),
        "row": pa.int64(),
        **{name: pa.string() for name in ("reason", "photo_id", "lon", "lat", "taken_at")},
    }
)


@dataclass(frozen=True)
class Staged:
    """A piece that waits.

    Attributes:
        path: of its account.
        span: how many rows or lines of the file it is.
        kept: the usable ones.
        reasons: rows by the reason why they are not.
        has_seconds: whether any time was given to the second.
        cells: the first photo and the number of photos of each cell.
    """

    path: Path
    span: int
    kept: int
    reasons: dict[str, int]
    has_seconds: bool
    cells: dict[int, tuple[int, int]]

    @classmethod
    def read(cls, path: Path) -> Staged:
        """Read the account of a piece."""
        told = json.loads(path.read_bytes())
        told["cells"] = {int(cell): (first, count) for cell, first, count in told["cells"]}
        return cls(path, **told)

    @property
    def rejects(self) -> pa.Table:
        """The rows that are not usable, as `REJECTS`."""
        return pq.read_table(self.path.with_suffix(".rejects.parquet"))

    @property
    def photos(self) -> pa.Table:
        """The usable photos, read from the disk as they are looked at; no file stays open."""
        with pa.memory_map(str(self.path.with_suffix(".arrow"))) as file:
            return pa.ipc.open_file(file).read_all()

    @property
    def keys(self) -> Keys:
        """The keys of the photos' ids, shape (kept,)."""
        return np.fromfile(self.path.with_suffix(".keys"), np.uint64)


def account_path(work: Path, number: int) -> Path:
    """Where the account of a piece is written."""
    return work / f"{number:06}.json"


def stage(piece: Piece, path: Path, today: date) -> None:
    """Judge a piece and write it down.

    Args:
        piece: of a file.
        path: where its account goes.
        today: the day of the import.

    Raises:
        InputError: when the file is damaged there.
    """
    judged = piece.judged(today)
    photos = judged.photos.combine_chunks()
    cell = cell_numbers(numbers_of(photos["lon"]), numbers_of(photos["lat"]))
    order = np.argsort(cell.astype(np.uint16), kind="stable")  # a radix sort, for short numbers
    counts = np.bincount(cell)
    cells = np.flatnonzero(counts)
    keys_of(in_one(photos["photo_id"]))[order].tofile(path.with_suffix(".keys"))
    ordered = _without_dictionaries(photos.take(pa.array(order)))
    with (
        pa.OSFile(str(path.with_suffix(".arrow")), "wb") as sink,
        pa.ipc.new_file(sink, ordered.schema) as file,
    ):
        file.write_table(ordered)
    rejects = pa.Table.from_pandas(judged.rejects, REJECTS, preserve_index=False)
    pq.write_table(rejects, path.with_suffix(".rejects.parquet"))
    firsts = np.cumsum(counts) - counts
    reasons = judged.rejects["reason"].value_counts().sort_index()
    write_manifest(
        path,
        {
            "span": judged.span,
            "kept": len(photos),
            "reasons": {str(reason): int(count) for reason, count in reasons.items()},
            "has_seconds": judged.has_seconds,
            "cells": [[int(cell), int(firsts[cell]), int(counts[cell])] for cell in cells],
        },
    )


def _without_dictionaries(photos: pa.Table) -> pa.Table:
    """The same photos: pieces of a file need not have the same dictionary."""
    kinds = [
        each.with_type(each.type.value_type) if pa.types.is_dictionary(each.type) else each
        for each in photos.schema
    ]
    return photos.cast(pa.schema(kinds)).combine_chunks()


def first_rows(pieces: Sequence[Staged]) -> list[int]:
    """How many rows of the file are before each piece."""
    spans = np.array([piece.span for piece in pieces], dtype=np.int64)
    return [int(before) for before in np.cumsum(spans) - spans]
