"""One city: from its photos to pages in a folder of its own, whatever happens."""

from __future__ import annotations

import os
import pickle
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from guidegen.city import City
from guidegen.errors import GuideError, no_room
from guidegen.explanation import choices_key
from guidegen.heap import give_back, keep_little
from guidegen.make import Made, guide_of, make_guide
from guidegen.manycities.outcome import Outcome, failure
from guidegen.places.lock import Lock, write_lock
from guidegen.store import Store
from guidegen.web import Web
from guidegen.website.render import render_city
from guidegen.website.themes import load_theme
from guidegen.website.weight import weigh

Tell = Callable[[str], None]
_LOCK = "lock"


@dataclass(frozen=True)
class Task:
    """A city that is to be built.

    Attributes:
        city: which.
        folder: for its pages and the assets they load; not there yet.
        cache: the store's folder.
        home: the working folder, from which paths in messages and city files count.
        base_url: where the site will be found.
        offline: whether the network is forbidden.
    """

    city: City
    folder: Path
    cache: Path
    home: Path
    base_url: str | None
    offline: bool


def build_one(task: Task, web: Web, progress: Tell) -> Outcome:
    """Build a city; what goes wrong is the outcome.

    Args:
        task: what to do.
        web: the way to services.
        progress: told what is being done, a line each.
    """
    started = time.perf_counter()
    keep_little()
    try:
        store = Store(task.cache)
        built = _built(task, store, web, progress)
        for line in [*store.take_damaged(), *web.take_damaged()]:
            progress(f"{task.city.slug}: {line}")
    except Exception as error:  # another city may still be built
        built = failure(task.city.slug, no_room(error) or error, trace=traceback.format_exc())
    give_back()  # the next city begins with what this one began with
    took_s = time.perf_counter() - started
    return replace(built, stale=tuple(web.take_stale()), took_s=took_s, peak_mb=_peak_mb())


def build_in_worker(task: Task) -> Outcome:
    """Build a city in a process that does nothing else, perhaps on another machine."""
    os.chdir(task.home)
    lines: list[str] = []
    built = build_one(task, _web_of_process(task.cache, task.offline), lines.append)
    return replace(built, told=tuple(lines), cause=None)


def remember(task: Task) -> list[str]:
    """Write the lock of a city that was built, once its pages are where readers find them.

    Returns:
        What to warn of: a folder that cannot be written to only costs the memory.
    """
    # written by `build_one` a moment ago, in a folder that is this build's own
    lock: Lock = pickle.loads((task.folder / _LOCK).read_bytes())  # noqa: S301
    try:
        write_lock(task.city.lock_path, lock)
    except GuideError as error:
        return [f"{error}; places may get other ids in the next build"]
    return []


def may_be_kept(choices: pd.DataFrame) -> pd.Series[bool]:
    """Which titles may be kept for good; Foursquare allows that for 30 days only."""
    return ~choices["subject"].str.startswith("foursquare:")


def _built(task: Task, store: Store, web: Web, progress: Tell) -> Outcome:
    city = task.city
    made = make_guide(city, store, web, progress)
    guide = guide_of(made)
    render_city(guide, task.folder, base_url=task.base_url)
    weight = weigh(task.folder, city.slug)
    (task.folder / _LOCK).write_bytes(pickle.dumps(made.lock))
    warnings = [*made.warnings, *_keep_choices(made), weight.doubt]
    warnings += sorted({str(doubt) for doubt in load_theme(city.theme, city.path).doubts})
    progress(str(weight))
    return Outcome(
        city.slug,
        photos=len(guide.photos),
        places=int((guide.places["level"] == "place").sum()),
        walks=len(guide.walks),
        size=weight.on_disk,
        warnings=tuple(line for line in warnings if line),
        missing=tuple(made.missing),
    )


def _keep_choices(made: Made) -> list[str]:
    """Keep why places are called what they are called, for `explain`."""
    choices = made.described.choices
    final = choices.assign(
        place_id=choices["place_id"].map(made.named.ids).astype("str"),
        title=choices["title"].mask(~may_be_kept(choices), choices["subject"]),
    )
    try:
        made.job.store.save("choices", choices_key(made.job.city), {"choices": final}, {})
    except GuideError as error:
        return [f"{error}; guidegen explain will not know why places are called so"]
    return []


@lru_cache(1)  # a service that has been given up is not asked for every city anew
def _web_of_process(cache: Path, offline: bool) -> Web:
    return Web(cache / "web", offline=offline, in_turns=True)


def _peak_mb() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource

    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
