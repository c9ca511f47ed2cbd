"""The scored streets as files for other programs: GeoPackage and GeoParquet, EPSG:4326."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from guidegen.errors import OutputError

if TYPE_CHECKING:
    import geopandas as gpd

LAYER = "streets"
# A GeoPackage says when it was changed, and files here must not differ by the clock.
_ALWAYS = "2000-01-01T00:00:00.000Z"


def export_streets(edges: gpd.GeoDataFrame, scores: pd.DataFrame, folder: Path) -> list[Path]:
    """Write ``streets.gpkg`` and ``streets.parquet``; the same streets give the same bytes.

    Args:
        edges: `tables.EDGES`.
        scores: score_a to score_d as they may be published, aligned with `edges`.
        folder: where to; it exists, and files of these names in it are replaced.

    Returns:
        The files. Each has a row for each street, with its edge_id, u and v.

    Raises:
        OutputError: when they cannot be written.
        ValueError: when the scores are not those of the streets.
    """
    if not edges.index.equals(scores.index):
        raise ValueError("the scores must have the index of the streets")
    table = edges.join(scores)
    table.insert(0, "edge_id", np.arange(len(table)))
    package, parquet = folder / f"{LAYER}.gpkg", folder / f"{LAYER}.parquet"
    try:
        package.unlink(missing_ok=True)  # else the layer would be put into what is there
        with _without_clock():
            table.to_file(package, driver="GPKG", layer=LAYER, engine="pyogrio", index=False)
        table.to_parquet(parquet, index=False)
    except (OSError, RuntimeError) as error:  # pyogrio's own errors are RuntimeErrors
        raise OutputError(f"{folder}: the streets cannot be written there ({error})") from error
    return [package, parquet]


@contextmanager
def _without_clock() -> Iterator[None]:
    import pyogrio  # type: ignore[import-untyped]

    option = "OGR_CURRENT_DATE"
    before = pyogrio.get_gdal_config_option(option)
    pyogrio.set_gdal_config_options({option: _ALWAYS})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({option: before})
