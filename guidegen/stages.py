"""The stages whose results are kept: what each is made from, and how.

A result is kept in the store under a key of what it came from: the stage's options, its own code,
and the keys of the stages before it. So the keys are known before anything runs, and a changed
option runs its stage and what follows, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from guidegen.city import City
from guidegen.geo import Projection
from guidegen.photos import PICTURES, Picture, load_photos
from guidegen.photos.checks import present_day
from guidegen.photos.corpus.elsewhere import histories_elsewhere
from guidegen.photos.gather import gathered, gathered_digest, online
from guidegen.places.curated_file import CuratedFile, load_curated
from guidegen.places.find import find_places
from guidegen.places.labels import label_places
from guidegen.places.lock import Lock, load_lock
from guidegen.places.seasons import profiles
from guidegen.places.visitors import classify_authors, summary
from guidegen.quality import layers_of, sift
from guidegen.store import Store, digest_of_data, digest_of_files, key_of
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
    rows = [each for source in online(job.city) for each in gathered(job.city, source, job.store)]
    today = present_day()
    loaded = load_photos(job.city, job.store.salt(), today=today, gathered=rows)
    return {"photos": loaded.photos, "rejects": loaded.rejects}, dict(loaded.counts)


def _quality(job: Job, tables: Tables) -> tuple[Tables, Facts]:
    quality = job.city.quality
    pictures = pictures_at_hand(job.city) if quality.faces else {}

    def image(photo: str) -> bytes | None:
        return pictures[photo].read() if photo in pictures else None

    sifted = sift(tables["photos"], quality, job.city.bbox, image)
    maps = layers_of(sifted.density)
    left = {"photos": sifted.photos, "sifted_out": sifted.dropped, "quality_maps": maps}
    return left, sifted.facts


def pictures_at_hand(city: City) -> dict[str, Picture]:
    """The pictures that lie on this machine, by photo_id."""
    found: dict[str, Picture] = {}
    for source in city.photos:
        if source.source in PICTURES:
            found |= PICTURES[source.source](source, city)
    return found


def _visitors(job: Job, tables: Tables) -> tuple[Tables, Facts]:
    rule = job.city.visitors.rule
    photos = tables["photos"]
    elsewhere = histories_elsewhere(job.city, job.store.salt(), photos["author_id"])
    authors = classify_authors(photos, rule, elsewhere)
    return {"authors": authors}, summary(authors, rule, has_corpus=elsewhere is not None)


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
    """A key for data; what cannot be read has none, and the stage will say what is wrong."""
    try:
        return digest_of_data(city.path.parent / path)
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
    came = [gathered_digest(city, source, job.store) for source in online(city)]
    # with another salt, authors get other ids
    return city.bbox, city.timezone, sources, came, key_of(job.store.salt())


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
        "quality",
        ("photos",),
        ("quality", "crowd.py"),
        lambda job: (job.city.bbox, job.city.quality.model_dump_json()),
        _quality,
    ),
    Stage(
        "visitors",
        ("quality",),
        ("places/visitors.py",),
        lambda job: job.city.visitors.rule,
        _visitors,
    ),
    Stage(
        "places",
        ("quality",),
        tuple(f"places/{name}.py" for name in _FINDING),
        _place_options,
        _places,
    ),
    Stage(
        "labels",
        ("quality", "visitors", "places"),
        ("places/labels.py", "places/membership.py", "crowd.py"),
        _merges,
        _labels,
    ),
    Stage(
        "seasons",
        ("quality", "places"),
        (
            "places/seasons.py",
            "places/membership.py",
            "places/best_time.py",
            "places/significance.py",
            "crowd.py",
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
