"""The recipe: how photos become a guide.

    city.yaml -> photos -> visitors ─┐
                    └────> places ───┴> labels ─┐
                              └───────> seasons ┴> names -> site

Every stage but the last two is kept in the store under a key of what it came from: its options,
its own code, and the keys of the stages before it. So the keys are known before anything runs,
and a changed option runs its stage and what follows, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from guidegen.city import FEWEST_AUTHORS, City
from guidegen.errors import InputError
from guidegen.geo import Projection
from guidegen.photos import load_photos
from guidegen.places.curated_file import load_curated
from guidegen.places.curation import NamedPlaces, name_places, safe_html
from guidegen.places.find import find_places
from guidegen.places.labels import label_places
from guidegen.places.seasons import profiles
from guidegen.places.visitors import classify_authors, summary
from guidegen.store import Store, digest_of_files, key_of
from guidegen.tables import LEVELS, MEMBERS, PLACES, check
from guidegen.website.cards import keep_other_cities
from guidegen.website.folder import replaced
from guidegen.website.guide import Credit, CuratedText, Guide
from guidegen.website.render import render_site

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
)


@dataclass(frozen=True)
class Stage:
    """A step whose result is kept.

    Attributes:
        name: also the folder of its results.
        after: the stages whose tables it reads.
        code: files and folders whose content decides the result.
        options: what of the city file it depends on, ready for `key_of`.
        run: from the city, the store and all earlier tables to its own tables and facts.
    """

    name: str
    after: tuple[str, ...]
    code: tuple[str, ...]
    options: Callable[[City], object]
    run: Callable[[City, Store, Tables], tuple[Tables, Facts]]


def _photos(city: City, store: Store, _: Tables) -> tuple[Tables, Facts]:
    loaded = load_photos(city, store.salt(), today=datetime.now(UTC).date())
    return {"photos": loaded.photos, "rejects": loaded.rejects}, dict(loaded.counts)


def _visitors(city: City, _: Store, tables: Tables) -> tuple[Tables, Facts]:
    authors = classify_authors(tables["photos"], city.visitors.rule)
    return {"authors": authors}, summary(authors, city.visitors.rule)


def _places(city: City, _: Store, tables: Tables) -> tuple[Tables, Facts]:
    fixed = city.places.bandwidth_m
    found, members = find_places(
        tables["photos"],
        Projection.around(city.bbox),
        bandwidths_m=None if fixed == "auto" else fixed,
        minimum_authors=city.places.minimum_authors,
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


def _labels(_: City, __: Store, tables: Tables) -> tuple[Tables, Facts]:
    labelled = label_places(tables["found"], tables["members"], tables["photos"], tables["authors"])
    return {"labelled": labelled}, labelled["label"].value_counts().to_dict()


def _seasons(_: City, __: Store, tables: Tables) -> tuple[Tables, Facts]:
    found = profiles(tables["photos"], tables["members"])
    return {"profiles": found}, {"claims": int(found["claimed"].sum())}


def _content(city: City, path: Path) -> str:
    """A key for a file; one that cannot be read has none, and the stage will say what is wrong."""
    try:
        return digest_of_files(city.path.parent / path)
    except OSError:
        return ""


def _photo_options(city: City) -> object:
    sources = [
        (source.model_dump_json(exclude={"path", "credit"}), _content(city, source.path))
        for source in city.photos
    ]
    return city.bbox, city.timezone, sources


STAGES = (
    Stage("photos", (), ("photos",), _photo_options, _photos),
    Stage("visitors", ("photos",), ("places/visitors.py",), lambda c: c.visitors.rule, _visitors),
    Stage(
        "places",
        ("photos",),
        tuple(f"places/{name}.py" for name in _FINDING),
        lambda c: (c.bbox, c.places.bandwidth_m, c.places.minimum_authors),
        _places,
    ),
    Stage(
        "labels",
        ("photos", "visitors", "places"),
        ("places/labels.py", "places/membership.py"),
        lambda _: None,
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
        lambda _: None,
        _seasons,
    ),
)


@dataclass(frozen=True)
class StageState:
    """What a build would do about a stage, and why."""

    name: str
    cached: bool
    why: str


@dataclass(frozen=True)
class BuildSummary:
    """What a build wants to be known: cities built, and what somebody should look at."""

    cities: tuple[str, ...]
    warnings: list[str]


def build_guide(
    cities: Sequence[City],
    output: Path,
    *,
    base_url: str | None = None,
    keep_others: bool = True,
    jobs: int = 1,
    store: Store | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> BuildSummary:
    """Build the site of some cities.

    Args:
        cities: what to build.
        output: the site's folder; replaced whole when everything is done.
        base_url: where the site will be found, for canonical addresses only.
        keep_others: whether cities that `output` holds already stay in it.
        jobs: how many cities are made at once; their compiled steps run side by side.
        store: where results of stages are kept.
        progress: told what is being done, a line each.

    Raises:
        GuideError: when a city cannot be built; the old site is then as it was.
    """
    kept = store or Store()
    warnings: dict[str, list[str]] = {city.slug: [] for city in cities}

    def make(city: City) -> Guide:
        return make_guide(city, kept, progress, warnings[city.slug])

    with ThreadPoolExecutor(max_workers=jobs) as workers:
        guides = list(workers.map(make, cities))
    with replaced(output) as folder:
        if keep_others:
            keep_other_cities(output, folder, {city.slug for city in cities})
        render_site(guides, folder, base_url=base_url)
    return BuildSummary(tuple(warnings), [line for told in warnings.values() for line in told])


def make_guide(
    city: City, store: Store, progress: Callable[[str], None], warnings: list[str]
) -> Guide:
    """Run the stages of one city, or take their results from the store.

    Raises:
        InputError: when no photo can be used.
    """
    curated = load_curated(city.curated_path)
    if unused := city.unused():
        warnings.append(f"{city.path}: this version does not act on {', '.join(unused)} yet")
    tables: Tables = {}
    facts: dict[str, Facts] = {}
    for stage, key in stage_keys(city).items():
        kept = store.load(stage.name, key)
        progress(f"{city.slug}: {stage.name}" + (" (kept)" if kept else ""))
        own, facts[stage.name] = kept or stage.run(city, store, tables)
        if kept is None:
            store.save(stage.name, key, own, facts[stage.name])
        tables |= own
        if stage.name == "photos":
            told = _account_for_photos(city, store, tables, facts["photos"], warnings)
            progress(f"{city.slug}: {told}")
    named = name_places(
        tables["labelled"], curated.places, Projection.around(city.bbox), city.languages
    )
    warnings += [
        f"{city.curated_path}: places.{entry}: no place was found there; its texts are not shown"
        for entry in named.unmatched
    ]
    return _guide(city, tables, facts, named)


def explain(city: City, store: Store | None = None) -> list[StageState]:
    """Which stages of a city a build would run, and why."""
    store = store or Store()
    states: list[StageState] = []
    running: set[str] = set()
    for stage, key in stage_keys(city).items():
        cached = store.has(stage.name, key)
        before = [name for name in stage.after if name in running]
        if cached:
            why = "nothing that it depends on has changed"
        elif before:
            why = f"{' and '.join(before)} will run before it"
        else:
            why = "its options, files or code are new here"
        running |= set() if cached else {stage.name}
        states.append(StageState(stage.name, cached, why))
    states.append(StageState("site", False, "names, texts and pages are always made anew"))
    return states


def stage_keys(city: City) -> dict[Stage, str]:
    """The key of every stage, in the order they run."""
    shared = digest_of_files(_HERE / "tables.py", _HERE / "geo.py", _HERE / "pipeline.py")
    keys: dict[Stage, str] = {}
    by_name: dict[str, str] = {}
    for stage in STAGES:
        code = digest_of_files(*(_HERE / path for path in stage.code))
        before = [by_name[name] for name in stage.after]
        keys[stage] = by_name[stage.name] = key_of(shared, code, stage.options(city), before)
    return keys


def _account_for_photos(
    city: City, store: Store, tables: Tables, counts: Mapping[str, Any], warnings: list[str]
) -> str:
    """Keep what was rejected where people can look at it, and tell; stop if nothing is left.

    Raises:
        InputError: when no photo can be used.
    """
    rejects = store.write_csv(f"rejects/{city.slug}.csv", tables["rejects"])
    left_out = ", ".join(f"{n} {reason}" for reason, n in counts["rejected"].items())
    told = f"{counts['kept']} of {counts['rows_read']} rows of photos can be used"
    if left_out:
        told += f" (left out: {left_out}; see {rejects})"
    if tables["photos"].empty:
        raise InputError(f"{city.path}: photos: none of them can be used: {told}")
    if (people := tables["photos"]["author_id"].nunique()) < FEWEST_AUTHORS:
        raise InputError(
            f"{city.path}: photos: they are by {people}; a guide needs photos by at least "
            f"{FEWEST_AUTHORS} people, because every page would tell on fewer"
        )
    if counts["rows_read"] > 2 * counts["kept"]:
        warnings.append(f"{city.path}: photos: more than half were left out: {told}")
    return told


def _guide(city: City, tables: Tables, facts: dict[str, Facts], named: NamedPlaces) -> Guide:
    """Put together what the site is made from."""
    renamed = {**named.ids, "": ""}
    shown = set(named.places["place_id"]) | {""}
    members = tables["members"].assign(place_id=tables["members"]["place_id"].map(renamed))
    seasons = tables["profiles"].assign(place_id=tables["profiles"]["place_id"].map(renamed))
    return Guide(
        city=city,
        photos=tables["photos"],
        authors=tables["authors"],
        places=check(named.places, PLACES),
        members=check(members[members["place_id"].isin(shown)], MEMBERS),
        profiles=seasons[seasons["place_id"].isin(shown)],
        curated={
            place: CuratedText(
                entry.name, {lang: safe_html(text) for lang, text in entry.description.items()}
            )
            for place, entry in named.entries.items()
        },
        report=facts,
        counts={
            "rows_read": facts["photos"]["rows_read"],
            "kept": facts["photos"]["kept"],
            **facts["photos"]["rejected"],
        },
        credits=[Credit(source.credit) for source in city.photos if source.credit],
    )
