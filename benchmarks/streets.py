"""Streets against their peer: ``python -m benchmarks.streets [EXTRACT]``.

One run reads an extract of OpenStreetMap and builds the network that can be walked; then osmnx
builds its graph of the same streets. osmnx reads no .osm.pbf and takes every way in a file for a
street, so it gets a file of the walkable ways and their nodes that is written beforehand, without
its time being counted: it is spared the reading of all else, and the judging of ways.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Measured, measure
from guidegen.geo import Box
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.streets.network import Network
from guidegen.streets.walkable import walkable

PORTO = Path(__file__).parents[1] / "tests" / "data" / "porto.osm.pbf"


def ours(extract: Path, box: Box) -> Network:
    return build_network(read_extract(extract), box, extract.name)


def osmnx_graph(file: Path) -> Any:
    import osmnx

    osmnx.settings.use_cache = False
    return osmnx.graph_from_xml(file, bidirectional=True, simplify=True)


def write_walkable(extract: Path, target: Path) -> None:
    """The ways that can be walked and their nodes, as XML; squares are none for osmnx."""
    import osmium

    ways = read_extract(extract)
    verdict = walkable(ways.tags)
    kept = verdict.kept & ~verdict.square
    wanted = set(ways.tags["way_id"][kept].tolist())
    rows = ways.nodes[np.repeat(kept, np.diff(ways.starts))]
    nodes = set(ways.node_id[rows[rows >= 0]].tolist())
    with osmium.SimpleWriter(str(target)) as writer:
        for each in osmium.FileProcessor(str(extract), osmium.osm.NODE | osmium.osm.WAY):
            if each.is_node() and each.id in nodes:
                writer.add_node(each)
            elif each.is_way() and each.id in wanted:
                # osmnx stumbles over nodes that the extract has cut off
                refs = [node.ref for node in each.nodes if node.ref in nodes]
                writer.add_way(each.replace(nodes=refs))


def tell(name: str, measured: Measured, unit: Measured, nodes: int, edges: int) -> None:
    print(
        f"{name:<36} {measured.seconds:8.2f} s {measured.seconds / unit.seconds:7.1f} x "
        f"{measured.megabytes:8.0f} MB {nodes:9,} nodes {edges:9,} edges"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extract", type=Path, nargs="?", default=PORTO)
    extract = parser.parse_args().extract
    ours(PORTO, read_extract(PORTO).covered)  # compiles
    box = read_extract(extract).covered
    print(f"{extract.name}: {extract.stat().st_size / 1e6:.1f} MB\n")
    own = measure(lambda: ours(extract, box), runs=3)
    facts = own.result.facts
    tell("guidegen, extract to network", own, own, facts["nodes"], facts["edges"])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "walkable.osm"
        write_walkable(extract, file)
        peer = measure(lambda: osmnx_graph(file))
    graph = peer.result
    # each of its edges stands twice, once for each direction
    tell("osmnx.graph_from_xml, walkable ways", peer, own, len(graph), graph.size() // 2)
    print(f"\n{facts}")


if __name__ == "__main__":
    main()
