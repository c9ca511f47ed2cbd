"""The stages whose results are kept: what each is made from, and how.

A result is kept in the store under a key of what it came from: the stage's options, its own code,
and the keys of the stages before it. So the keys are known before anything runs, and a changed
option runs its stage and what follows, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from guidegen.city import City
from guidegen.geo import Projection
from guidegen.photos import load_photos
from guidegen.places.curated_file import CuratedFile, load_curated
from guidegen.places.find import find_places
from guidegen.places.labels import label_places
from guidegen.places.lock import Lock, load_lock
from guidegen.places.seasons import profiles
from guidegen.places.visitors import classify_authors, summary
from guidegen.store import Store, digest_of_files, key_of
from guidegen.tables import LEVELS

Tables = dict[str, pd.DataFrame]
Facts = dict[str, Any]
_HERE = Path(__file__).parent
_FINDING = (
    "find",
    "scales",
    "tree",
    "areas",
    "meanshift",
    "climb",
    "grid",
    "weights",
    "significance",
    "memory",
)
# places are merged before they are labelled
_MERGING = ("merge", "curation", "identity", "likeness", "sketch")


@dataclass(frozen=True)
class Job:
    """What a guide is made from.

    Attributes:
        city: the city file.
        curated: what editors say about its places.
        lock: the places that are known from earlier builds.
        store: where results are kept.
    """

    city: City
    curated: CuratedFile
    lock: Lock
    store: Store

    @classmethod
    def of(cls, city: City, store: Store) -> Job:
        """Read what lies beside the city file.

        Raises:
            ConfigError: with every mistake in the editors' file, or what is wrong with the lock.
        """
        lock = load_lock(city.lock_path)
        # before the first build no id is known, so none is known to be wrong
        curated = load_curated(city.curated_path, lock.used_ids() or None)
        return cls(city, curated, lock, store)


@dataclass(frozen=True)
class Stage:
    """A step whose result is kept.

    Attributes:
        name: also the folder of its results.
        after: the stages whose tables it reads.
        code: files and folders whose content decides the result.
        options: what of the job it depends on, ready for `key_of`.
        run: from the job and all earlier tables to its own tables and facts.
    """

    name: str
    after: tuple[str, ...]
    code: tuple[str, ...]
    options: Callable[[Job], object]
    run: Callable[[Job, Tables], tuple[Tables, Facts]]


def _photos(job: Job, _: Tables) -> tuple[Tables, Facts]:
    loaded = load_photos(job.city, job.store.salt(), today=datetime.now(UTC).date())
    return {"photos": loaded.photos, "rejects": loaded.rejects}, dict(loaded.counts)


def _visitors(job: Job, tables: Tables) -> tuple[Tables, Facts]:
    rule = job.city.visitors.rule
    authors = classify_authors(tables["photos"], rule)
    return {"authors": authors}, summary(authors, rule)


def _places(job: Job, tables: Tables) -> tuple[Tables, Facts]:
    city, fixed = job.city, job.city.places.bandwidth_m
    found, members = find_places(
        tables["photos"],
        Projection.around(city.bbox),
        bandwidths_m=None if fixed == "auto" else fixed,
        minimum_authors=city.places.minimum_authors,
        known=job.lock.living(),
    )
    places = found.loc[found["level"] == "place", "place_id"]
    inside = members.loc[members["place_id"].isin(places), "photo_id"].nunique()
    photos = len(tables["photos"])
    return {"found": found, "members": members}, {
        "photos": photos,
        "in_a_place": int(inside),
        "left_out": {"where too few people came or nothing stands out": photos - int(inside)},
        "found": {level: int((found["level"] == level).sum()) for level in LEVELS},
    }


def _labels(_: Job, tables: Tables) -> tuple[Tables, Facts]:
    labelled = label_places(tables["found"], tables["members"], tables["photos"], tables["authors"])
    return {"labelled": labelled}, labelled["label"].value_counts().to_dict()


def _seasons(_: Job, tables: Tables) -> tuple[Tables, Facts]:
    found = profiles(tables["photos"], tables["members"])
    return {"profiles": found}, {"claims": int(found["claimed"].sum())}


def _content(city: City, path: Path) -> str:
    """A key for a file; one that cannot be read has none, and the stage will say what is wrong."""
    try:
        return digest_of_files(city.path.parent / path)
    except OSError:
        return ""


def _photo_options(job: Job) -> object:
    city = job.city
    sources = [
        (
            source.model_dump_json(exclude={"path", "credit"}),
            [_content(city, path) for path in source.files.values()],
        )
        for source in city.photos
    ]
    return city.bbox, city.timezone, sources


def _place_options(job: Job) -> object:
    city = job.city
    return city.bbox, city.places.bandwidth_m, city.places.minimum_authors, job.lock.living()


def _merges(job: Job) -> object:
    """What editors merge, and all that decides which places they mean; nothing if they do not."""
    entries = {**job.curated.obsolete, **job.curated.places}  # what waits counts if it is found
    if not any(entry.merge for entry in entries.values()):
        return None
    code = digest_of_files(_HERE / "recognise.py", *(_HERE / f"places/{n}.py" for n in _MERGING))
    meant = [(name, each.at, each.level, each.merge) for name, each in sorted(entries.items())]
    return code, meant, job.lock


STAGES = (
    Stage("photos", (), ("photos",), _photo_options, _photos),
    Stage(
        "visitors",
        ("photos",),
        ("places/visitors.py",),
        lambda job: job.city.visitors.rule,
        _visitors,
    ),
    Stage(
        "places",
        ("photos",),
        tuple(f"places/{name}.py" for name in _FINDING),
        _place_options,
        _places,
    ),
    Stage(
        "labels",
        ("photos", "visitors", "places"),
        ("places/labels.py", "places/membership.py"),
        _merges,
        _labels,
    ),
    Stage(
        "seasons",
        ("photos", "places"),
        (
            "places/seasons.py",
            "places/membership.py",
            "places/best_time.py",
            "places/significance.py",
        ),
        _merges,
        _seasons,
    ),
)


def stage_keys(job: Job) -> dict[Stage, str]:
    """The key of every stage, in the order they run."""
    shared = digest_of_files(_HERE / "tables.py", _HERE / "geo.py", _HERE / "stages.py")
    keys: dict[Stage, str] = {}
    by_name: dict[str, str] = {}
    for stage in STAGES:
        code = digest_of_files(*(_HERE / path for path in stage.code))
        before = [by_name[name] for name in stage.after]
        keys[stage] = by_name[stage.name] = key_of(shared, code, stage.options(job), before)
    return keys


def result_of(job: Job, stage: Stage, key: str, before: Tables) -> tuple[Tables, Facts, bool]:
    """The result of a stage and whether it was kept; if not, it is made and kept.

    Args:
        job: what the guide is made from.
        stage: one of `STAGES`.
        key: the stage's.
        before: the tables of the stages before it.

    Raises:
        GuideError: when its input cannot be used.
    """
    kept = job.store.load(stage.name, key)
    if kept is not None:
        return *kept, True
    tables, facts = stage.run(job, before)
    job.store.save(stage.name, key, tables, facts)
    return tables, facts, False
