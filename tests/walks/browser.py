"""The planner of the site, run in Node on what the site is given."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.geo import Box
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.streets.network import Network
from guidegen.walks.compact import compact
from guidegen.walks.costs import favour
from guidegen.walks.graph import PlanGraph, plan_graph
from guidegen.walks.plan import Wish
from tests.walks.maps import Floats

EXTRACT = Path(__file__).parents[1] / "data" / "porto.osm.pbf"
BOX = Box(-8.6212, 41.1247, -8.5937, 41.1560)
THEMES = Path(__file__).parents[2] / "themes"
PROGRAM = Path(__file__).with_name("browser.mjs")

NAMES = (
    "Rua das Flores",
    "  two\nlines\t",
    "</script><script>alert(1)</script>",
    "`${window}` \\ \" ' \u2028 \u202e 🚶 مراكش",
    "__proto__",
    "x" * 300,
)


@dataclass(frozen=True)
class Streets:
    network: Network
    graph: PlanGraph
    leaning: npt.NDArray[np.int8]

    def wish(self, asked: dict[str, Any]) -> Wish:
        """What a page asks for as what Python is asked for."""
        prefer = asked["prefer"]
        return Wish(
            **{name: value for name, value in asked.items() if name != "prefer"},
            preference=favour(self.leaning, prefer) if prefer else None,
        )

    def packed(self) -> dict[str, Any]:
        return compact(self.network, self.graph, self.leaning)


def porto() -> Streets:
    """The old town of Porto, photographed in some of its streets."""
    network = build_network(read_extract(EXTRACT), BOX, "porto.osm.pbf")
    rng = np.random.default_rng(8)
    size = len(network.edges)
    return streets(network, np.where(rng.random(size) < 0.4, rng.pareto(1.2, size), 0))


def streets(network: Network, score: Floats, seed: int = 0) -> Streets:
    return _streets(network, plan_graph(network, score), seed)


def drawn(graph: PlanGraph, seed: int = 0) -> Streets:
    """Streets of which only the graph is known."""
    arcs = graph.arcs
    v = graph.u.copy()
    ahead = arcs.source == graph.u[arcs.edge]
    v[arcs.edge[ahead]] = arcs.target[ahead]
    highway = np.where(graph.steps, "steps", "residential")
    flags = {"steps": graph.steps, "tunnel": graph.tunnel}
    edges = pd.DataFrame({"u": graph.u, "v": v, "highway": highway, **flags})
    return _streets(Network(pd.DataFrame(), edges, {}), graph, seed)


def _streets(network: Network, graph: PlanGraph, seed: int) -> Streets:
    """Drawn streets are given names and whatever else nothing is known of."""
    rng = np.random.default_rng(seed)
    size = graph.score.size
    words = {
        "name": rng.choice(np.array([None, None, *NAMES], dtype=object), size),
        "incline": rng.choice(np.array([None, "up", "-10%", "3°"], dtype=object), size),
        "bridge": rng.random(size) < 0.05,
        "square": rng.random(size) < 0.1,
    }
    missing = {name: value for name, value in words.items() if name not in network.edges}
    edges = network.edges.assign(**missing)
    leaning = rng.integers(-2, 3, size).astype(np.int8)
    return Streets(Network(network.nodes, edges, network.facts), graph, leaning)


def in_node(folder: Path, asked: dict[str, Any]) -> Any:
    """What browser.mjs answers to {"networks": …, "calls": …}, run in an empty folder."""
    shutil.copytree(THEMES / "default/src/planner", folder / "planner")
    for name in ("slices.js", "text.js"):
        shutil.copy(THEMES / "default/src" / name, folder)
    shutil.copy(PROGRAM, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    done = subprocess.run(
        [*_node(), PROGRAM.name], cwd=folder, input=json.dumps(asked),
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _node() -> list[str]:
    spec = importlib.util.spec_from_file_location("build_bundle", THEMES / "build_bundle.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    node, _ = module.find_node()
    return list(node)
