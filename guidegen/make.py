"""The recipe: how photos become a guide.

    city.yaml -> photos -> visitors ─┐
                    └────> places ───┴> labels ─┐
              known places ─┘ └───────> seasons ┴> names, texts, pictures ┐
                    └────> streets, scores ────> routes, field ───────────┴> walks

Photos of services are gathered before that (`photos.gather`), and kept until somebody fetches.
The stages up to the seasons are kept in the store (`stages`), what services say in the web's own
cache; the rest is quick and made anew in every build.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, replace
from typing import Any

from guidegen.city import FEWEST_AUTHORS, City
from guidegen.describe import Described, describe
from guidegen.errors import InputError
from guidegen.geo import Projection
from guidegen.ground import Ground, ground
from guidegen.outings import Outings, outings
from guidegen.photos.gather import gather
from guidegen.places.curation import FoundName, NamedPlaces, name_places
from guidegen.places.lock import Lock
from guidegen.quality import density_of
from guidegen.recognise import Recognised, lost_merges, news, next_lock, recognise, redirects
from guidegen.services import SERVICES
from guidegen.stages import Facts, Job, Tables, result_of, stage_keys
from guidegen.store import Store
from guidegen.tables import MEMBERS, PLACES, check
from guidegen.web import Web
from guidegen.website.guide import Credit, Guide, Story

# services that allow their data to be kept for some days only
UNLASTING = frozenset(name for name, each in SERVICES.items() if each.keep_days is not None)
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """Everything that is known of one city, ready to become a site.

    Attributes:
        job: what it was made from.
        tables: of all stages, by name.
        facts: for the report, by stage.
        recognised: which places are known ones.
        described: what services told.
        named: the places with their final ids and names.
        outings: its streets and walks.
        ground: the map under everything, where there is one.
        lock: what is known of the places now.
        warnings: what somebody should look at.
        missing: what services could not give.
    """

    job: Job
    tables: Tables
    facts: Mapping[str, Facts]
    recognised: Recognised
    described: Described
    named: NamedPlaces
    outings: Outings
    ground: Ground
    lock: Lock
    warnings: list[str]
    missing: list[str]


def make_guide(city: City, store: Store, web: Web, progress: Tell, *, anew: bool = False) -> Made:
    """Run the stages of one city, or take their results from the store, and describe its places.

    Args:
        city: which one.
        store: where results are kept.
        web: the way to services.
        progress: told what is being done, a line each.
        anew: whether services are asked for photos although those that they gave are kept.

    Raises:
        InputError: when no photo can be used.
        ServiceError: when no service that has the photos can be asked.
        ConfigError: when a file beside the city file has mistakes, or a contact is missing.
    """
    job = Job.of(city, store)
    tables: Tables = {}
    facts: dict[str, Facts] = {}
    doubts: list[str] = []
    came = gather(city, store, web, progress, anew=anew)
    for stage, key in stage_keys(job).items():
        own, facts[stage.name], kept = result_of(job, stage, key, tables)
        progress(f"{city.slug}: {stage.name}" + (" (kept)" if kept else ""))
        tables |= own
        if stage.name == "photos":
            told, doubts = _account_for_photos(job, tables, facts["photos"])
            progress(f"{city.slug}: {told}")
        if stage.name == "quality":
            told, odd = _account_for_quality(job, tables, facts["quality"])
            progress(f"{city.slug}: {told}")
            doubts += odd
        if stage.name == "places":
            recognised = recognise(job, tables)
            tables |= recognised.tables
    progress(f"{city.slug}: names, texts and pictures")
    described = describe(job, tables, recognised.settled.entries, web)
    named = name_places(
        tables["labelled"],
        job.curated.places,
        Projection.around(city.bbox),
        city.languages,
        settled=recognised.settled,
        found_names={
            place: FoundName(name, provider, provider not in UNLASTING)
            for place, (name, provider) in described.names.items()
        },
        used=job.lock.used_ids() | job.curated.obsolete.keys(),
    )
    progress(f"{city.slug}: streets and walks")
    walked = outings(job, tables, named.places, web, progress)
    drawn = ground(job, web) if walked.streets else Ground(None)
    lock = next_lock(job, recognised, named)
    for line in news(job, recognised, named):
        progress(f"{city.slug}: {line}")
    facts["descriptions"] = dict(described.facts)
    if walked.streets:
        facts["streets"] = dict(walked.streets.facts)
    facts["routes"] = dict(walked.moved.facts)
    warnings = [
        *came.notes,
        *doubts,
        *_doubts(job, recognised, named, lock),
        *_doubts_about_services(job, described, named),
        *walked.doubts,
    ]
    missing = [*came.problems, *described.problems, *walked.problems, *drawn.problems]
    return Made(
        job, tables, facts, recognised, described, named, walked, drawn, lock, warnings, missing
    )


def guide_of(made: Made) -> Guide:
    """What the site is made from."""
    city, tables, named = made.job.city, made.tables, made.named
    renamed = {**named.ids, "": ""}
    shown = set(named.places["place_id"])
    members = tables["members"].assign(place_id=tables["members"]["place_id"].map(renamed))
    seasons = tables["profiles"].assign(place_id=tables["profiles"]["place_id"].map(renamed))
    photos, sifted = made.facts["photos"], made.facts["quality"]
    return Guide(
        city=city,
        photos=tables["photos"],
        authors=tables["authors"],
        places=check(named.places, PLACES),
        members=check(members[members["place_id"].isin(shown)], MEMBERS),
        profiles=seasons[seasons["place_id"].isin({*shown, ""})],
        stories=_stories(made),
        redirects=redirects(made.recognised, named, made.lock, shown),
        problems=[*made.described.notes, *made.outings.notes, *made.ground.notes],
        streets=made.outings.streets,
        ways=made.outings.ways,
        graph=made.outings.graph,
        routes=made.outings.moved.routes,
        flow=made.outings.moved.field,
        velocity=made.outings.moved.velocity,
        tracks=made.outings.moved.tracks,
        walks=made.outings.walks,
        no_walks=made.outings.why_none,
        basemap=made.ground.basemap,
        report=made.facts,
        counts={
            "rows_read": photos["rows_read"],
            "kept": sifted["kept"],
            **photos["rejected"],
            **sifted["left_out"],
        },
        density=density_of(tables["quality_maps"], city.bbox),
        credits=[Credit(source.credit) for source in city.photos if source.credit],
    )


def _stories(made: Made) -> dict[str, Story]:
    """By final id; a story whose place editors should look at says so."""
    ids, lock = made.named.ids, made.lock
    stories = {ids[place]: story for place, story in made.described.stories.items()}
    return {
        name: replace(story, review=story.review or lock.places[name].review)
        for name, story in stories.items()
    }


def _doubts_about_services(job: Job, described: Described, named: NamedPlaces) -> list[str]:
    """What services said, or could not say, that somebody should look at."""
    path = job.city.curated_path
    doubts = [
        f"{path}: places.{named.ids[place]}.wikidata: nobody knows {item}; look at its number"
        for place, item in described.unknown.items()
    ]
    sources = named.places["name_source"]
    if described.problems and not job.lock.places and sources.isin(["near", "position"]).any():
        doubts.append(
            f"{job.city.lock_path}: places that no service could name have their position as id "
            "and address, for good; to have them named first, delete this file and build again "
            "when the services can be asked"
        )
    return doubts


def _doubts(job: Job, recognised: Recognised, named: NamedPlaces, lock: Lock) -> list[str]:
    """What editors should look at."""
    city, path = job.city, job.city.curated_path
    doubts = []
    if unused := city.unused():
        doubts.append(f"{city.path}: this version does not act on {', '.join(unused)} yet")
    west, south, east, north = astuple(city.bbox)
    doubts += [
        f"{path}: places.{name}.at: lies outside the city's bbox; the longitude comes first"
        for name, entry in job.curated.places.items()
        if not (west <= entry.at[0] <= east and south <= entry.at[1] <= north)
    ]
    if named.unmatched:
        doubts.append(
            f"{path}: no place was found for {', '.join(named.unmatched)}; what is said of them "
            f'is not shown; "guidegen curate {city.slug}" sets aside those that had one'
        )
    doubts += [
        f"{path}: obsolete.{name}: its place was found again, and what is said of it counts; "
        f'"guidegen curate {city.slug}" moves it back to places'
        for name in sorted(recognised.entries.keys() & job.curated.obsolete.keys())
    ]
    doubts += [
        f'{path}: places.{name}: {place.review}; look at it after "guidegen curate {city.slug}"'
        for name, place in sorted(lock.places.items())
        if place.review and not place.gone
    ]
    return [*doubts, *(f"{path}: {line}" for line in lost_merges(job, recognised, named))]


def _account_for_photos(
    job: Job, tables: Tables, counts: Mapping[str, Any]
) -> tuple[str, list[str]]:
    """Keep what was rejected where people can look at it; say what came in, and what is odd.

    Raises:
        InputError: when no photo can be used.
    """
    city = job.city
    rejects = job.store.write_csv(f"rejects/{city.slug}.csv", tables["rejects"])
    left_out = ", ".join(f"{n} {reason}" for reason, n in counts["rejected"].items())
    told = f"{counts['kept']} of {counts['rows_read']} rows of photos can be used"
    if left_out:
        told += f" (left out: {left_out}; see {rejects})"
    _check_people(job, tables, "photos", told)
    half = counts["rows_read"] > 2 * counts["kept"]
    return told, [f"{city.path}: photos: more than half were left out: {told}"] if half else []


def _account_for_quality(
    job: Job, tables: Tables, facts: Mapping[str, Any]
) -> tuple[str, list[str]]:
    """Keep what the filters left out where people can look at it; say how much it is.

    Raises:
        InputError: when too little is left.
    """
    city, table = job.city, tables["sifted_out"]
    listed = job.store.write_csv(f"rejects/{city.slug}.quality.csv", table)
    told = f"{facts['kept']} of {facts['photos']} photos pass the filters of quality"
    if facts["left_out"]:
        left_out = ", ".join(f"{n} {reason}" for reason, n in facts["left_out"].items())
        told += f" (left out: {left_out}; see {listed})"
    _check_people(job, tables, "quality", told)
    half = facts["photos"] > 2 * facts["kept"]
    return told, [f"{city.path}: quality: more than half were left out: {told}"] if half else []


def _check_people(job: Job, tables: Tables, key: str, told: str) -> None:
    """A guide tells of several people or is none.

    Raises:
        InputError: when there are photos by too few of them.
    """
    if tables["photos"].empty:
        raise InputError(f"{job.city.path}: {key}: none of the photos can be used: {told}")
    if (people := tables["photos"]["author_id"].nunique()) < FEWEST_AUTHORS:
        raise InputError(
            f"{job.city.path}: {key}: they are by {people}; a guide needs photos by at least "
            f"{FEWEST_AUTHORS} people, because every page would tell on fewer"
        )
