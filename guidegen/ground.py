"""The map under everything, from an extract or Overpass's answers; kept while they are the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from guidegen.alone import temporary_folder
from guidegen.basemap.build import Basemap, build_basemap, reach
from guidegen.basemap.questions import MOST_QUESTIONS, questions
from guidegen.basemap.written import write_extract
from guidegen.city import City
from guidegen.errors import AnswerError, ServiceError
from guidegen.languages import N_, SOURCE_LANGUAGE
from guidegen.overpass import Elements, ask, parse
from guidegen.stages import Job
from guidegen.store import digest_of_files, key_of
from guidegen.web import Answer, Web

NAME = "basemap"
_HERE = Path(__file__).parent
_CODE = ("basemap", "ground.py", "geo.py", "markup.py", "overpass.py", "varints.py")
_NOT_HAD = N_("OpenStreetMap: the map under the photographs could not be had")


@dataclass(frozen=True)
class Ground:
    """What a guide's maps lie on.

    Attributes:
        basemap: the map, or None where there is none.
        problems: what could not be had, for the operator.
        notes: the same for readers.
    """

    basemap: Basemap | None
    problems: Sequence[str] = ()
    notes: Sequence[str] = ()


def ground(job: Job, web: Web) -> Ground:
    """The map under everything; a city that it cannot be had for goes without.

    Args:
        job: with the city file and the store; its extract has been read as streets, if it has one.
        web: the way to Overpass.

    Raises:
        ConfigError: when the operator's contact is missing.
    """
    streets = job.city.streets
    if streets.source == "none":
        return Ground(None)
    if streets.path:
        return Ground(_from_extract(job, job.city.path.parent / streets.path))
    try:
        return Ground(_from_overpass(job, web))
    except ServiceError as error:
        return Ground(None, [f"map under everything: {error}"], [_NOT_HAD])


def basemap_key(job: Job) -> str:
    """Under which the map of an extract is kept; "" for other sources."""
    path = job.city.streets.path
    if path is None:
        return ""
    try:
        content = digest_of_files(job.city.path.parent / path)
    except OSError:
        return ""  # reading it as streets says what is wrong
    # how a file is read depends on how its name ends
    return _key(job.city, content, path.name)


def _key(city: City, *content: object) -> str:
    code = digest_of_files(*(_HERE / each for each in _CODE))
    return key_of(code, *content, city.bbox, _languages(city))


def _from_extract(job: Job, path: Path) -> Basemap | None:
    key = basemap_key(job)
    kept, made = _kept(job, key)
    return made if kept else _built(job, key, path)


def _from_overpass(job: Job, web: Web) -> Basemap | None:
    """The map from Overpass's answers, which the web keeps.

    Raises:
        ServiceError: when one of them cannot be had, or the city is too large to ask for.
    """
    mirrors = {str(name): url for name, url in job.city.services.items()}
    answers = [ask(web, asked, mirrors, _unread) for asked in _questions(job.city)]
    key = _key(job.city, [hashlib.sha256(each.body).hexdigest() for each in answers])
    kept, made = _kept(job, key)
    if kept:
        return made
    every = Elements()
    for answer in answers:
        every.add(parse(answer))
    with temporary_folder() as folder:
        path = folder / "answers.osm.pbf"
        write_extract(every, path)
        return _built(job, key, path)


def _questions(city: City) -> list[str]:
    asked = questions(reach(city.bbox))
    if len(asked) > MOST_QUESTIONS:
        raise ServiceError(
            f"Overpass: bbox in {city.path} would take {len(asked)} questions, and more than "
            f"{MOST_QUESTIONS} are too many for a public service; take an extract, or a smaller "
            "bbox"
        )
    return asked


def _unread(answer: Answer) -> Answer:
    """The answer as it is: to read it takes longer than to find the map that it gave."""
    if not re.search(rb'"elements"\s*:\s*\[', answer.body):
        raise AnswerError("no list of elements in it")
    return answer


def _kept(job: Job, key: str) -> tuple[bool, Basemap | None]:
    """Whether something is kept, and the map, if it is not that there is none."""
    kept = job.store.load(NAME, key) if key else None
    if kept is None:
        return False, None
    tables, facts = kept
    files = dict(zip(tables["pieces"]["name"], tables["pieces"]["base64"], strict=True))
    return True, Basemap(json.loads(facts["index"]), files) if files else None


def _built(job: Job, key: str, path: Path) -> Basemap | None:
    """The map of an extract, which is kept from now on."""
    made = build_basemap(path, job.city.bbox, _languages(job.city))
    files = dict(made.files) if made else {}
    table = pd.DataFrame({"name": list(files), "base64": list(files.values())}, dtype="str")
    # as text: numbers in it are to stay as they are
    facts = {"index": json.dumps(made.index if made else None)}
    job.store.save(NAME, key, {"pieces": table}, facts)
    return made


def _languages(city: City) -> list[str]:
    return list(dict.fromkeys((SOURCE_LANGUAGE, *city.languages)))
