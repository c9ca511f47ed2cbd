"""Suggested walks as pages and published files tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from guidegen.languages import _
from guidegen.markup import one_line
from guidegen.streets.walkable import RULES
from guidegen.walks.export import OPENSTREETMAP, Credit, to_geojson, to_gpx, to_kml
from guidegen.walks.naming import LONGEST_NAME
from guidegen.website import words
from guidegen.website.charts import line_thumbnail
from guidegen.website.reasons import way_left_out, why_left_out
from guidegen.website.views import PlaceView

if TYPE_CHECKING:
    from guidegen.walks.steps import Step
    from guidegen.walks.suggestion import Suggestion
    from guidegen.website.guide import Guide

_WORTH_A_WORD_M = 30.0


@dataclass(frozen=True)
class PassedPlace:
    """A place on the way.

    Attributes:
        place: which one.
        at_m: metres from the start to where the walk is nearest to it.
        off_m: from there to it, 0 if the walk leads through its area.
        minutes: to spend there, for a stop of a tour; else 0.
        letter: of a stop: A for the first; else "".
    """

    place: PlaceView
    at_m: float
    off_m: float
    minutes: float
    letter: str

    @property
    def told(self) -> str:
        """Who goes there, when it is at its best, and how far off it is, in a line."""
        parts = [self.place.at_its_best] if self.place.best else []
        if not parts or self.place.facts["label"] != "undetermined":
            parts.insert(0, self.place.who)
        if self.off_m >= _WORTH_A_WORD_M:
            parts.append(_("%(distance)s off the way") % {"distance": words.distance(self.off_m)})
        return "; ".join(parts)


@dataclass(frozen=True)
class WalkStep:
    """A thing to do, and how far from the start."""

    step: Step
    at_m: float


@dataclass(frozen=True)
class WalkView:
    """One suggested walk.

    Attributes:
        suggestion: what it is made from.
        passes: the published places on the way, in its order.
        places: how many there are in the guide, of the level place.
        ways: what it leads along, in a word.
        credit: whose data its way is from.
    """

    suggestion: Suggestion
    passes: tuple[PassedPlace, ...]
    places: int
    ways: str = "streets"
    credit: Credit = OPENSTREETMAP

    @property
    def id(self) -> str:
        """The walk's id, safe in links and file names."""
        return self.suggestion.walk_id

    @property
    def name(self) -> str:
        """What it is called, on one line."""
        title = self.suggestion.title
        if title is None:
            return one_line(self.suggestion.name)
        # names are on one line already: the whole may hold marks of direction around them
        return title.worded(
            {each.place.id: one_line(each.place.name, LONGEST_NAME) for each in self.passes}
        )

    @property
    def url(self) -> str:
        """The walk's page, seen from the city's folder."""
        return f"walks/{self.id}.html"

    @property
    def kind(self) -> str:
        """What kind of walk it is, in words."""
        return words.walk_kind(self.suggestion.walk.kind)

    @property
    def is_round(self) -> bool:
        """Whether it ends where it starts."""
        return self.suggestion.wish.end is None

    @property
    def duration(self) -> str:
        """How long it takes with all stays: "1 h 20 min"."""
        return words.duration(self.suggestion.walk.minutes)

    @property
    def summary(self) -> str:
        """Its kind, length and duration in a line."""
        told = {"distance": words.distance(self.length_m), "duration": self.duration}
        return _("%(kind)s: %(distance)s, %(duration)s.") % {"kind": self.kind, **told}

    @property
    def length_m(self) -> float:
        """Its length."""
        return self.suggestion.walk.length_m

    @property
    def stay_minutes(self) -> float:
        """Minutes of it that are spent at stops."""
        return sum(passed.minutes for passed in self.passes)

    @property
    def stops(self) -> tuple[PassedPlace, ...]:
        """The places where a tour stays."""
        return tuple(passed for passed in self.passes if passed.minutes)

    @property
    def gain(self) -> str:
        """How much it is photographed, and what that is compared with; "" if nobody knows."""
        return words.gain(self.suggestion.walk.gain, self.suggestion.walk.kind, self.ways)

    @property
    def passed(self) -> str:
        """How many of the guide's places it passes; "" for none."""
        return words.passed(sum(each.place.level == "place" for each in self.passes), self.places)

    @cached_property
    def steps(self) -> tuple[WalkStep, ...]:
        """What to do, in order."""
        todo = self.suggestion.steps
        ends = accumulate((step.length_m for step in todo), initial=0.0)
        return tuple(WalkStep(step, at_m) for step, at_m in zip(todo, ends, strict=False))

    @property
    def planner(self) -> str:
        """The planner's page with this walk's ends and time, seen from the city's folder.

        It plans a walk like this one, not the same: it knows no stops, and nothing of the walks
        that are suggested besides.
        """
        wish = self.suggestion.wish
        ends = {"from": wish.start} | ({"to": wish.end} if wish.end else {})
        parts = [f"{name}={lon:.6f},{lat:.6f}" for name, (lon, lat) in ends.items()]
        return f"planner.html#{'&'.join(parts)}&minutes={wish.minutes:g}&pace={wish.pace_kmh:g}"

    @property
    def thumbnail(self) -> Markup:
        """Its shape as a small picture."""
        return line_thumbnail(self.suggestion.walk.line)


