"""What came into a guide, what was left out and why, for the terminal and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guidegen.city import City
from guidegen.make import guide_of, make_guide
from guidegen.store import Store
from guidegen.web import Web
from guidegen.website import words
from guidegen.website.data_files import report
from guidegen.website.density_maps import change, letters
from guidegen.website.filters import remarks, title
from guidegen.website.gather import view_city

_MAP_COLUMNS = 36
_LEFT_OUT = ("rejected", "left_out", "withheld", "dropped")
# How many came in, and how many of them stayed, by the names that stages give these.
_CAME = ("rows_read", "photos")
_STAYED = ("kept", "in_a_place", "published")
_TITLES = {
    "photos": "Rows of photos",
    "quality": "Photos of quality",
    "places": "Photos in places",
    "dots": "Photos on the map",
}


@dataclass(frozen=True)
class Account:
    """The account of one city.

    Attributes:
        name: the city's.
        report: as `data/report.json` publishes it.
        density: see `quality.Sifted`.
        warnings: what somebody should look at.
        missing: what services could not give.
    """

    name: str
    report: Mapping[str, Any]
    density: Mapping[str, Any]
    warnings: list[str]
    missing: list[str]

    def lines(self) -> Iterator[str]:
        """The account in words."""
        yield self.name
        for stage in _TITLES:
            if stage in self.report:
                yield ""
                yield from _stage(stage, self.report[stage])
            if stage == "quality":
                yield from self._filters()

    def _filters(self) -> Iterator[str]:
        quality = self.report.get("quality", {})
        for key, told in quality.get("filters", {}).items():
            yield ""
            yield f"  {title(key)}: {words.sentence(told['words'])}"
            yield from (f"  {remark}" for remark in remarks(told))
            yield from _sums(told["photos"], told["kept"], told["left_out"])
            if told["left_out"] and self.density:
                both = change(self.density, told["before"], told["after"], _MAP_COLUMNS)
                yield f"  {both.sentence}"
                if both.fewer.any():
                    yield f"    {'before':<{both.before.shape[1]}}  after, × fewer people"
                    yield from (f"    {line}".rstrip() for line in letters(both))
        if off := [title(key).lower() for key in quality.get("off", ())]:
            yield ""
            yield f"  Off: {words.listed(off)}."


def account_for(city: City, store: Store, web: Web, progress: Callable[[str], None]) -> Account:
    """Make a city, or take from the store what is kept of it, and account for it.

    Args:
        city: which one.
        store: where results are kept.
        web: the way to services.
        progress: told what is being done, a line each.

    Raises:
        GuideError: when the city cannot be built.
    """
    made = make_guide(city, store, web, progress)
    guide = guide_of(made)
    told = report(view_city(guide))
    return Account(city.name, told, guide.density, made.warnings, made.missing)


def _stage(stage: str, facts: Mapping[str, Any]) -> Iterator[str]:
    came = next((facts[name] for name in _CAME if name in facts), None)
    stayed = next((facts[name] for name in _STAYED if name in facts), None)
    yield _TITLES[stage]
    if came is not None and stayed is not None:
        yield from _sums(came, stayed, _left_out(facts))


def _left_out(facts: Mapping[str, Any]) -> dict[str, int]:
    """Rows by reason."""
    found: Any = next((facts[name] for name in _LEFT_OUT if name in facts), {})
    return found if isinstance(found, dict) else {"fewer than three people within 100 m": found}


def _sums(came: int, stayed: int, left_out: Mapping[str, int]) -> Iterator[str]:
    """Counts below each other: what came, what left by reason, what stayed."""
    width = len(words.number(came))
    yield f"  {words.number(came):>{width}}  came"
    for reason, count in sorted(left_out.items(), key=lambda item: (-item[1], item[0])):
        if count:
            yield f"  {words.number(count):>{width}}  left out: {reason}"
    yield f"  {words.number(stayed):>{width}}  kept"
