"""An Atom feed of a city's places and walks (RFC 4287).

A feed reader calls an entry new when it has not seen its id before, whatever its date. Builds
have no clock, so dates come from the data: an entry is dated by the latest month in which at
least three people photographed the place, or by the day on which its editors last looked at it,
if that is later. A walk is dated as the newest place on it. What has no date is not in the feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from guidegen.languages import _, spoken
from guidegen.markup import one_line
from guidegen.website import words
from guidegen.website.gather import newest_months
from guidegen.website.views import CityView, PlaceView

FEED = "feed.xml"
MOST_ENTRIES = 500
_NOT_IN_XML = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {
    0xFFFE: None,
    0xFFFF: None,
}


@dataclass(frozen=True)
class _Entry:
    """A place or a walk in the feed."""

    url: str
    title: str
    summary: str
    on: date


def city_feed(view: CityView, base_url: str) -> str:
    """The feed of a city, newest first; "" if nothing in it has a date.

    Args:
        view: the city.
        base_url: where the site will be, without a slash at its end.
    """
    home = f"{base_url}/{view.guide.city.slug}/"
    entries = sorted(_entries(view), key=lambda entry: (-entry.on.toordinal(), entry.url))
    if not entries:
        return ""
    name = view.guide.city.name
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{spoken()}">',
        f"<id>{_text(home)}</id>",
        f"<title>{_text(_('%(city)s: places and walks') % {'city': name})}</title>",
        f"<updated>{_moment(entries[0].on)}</updated>",
        "<author><name>guidegen</name></author>",
        f"<link rel={_quoted('self')} href={_quoted(home + FEED)}/>",
        f"<link href={_quoted(home)}/>",
    ]
    body = [_entry(entry, home) for entry in entries[:MOST_ENTRIES]]
    return "\n".join([*head, *body, "</feed>", ""])


def _entries(view: CityView) -> list[_Entry]:
    days = _days(view)
    places = [
        _Entry(place.url, place.name, _told(place), days[place.id])
        for place in view.of_level("place")
        if place.id in days
    ]
    walks = []
    for walk in view.walks:
        passed = [days[each.place.id] for each in walk.passes if each.place.id in days]
        if passed:
            walks.append(_Entry(walk.url, walk.name, walk.summary, max(passed)))
    return places + walks


def _days(view: CityView) -> Mapping[str, date]:
    """When something was last new at each place, by its id."""
    days = dict(newest_months(view.guide))
    for place_id, story in view.guide.stories.items():
        if story.reviewed:
            days[place_id] = max(story.reviewed, days.get(place_id, story.reviewed))
    return days


def _told(place: PlaceView) -> str:
    parts = [place.photographed, *([place.at_its_best] if place.best else [])]
    return words.sentence("; ".join(parts))


def _entry(entry: _Entry, home: str) -> str:
    address = f"{home}{entry.url}"
    return (
        f"<entry><id>{_text(address)}</id><title>{_text(entry.title)}</title>"
        f"<updated>{_moment(entry.on)}</updated><link href={_quoted(address)}/>"
        f"<summary>{_text(entry.summary)}</summary></entry>"
    )


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _text(text: str) -> str:
    return escape(one_line(text).translate(_NOT_IN_XML))


def _quoted(text: str) -> str:
    return quoteattr(text.translate(_NOT_IN_XML))
