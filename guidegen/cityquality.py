"""What a city file may say about photos that are left out although they could be used."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import Discriminator, Field, Tag, model_validator

from guidegen.cityvalues import Options
from guidegen.units import Length, Minutes

T = TypeVar("T")


def _on_or_off(value: Any) -> str:
    return "off" if value is False else "on"


# A filter's options, or false to turn it off.
Filter = Annotated[
    Annotated[T, Tag("on")] | Annotated[Literal[False], Tag("off")], Discriminator(_on_or_off)
]


class Duplicates(Options):
    """Bursts and re-uploads: one photo of each stays."""

    seconds: float = Field(default=2.0, ge=0, le=60)
    """Photos of one author no further apart than this are one."""
    distance_m: Length = 10.0
    """And no further than this, in metres or as 10 m."""


class Precision(Options):
    """Photos whose position is known too roughly are left out."""

    decimals: int = Field(default=3, ge=1, le=5)
    """With fewer decimals of a degree a position is too rough; the third is about 100 m."""
    minimum_accuracy: int = Field(default=12, ge=1, le=16)
    """The least accuracy that stays, where a source tells it: 11 is a city, 16 a street."""


class Hotspots(Options):
    """Points where a service puts all photos without an exact position are left out."""

    authors: int = Field(default=5, ge=3)
    """From how many people that share exactly one point it can be such a point."""
    radius_m: Length = 100.0
    """How far the surroundings reach that it is compared with, in metres or as 100 m."""


class Bulk(Options):
    """Photos that one author put on one point of the map by the dozen are left out."""

    photos: int = Field(default=10, ge=2)
    """From how many photos of a day on exactly one point."""
    span: Minutes = 180.0
    """If they took at least so long, in minutes or as 3 h."""


class Speed(Options):
    """Photos at which their author cannot have been are left out."""

    fastest_kmh: float = Field(default=200.0, ge=10)
    """Nobody moves faster than this."""


class Luminance(Options):
    """Photos taken in the dark are left out."""

    minimum_bv: float = 4.0
    """The darkest brightness value (APEX) that stays."""


class Events(Options):
    """Of a crowd that an event drew, only as many people stay as on other days."""

    rule: Literal["paper", "statistical"] = "statistical"
    """paper (more than users_per_day, on up to days) | statistical (more than chance explains);
    paper if its numbers are given."""
    users_per_day: int | None = Field(default=None, ge=1)
    """For paper, 10: so many people stay on a day of an event."""
    days: int | None = Field(default=None, ge=1)
    """For paper, 30: the most days with an event around one spot."""

    @model_validator(mode="before")
    @classmethod
    def _rule_of_numbers(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        numbers = {"users_per_day": 10, "days": 30}
        given = [name for name in numbers if data.get(name) is not None]
        if given and data.get("rule") == "statistical":
            raise ValueError(f"{' and '.join(given)} belong to rule: paper")
        by_paper = given or data.get("rule") == "paper"
        return {**numbers, "rule": "paper", **data} if by_paper else data


class Quality(Options):
    """Which photos are left out although they could be used; false turns a filter off."""

    duplicates: Filter[Duplicates] = Duplicates()
    precision: Filter[Precision] = Precision()
    hotspots: Filter[Hotspots] = Hotspots()
    speed: Filter[Speed] = False
    bulk: Filter[Bulk] = False
    luminance: Filter[Luminance] = False
    events: Filter[Events] = False
    faces: bool = False
    """Whether photos of faces are left out."""
