"""Photos of an import that are there already, exactly, and without comparing all ids.

Only photos that share the key of their id with another can be the same photo. These few are
compared as `guidegen.photos.checks.duplicated` does, so the order of rows does not decide which of
several stays; but what an earlier import brought always stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from guidegen.photos import checks
from guidegen.photos.corpus.keys import Keys, keys_of
from guidegen.photos.corpus.layout import Corpus
from guidegen.photos.corpus.staging import Staged, first_rows

ALREADY = "already in the corpus"
# So many are compared at once.
_MOST_COMPARED = 2_000_000
_SURPLUS = {"piece": "int32", "position": "int64", "known": "bool"}
_ID = pa.schema({"source": pa.string(), "photo_id": pa.string()})

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Surplus:
    """Photos of one piece that are left out.

    Attributes:
        positions: among the piece's photos, shape (n,), sorted.
        known: whether the corpus has it already, else it is in the file twice; shape (n,).
    """

    positions: Positions
    known: npt.NDArray[np.bool_]

    @property
    def reasons(self) -> npt.NDArray[np.object_]:
        """Why they are left out, shape (n,)."""
        return np.where(self.known, ALREADY, checks.DUPLICATE).astype(object)

    @property
    def counts(self) -> dict[str, int]:
        """How many are left out, by reason."""
        known = int(self.known.sum())
        return {ALREADY: known, checks.DUPLICATE: len(self.known) - known}


def find_surplus(pieces: Sequence[Staged], corpus: Corpus, source: str) -> list[Surplus]:
    """The photos of each piece that are left out.

    Args:
        pieces: all of an import.
        corpus: which it goes into.
        source: of photos whose pieces do not say.
    """
    suspects = _suspects(_sorted_keys(pieces), corpus)
    shares = np.array_split(suspects, 1 + len(suspects) // _MOST_COMPARED)
    found = [_compare(pieces, corpus, source, share) for share in shares if len(share)]
    nothing = pd.DataFrame({"piece": [], "position": [], "known": []}).astype(_SURPLUS)
    every = pd.concat([nothing, *found]).sort_values(["piece", "position"])
    ends = np.searchsorted(every["piece"].to_numpy(), np.arange(len(pieces) + 1))
    position, known = every["position"].to_numpy(), every["known"].to_numpy()
    parts = [slice(begin, end) for begin, end in pairwise(ends)]
    return [Surplus(position[part], known[part]) for part in parts]


def _sorted_keys(pieces: Sequence[Staged]) -> Keys:
    keys = np.empty(sum(piece.kept for piece in pieces), np.uint64)
    done = 0
    for piece in pieces:
        keys[done : done + piece.kept] = piece.keys
        done += piece.kept
    keys.sort()
    return keys


def _suspects(keys: Keys, corpus: Corpus) -> Keys:
    """The keys, of these sorted ones, that are there more than once, or in the corpus; sorted."""
    repeated = keys[1:][keys[1:] == keys[:-1]]
    known = [_among(keys, keys_of(ids)) for _, ids in _known_ids(corpus)]
    return np.unique(np.concatenate([repeated, *known]))


def _among(keys: Keys, others: Keys) -> Keys:
    """The others that are among the sorted keys."""
    return others[_is_in(others, keys)]


def _is_in(values: Keys, keys: Keys) -> npt.NDArray[np.bool_]:
    if not len(keys):
        return np.zeros(len(values), dtype=bool)
    found: npt.NDArray[np.bool_] = (values >= keys[0]) & (values <= keys[-1])
    inside = values[found]
    found[found] = keys[np.searchsorted(keys, inside)] == inside
    return found


def _known_ids(corpus: Corpus) -> Iterator[tuple[pa.Array, pa.Array]]:
    """Source and id of all photos of the corpus."""
    files = [str(path) for path in corpus.files()]
    if not files:
        return
    for batch in ds.dataset(files, _ID, format="parquet").to_batches():
        if batch.num_rows:
            yield batch["source"], batch["photo_id"]


def _compare(pieces: Sequence[Staged], corpus: Corpus, source: str, suspects: Keys) -> pd.DataFrame:
    rows = pd.concat(_candidates(pieces, source, suspects), ignore_index=True)
    place = rows[["piece", "position"]]
    rows = rows.drop(columns=["piece", "position"])
    known = [
        pd.DataFrame(
            {"source": sources.filter(hit).to_pandas(), "photo_id": ids.filter(hit).to_pandas()}
        )
        for sources, ids in _known_ids(corpus)
        if (hit := pa.array(_is_in(keys_of(ids), suspects))).true_count
    ]
    is_known = _has_pairs(rows, pd.concat(known)) if known else np.zeros(len(rows), dtype=bool)
    new = rows[~is_known]
    is_surplus = is_known.copy()
    is_surplus[new.index[checks.duplicated(new)]] = True
    return place.assign(known=is_known)[is_surplus].astype(_SURPLUS)


def _has_pairs(rows: pd.DataFrame, known: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether source and id of each row are among the known, shape (n,)."""
    key = ["source", "photo_id"]
    both = rows[key].merge(known.drop_duplicates(key), on=key, how="left", indicator=True)
    found: npt.NDArray[np.bool_] = (both["_merge"] == "both").to_numpy()
    return found


def _candidates(pieces: Sequence[Staged], source: str, suspects: Keys) -> Iterator[pd.DataFrame]:
    for number, (piece, before) in enumerate(zip(pieces, first_rows(pieces), strict=True)):
        at = np.flatnonzero(_is_in(piece.keys, suspects))
        rows = piece.photos.take(pa.array(at)).to_pandas()
        if "source" not in rows:
            rows["source"] = source
        yield rows.assign(piece=number, position=at, row=rows["row"] + before, file="")
