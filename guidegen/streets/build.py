"""Ways become a network that can be walked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from guidegen import tables
from guidegen.errors import InputError
from guidegen.geo import Box
from guidegen.streets.network import Network
from guidegen.streets.segments import Mask, Nodes, Segments, cut, project
from guidegen.streets.simplify import Chains, chains
from guidegen.streets.spare import needed
from guidegen.streets.squares import cross
from guidegen.streets.walkable import walkable
from guidegen.streets.ways import Floats, Ints, Ways
from guidegen.web.messages import one_line

if TYPE_CHECKING:
    import geopandas as gpd

# Parts of the network with a smaller share of its length are left out: bits of streets at the
# edge, platforms, paths in courtyards. Larger ones are real: islands, the far bank of a river.
SMALLEST_SHARE = 0.05
_TEXTS = ("name", "highway", "surface", "lit", "incline")
_FLAGS = ("steps", "tunnel", "bridge", "square")
_NOT_DARK = ("no", "building_passage", "avalanche_protector")


def build_network(ways: Ways, box: Box, source: str) -> Network:
    """The streets of a city that can be walked.

    Args:
        ways: from an extract or from Overpass.
        box: the city's, degrees.
        source: the file or service, for messages.

    An edge ends where streets meet and where a name, steps, a tunnel, a bridge or a square
    begins or ends, so that these hold for the whole edge. All else it has from its longest part,
    and it runs in that part's direction, for inclines to be read. Lengths are taken in the
    city's projection.

    Raises:
        InputError: when nothing in the city's box can be walked.
    """
    verdict = walkable(ways.tags)
    nodes = project(ways, box)
    every = cut(ways, verdict.kept, nodes, box)
    if not every.a.size:
        raise InputError(_elsewhere(ways.covered, box, source))
    remaining = every[needed(every, verdict.spare[every.way], nodes)]
    lost = int(np.setdiff1d(every.way, remaining.way).size)
    segments, crossed = cross(remaining, ways, verdict.square, nodes)
    if not segments.a.size:  # of a square that no street leads to nothing is left
        raise InputError(_elsewhere(ways.covered, box, source))
    main, isolates = _without_isolates(segments, nodes)
    attributes = _attributes(ways.tags, verdict.square)
    found = chains(main, _kinds(attributes)[main.way], nodes.lon.size)
    node_table, edges = _tables(main, found, attributes, nodes)
    facts = {
        "nodes": len(node_table),
        "edges": len(edges),
        "km": round(float(edges["length_m"].sum()) / 1000, 1),
        **isolates,
        "dropped": {**verdict.dropped, "second choice": lost},
        **crossed,
        "covered_share": round(_share_covered(ways.covered, box), 3),
    }
    return Network(node_table, edges, facts)


def _attributes(tags: pd.DataFrame, square: Mask) -> pd.DataFrame:
    """What edges know of the ways that they are made of: their columns, a row for each way."""
    columns: dict[str, Any] = {name: tags[name] for name in _TEXTS}
    fit = {name: one_line(name) or None for name in tags["name"].dropna().unique()}
    columns["name"] = tags["name"].map(fit)
    columns["highway"] = tags["highway"].where(tags["highway"].notna(), "pedestrian")
    columns["steps"] = tags["highway"].eq("steps")
    columns["tunnel"] = tags["tunnel"].notna() & ~tags["tunnel"].isin(_NOT_DARK)
    columns["bridge"] = tags["bridge"].notna() & tags["bridge"].ne("no")
    columns["square"] = square
    return pd.DataFrame(columns)


def _kinds(attributes: pd.DataFrame) -> Ints:
    """A number for each way; edges only mix ways of one number."""
    kinds = pd.factorize(attributes["name"])[0].astype(np.int64)
    for flag in _FLAGS:
        kinds = 2 * kinds + attributes[flag].to_numpy(np.int64)
    return kinds


def _without_isolates(segments: Segments, nodes: Nodes) -> tuple[Segments, dict[str, Any]]:
    """Without the small parts that no street joins to the rest."""
    count, part = sparse.csgraph.connected_components(
        segments.graph(nodes.lon.size), directed=False
    )
    of = part[segments.a]
    length_m = np.bincount(of, segments.length_m, minlength=count)
    kept = length_m >= SMALLEST_SHARE * length_m.sum()
    kept[length_m.argmax()] = True
    facts = {
        "parts": int(kept.sum()),
        "largest_share": round(float(length_m.max() / length_m[kept].sum()), 3),
        "isolates": int((length_m > 0).sum() - kept.sum()),
        "isolates_km": round(float(length_m[~kept].sum()) / 1000, 1),
    }
    return segments[kept[of]], facts


def _tables(
    segments: Segments, found: Chains, attributes: pd.DataFrame, nodes: Nodes
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """The network's tables, sorted by OpenStreetMap's ids."""
    walked = segments[found.segment]
    chain = np.repeat(np.arange(found.starts.size - 1), np.diff(found.starts))
    way, backwards = _longest_part(walked, found, chain)
    line, of = _lines(walked, found, chain, backwards)
    ends = np.searchsorted(of, np.arange(way.size + 1))
    u, v = line[ends[:-1]], line[ends[1:] - 1]
    length_m: Floats = np.bincount(chain, walked.length_m).astype(np.float64)
    order = np.lexsort((v > u, length_m, way, np.maximum(u, v), np.minimum(u, v)))
    known = np.unique(np.concatenate((u, v)))
    geometry = shapely.linestrings(np.column_stack((nodes.lon[line], nodes.lat[line])), indices=of)
    ends_of = {"u": np.searchsorted(known, u[order]), "v": np.searchsorted(known, v[order])}
    edges = _edges(ends_of, length_m[order], attributes.iloc[way[order]], geometry[order])
    return tables.check(_node_table(nodes, known), tables.NODES), edges


def _longest_part(walked: Segments, found: Chains, chain: Ints) -> tuple[Ints, Mask]:
    """For each chain the way that most of it is of, and whether that was drawn backwards."""
    key = chain * (int(walked.way.max()) + 1) + walked.way
    parts, part = np.unique(key, return_inverse=True)
    length_m = np.bincount(part, walked.length_m)
    forward_m = np.bincount(part, np.where(found.turned, -walked.length_m, walked.length_m))
    of = parts // (int(walked.way.max()) + 1)
    order = np.lexsort((-length_m, of))
    _, first = np.unique(of[order], return_index=True)
    longest = order[first]
    return parts[longest] % (int(walked.way.max()) + 1), forward_m[longest] < 0


def _lines(walked: Segments, found: Chains, chain: Ints, backwards: Mask) -> tuple[Ints, Ints]:
    """The nodes along each chain one after the other, and the chain that each belongs to."""
    lengths = np.diff(found.starts)
    ends = np.cumsum(lengths + 1)
    line = np.empty(ends[-1], np.int64)
    places = np.arange(chain.size) + chain
    line[places] = np.where(found.turned, walked.b, walked.a)
    last = found.starts[1:] - 1
    line[ends - 1] = np.where(found.turned[last], walked.a[last], walked.b[last])
    of = np.repeat(np.arange(lengths.size), lengths + 1)
    mirrored = (ends - 1)[of] + (ends - lengths - 1)[of] - np.arange(line.size)
    return line[np.where(backwards[of], mirrored, np.arange(line.size))], of


def _edges(
    ends: Mapping[str, Ints], length_m: Floats, attributes: pd.DataFrame, geometry: Any
) -> gpd.GeoDataFrame:
    import geopandas as gpd

    columns: dict[str, Any] = {**ends, "length_m": length_m}
    for name in _TEXTS:
        columns[name] = attributes[name].astype("str").array  # text also where all are missing
    for name in _FLAGS:
        columns[name] = attributes[name].to_numpy(np.bool_)
    edges = gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326")
    tables.check(edges, tables.EDGES)
    return edges


def _node_table(nodes: Nodes, known: Ints) -> pd.DataFrame:
    names = ("osm_id", "lon", "lat", "x_m", "y_m")
    return pd.DataFrame({name: getattr(nodes, name)[known] for name in names})


def _share_covered(covered: Box, box: Box) -> float:
    """The share of the city's box that the source covers."""
    width = min(covered.east, box.east) - max(covered.west, box.west)
    height = min(covered.north, box.north) - max(covered.south, box.south)
    area = (box.east - box.west) * (box.north - box.south)
    return max(width, 0.0) * max(height, 0.0) / area


def _elsewhere(covered: Box, box: Box, source: str) -> str:
    return (
        f"{source}: nothing in the city's box {_shown(box)} can be walked; the streets there lie "
        f"in {_shown(covered)}; take an extract of this city, or mend bbox"
    )


def _shown(box: Box) -> str:
    return f"[{box.west:.4f}, {box.south:.4f}, {box.east:.4f}, {box.north:.4f}]"
