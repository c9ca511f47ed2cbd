"""The last step of an import: its photos, cell by cell, and its rejects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guidegen.photos.corpus.cities import nearest_cities
from guidegen.photos.corpus.duplicates import Surplus
from guidegen.photos.corpus.layout import Corpus, cell_name
from guidegen.photos.corpus.staging import REJECTS, Staged, first_rows
from guidegen.photos.corpus.verdicts import EXTRAS, finest, numbers_of

# So many photos are held in memory at once.
_BLOCK_ROWS = 4 << 20
_PRECISIONS = ("second", "minute", "day", "none")
_DAY = np.timedelta64(1, "D")
_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Import:
    """An import whose pieces are all judged.

    Attributes:
        name: its own.
        source: of photos whose pieces do not say.
        file: as rejects name it.
        pieces: in the order of the file.
        surplus: for each piece, the photos that are left out.
    """

    name: str
    source: str
    file: str
    pieces: Sequence[Staged]
    surplus: Sequence[Surplus]

    @property
    def precision(self) -> str:
        """How finely times are known that are not at midnight."""
        return finest(any(piece.has_seconds for piece in self.pieces))


def write_photos(
    corpus: Corpus, whole: Import, threads: int, tell: Callable[[float], None]
) -> dict[str, int]:
    """Write the photos of an import, but for the cells that are written.

    Args:
        corpus: which they go into.
        whole: the import.
        threads: that work at once.
        tell: is told the share of the photos that is written.

    Returns:
        Photos by cell.
    """
    cells = sorted({cell for piece in whole.pieces for cell in piece.cells})
    photos, done = sum(piece.kept for piece in whole.pieces), 0
    counts: dict[str, int] = {}
    with ThreadPoolExecutor(threads) as pool:
        for block in _in_blocks(cells, whole.pieces):
            tables = [piece.photos for piece in whole.pieces]
            written = pool.map(_write_cell, repeat(corpus), repeat(whole), repeat(tables), block)
            for cell, count in zip(block, written, strict=True):
                done += count
                tell(done / photos)
                if count:
                    counts[cell_name(cell)] = count
    return counts


def write_rejects(path: Path, whole: Import) -> None:
    """Write the rejects of an import, in the order of the file's rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".{path.name}.tmp")
    with pq.ParquetWriter(making, REJECTS, compression="zstd") as writer:
        for piece, surplus, before in zip(
            whole.pieces, whole.surplus, first_rows(whole.pieces), strict=True
        ):
            rejects = pa.concat_tables([piece.rejects, _left_out(piece, surplus, whole.file)])
            rows = pc.add(rejects["row"], before)
            writer.write_table(rejects.set_column(1, "row", rows).sort_by("row"))
    making.replace(path)


def _left_out(piece: Staged, surplus: Surplus, file: str) -> pa.Table:
    rows = piece.photos.take(pa.array(surplus.positions))
    texts = {name: rows[name].cast(pa.string()) for name in ("photo_id", "lon", "lat", "taken_at")}
    names = rows["file"].cast(pa.string()) if "file" in rows.column_names else [file] * len(rows)
    reasons = pa.array(surplus.reasons, pa.string())
    return pa.table({"file": names, "row": rows["row"], "reason": reasons, **texts}, REJECTS)


def _in_blocks(cells: Sequence[int], pieces: Sequence[Staged]) -> Iterator[list[int]]:
    block: list[int] = []
    rows = 0
    for cell in cells:
        block.append(cell)
        rows += sum(piece.cells[cell][1] for piece in pieces if cell in piece.cells)
        if rows >= _BLOCK_ROWS:
            yield block
            block, rows = [], 0
    if block:
        yield block


def _write_cell(corpus: Corpus, whole: Import, tables: Sequence[pa.Table], cell: int) -> int:
    """Write one cell and return the number of its photos."""
    path = corpus.photos_path(whole.name, cell)
    if path.exists():
        return int(pq.read_metadata(path).num_rows)
    parts = [
        _kept(table.slice(*piece.cells[cell]), piece.cells[cell][0], surplus)
        for piece, table, surplus in zip(whole.pieces, tables, whole.surplus, strict=True)
        if cell in piece.cells
    ]
    photos = pa.concat_tables(parts, promote_options="default").combine_chunks()
    if not photos.num_rows:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".{path.name}.tmp")
    finished = _finished(photos, cell, whole)
    pq.write_table(
        finished,
        making,
        # numbers hardly get smaller
        compression={each.name: "lz4" for each in finished.schema if _is_text(each.type)},
        use_dictionary=["source", "author_id", "time_known", "city", "licence", "attribution"],
        write_statistics=["lon", "lat", "taken_at"],
        store_schema=False,
    )
    making.replace(path)
    return int(photos.num_rows)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_dictionary(kind))


def _kept(rows: pa.Table, first: int, surplus: Surplus) -> pa.Table:
    begin, end = np.searchsorted(surplus.positions, [first, first + rows.num_rows])
    if begin == end:
        return rows
    stays = np.ones(rows.num_rows, dtype=bool)
    stays[surplus.positions[begin:end] - first] = False
    return rows.filter(pa.array(stays))


def _finished(photos: pa.Table, cell: int, whole: Import) -> pa.Table:
    """The photos as they are kept in the corpus."""
    lon, lat = numbers_of(photos["lon"]), numbers_of(photos["lat"])
    given = {name: photos[name] for name in photos.column_names}
    columns: Mapping[str, object] = {
        "source": given.get("source", _constant(whole.source, photos.num_rows)),
        **{name: given[name] for name in ("photo_id", "author_id", "lon", "lat", "taken_at")},
        "time_known": _time_known(photos, whole.precision),
        "utc": given["utc"],
        "city": pa.array(nearest_cities(cell, lon, lat)),
        **{name: given[name] for name in EXTRAS if name in given},
    }
    table = pa.table(columns)
    # what is always there is written quicker if that is said
    fields = [each.with_nullable(each.name in EXTRAS) for each in table.schema]
    return pa.Table.from_arrays(table.columns, schema=pa.schema(fields))


def _constant(text: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int8)), [text])


def _time_known(photos: pa.Table, finest_known: str) -> pa.Array | pa.ChunkedArray:
    """As `checks` has it; none also where the photo is younger than its upload."""
    taken_at = numbers_of(photos["taken_at"])
    if "time_known" in photos.column_names:
        told = pa.array(_PRECISIONS)
        codes = np.array(pc.index_in(photos["time_known"], told).to_numpy()).astype(np.int8)
    else:
        since_us = taken_at.view(np.int64)
        is_midnight = since_us == since_us // _DAY_US * _DAY_US
        codes = np.where(is_midnight, 2, _PRECISIONS.index(finest_known)).astype(np.int8)
    if "uploaded_at" in photos.column_names:
        late: npt.NDArray[np.bool_] = taken_at - numbers_of(photos["uploaded_at"]) > _DAY
        codes[late] = _PRECISIONS.index("none")
    return pa.DictionaryArray.from_arrays(pa.array(codes), list(_PRECISIONS))
