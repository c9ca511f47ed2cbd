"""Made-up extracts of OpenStreetMap: streets on a bent grid, with buildings and parks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import osmium
from osmium.osm.mutable import Node, Way

from benchmarks.simulate import CENTRE
from guidegen.geo import Box

Floats = npt.NDArray[np.float64]
BLOCK_M = 90.0
_KINDS = ("residential", "footway", "residential", "tertiary", "residential", "pedestrian")
_EVERY_PARK = 25  # a block in so many is a park; every second of the others has a building


def crossings(edges: int, seed: int = 0) -> Floats:
    """Crossings of a bent grid that has about so many streets between them.

    Args:
        edges: how many, to a per cent for a thousand or more.
        seed: the same seed gives the same streets.

    Returns:
        Metres around `CENTRE`, shape (rows, columns, 2).
    """
    across = round(np.sqrt(edges / 2)) + 1
    rng = np.random.default_rng(seed)
    line = (np.arange(across) - (across - 1) / 2) * BLOCK_M
    x, y = np.meshgrid(line, line)
    return np.stack((x, y), axis=2) + rng.normal(0, BLOCK_M / 8, (across, across, 2))


def write_grid(path: Path, edges: int, seed: int = 0) -> Box:
    """Write an extract whose walkable network has about so many edges.

    Args:
        path: ends in .osm.pbf.
        edges: how many.
        seed: the same seed gives the same file.

    Returns:
        The box of its streets.
    """
    at = crossings(edges, seed)
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        numbers = _write_nodes(writer, at, seed)
        ways = [*_streets(numbers), *_blocks(numbers)]
        for number, (refs, tags) in enumerate(ways, 1):
            writer.add_way(Way(id=number, version=1, nodes=refs, tags=tags))
    lon, lat = CENTRE.to_degrees(at[..., 0].ravel(), at[..., 1].ravel())
    return Box(*(float(each) for each in (lon.min(), lat.min(), lon.max(), lat.max())))


def _write_nodes(writer: osmium.SimpleWriter, at: Floats, seed: int) -> npt.NDArray[np.int64]:
    """Crossings, a bend in each street to the east and north, four corners of each block.

    Returns:
        Ids: shape (rows, columns, 7); 0 is no node.
    """
    rows, columns, _ = at.shape
    bent = np.random.default_rng(seed + 1).normal(0, BLOCK_M / 25, (rows, columns, 2))
    east, north = np.roll(at, -1, axis=1), np.roll(at, -1, axis=0)
    corner = np.array([[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]]) * BLOCK_M
    every = np.stack(
        (at, (at + east) / 2 + bent, (at + north) / 2 + bent, *(at + each for each in corner)),
        axis=2,
    )
    there = np.ones(every.shape[:3], bool)
    there[:, -1, [1, 3, 4, 5, 6]] = there[-1, :, 2:] = False
    numbers = np.where(there, np.cumsum(there).reshape(there.shape), 0)
    lon, lat = CENTRE.to_degrees(every[there][:, 0], every[there][:, 1])
    for number, place in enumerate(zip(lon.tolist(), lat.tolist(), strict=True), 1):
        writer.add_node(Node(id=number, version=1, location=place))
    return numbers


def _streets(numbers: npt.NDArray[np.int64]) -> list[tuple[list[int], dict[str, str]]]:
    """A way for every row and column of crossings."""
    found = []
    for bend, lines, name in ((1, numbers, "Street"), (2, numbers.swapaxes(0, 1), "Avenue")):
        for row, line in enumerate(lines):
            refs = line[:, [0, bend]].ravel()
            kind = _KINDS[row % len(_KINDS)]
            found.append((refs[:-1].tolist(), {"highway": kind, "name": f"{name} {row + 1}"}))
    return found


def _blocks(numbers: npt.NDArray[np.int64]) -> list[tuple[list[int], dict[str, str]]]:
    """Parks, and buildings of every second block."""
    found = []
    for block, refs in enumerate(numbers[:-1, :-1, 3:].reshape(-1, 4).tolist()):
        if block % _EVERY_PARK == 0:
            found.append(([*refs, refs[0]], {"leisure": "park", "name": f"Park {block}"}))
        elif block % 2:
            found.append(([*refs, refs[0]], {"building": "yes"}))
    return found
