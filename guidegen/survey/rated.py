"""Photos that were rated, with their light: from exports of surveys and from tables.

Tables are CSV, TSV or Parquet with a header. One with a column `attractive` (0 or 1, yes or no)
holds ratings; its light stands beside it, or in another table, joined by `photo_id`. Light is
`luminance_bv`, or what a camera was set to: `f_number`, `exposure_s` and `iso`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.errors import InputError
from guidegen.geo import Floats
from guidegen.photos.file import read_cells, refuse_nested
from guidegen.photos.light import BRIGHTNESS_BV
from guidegen.photos.settings import scene_bv
from guidegen.survey.answers import COLUMNS, read_answers
from guidegen.survey.questions import ATTRACTIVE, NO, YES
from guidegen.survey.tally import modes

_YES, _NO = ("1", "1.0", "yes", "true"), ("0", "0.0", "no", "false")
_BLANK = ("", "unsure", "nan")
# What tables call the columns, in small letters without spaces and underscores.
_NAMES = {
    "photo_id": ("photoid", "id"),
    "attractive": ("attractive", "rating"),
    "luminance_bv": ("luminancebv", "bv", "brightnessbv"),
    "f_number": ("fnumber",),
    "exposure_s": ("exposures", "exposuretime"),
    "iso": ("iso", "isospeedratings", "photographicsensitivity"),
}
_LIGHT = ("luminance_bv", "f_number", "exposure_s", "iso")
_MOST_SHOWN = 8


class Rated(NamedTuple):
    """Rated photos whose light is known.

    Attributes:
        luminance_bv: APEX brightness values, shape (n,).
        attractive: how they were rated, shape (n,).
        without_light: how many more were rated whose light is not known.
        undecided: how many raters do not agree on, or could not tell.
    """

    luminance_bv: Floats
    attractive: npt.NDArray[np.bool_]
    without_light: int
    undecided: int


def read_rated(paths: Sequence[Path]) -> Rated:
    """Read ratings and light from some files, and join them.

    Args:
        paths: .json files are exports of surveys, all others are tables.

    Raises:
        InputError: with every mistake of every file.
    """
    exports = [path for path in paths if path.suffix.lower() == ".json"]
    problems: list[str] = []
    tables: list[pd.DataFrame] = []
    answers = pd.DataFrame(columns=list(COLUMNS))
    try:
        answers = read_answers(exports) if exports else answers
    except InputError as error:
        problems.append(str(error))
    for path in paths:
        if path not in exports:
            try:
                tables.append(_table(path))
            except InputError as error:
                problems.append(str(error))
    if problems:
        raise InputError("\n".join(problems))
    votes = answers.loc[answers["question"] == ATTRACTIVE].copy()
    votes["rater"] = "export " + votes["rater"].astype("str")
    ratings = [table for table in tables if "attractive" in table]
    votes = pd.concat([votes, *map(_votes, ratings)], ignore_index=True)
    if votes.empty:
        raise InputError(
            f"{', '.join(map(str, paths))}: nothing in it says which photos are attractive; give "
            f"exports of a survey, or a table with the column {ATTRACTIVE}"
        )
    return _joined(modes(votes), _light(tables))


def _joined(chosen: pd.DataFrame, light: Mapping[str, float]) -> Rated:
    decided = chosen[chosen["answer"].isin((YES, NO))]
    bv = np.asarray(decided["photo_id"].map(light), np.float64)
    known = ~np.isnan(bv)
    attractive = (decided["answer"] == YES).to_numpy()
    return Rated(bv[known], attractive[known], int((~known).sum()), len(chosen) - len(decided))


def _table(path: Path) -> pd.DataFrame:
    """The columns of a table that are ours, as text or numbers; each row has a photo_id.

    Raises:
        InputError: when it has none that helps, or ratings that are none.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    cells = read_cells(path, True, lambda names, _: _positions(names).values())
    at = _positions(cells.names)
    has_light = "luminance_bv" in at or {"f_number", "exposure_s", "iso"} <= at.keys()
    if "attractive" not in at and not ("photo_id" in at and has_light):
        raise InputError(
            f"{path}: has neither ratings (a column attractive) nor the light of photos (photo_id "
            "and luminance_bv, or photo_id, f_number, exposure_s and iso)"
        )
    columns = {ours: cells.columns[where] for ours, where in at.items()}
    refuse_nested(columns, path)
    found = pd.DataFrame({ours: column.to_pylist() for ours, column in columns.items()})
    found = found.assign(row=cells.rows)
    ids = found["photo_id"].map(_identity) if "photo_id" in found else pd.Series("", found.index)
    # photos without an id are each one by itself, which no other table can know
    found["photo_id"] = ids.where(ids != "", [f"{path}:{row}" for row in found["row"]])
    if "attractive" in found:
        found["attractive"] = found["attractive"].map(_text)
        _check_ratings(path, found)
    return found


def _positions(names: Sequence[str]) -> dict[str, int]:
    """Where in a table the columns are that are ours."""
    return {
        ours: position
        for ours, usual in _NAMES.items()
        for position, name in enumerate(names)
        if name.casefold().replace("_", "").replace(" ", "") in usual
    }


def _check_ratings(path: Path, table: pd.DataFrame) -> None:
    wrong = table[~table["attractive"].isin((*_YES, *_NO, *_BLANK))]
    if wrong.empty:
        return
    shown = wrong.head(_MOST_SHOWN)
    lines = [
        f"{path}: row {row.row}: attractive is {str(row.attractive)[:40]!r}; it must be 0 or 1"
        for row in shown.itertuples()
    ]
    if len(wrong) > len(shown):
        lines.append(f"{path}: and {len(wrong) - len(shown)} more such rows")
    raise InputError("\n".join(lines))


def _votes(table: pd.DataFrame) -> pd.DataFrame:
    """The ratings of a table in the form of answers; the nth row of a photo is the nth rater."""
    said = dict.fromkeys(_YES, YES) | dict.fromkeys(_NO, NO)
    rated = table[~table["attractive"].isin(_BLANK)]
    nth = rated.groupby("photo_id").cumcount().astype("str")
    return pd.DataFrame(
        {
            "rater": "row " + nth,
            "photo_id": rated["photo_id"],
            "question": ATTRACTIVE,
            "answer": rated["attractive"].map(said),
        }
    )


def _light(tables: Sequence[pd.DataFrame]) -> dict[str, float]:
    """The brightness of each photo, by its id; the first table that knows it counts."""
    found: dict[str, float] = {}
    for table in tables:
        for photo, bv in _brightness(table):
            found.setdefault(photo, bv)
    return found


def _brightness(table: pd.DataFrame) -> Iterator[tuple[str, float]]:
    columns = [name for name in _LIGHT if name in table]
    for photo, *values in table[["photo_id", *columns]].itertuples(index=False, name=None):
        told: dict[str, Any] = dict(zip(columns, values, strict=True))
        bv = scene_bv(
            told.get("f_number"), told.get("exposure_s"), told.get("iso"), told.get("luminance_bv")
        )
        if bv is not None and BRIGHTNESS_BV[0] <= bv <= BRIGHTNESS_BV[1]:
            yield photo, bv


def _text(value: object) -> str:
    return _identity(value).casefold()


def _identity(value: object) -> str:
    return "" if value is None or value != value else str(value).strip()  # NaN is not itself
