"""The three charts of a place or a city: months, weekdays and hours, each with its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from guidegen.website import words
from guidegen.website.charts import Bars, bar_chart
from guidegen.website.views import Profile

_HOURS = tuple(f"{hour} to {hour + 1} h" for hour in range(24))
_KINDS: Mapping[str, tuple[str, Sequence[str], Sequence[str]]] = {
    "month": ("Months", words.MONTHS, [name[0] for name in words.MONTHS]),
    "weekday": ("Weekdays", words.WEEKDAYS, [name[:2] for name in words.WEEKDAYS]),
    "hour": ("Hours", _HOURS, [str(hour) if hour % 6 == 0 else "" for hour in range(24)]),
}


@dataclass(frozen=True)
class Row:
    """One bin in words: its name, what was counted, what the city would make one expect."""

    name: str
    days: str
    expected: str
    claimed: bool


@dataclass(frozen=True)
class SeasonChart:
    """A drawn profile and the same numbers as rows."""

    title: str
    svg: Markup
    rows: tuple[Row, ...]


def season_charts(
    profiles: Mapping[str, Profile], name: str, *, compare: bool
) -> list[SeasonChart]:
    """The charts that there is anything to draw in, in the order months, weekdays, hours.

    Args:
        profiles: by kind.
        name: of the place or city, for those who hear the page.
        compare: whether to draw what the city would make one expect.
    """
    kinds = [kind for kind in _KINDS if kind in profiles and profiles[kind].total]
    return [_chart(kind, profiles[kind], name, compare=compare) for kind in kinds]


def summary(profile: Profile, names: Sequence[str]) -> str:
    """The busiest bin in a sentence, and the bins that stand out."""
    top = max(range(len(names)), key=lambda index: profile.days[index] or 0)
    share = words.percent((profile.days[top] or 0) / profile.total)
    text = f"Busiest: {names[top]}, with {share} of the photographer-days that can be told."
    if out := [names[index] for index, claimed in enumerate(profile.claimed) if claimed]:
        text += f" Above the city's share beyond chance: {words.listed(out)}."
    return text


def _chart(kind: str, profile: Profile, name: str, *, compare: bool) -> SeasonChart:
    title, names, ticks = _KINDS[kind]
    bars = Bars(
        key=kind,
        title=f"{title} in {name}" if not compare else f"{title} at {name}",
        description=summary(profile, names),
        values=profile.days,
        expected=profile.expected if compare else (),
        claimed=profile.claimed,
        ticks=ticks,
    )
    return SeasonChart(title, bar_chart(bars), tuple(_rows(profile, names)))


def _rows(profile: Profile, names: Sequence[str]) -> list[Row]:
    bins = zip(names, profile.days, profile.expected, profile.claimed, strict=True)
    return [
        Row(name, "not told" if days is None else words.number(days), f"{expected:,.1f}", claimed)
        for name, days, expected, claimed in bins
    ]
