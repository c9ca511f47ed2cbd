"""What the filters of quality did, for readers: words, counts, and maps of before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from guidegen.languages import N_, SOURCE_LANGUAGE, _, ngettext, spoken, spoken_units
from guidegen.quality import FILTERS
from guidegen.website import words
from guidegen.website.density_maps import change, svg
from guidegen.website.reasons import by_count

if TYPE_CHECKING:
    from guidegen.website.guide import Guide

TITLES = {
    "duplicates": N_("Duplicates"),
    "precision": N_("Rough positions"),
    "hotspots": N_("Hot spots"),
    "speed": N_("Impossible speeds"),
    "bulk": N_("Bulk drops"),
    "luminance": N_("Darkness"),
    "events": N_("Events"),
    "faces": N_("Faces"),
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


def filters_story(guide: Guide) -> dict[str, Any]:
    """What the about page tells of the filters; empty lists if nothing is known of them."""
    report = guide.report.get("quality", {})
    filters = report.get("filters", {})
    return {
        "filters": [_view(key, told, guide) for key, told in filters.items()],
        "filters_off": [title(key) for key in report.get("off", ())],
        "sifted": {name: report[name] for name in ("photos", "kept") if name in report},
    }


def title(key: str) -> str:
    """A filter's name for readers."""
    return _(TITLES.get(key, key))


def remarks(told: Mapping[str, Any]) -> list[str]:
    """What a filter noted beside its counts, in sentences."""
    notes = []
    if (lit := told.get("photos_with_light")) is not None:
        text = ngettext("%(count)s photograph tells of the light.",
                        "%(count)s photographs tell of the light.", lit)  # fmt: skip
        notes.append(text % {"count": words.number(lit)})
    if spots := told.get("spots"):
        text = ngettext("%(count)s hot spot was found.", "%(count)s hot spots were found.",
                        len(spots))  # fmt: skip
        notes.append(text % {"count": words.number(len(spots))})
    if trusted := told.get("not_judged"):
        text = _("Not judged, because they give positions of sights: %(sources)s.")
        notes.append(text % {"sources": words.listed(trusted)})
    if events := told.get("events"):
        text = ngettext("%(count)s day of an event found.", "%(count)s days of events found.",
                        events)  # fmt: skip
        notes.append(text % {"count": words.number(events)})
    if (seen := told.get("pictures_at_hand")) is not None:
        text = ngettext("%(count)s picture was at hand.", "%(count)s pictures were at hand.",
                        seen)  # fmt: skip
        notes.append(text % {"count": words.number(seen)})
    if broken := told.get("pictures_unreadable"):
        text = ngettext("%(count)s of them is unreadable.", "%(count)s of them are unreadable.",
                        broken)  # fmt: skip
        notes.append(text % {"count": words.number(broken)})
    return notes


def _view(key: str, told: Mapping[str, Any], guide: Guide) -> FilterView:
    maps: list[Markup] = []
    sentence, changes = "", False
    if told["left_out"] and guide.density:
        both = change(guide.density, told["before"], told["after"])
        sentence, changes = both.sentence, bool(both.fewer.any())
        maps = [svg(both, f"{key}-{after:d}", after=after) for after in (False, True)]
    return FilterView(
        key=key,
        title=title(key),
        words=_words(key, told, guide),
        photos=told["photos"],
        kept=told["kept"],
        left_out=by_count(told["left_out"]),
        remarks=remarks(told),
        maps=maps,
        sentence=sentence,
        changes=changes,
    )


def _words(key: str, told: Mapping[str, Any], guide: Guide) -> str:
    """What a filter does; the report tells it in English and metres only."""
    options = getattr(guide.city.quality, key, None)
    as_reported = spoken() == SOURCE_LANGUAGE and spoken_units() == "metric"
    if as_reported or not options or key not in FILTERS:
        return str(told["words"])
    return str(FILTERS[key].words(options))
