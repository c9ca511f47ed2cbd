"""The photos of a city from a corpus, and who of their authors lives elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guidegen.geo import Box
from guidegen.photos.corpus.layout import Corpus, cells_touched
from guidegen.photos.corpus.verdicts import EXTRAS, PHOTO

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import CorpusSource

_TEXTS = {"source": pa.string(), "time_known": pa.string()}
_COLUMNS = {name: kind for name, kind in (_TEXTS | PHOTO | EXTRAS).items() if name != "row"}


def read_rows(source: CorpusSource, city: City) -> pd.DataFrame:
    """The photos of a corpus that lie in the city's box, as `guidegen.photos.checks` describes.

    All others are photos of other cities, and are not counted.

    Raises:
        InputError: when there is no corpus.
    """
    folder = city.path.parent / source.path
    corpus = Corpus.at(folder)
    read = [
        _in_box(path, city.bbox).assign(file=f"{source.path}/{path.relative_to(folder)}")
        for path in corpus.files(cells_touched(city.bbox))
    ]
    rows = pd.concat(read, ignore_index=True) if read else _in_box(None, city.bbox)
    taken_at = _local(rows["taken_at"], rows["utc"], city.timezone)
    raw = {f"{name}_raw": rows[name].astype(str) for name in ("lon", "lat")}
    unknown = [name for name in EXTRAS if rows[name].isna().all()]
    return rows.drop(columns=["utc", *unknown]).assign(
        taken_at=taken_at, taken_at_raw=taken_at.astype(str), broken=False, **raw
    )


def _in_box(path: object, box: Box) -> pd.DataFrame:
    schema = pa.schema(_COLUMNS)
    if path is None:
        nothing: pd.DataFrame = schema.empty_table().to_pandas()
        return nothing.assign(row=pd.Series(dtype="int64"), file="")
    table = pq.read_table(path)
    inside = box.contains(table["lon"].to_numpy(), table["lat"].to_numpy())
    rows = pa.array(np.flatnonzero(inside))
    chosen = table.take(rows)
    columns = [
        chosen[name].cast(kind) if name in chosen.column_names else pa.nulls(len(rows), kind)
        for name, kind in _COLUMNS.items()
    ]
    found: pd.DataFrame = pa.table(columns, schema).to_pandas()
    return found.assign(row=pc.add(rows, 1).to_numpy())


def _local(
    times: pd.Series[pd.Timestamp], is_utc: pd.Series[bool], timezone: str | None
) -> pd.Series[pd.Timestamp]:
    if timezone is None or not is_utc.any():
        return times
    local = times.dt.tz_localize("UTC").dt.tz_convert(timezone).dt.tz_localize(None)
    return times.mask(is_utc, local)
