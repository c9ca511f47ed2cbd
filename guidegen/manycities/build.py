"""Have cities built, here or elsewhere, and make one site of them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from guidegen.city import City
from guidegen.errors import OutputError
from guidegen.manycities.one import Task, build_in_worker, build_one, remember
from guidegen.manycities.outcome import BuildSummary, Outcome, failure
from guidegen.manycities.workers import Workers
from guidegen.store import Store
from guidegen.web import Web
from guidegen.website.cards import keep_other_cities
from guidegen.website.folder import replaced, workplace
from guidegen.website.render import render_shared_pages

Tell = Callable[[str], None]


@dataclass(frozen=True)
class How:
    """How cities are built.

    Attributes:
        workers: who builds them.
        base_url: where the site will be found: for canonical addresses, feeds, sitemaps and the
            pictures of links; the site works anywhere.
        keep_others: whether cities that the site holds already stay in it.
        store: where results of stages are kept; left out, where the environment says.
        web: the way to services; if given, cities are built one by one in this process. Left out,
            services are asked with the environment's contact and keys.
        offline: whether the network is forbidden; a web that is given knows this itself.
    """

    workers: Workers = field(default_factory=Workers)
    base_url: str | None = None
    keep_others: bool = True
    store: Store | None = None
    web: Web | None = None
    offline: bool = False


class _NothingBuiltError(Exception):
    """No city could be built: the old site stays."""


def build_cities(
    cities: Sequence[City], output: Path, how: How, progress: Tell, wrong: Sequence[Outcome] = ()
) -> BuildSummary:
    """Build the site of some cities; what keeps one of them from being built stops no other.

    Args:
        cities: what to build.
        output: the site's folder; replaced whole when everything is done, unless no city could be
            built. Of one that could not, it keeps the old pages.
        how: see there.
        progress: told what is being done, a line each.
        wrong: cities whose files are so wrong that they cannot even be tried.

    Returns:
        What became of each city: of `cities` in their order, then of those that are wrong.

    Raises:
        OutputError: when the site cannot be written; the old one is then as it was.
        InputError: when the workers cannot be reached.
    """
    with workplace(output) as work:
        tasks = _tasks(cities, work / "cities", how)
        try:
            with replaced(output, work) as site:
                found = _built(tasks, how, progress, lambda task: _move_in(task, site))
                summary = BuildSummary((*found, *wrong))
                built = [task.city for task, each in zip(tasks, found, strict=True) if each.ok]
                if summary.failed and not built:
                    raise _NothingBuiltError
                keep_other_cities(output, site, _not_kept(output, how, summary))
                render_shared_pages(built[0] if built else None, site, base_url=how.base_url)
        except _NothingBuiltError:
            return summary
        # the site is there now: nothing may keep the ids in its addresses from being remembered
        found = [
            replace(each, warnings=(*each.warnings, *remember(task))) if each.ok else each
            for task, each in zip(tasks, found, strict=True)
        ]
    return BuildSummary((*found, *wrong))


def _tasks(cities: Sequence[City], scratch: Path, how: How) -> list[Task]:
    store = how.store or Store()
    store.salt()  # made once, before several processes need it
    cache = store.folder.absolute()
    return [
        Task(city, scratch / city.slug, cache, Path.cwd(), how.base_url, how.offline)
        for city in cities
    ]


def _built(
    tasks: Sequence[Task], how: How, progress: Tell, take: Callable[[Task], None]
) -> list[Outcome]:
    """What became of each; pages are taken as soon as they are there."""
    found: dict[int, Outcome] = {}
    started = time.monotonic()
    for number, outcome in _outcomes(tasks, how, progress):
        found[number] = outcome
        if outcome.ok:
            take(tasks[number])
        for line in outcome.told:
            progress(line)
        if len(tasks) > 1:
            if not outcome.ok:
                progress(str(outcome))
            failed = sum(not each.ok for each in found.values())
            progress(pace(len(found), len(tasks), failed, time.monotonic() - started))
    return [found[number] for number in range(len(tasks))]


def _outcomes(tasks: Sequence[Task], how: How, progress: Tell) -> Iterator[tuple[int, Outcome]]:
    if how.web is None and not how.workers.are_this_process and len(tasks) > 1:
        for number, result in how.workers.each(build_in_worker, tasks):
            slug = tasks[number].city.slug
            yield number, _lost(slug, result) if isinstance(result, Exception) else result
        return
    with ExitStack() as stack:
        web = how.web
        for number, task in enumerate(tasks):
            web = web or stack.enter_context(Web(task.cache / "web", offline=how.offline))
            yield number, build_one(task, web, progress)


def _lost(slug: str, error: Exception) -> Outcome:
    why = "its worker was lost, perhaps for want of memory; build it with fewer --jobs"
    return failure(slug, OutputError(f"{why} ({type(error).__name__})"))


def _move_in(task: Task, site: Path) -> None:
    """Move a city's pages into the site, and the assets that it does not have yet."""
    (task.folder / task.city.slug).rename(site / task.city.slug)
    assets = task.folder / "assets"
    for file in sorted(path for path in assets.rglob("*") if path.is_file()):
        target = site / "assets" / file.relative_to(assets)
        if not target.exists():  # files are named by what is in them
            target.parent.mkdir(parents=True, exist_ok=True)
            file.rename(target)
    shutil.rmtree(assets, ignore_errors=True)


def _not_kept(output: Path, how: How, summary: BuildSummary) -> set[str]:
    """The folders of the old site that do not stay."""
    if how.keep_others:
        return set(summary.cities)
    there = {each.name for each in output.iterdir()} if output.is_dir() else set()
    return there - {each.slug for each in summary.failed}


def pace(done: int, cities: int, failed: int, spent_s: float) -> str:
    """How far a build is, and how long it will still take if it goes on so."""
    told = f"{done} of {cities} cities" + (f", {failed} failed" if failed else "")
    if done == cities:
        return told
    left_s = spent_s / done * (cities - done)
    if left_s < 90:
        return f"{told}; about {left_s:.0f} s left"
    minutes = round(left_s / 60)
    left = f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
    return f"{told}; about {left} left"
