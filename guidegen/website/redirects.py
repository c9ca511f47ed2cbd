"""Pages for places that are gone: old links lead to where the place is told of now."""

from __future__ import annotations

from collections.abc import Iterator

from guidegen.slugs import SLUG
from guidegen.website.views import CityView, PlaceView

_LONGEST_ID = 100  # an id is a slug, perhaps with a number behind it


def redirects(view: CityView) -> Iterator[tuple[str, PlaceView | None]]:
    """The former ids that need a page, and the place each leads to; None leads to the city.

    Ids that a place has today, or that no file should be called by, get none.
    """
    for old in sorted(view.guide.redirects):
        if old not in view.by_id and is_id(old):
            yield old, _now(view, old)


def is_id(text: str) -> bool:
    """Whether the text is safe as the name of a place's page."""
    return len(text) <= _LONGEST_ID and SLUG.fullmatch(text) is not None


def _now(view: CityView, old: str) -> PlaceView | None:
    """The place that a former id stands for, over other former ids if need be."""
    seen: set[str] = set()
    while old and old not in view.by_id and old not in seen:
        seen.add(old)
        old = view.guide.redirects.get(old, "")
    return view.by_id.get(old)
