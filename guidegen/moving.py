"""How photographers move through a city: their routes, and the field that the ways make."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from guidegen.geo import Projection
from guidegen.routes.density import pack_densities
from guidegen.routes.encode import pack_slices, velocity_json
from guidegen.routes.find import find_routes
from guidegen.routes.raster import Grid
from guidegen.routes.sessions import Movements, movements
from guidegen.routes.slices import slices
from guidegen.stages import Job, Tables, stage_keys
from guidegen.store import digest_of_files, key_of
from guidegen.streets.network import Network

if TYPE_CHECKING:
    import geopandas as gpd

NAME = "routes"
_HERE = Path(__file__).parent
_CODE = ("routes", "crowd.py", "moving.py", "stages.py", "tables.py", "geo.py")


@dataclass(frozen=True)
class Moved:
    """Photographers' movements, as they may be published.

    Attributes:
        routes: `tables.ROUTES`, the most used first; each rests on three people or more.
        field: its slices for the page, see `routes.encode.pack_slices`; {} if nobody moved.
        velocity: the whole field as leaflet-velocity reads it; [] if nobody moved.
        tracks: where people moved, before and after cleaning, see `routes.density.pack_densities`;
            {} if nobody moved.
        facts: for the report.
    """

    routes: gpd.GeoDataFrame
    field: Mapping[str, Any]
    velocity: list[dict[str, Any]]
    tracks: Mapping[str, Any]
    facts: Mapping[str, Any]


def moved(job: Job, tables: Tables, network: Network | None) -> Moved:
    """The routes and the field of a city, from the store if nothing has changed.

    Args:
        job: with the city file and the store.
        tables: photos and authors.
        network: the streets, if they are known.
    """
    key = routes_key(job, network)
    if kept := job.store.load(NAME, key):
        return Moved(kept[0]["routes"], **kept[1])
    found = _made(job, tables, network)
    others = {name: value for name, value in vars(found).items() if name != "routes"}
    job.store.save(NAME, key, {"routes": found.routes}, others)
    return found


def routes_key(job: Job, network: Network | None) -> str:
    """Under which the routes and the field are kept."""
    code = digest_of_files(*(_HERE / path for path in _CODE))
    before = [key for stage, key in stage_keys(job).items() if stage.name in ("photos", "visitors")]
    streets = None
    if network is not None:
        edges = network.edges
        lines = shapely.to_wkb(edges.geometry.to_numpy())
        streets = key_of(edges[["u", "v", "length_m"]].to_numpy().tobytes(), b"".join(lines))
    return key_of(code, job.city.bbox, job.city.routes, streets, before)


def _made(job: Job, tables: Tables, network: Network | None) -> Moved:
    city, options = job.city, job.city.routes
    found = movements(
        tables["photos"],
        gap_min=options.gap,
        jump_m=options.jump_m,
        fastest_kmh=options.fastest_kmh,
    )
    with ThreadPoolExecutor(1) as beside:  # both are long, and for the most part let others work
        looking = beside.submit(find_routes, found.cleaned, Projection.around(city.bbox), network)
        moves = _field(job, tables, found)
        routes = looking.result()
    return Moved(routes.table, *moves, {**found.facts, **routes.facts})


def _field(
    job: Job, tables: Tables, found: Movements
) -> tuple[Mapping[str, Any], list[dict[str, Any]], Mapping[str, Any]]:
    """The field, its velocity and the tracks, as in `Moved`."""
    if not len(found.cleaned):
        return {}, [], {}
    box, form = job.city.bbox, job.city.routes.field
    parts = slices(found.cleaned, _visitors(found, tables), Grid.over(box), form=form)
    tracks = pack_densities({"raw": found.raw, "cleaned": found.cleaned}, box)
    return pack_slices(parts), velocity_json(parts[0].field), tracks


def _visitors(found: Movements, tables: Tables) -> list[str]:
    """What each movement's author is."""
    # movements number authors as they first come up among the photos
    names = tables["photos"]["author_id"].unique()
    known = tables["authors"].set_index("author_id")["visitor"]
    of_author = known.reindex(names).fillna("unknown").to_numpy(object)
    return list(of_author[found.cleaned.author])


def told(facts: Mapping[str, Any]) -> str:
    """What was found, in a line."""
    along = "along streets" if facts["engine"] == "streets" else "from the tracks alone"
    return (
        f"{facts['movements']} movements in {facts['sessions']} sessions; {facts['routes']} routes "
        f"of {facts['km']:g} km {along}"
    )
