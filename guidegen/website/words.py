"""Labels and phrases of pages, in the language that is being written."""

from __future__ import annotations

from math import atan2, degrees, hypot
from typing import TYPE_CHECKING

from guidegen.languages import N_, _, ngettext
from guidegen.languages import language_name as language
from guidegen.localformats import (
    day,
    decimal,
    distance,
    duration,
    exact_length,
    general,
    listed,
    months,
    number,
    percent,
    speed,
    weekdays,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guidegen.places.best_time import BestTime

__all__ = [
    "STREETS_NOTE", "along_routes", "at_its_best", "capital", "coordinates", "count", "day",
    "decimal", "direction", "distance", "duration", "exact_length", "few", "gain", "general",
    "language", "legend", "letter", "levels", "listed", "months", "near", "number", "passed",
    "percent", "rule", "sentence", "speed", "time_of_day", "walk_kind", "weekdays", "who",
]  # fmt: skip

STREETS_NOTE = """\
The streets in streets.gpkg (GeoPackage) and streets.parquet (GeoParquet), EPSG:4326

Streets: © OpenStreetMap contributors, Open Database License 1.0
(https://www.openstreetmap.org/copyright, https://opendatacommons.org/licenses/odbl/1-0/).
If you publish something made from these files, name OpenStreetMap and its contributors; a
database that is derived from them has to be under the same licence.

edge_id, u, v     numbers of the street and of the junctions at its ends
length_m          metres
name to square    as OpenStreetMap has them; square: a straight line across a square
score_a           photographer-days near the street (the about page says how near)
score_b           score_a for each metre of the street
score_c           the same, every photographer-day shared among the streets near it
score_d           for each metre, nearer ones counting more; walks are planned with this one
leaning           -2 (a favourite of locals) to 2 (of visitors)

Streets that fewer than three people photographed have scores of 0, as if nobody had.
"""

# (from hour, to hour, words): the first that holds the middle of a range of hours
_TIMES_OF_DAY = (
    (0, 5, N_("at night")),
    (5, 8, N_("in the early morning")),
    (8, 11, N_("in the morning")),
    (11, 14, N_("around midday")),
    (14, 16, N_("in the afternoon")),
    (16, 19, N_("in the late afternoon")),
    (19, 22, N_("in the evening")),
    (22, 24, N_("at night")),
)


def legend() -> dict[str, str]:
    """What pages call who goes somewhere, by tables.LABELS."""
    return {
        "tourist": _("Visitors"),
        "local": _("Locals"),
        "mixed": _("Both"),
        "undetermined": _("Not known"),
    }


def levels() -> dict[str, str]:
    """What pages call tables.LEVELS."""
    return {"quarter": _("Quarter"), "place": _("Place"), "spot": _("Spot")}


def walk_kind(kind: str) -> str:
    """What pages call a kind of walk."""
    return {
        "between": _("One-way walk"),
        "loop": _("Round walk"),
        "tour": _("Tour with stops"),
    }[kind]


def rule(name: str) -> str:
    """How a rule tells visitors from locals, as the end of a sentence."""
    return {
        "trips": _(
            "someone who photographed here over 30 days or more, in at least three different "
            "months and on at least five days, is a local; someone whose every stay was two weeks "
            "or shorter is a visitor; the rest are unknown"
        ),
        "seed": _(
            "someone is a local at a photo if an older photo of theirs in this city is more than "
            "two weeks older; a visitor if everything they photographed before was elsewhere"
        ),
        "fischer": _(
            "someone whose photos here span a month or more is a local; someone with less than a "
            "month here who is a local elsewhere is a visitor; the rest are unknown"
        ),
    }[name]


def along_routes() -> str:
    """What to know of walks in a guide without streets."""
    return _(
        "This guide has no streets: its walks follow ways that three photographers or more took; "
        "they are not exact."
    )


def count(value: int | None, one: str, many: str) -> str:
    """A count with its noun; None is one that is withheld."""
    told = _("an untold number") if value is None else number(value)
    return f"{told} {one if value == 1 else many}"


def few(value: int | None) -> str:
    """A count; None is one that is withheld: too small, or it would give such a one away."""
    return _("not told") if value is None else number(value)


def who(label: str, share: float | None) -> str:
    """A label in a few words.

    A label compares a place with its city, so in a city full of visitors a "local" place may
    still have more visitors than locals; the words must not say otherwise.

    Args:
        label: one of tables.LABELS.
        share: the place's share of visitors, 0 to 1.
    """
    most = share is not None and (share >= 0.5 if label == "tourist" else share < 0.5)
    if label == "tourist":
        return _("mostly visitors") if most else _("more visitors than usual")
    if label == "local":
        return _("mostly locals") if most else _("more locals than usual")
    if label == "mixed":
        return _("visitors and locals in the usual mix")
    return _("too few people to tell who comes")


def coordinates(lon: float, lat: float) -> str:
    """A position in degrees as people write it: 43.7230° N, 10.3966° E."""
    north = _("%(degrees)s° N") if lat >= 0 else _("%(degrees)s° S")
    east = _("%(degrees)s° E") if lon >= 0 else _("%(degrees)s° W")
    told = (text % {"degrees": decimal(abs(at), 4)} for text, at in ((north, lat), (east, lon)))
    return ", ".join(told)


def near(name: str, east_m: float, north_m: float) -> str:
    """Where something is that is called after what is near: "Near the bridge, 120 m south-east"."""
    told = {"distance": distance(hypot(east_m, north_m)), "wind": direction(east_m, north_m)}
    return _("Near %(name)s, %(distance)s %(wind)s") % {"name": name, **told}


def letter(index: int) -> str:
    """What the index-th of several is marked with: A to Z, then AA to AZ and so on."""
    return ("" if index < 26 else letter(index // 26 - 1)) + chr(ord("A") + index % 26)


def gain(value: float | None, kind: str, ways: str = "streets") -> str:
    """How much a walk is photographed, in words; "" if nothing is known.

    The planner's page says the same, in themes/default/src/planner-page/words.js.

    Args:
        value: see `walks.walk.Walk.gain`.
        kind: of walk, which says what it is compared with.
        ways: what walks lead along, in a word.
    """
    if not value:
        return ""
    less, alike, more = _gains("shortest" if kind == "between" else ways)
    if value < 0.95:
        return less
    times = general(round(value)) if value >= 9.95 else decimal(value)
    return alike if value < 1.05 else more % {"times": times}


def _gains(other: str) -> tuple[str, str, str]:
    """That a walk is photographed less than others, about as much, and more."""
    if other == "shortest":
        return (
            _("less photographed than the shortest way"),
            _("about as photographed as the shortest way"),
            _("%(times)s times as many photographs a metre as along the shortest way"),
        )
    if other == "streets":
        return (
            _("less photographed than the other photographed streets around"),
            _("about as photographed as the other photographed streets around"),
            _(
                "%(times)s times as many photographs a metre as along the other photographed "
                "streets around"
            ),
        )
    return (
        _("less photographed than the other photographed ways around"),
        _("about as photographed as the other photographed ways around"),
        _(
            "%(times)s times as many photographs a metre as along the other photographed ways "
            "around"
        ),
    )


def passed(here: int, everywhere: int) -> str:
    """How many of a guide's places a walk passes, in words; "" if it passes none.

    Args:
        here: places on the walk.
        everywhere: places of the guide.
    """
    if here == 0:
        return ""
    if here == everywhere == 1:
        return _("passes the one place of this guide")
    if here == everywhere:
        text = ngettext(
            "passes all %(here)s place of this guide",
            "passes all %(here)s places of this guide",
            here,
        )
    else:
        text = ngettext(
            "passes %(here)s of the %(everywhere)s place of this guide",
            "passes %(here)s of the %(everywhere)s places of this guide",
            everywhere,
        )
    return text % {"here": number(here), "everywhere": number(everywhere)}


def direction(east_m: float, north_m: float) -> str:
    """The compass direction of a step of so many metres, in words."""
    names = (_("north"), _("north-east"), _("east"), _("south-east"),
             _("south"), _("south-west"), _("west"), _("north-west"))  # fmt: skip
    return names[round(degrees(atan2(east_m, north_m)) / 45) % 8]


def time_of_day(first: int, last: int) -> str:
    """A range of hours, first to last inclusive and perhaps over midnight, in words."""
    middle = (first + ((last - first) % 24 + 1) / 2) % 24
    return _(next(words for start, end, words in _TIMES_OF_DAY if start <= middle < end))


def at_its_best(best: BestTime) -> str:
    """A best time in a few words: "in the late afternoon, May to October"."""
    parts = [time_of_day(*hours) for hours in best.hours]
    parts += [_("on %(days)s") % {"days": _range(*days, weekdays())} for days in best.weekdays]
    spans = [_range(first - 1, last - 1, months()) for first, last in best.months]
    parts += [listed(spans)] if spans else []
    return ", ".join(dict.fromkeys(parts))


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return f"{capital(text)}." if text else ""


def capital(text: str) -> str:
    """The text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def _range(first: int, last: int, names: Sequence[str]) -> str:
    """A range of bins: "May to October", "Saturday and Sunday"."""
    if first == last:
        return names[first]
    two = (last - first) % len(names) == 1
    text = _("%(first)s and %(last)s") if two else _("%(first)s to %(last)s")
    return text % {"first": names[first], "last": names[last]}
