"""Photos of services: asked for once, kept in the store, asked for anew when somebody fetches.

What is kept of a source is one table, whole or not at all. Until it is there, the answers in the
web's cache are what an interrupted gathering goes on from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from guidegen.errors import OfflineError, ServiceError
from guidegen.photos import ONLINE
from guidegen.photos.divide import notes_of
from guidegen.services import SERVICES
from guidegen.store import Store, key_of

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import PhotoSource
    from guidegen.web import Web

Tell = Callable[[str], None]
NAME = "gathered"


@dataclass(frozen=True)
class Gathered:
    """What came up while photos were gathered.

    Attributes:
        problems: what services could not give.
        notes: what is incomplete, though everything was asked for.
    """

    problems: list[str]
    notes: list[str]


def gather(city: City, store: Store, web: Web, tell: Tell, *, anew: bool) -> Gathered:
    """Ask the services that a city's photos come from, as far as they have to be asked.

    Args:
        city: whose sources and box count.
        store: where the photos are kept.
        web: the way to the services.
        tell: told what is being done, a line each.
        anew: whether services are asked although their photos are kept; should one fail, those
            that are kept still count.

    Raises:
        ServiceError: when services fail and no source is left that gives photos.
        ConfigError: when a contact is missing, or a key cannot be one.
    """
    failed: list[ServiceError] = []
    notes: list[str] = []
    without = 0
    for source in online(city):
        found = gathered(city, source, store)
        if anew or not found:
            try:
                found = [_asked(city, source, store, web, tell)]
            except ServiceError as error:
                failed.append(_told(city, source, error, bool(found)))
        without += not found
        notes += [f"{city.path}: photos: {note}" for rows in found for note in notes_of(rows)]
    if without and without == len(city.photos):
        raise type(failed[0])("\n".join(str(error) for error in failed))
    return Gathered([str(error) for error in failed], notes)


def online(city: City) -> Iterator[PhotoSource]:
    """The sources of a city that are services."""
    return (source for source in city.photos if source.source in ONLINE)


def is_gathered(city: City, source: PhotoSource, store: Store) -> bool:
    """Whether the photos of a source are kept."""
    return store.has(NAME, _key(city, source))


def gathered(city: City, source: PhotoSource, store: Store) -> list[pd.DataFrame]:
    """The rows of a source, if they are kept, as a list of one table or none."""
    kept = store.load(NAME, _key(city, source))
    return [kept[0]["rows"]] if kept else []


def gathered_digest(city: City, source: PhotoSource, store: Store) -> str:
    """A key for the photos that are kept of a source; "" if there are none."""
    return store.digest(NAME, _key(city, source))


def _asked(city: City, source: PhotoSource, store: Store, web: Web, tell: Tell) -> pd.DataFrame:
    """What a service gives; it is kept."""
    title = SERVICES[source.source].title
    tell(f"{city.slug}: photos: asking {title}")
    rows = _wished(source, ONLINE[source.source](source, city, web))
    store.save(NAME, _key(city, source), {"rows": rows}, {})
    tell(f"{city.slug}: photos: {len(rows)} came from {title}")
    return rows


def _wished(source: PhotoSource, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without those of days that are not asked for; not all services can be asked so."""
    since, until = getattr(source, "since", None), getattr(source, "until", None)
    days, unwished = rows["taken_at"], pd.Series(False, index=rows.index)
    if since:
        unwished |= days < pd.Timestamp(since)
    if until:
        unwished |= days >= pd.Timestamp(until) + pd.Timedelta(days=1)
    return rows[~unwished].reset_index(drop=True) if unwished.any() else rows


def _key(city: City, source: PhotoSource) -> str:
    mirrors = {str(name): url for name, url in city.services.items()}
    return key_of(
        source.model_dump_json(exclude={"credit"}),
        city.bbox,
        city.timezone,
        mirrors.get(source.source, ""),
    )


def _told(city: City, source: PhotoSource, error: ServiceError, kept: bool) -> ServiceError:
    """The same error, with what is done about it."""
    reason = str(error)
    if isinstance(error, OfflineError):
        title = SERVICES[source.source].title
        reason = (
            f'{title} was not asked for all photos yet; run "guidegen fetch {city.slug}" online'
        )
    what = "the photos that it gave before are used" if kept else "none of its photos are used"
    return type(error)(f"{reason}; {what}")
