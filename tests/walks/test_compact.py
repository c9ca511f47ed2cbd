"""What the site reads of the streets is what Python has, to the last bit."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from guidegen.markup import one_line
from guidegen.walks.compact import compact
from guidegen.walks.graph import PlanGraph, plan_graph
from tests.walks.browser import NAMES, Streets, drawn, in_node, porto, streets
from tests.walks.maps import network_of, shaken_grid, town


def with_loop() -> Streets:
    """Two streets, and one that leads back to where it begins."""
    x, y = np.array([0.0, 300.0, 300.0]), np.array([0.0, 0.0, 300.0])
    network = network_of(x, y, [0, 1, 1], [1, 1, 2], np.array([300.0, 80.0, 300.0]))
    return streets(network, np.array([1.0, 0.0, 0.25]))


TOWNS = {
    "porto": porto,
    "loop": with_loop,
    "steps": lambda: drawn(town("A~+=+~B\n|   |\n+.+.+").graph, 3),
    "grid": lambda: streets(*shaken_grid(5), 5),
    "no photos": lambda: streets(shaken_grid(2)[0], np.zeros(len(shaken_grid(2)[0].edges))),
}


@pytest.mark.parametrize("name", TOWNS)
def test_the_browser_reads_what_was_written(name: str, tmp_path: Path) -> None:
    where = TOWNS[name]()
    asked = {"networks": {name: where.packed()}, "calls": [("graph", name, None)]}
    assert_same(in_node(tmp_path, asked)[0], where)


def assert_same(read: dict[str, Any], where: Streets) -> None:
    graph, edges = where.graph, where.network.edges
    assert (read["nodes"], read["edges"]) == (graph.lon.size, graph.score.size)
    assert read["mean_score"] == graph.mean_score
    columns = graph.arcs._asdict() | {
        name: getattr(graph, name)
        for name in ("score", "lon", "lat", "line_first", "line_lon", "line_lat", "u")
    }
    columns |= {"v": edges["v"], "leaning": where.leaning}
    columns |= {"steps": graph.steps, "dark": graph.dark, "tunnel": graph.tunnel}
    columns |= {name: edges[name] for name in ("bridge", "square")}
    for name, column in columns.items():
        assert read[name] == np.asarray(column, float).tolist(), name
    assert read["kinds"] == edges["highway"].tolist()
    assert read["names"] == [
        one_line(name, 80) if isinstance(name, str) else "" for name in edges["name"]
    ]
    inclines = {"up": 1, "3°": 1, "-10%": -1, "down": -1}
    slopes = [inclines.get(text, 0) for text in edges["incline"]]
    assert read["slope"] == np.where(graph.steps, slopes, 0).tolist()


def test_the_old_town_of_porto_is_small() -> None:
    written = json.dumps(porto().packed())
    assert len(written) < 200_000
    assert written.isascii()


def test_the_same_streets_give_the_same_file() -> None:
    assert with_loop().packed() == with_loop().packed()


def test_names_are_on_one_line_each_once_and_only_in_the_bytes() -> None:
    where = streets(*shaken_grid(1))
    packed = where.packed()
    assert set(packed) == {"nodes", "edges", "score_step", "mean_score", "bytes"}
    names = names_in(packed)
    assert names[0] == ""
    assert len(names) == len(set(names)) == len(NAMES) + 1
    assert all("\n" not in name and len(name) <= 80 for name in names)


def names_in(packed: dict[str, Any]) -> list[str]:
    raw = zlib.decompress(base64.b64decode(packed["bytes"]))
    names: list[str] = json.loads(raw[raw.index(b'{"kinds"') :])["names"]
    return names


def test_scores_of_any_size_are_whole_steps() -> None:
    network, score = shaken_grid(4)
    for scale in 10.0 ** np.arange(-12, 12, 0.37):
        packed = streets(network, score * scale).packed()
        graph = plan_graph(network, score * scale)
        steps = np.round(graph.score / packed["score_step"])
        assert (steps * packed["score_step"] == graph.score).all()


def test_what_does_not_fit_together_is_refused() -> None:
    where = with_loop()
    with pytest.raises(ValueError, match="3 edges, 3 scores and 2 leanings"):
        compact(where.network, where.graph, where.leaning[:2])
    odd = PlanGraph(**vars(where.graph) | {"score": np.array([1.0, 1 / np.pi, 0.5])})
    with pytest.raises(ValueError, match="no whole steps"):
        compact(where.network, odd, where.leaning)
