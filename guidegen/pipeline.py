"""What the commands do with guides: build the site, fetch, curate; `make` holds the recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from guidegen.city import City
from guidegen.make import Made, make_guide
from guidegen.manycities.build import How, build_cities
from guidegen.manycities.one import may_be_kept
from guidegen.manycities.outcome import BuildSummary
from guidegen.manycities.workers import Workers
from guidegen.places.curate import Changes, NameCandidate, NewPlace, curate
from guidegen.places.lock import write_lock
from guidegen.places.relock import without_reviews
from guidegen.store import Store
from guidegen.web import Web

Tell = Callable[[str], None]


def _silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Findings:
    """What came up while a city was made.

    Attributes:
        warnings: what somebody should look at.
        missing: what services could not give.
    """

    warnings: list[str]
    missing: list[str]


def build_guide(
    cities: Sequence[City],
    output: Path,
    *,
    base_url: str | None = None,
    keep_others: bool = True,
    jobs: int = 1,
    store: Store | None = None,
    web: Web | None = None,
    offline: bool = False,
    progress: Tell = _silent,
) -> BuildSummary:
    """Build the site of some cities.

    Args:
        cities: what to build.
        output: the site's folder; replaced whole when everything is done.
        base_url: where the site will be found: for canonical addresses, feeds, sitemaps and the
            pictures of links; the site works anywhere.
        keep_others: whether cities that `output` holds already stay in it.
        jobs: how many processes build cities.
        store: where results of stages are kept.
        web: the way to services; if given, cities are built one by one in this process. Left out,
            services are asked with the environment's contact and keys.
        offline: whether the network is forbidden; a web that is given knows this itself.
        progress: told what is being done, a line each.

    Raises:
        GuideError: when cities could not be built; those that could are in the site then, which
            keeps the old pages of the others, and is as it was if there are none.
    """
    how = How(Workers(jobs), base_url, keep_others, store, web, offline)
    summary = build_cities(cities, output, how, progress)
    summary.raise_failures()
    return summary


def fetch_guide(
    city: City, *, store: Store | None = None, web: Web | None = None, progress: Tell = _silent
) -> Findings:
    """Bring what services say about a city into the cache, and write nothing else.

    Services that have its photos are asked for them anew.

    Raises:
        GuideError: as `build_guide`.
    """
    with _made(city, store, web, progress, anew=True) as (made, missing):
        return Findings(made.warnings, missing)


def curate_guide(
    city: City, *, store: Store | None = None, web: Web | None = None, progress: Tell = _silent
) -> tuple[Findings, list[str]]:
    """Bring the editors' file of a city up to date.

    Returns:
        What came up, and what was changed in the file, a line each.

    Raises:
        GuideError: as `build_guide`; or when the editors' file cannot be changed safely.
    """
    with _made(city, store, web, progress) as (made, missing):
        changes = _changes(made)
        done = curate(city.curated_path, city.slug, changes)
        write_lock(city.lock_path, without_reviews(made.lock, set(changes.reviews)))
    return Findings(made.warnings, missing), done


@contextmanager
def _made(
    city: City, store: Store | None, web: Web | None, progress: Tell, *, anew: bool = False
) -> Iterator[tuple[Made, list[str]]]:
    """A city, made; and what services could not give, or only as an old answer."""
    kept = store or Store()
    with ExitStack() as stack:
        way = web or stack.enter_context(Web(kept.folder / "web"))
        made = make_guide(city, kept, way, progress, anew=anew)
        missing = [f"{city.slug}: {line}" for line in made.missing]
        yield made, [*missing, *sorted(way.stale)]


def _changes(made: Made) -> Changes:
    """What the editors' file does not know yet."""
    named, curated = made.named, made.job.curated
    found = set(named.ids.values())
    parts = {part for entry in curated.places.values() for part in entry.merge}
    return Changes(
        new=[
            NewPlace(row.place_id, row.lon, row.lat, row.level, row.authors, row.label,
                     _candidates(made, row.place_id))
            for row in named.places.itertuples()
            if row.place_id not in named.entries and row.place_id not in parts
        ],
        vanished=[name for name in named.unmatched if _is_gone(made, name)],
        returned=sorted(curated.obsolete.keys() & found),
        reviews={n: p.review for n, p in made.lock.places.items() if p.review and not p.gone},
    )  # fmt: skip


def _is_gone(made: Made, name: str) -> bool:
    """Whether a place was known and is not found any more."""
    return made.lock.is_gone(name)


def _candidates(made: Made, place_id: str) -> list[NameCandidate]:
    """What services call a place and its rivals, the likeliest first."""
    choices = made.described.choices[may_be_kept(made.described.choices)]
    before = {final: provisional for provisional, final in made.named.ids.items()}
    rows = choices[choices["place_id"] == before[place_id]]
    return [
        NameCandidate(
            row["title"],
            row["language"] or made.job.city.languages[0],
            f"{row['subject']}, {row['score']:.2f}: {row['why']}",
        )
        for row in rows.to_dict("records")
    ]
