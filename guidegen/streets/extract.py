"""Extracts of OpenStreetMap: files with all that lies in some area."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from guidegen.errors import InputError
from guidegen.geo import Box
from guidegen.streets.ways import Collector, Floats, Ints, Ways

if TYPE_CHECKING:
    import osmium

ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
_DEGREES = 1e-7  # of pyosmium's whole numbers
_NOWHERE = 2**31 - 1
_WHERE_FROM = "get one anew, for example from download.geofabrik.de"


def read_extract(path: Path) -> Ways:
    """The ways of an extract that may be streets or squares.

    The order of things in the file does not matter, but files whose nodes come first, as nearly
    all do, are read in one go.

    Args:
        path: .osm.pbf, .osm, .osm.gz or .osm.bz2.

    Raises:
        InputError: when there is no such file, when it is empty, cut off or something else, or
            when it holds no street.
    """
    if not path.name.lower().endswith(ENDINGS):
        raise InputError(f"{path}: streets come from {', '.join(ENDINGS)} files; {_WHERE_FROM}")
    if not path.is_file():
        raise InputError(
            f"{path}: no such file; give the extract's place relative to the city file"
        )
    if not path.stat().st_size:
        raise InputError(f"{path}: the file is empty; {_WHERE_FROM}")
    import osmium

    try:
        ways = _read(path)
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as error:
        message = f"{path}: not an OpenStreetMap extract, or cut off ({error}); {_WHERE_FROM}"
        raise InputError(message) from error
    if not (ways.tags["highway"].notna().any() and ways.node_id.size):
        raise InputError(f"{path}: holds no streets (ways with highway=…); {_WHERE_FROM}")
    return ways


def _read(path: Path) -> Ways:
    import osmium

    file = osmium.io.File(str(path))
    collector = Collector()
    places: list[tuple[int, int, int]] = []
    ways = (
        osmium.FileProcessor(file, osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.KeyFilter("highway", "place"))
    )
    for way in ways:
        nodes = [(node.ref, node.x, node.y) for node in way.nodes]  # type: ignore[union-attr]
        collector.add(way.id, dict(way.tags), [ref for ref, _, _ in nodes])
        places += nodes
    index = ways.node_location_storage
    columns = _with_late(np.array(places, np.int64).reshape(-1, 3), index)  # type: ignore[arg-type]
    return collector.ways(*columns, covered=_covered(ways.header))


def _with_late(places: Ints, index: osmium.index.LocationTable) -> tuple[Ints, Floats, Floats]:
    """Ids and degrees of the nodes, those also that came after the ways; shape (n,) each.

    Args:
        places: id, longitude and latitude as whole numbers, shape (n, 3).
        index: of all nodes in the file.
    """
    known = places[:, 1] != _NOWHERE
    late = []
    missing = np.unique(places[~known, 0])
    for node_id in missing[missing > 0].tolist():  # others were never uploaded
        with suppress(KeyError):  # the extract was cut there
            place = index.get(node_id)
            late.append((node_id, place.x, place.y))
    whole = np.concatenate((places[known], np.array(late, np.int64).reshape(-1, 3)))
    return whole[:, 0], whole[:, 1] * _DEGREES, whole[:, 2] * _DEGREES


def _covered(header: osmium.io.Header) -> Box | None:
    """The box that the file says it covers, if it does."""
    box = header.box()
    if not box.valid():
        return None
    corners = box.bottom_left, box.top_right
    return Box(corners[0].lon, corners[0].lat, corners[1].lon, corners[1].lat)
