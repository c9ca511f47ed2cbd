from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from guidegen.errors import OutputError
from guidegen.streets.export import export_streets
from tests.streets.drawn import streets


def scored() -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    edges = streets("A  B\n\nC", "AB", "AC").assign(u=[0, 0], v=[1, 2], name=["Corso", None])
    scores = pd.DataFrame({f"score_{method}": [1.5, 0.0] for method in "abcd"})
    return edges, scores


def test_both_files_hold_the_streets_and_their_scores(tmp_path: Path) -> None:
    edges, scores = scored()
    package, parquet = export_streets(edges, scores, tmp_path)
    for table in (gpd.read_file(package, layer="streets"), gpd.read_parquet(parquet)):
        assert table.crs.to_epsg() == 4326
        assert table["edge_id"].tolist() == [0, 1]
        assert table["v"].tolist() == [1, 2]
        assert table["name"].isna().tolist() == [False, True]
        assert table["score_d"].tolist() == [1.5, 0.0]
        assert table.geometry.geom_equals_exact(edges.geometry, 0).all()


def test_the_same_streets_give_the_same_bytes(tmp_path: Path) -> None:
    edges, scores = scored()
    first = [file.read_bytes() for file in export_streets(edges, scores, tmp_path)]
    # an older file of that name, and a layer in it, do not show
    export_streets(edges.iloc[:1], scores.iloc[:1], tmp_path)
    assert [file.read_bytes() for file in export_streets(edges, scores, tmp_path)] == first
    assert b"2000-01-01" in first[0]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere"):
        export_streets(*scored(), tmp_path / "nowhere")


def test_scores_of_other_streets_are_refused(tmp_path: Path) -> None:
    edges, scores = scored()
    with pytest.raises(ValueError, match="index"):
        export_streets(edges, scores.iloc[:1], tmp_path)