def walk_views(guide: Guide, places: Mapping[str, PlaceView]) -> tuple[WalkView, ...]:
    """The walks as pages tell of them.

    Args:
        guide: with the walks.
        places: those that are published, by id; others are not told of.
    """
    credit = walk_credit(guide)
    everywhere = sum(place.level == "place" for place in places.values())
    return tuple(
        WalkView(each, tuple(_passed(each, places)), everywhere, guide.kind_of_way, credit)
        for each in guide.walks
    )


def walk_credit(guide: Guide) -> Credit:
    """Whom to name for a guide's walks: along photographers' routes, those who are for photos."""
    if not guide.along_routes:
        return OPENSTREETMAP
    names = "; ".join(credit.text for credit in guide.credits)
    return Credit(names, "", f"{words.along_routes()} {names}".strip())


def _passed(suggestion: Suggestion, places: Mapping[str, PlaceView]) -> Iterator[PassedPlace]:
    stops = 0
    for passing in suggestion.passes:
        place = places.get(passing.place_id)
        if place is None:
            continue
        letter = words.letter(stops) if passing.minutes else ""
        stops += bool(letter)
        yield PassedPlace(place, passing.at_m, passing.off_m, passing.minutes, letter)


def walk_feature(view: WalkView) -> dict[str, Any]:
    """A walk as a GeoJSON line with everything that is published about it."""
    shown = view.suggestion
    feature = to_geojson(shown.walk, view.name, shown.steps, view.credit)
    told = {
        "walk_id": view.id,
        "url": view.url,
        **feature["properties"],
        "stops": [passed.place.id for passed in view.stops],
        "passes": [
            {
                "place_id": passed.place.id,
                "at_m": round(passed.at_m, 1),
                "off_m": round(passed.off_m, 1),
                "minutes": passed.minutes,
            }
            for passed in view.passes
        ],
        "steps_m": round(shown.steps_m, 1),
        "flights": shown.flights,
    }
    return {**feature, "id": view.id, "properties": told}


def walk_gpx(view: WalkView) -> str:
    """A walk as GPX 1.1."""
    shown = view.suggestion
    return to_gpx(shown.walk, view.name, shown.steps, view.credit)


def walk_kml(view: WalkView) -> str:
    """A walk as KML 2.2."""
    shown = view.suggestion
    return to_kml(shown.walk, view.name, shown.steps, view.credit)


def map_walk(view: WalkView) -> dict[str, Any]:
    """What maps know of a walk."""
    return {
        "id": view.id,
        "name": view.name,
        "url": view.url,
        "kind": view.kind,
        "round": view.is_round,
        "facts": f"{view.duration}, {words.distance(view.length_m)}",
        "gain": words.sentence(view.gain),
        "passed": words.sentence(view.passed),
        "line": view.suggestion.walk.line.round(6).tolist(),
        "passes": [[passed.place.id, passed.letter] for passed in view.passes],
        "steps": [[round(each.step.lon, 6), round(each.step.lat, 6)] for each in view.steps],
    }


def ways_left_out(facts: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Each rule that left ways out, with its reason and how many, in the order of the rules.

    Rules are called as readers would call them.

    Args:
        facts: see `streets.network.Network.facts`.
    """
    reasons = {rule.name: rule.reason for rule in RULES} | {"second choice": ""}
    dropped = facts.get("dropped", {})
    return [
        (way_left_out(name), why_left_out(name, reasons), dropped[name])
        for name in reasons
        if dropped.get(name)
    ]
