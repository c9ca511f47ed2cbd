"""Which of the found places are known, what editors say of them, and what that changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd

from guidegen.geo import Projection
from guidegen.mistakes import did_you_mean
from guidegen.places import relock
from guidegen.places.curated_file import CuratedPlace, merged_into, with_returned
from guidegen.places.curation import NamedPlaces, Settled, found_again, settle
from guidegen.places.identity import Identified, identify
from guidegen.places.lock import Lock
from guidegen.places.merge import merge_places
from guidegen.stages import Job, Tables


@dataclass(frozen=True)
class Recognised:
    """The found places and what is known of them.

    Attributes:
        found: the places of `find.find_places`, as they were before editors merged any.
        identified: which of them is which known one.
        settled: which entry of the editors speaks of which.
        entries: the editors' entries that count, by their ids: all of places, and those in
            obsolete whose place was found again.
        tables: found and members with the editors' merges done.
    """

    found: gpd.GeoDataFrame
    identified: Identified
    settled: Settled
    entries: Mapping[str, CuratedPlace]
    tables: Tables


def recognise(job: Job, tables: Tables) -> Recognised:
    """Recognise known places among those found, and do the editors' merges.

    Args:
        job: with the lock and the editors' file.
        tables: photos, found and members.
    """
    found, members = tables["found"], tables["members"]
    projection = Projection.around(job.city.bbox)
    identified = identify(found, members, job.lock, projection)
    curated = job.curated
    settled = settle(found, identified.ids, curated.places, job.lock, projection)
    back = found_again(settled, curated.obsolete, job.lock)
    settled = settled.with_entries(back, curated.obsolete)
    entries = with_returned(curated, back.values())
    merged, within = merge_places(found, members, tables["photos"], settled.groups(entries))
    return Recognised(found, identified, settled, entries, {"found": merged, "members": within})


def next_lock(job: Job, recognised: Recognised, named: NamedPlaces) -> Lock:
    """What is known after this build."""
    return relock.next_lock(
        job.lock, recognised.found, recognised.identified, named.ids, set(named.entries)
    )


def redirects(
    recognised: Recognised, named: NamedPlaces, lock: Lock, shown: Collection[str]
) -> dict[str, str]:
    """Where ids lead that have no page any more: to another place's, or "", the city's.

    Args:
        recognised: which place is which, and what editors merged.
        named: the final ids.
        lock: the next lock.
        shown: ids that have a page.
    """
    instead: Mapping[str, str] = {**named.instead, **merged_into(dict(recognised.entries))}
    return relock.redirects(lock, recognised.identified, named.ids, instead, shown)


def news(job: Job, recognised: Recognised, named: NamedPlaces) -> list[str]:
    """What became of the known places, a line each; nothing in the first build."""
    if not job.lock.places:
        return []
    return [event.told(named.ids) for event in recognised.identified.events]


def lost_merges(job: Job, recognised: Recognised, named: NamedPlaces) -> Iterator[str]:
    """Merges that could not be done for want of an id, a line each.

    Where no place is known, `curated_file.load_curated` cannot tell which ids are wrong.
    """
    known = {*job.lock.used_ids(), *job.curated.places, *job.curated.obsolete}
    new = set(named.ids.values()) - known
    for name, entry in sorted(recognised.entries.items()):
        for part in entry.merge:
            if part in new:
                yield f"places.{name}.merge: {part} is new and not merged yet; build once more"
            elif part not in known:
                meant = did_you_mean(part, known | new)
                yield f"places.{name}.merge: no place has the id {part}{meant}"
