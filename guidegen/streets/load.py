"""The street network of a city, from where its file says that the streets come from."""

from __future__ import annotations

from guidegen.city import City
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.streets.network import Network
from guidegen.streets.overpass import fetch_ways
from guidegen.web import Web


def load_network(city: City, web: Web) -> Network | None:
    """The streets of a city that can be walked, or None if its file wants none.

    Args:
        city: its file.
        web: the network, used for the source overpass only.

    Raises:
        InputError: when the extract cannot be used, or lies elsewhere.
        ServiceError: when Overpass cannot be asked.
    """
    streets, box = city.streets, city.bbox
    if streets.source == "overpass":
        mirrors = {str(name): url for name, url in city.services.items()}
        return build_network(fetch_ways(web, box, mirrors), box, "Overpass")
    if streets.path:
        path = city.path.parent / streets.path
        return build_network(read_extract(path), box, str(path))
    return None
