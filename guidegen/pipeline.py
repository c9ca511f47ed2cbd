"""What the commands do with guides: build the site, fetch, curate; `make` holds the recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from guidegen.city import City
from guidegen.errors import GuideError
from guidegen.explanation import choices_key
from guidegen.make import Made, guide_of, make_guide
from guidegen.places.curate import Changes, NameCandidate, NewPlace, curate
from guidegen.places.lock import write_lock
from guidegen.places.relock import without_reviews
from guidegen.store import Store
from guidegen.web import Web
from guidegen.website.cards import keep_other_cities
from guidegen.website.folder import replaced
from guidegen.website.render import render_site
from guidegen.website.themes import load_theme
from guidegen.website.weight import weigh

Tell = Callable[[str], None]


def _silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class BuildSummary:
    """What a build wants to be known.

    Attributes:
        cities: those that were built.
        warnings: what somebody should look at.
        missing: what services could not give.
    """

    cities: tuple[str, ...]
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
    progress: Tell = _silent,
) -> BuildSummary:
    """Build the site of some cities.

    Args:
        cities: what to build.
        output: the site's folder; replaced whole when everything is done.
        base_url: where the site will be found: for canonical addresses, feeds, sitemaps and the
            pictures of links; the site works anywhere.
        keep_others: whether cities that `output` holds already stay in it.
        jobs: how many cities are made at once; their compiled steps run side by side.
        store: where results of stages are kept.
        web: the way to services; left out, they are asked with the environment's contact and keys.
        progress: told what is being done, a line each.

    Raises:
        GuideError: when a city cannot be built; the old site is then as it was.
    """
    with _made(cities, jobs, store, web, progress) as (made, stale):
        with replaced(output) as folder:
            if keep_others:
                keep_other_cities(output, folder, {city.slug for city in cities})
            render_site([guide_of(each) for each in made], folder, base_url=base_url)
            weights = [weigh(folder, city.slug) for city in cities]
        # the site is there now: nothing may keep the ids in its addresses from being remembered
        unsaid = [line for each in made for line in _remember(each)]
        unsaid += [line for each in made for line in _keep_choices(each)]
    for weight in weights:
        progress(str(weight))
    unsaid += [weight.doubt for weight in weights if weight.doubt]
    themes = [load_theme(city.theme, city.path) for city in cities]
    unsaid += sorted({str(doubt) for theme in themes for doubt in theme.doubts})
    return _summary(made, stale, unsaid)


def fetch_guide(
    city: City, *, store: Store | None = None, web: Web | None = None, progress: Tell = _silent
) -> BuildSummary:
    """Bring what services say about a city into the cache, and write nothing else.

    Services that have its photos are asked for them anew.

    Raises:
        GuideError: as `build_guide`.
    """
    with _made([city], 1, store, web, progress, anew=True) as (made, stale):
        return _summary(made, stale)


def curate_guide(
    city: City, *, store: Store | None = None, web: Web | None = None, progress: Tell = _silent
) -> tuple[BuildSummary, list[str]]:
    """Bring the editors' file of a city up to date.

    Returns:
        What came up, and what was changed in the file, a line each.

    Raises:
        GuideError: as `build_guide`; or when the editors' file cannot be changed safely.
    """
    with _made([city], 1, store, web, progress) as ([made], stale):
        changes = _changes(made)
        done = curate(city.curated_path, city.slug, changes)
        write_lock(city.lock_path, without_reviews(made.lock, set(changes.reviews)))
    return _summary([made], stale), done


@contextmanager
def _made(
    cities: Sequence[City],
    jobs: int,
    store: Store | None,
    web: Web | None,
    progress: Tell,
    *,
    anew: bool = False,
) -> Iterator[tuple[list[Made], list[str]]]:
    """The cities, made; and which old answers of services had to do."""
    kept = store or Store()
    with ExitStack() as stack:
        way = web or stack.enter_context(Web(kept.folder / "web"))
        workers = stack.enter_context(ThreadPoolExecutor(max_workers=jobs))
        made = list(
            workers.map(lambda city: make_guide(city, kept, way, progress, anew=anew), cities)
        )
        yield made, sorted({str(each) for each in way.stale})


def _summary(made: Sequence[Made], stale: Sequence[str], more: Sequence[str] = ()) -> BuildSummary:
    missing = [f"{each.job.city.slug}: {line}" for each in made for line in each.missing]
    warnings = [line for each in made for line in each.warnings]
    slugs = tuple(each.job.city.slug for each in made)
    return BuildSummary(slugs, [*warnings, *more], [*missing, *stale])


def _remember(made: Made) -> list[str]:
    """Write the lock; a folder that cannot be written to only costs the memory."""
    try:
        write_lock(made.job.city.lock_path, made.lock)
    except GuideError as error:
        return [f"{error}; places may get other ids in the next build"]
    return []


def _keep_choices(made: Made) -> list[str]:
    """Keep why places are called what they are called, for `explain`."""
    choices = made.described.choices
    final = choices.assign(
        place_id=choices["place_id"].map(made.named.ids).astype("str"),
        title=choices["title"].mask(~_may_be_kept(choices), choices["subject"]),
    )
    try:
        made.job.store.save("choices", choices_key(made.job.city), {"choices": final}, {})
    except GuideError as error:
        return [f"{error}; guidegen explain will not know why places are called so"]
    return []


def _may_be_kept(choices: pd.DataFrame) -> pd.Series[bool]:
    """Which titles may be kept for good; Foursquare allows that for 30 days only."""
    return ~choices["subject"].str.startswith("foursquare:")


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
    choices = made.described.choices[_may_be_kept(made.described.choices)]
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
