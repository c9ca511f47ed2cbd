"""The three charts of a place or a city: months, weekdays and hours, each with its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from guidegen.languages import _, spoken
from guidegen.website import words
from guidegen.website.charts import Bars, bar_chart
from guidegen.website.profiles import Profile

_KINDS = ("month", "weekday", "hour")


class Row(NamedTuple):
    """One bin in words: its name, what was counted, what the city would make one expect."""

    name: str
    days: str
    expected: str
    claimed: bool


@dataclass(frozen=True)
class SeasonChart:
    """A drawn profile and the same numbers as rows.

    Attributes:
        title: what its bins are.
        svg: the drawing.
        rows: one per bin.
        body: the rows as those of a table, which pages have by the dozen.
    """

    title: str
    svg: Markup
    rows: tuple[Row, ...]
    body: Markup


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
    text = _("Busiest: %(when)s, with %(share)s of the photographer-days that can be told.") % {
        "when": names[top],
        "share": share,
    }
    out = [names[index] for index, claimed in enumerate(profile.claimed) if claimed]
    if not out:
        return text
    above = _("Above the city's share beyond chance: %(when)s.") % {"when": words.listed(out)}
    return f"{text} {above}"


def _chart(kind: str, profile: Profile, name: str, *, compare: bool) -> SeasonChart:
    title, names, ticks = _named(kind, spoken())
    whole = _("%(chart)s at %(place)s") if compare else _("%(chart)s in %(place)s")
    bars = Bars(
        key=kind,
        title=whole % {"chart": title, "place": name},
        description=summary(profile, names),
        values=profile.days,
        expected=profile.expected if compare else (),
        claimed=profile.claimed,
        ticks=ticks,
    )
    rows = tuple(_rows(profile, names))
    return SeasonChart(title, bar_chart(bars), rows, _body(rows, compare=compare))


@lru_cache(64)
def _named(kind: str, _language: str) -> tuple[str, Sequence[str], Sequence[str]]:
    """A chart's title, the names of its bins, and what stands below them."""
    if kind == "month":
        return _("Months"), words.months(), words.months("narrow")
    if kind == "weekday":
        return _("Weekdays"), words.weekdays(), words.weekdays("short")
    hours = [_("%(first)s to %(last)s h") % {"first": h, "last": h + 1} for h in range(24)]
    return _("Hours"), hours, [str(hour) if hour % 6 == 0 else "" for hour in range(24)]


def _body(rows: Sequence[Row], *, compare: bool) -> Markup:
    claim = f'<span class="claim"> {_escaped(_("more than chance"))}</span>'
    return Markup(  # noqa: S704 - texts are escaped
        "".join(
            f'<tr><th scope="row">{_escaped(row.name)}</th>'
            f"<td>{_escaped(row.days)}{claim if row.claimed else ''}</td>"
            f"{f'<td>{_escaped(row.expected)}</td>' if compare else ''}</tr>\n"
            for row in rows
        )
    )


@lru_cache(4096)
def _escaped(text: str) -> str:
    return str(escape(text))


def _decimal(expected: float | None) -> str:
    return words.few(None) if expected is None else words.decimal(expected)


def _rows(profile: Profile, names: Sequence[str]) -> list[Row]:
    bins = zip(names, profile.days, profile.expected, profile.claimed, strict=True)
    return [
        Row(name, words.few(days), _decimal(expected), claimed)
        for name, days, expected, claimed in bins
    ]
