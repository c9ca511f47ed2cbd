"""What of OpenStreetMap is drawn, and as what: the rules for tags.

The numbers of kinds are written into tiles; themes/default/src/basemap/kinds.js has the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

Tags = Mapping[str, str]


class Kind(IntEnum):
    """How a thing is drawn; areas, then lines, then names at points."""

    WATER = 0
    SAND = 1
    GREEN = 2
    WOOD = 3
    PAVED = 4
    BUILDING = 5

    STREAM = 16
    RIVER = 17  # the middle line of a river, for its name
    PIER = 18
    WALL = 19
    TUNNEL = 20
    TRAM = 21
    RAIL = 22
    STEPS = 23
    PATH = 24
    SERVICE = 25
    PEDESTRIAN = 26
    MINOR = 27
    TERTIARY = 28
    SECONDARY = 29
    PRIMARY = 30
    MOTORWAY = 31

    DISTRICT = 40
    NEIGHBOURHOOD = 41
    SQUARE_NAME = 42
    GREEN_NAME = 43
    WATER_NAME = 44
    STATION = 45
    SUBWAY = 46

    COAST = 60  # becomes the sea's areas, see `coast`


FIRST_LINE, FIRST_POINT = Kind.STREAM, Kind.DISTRICT
KEYS = (
    "building", "natural", "landuse", "leisure", "waterway", "place", "highway", "railway",
    "man_made", "barrier",
)  # fmt: skip
"""Things without any of these keys are not looked at."""
AREA_KEYS = tuple(key for key in KEYS if key not in ("railway", "barrier"))

_NO = frozenset({"", "no"})
_UNDER_GROUND = frozenset({"yes", "culvert", "flooded"})
_AREAS: Mapping[str, Mapping[str, Kind]] = {
    "natural": {
        "water": Kind.WATER,
        **dict.fromkeys(("beach", "sand", "shingle"), Kind.SAND),
        **dict.fromkeys(("scrub", "grassland", "heath", "fell", "wetland"), Kind.GREEN),
        "wood": Kind.WOOD,
    },
    "waterway": dict.fromkeys(("riverbank", "dock"), Kind.WATER),
    "landuse": {
        **dict.fromkeys(("reservoir", "basin"), Kind.WATER),
        **dict.fromkeys(
            ("grass", "meadow", "cemetery", "recreation_ground", "village_green", "allotments",
             "orchard", "vineyard", "flowerbed", "farmland"), Kind.GREEN,
        ),
        "forest": Kind.WOOD,
    },
    "leisure": dict.fromkeys(
        ("park", "garden", "golf_course", "common", "dog_park", "miniature_golf", "pitch",
         "playground", "track"), Kind.GREEN,
    ),
    "man_made": dict.fromkeys(("pier", "breakwater", "groyne", "bridge"), Kind.PAVED),
    "place": {"square": Kind.PAVED},
}  # fmt: skip
_STREETS: Mapping[str, Kind] = {
    "motorway": Kind.MOTORWAY, "trunk": Kind.MOTORWAY, "primary": Kind.PRIMARY,
    "secondary": Kind.SECONDARY, "tertiary": Kind.TERTIARY,
    **dict.fromkeys(
        ("motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"),
        Kind.TERTIARY,
    ),
    **dict.fromkeys(
        ("residential", "unclassified", "living_street", "road", "busway"), Kind.MINOR
    ),
    "pedestrian": Kind.PEDESTRIAN, "service": Kind.SERVICE, "steps": Kind.STEPS,
    **dict.fromkeys(("footway", "path", "cycleway", "bridleway", "track"), Kind.PATH),
}  # fmt: skip
_WALKED = frozenset({Kind.PEDESTRIAN, Kind.SERVICE, Kind.STEPS, Kind.PATH})
# Ways that only blur the street they belong to.
_CLUTTER = frozenset({"parking_aisle", "driveway", "drive-through", "sidewalk", "crossing"})
_RAILWAYS: Mapping[str, Kind] = {
    **dict.fromkeys(("rail", "narrow_gauge", "light_rail", "subway"), Kind.RAIL),
    **dict.fromkeys(("tram", "funicular"), Kind.TRAM),
}
_WATERWAYS: Mapping[str, Kind] = {
    "river": Kind.RIVER, "canal": Kind.STREAM, "stream": Kind.STREAM,
}  # fmt: skip
_PLACES: Mapping[str, Kind] = {
    **dict.fromkeys(("borough", "suburb", "town", "village", "island"), Kind.DISTRICT),
    **dict.fromkeys(("quarter", "neighbourhood", "islet"), Kind.NEIGHBOURHOOD),
    "square": Kind.SQUARE_NAME,
}
# What has a name although it is not drawn.
_NAMED: Mapping[str, tuple[str, ...]] = {"natural": ("bay", "strait"), "place": ("island", "islet")}
_STATIONS = ("station", "halt")
_NAMES_OF_AREAS: Mapping[Kind, Kind] = {
    Kind.WATER: Kind.WATER_NAME,
    Kind.GREEN: Kind.GREEN_NAME,
    Kind.WOOD: Kind.GREEN_NAME,
    Kind.SAND: Kind.GREEN_NAME,
    Kind.PAVED: Kind.SQUARE_NAME,
}


def area_kind(tags: Tags, *, is_closed_way: bool) -> Kind | None:
    """What an area is drawn as, or None.

    Args:
        tags: its own.
        is_closed_way: whether it is a way that returns to its start; such a street is a line that
            goes round, unless it says that it is an area.
    """
    if tags.get("location") == "underground" or tags.get("tunnel") in _UNDER_GROUND:
        return None
    if tags.get("building", "") not in _NO:
        return Kind.BUILDING
    for key, kinds in _AREAS.items():
        if kind := kinds.get(tags.get(key, "")):
            return kind
        if kind == Kind.WATER:  # it is 0
            return kind
    is_walked = _STREETS.get(tags.get("highway", "")) in _WALKED
    if is_walked and (tags.get("area") == "yes" or not is_closed_way):
        return Kind.PAVED
    return None


def line_kind(tags: Tags) -> Kind | None:
    """What a way is drawn as, or None; areas that are also ways are no lines."""
    if tags.get("natural") == "coastline":
        return Kind.COAST
    if "highway" in tags:
        return _street_kind(tags)
    is_hidden = tags.get("tunnel", "no") not in _NO
    if "railway" in tags:
        is_hidden |= "service" in tags  # sidings and yards
        return None if is_hidden else _RAILWAYS.get(tags["railway"])
    if "waterway" in tags:
        return None if is_hidden else _WATERWAYS.get(tags["waterway"])
    if tags.get("man_made") == "pier":
        return Kind.PIER
    return Kind.WALL if tags.get("barrier") == "city_wall" else None


def _street_kind(tags: Tags) -> Kind | None:
    kind = _STREETS.get(tags["highway"])
    if kind is None or "yes" in (tags.get("area"), tags.get("indoor")):
        return None
    if {tags.get("service"), tags.get("footway"), tags.get("cycleway")} & _CLUTTER:
        return None
    if tags.get("tunnel") == "yes":
        return None if kind in _WALKED else Kind.TUNNEL
    return kind


def point_kind(tags: Tags) -> Kind | None:
    """What a node names, or None."""
    if tags.get("railway") in _STATIONS:
        is_subway = "subway" in (tags.get("station"), tags.get("railway:type"))
        return Kind.SUBWAY if is_subway or tags.get("subway") == "yes" else Kind.STATION
    if tags.get("natural") in _NAMED["natural"]:
        return Kind.WATER_NAME
    return _PLACES.get(tags.get("place", ""))


def name_kind(tags: Tags, kind: Kind | None) -> Kind | None:
    """How the name of an area is written, or None if it is not.

    Args:
        tags: the area's.
        kind: what the area is drawn as.
    """
    if tags.get("natural") in _NAMED["natural"]:
        return Kind.WATER_NAME
    if tags.get("place") in _NAMED["place"]:
        return Kind.NEIGHBOURHOOD
    return _NAMES_OF_AREAS.get(kind) if kind is not None else None


Values = Mapping[str, tuple[str, ...]]
"""Values by key; none are any."""


def _asked(*tables: Mapping[str, Iterable[str]]) -> Values:
    keys = dict.fromkeys(key for table in tables for key in table)
    return {key: tuple(value for each in tables for value in each.get(key, ())) for key in keys}


# What has to be asked for, so that the rules above find all that they know; see `questions`.
RELATIONS: Values = {
    "building": (),
    **_asked(_AREAS, {"highway": [each for each, kind in _STREETS.items() if kind in _WALKED]}),
}
SPRAWLING: Values = _NAMED
AREAS: Values = {"building": (), **_asked(_AREAS, _NAMED)}
LINES: Values = {
    "natural": ("coastline",), "highway": tuple(_STREETS), "railway": tuple(_RAILWAYS),
    "waterway": tuple(_WATERWAYS), "man_made": ("pier",), "barrier": ("city_wall",),
}  # fmt: skip
POINTS: Values = {
    "railway": _STATIONS, "natural": _NAMED["natural"], "place": tuple(_PLACES),
}  # fmt: skip
