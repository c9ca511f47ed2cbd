"""What the filters of quality did, for readers: words, counts, and maps of before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from guidegen.website import words
from guidegen.website.density_maps import change, svg

TITLES = {
    "duplicates": "Duplicates",
    "precision": "Rough positions",
    "hotspots": "Hot spots",
    "speed": "Impossible speeds",
    "bulk": "Bulk drops",
    "luminance": "Darkness",
    "events": "Events",
    "faces": "Faces",
}


@dataclass(frozen=True)
class FilterView:
    """One filter that ran.

    Attributes:
        key: its name in the city file.
        title: for readers.
        words: what it does, with its parameters.
        photos: how many came to it; the sum of left_out and kept.
        kept: how many it left.
        left_out: reasons and photos, the commonest first.
        remarks: what else is worth telling, sentences.
        maps: before and after; () where it left out nothing, or nothing is known.
        sentence: what the maps show.
        changes: whether the maps differ.
    """

    key: str
    title: str
    words: str
    photos: int
    kept: int
    left_out: Sequence[tuple[str, int]]
    remarks: Sequence[str]
    maps: Sequence[Markup]
    sentence: str
    changes: bool


def filters_story(report: Mapping[str, Any], density: Mapping[str, Any]) -> dict[str, Any]:
    """What the about page tells of the filters; empty lists if nothing is known of them.

    Args:
        report: the facts of the stage "quality", see `quality.Sifted.facts`.
        density: see `quality.Sifted`; {} if it is not known.
    """
    return {
        "filters": [_view(key, told, density) for key, told in report.get("filters", {}).items()],
        "filters_off": [title(key) for key in report.get("off", ())],
        "sifted": {name: report[name] for name in ("photos", "kept") if name in report},
    }


def title(key: str) -> str:
    """A filter's name for readers."""
    return TITLES.get(key, key)


def remarks(told: Mapping[str, Any]) -> list[str]:
    """What a filter noted beside its counts, in sentences."""
    notes = []
    if (lit := told.get("photos_with_light")) is not None:
        notes.append(f"{words.count(lit, 'photograph tells', 'photographs tell')} of the light.")
    if spots := told.get("spots"):
        notes.append(f"{words.count(len(spots), 'hot spot was', 'hot spots were')} found.")
    if trusted := told.get("not_judged"):
        notes.append(f"Not judged, because they give positions of sights: {words.listed(trusted)}.")
    if events := told.get("events"):
        notes.append(f"{words.count(events, 'day of an event', 'days of events')} found.")
    if (seen := told.get("pictures_at_hand")) is not None:
        notes.append(f"{words.count(seen, 'picture was', 'pictures were')} at hand.")
    if broken := told.get("pictures_unreadable"):
        notes.append(f"{words.count(broken, 'of them is', 'of them are')} unreadable.")
    return notes


def _view(key: str, told: Mapping[str, Any], density: Mapping[str, Any]) -> FilterView:
    maps: list[Markup] = []
    sentence, changes = "", False
    if told["left_out"] and density:
        both = change(density, told["before"], told["after"])
        sentence, changes = both.sentence, bool(both.fewer.any())
        maps = [svg(both, f"{key}-{after:d}", after=after) for after in (False, True)]
    return FilterView(
        key=key,
        title=title(key),
        words=told["words"],
        photos=told["photos"],
        kept=told["kept"],
        left_out=sorted(told["left_out"].items(), key=lambda item: (-item[1], item[0])),
        remarks=remarks(told),
        maps=maps,
        sentence=sentence,
        changes=changes,
    )
