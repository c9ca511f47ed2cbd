"""The map under everything, from the city's extract; kept in the store while that is the same."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from guidegen.basemap.build import Basemap, build_basemap
from guidegen.city import City
from guidegen.languages import SOURCE_LANGUAGE
from guidegen.stages import Job
from guidegen.store import digest_of_files, key_of

NAME = "basemap"
_HERE = Path(__file__).parent
_CODE = ("basemap", "ground.py", "geo.py", "markup.py", "varints.py")


def basemap_of(job: Job) -> Basemap | None:
    """The map of a city, or None if it has no extract: what Overpass was asked for are streets.

    Args:
        job: with the city file, whose extract has been read as streets, and the store.
    """
    city = job.city
    if city.streets.path is None:
        return None
    path, languages, key = city.path.parent / city.streets.path, _languages(city), basemap_key(job)
    if kept := job.store.load(NAME, key):
        tables, facts = kept
        pieces = tables["pieces"]
        files = dict(zip(pieces["name"], pieces["base64"], strict=True))
        return Basemap(json.loads(facts["index"]), files) if files else None
    made = build_basemap(path, city.bbox, languages)
    files = dict(made.files) if made else {}
    table = pd.DataFrame({"name": list(files), "base64": list(files.values())}, dtype="str")
    # as text: numbers in it are to stay as they are
    facts = {"index": json.dumps(made.index if made else None)}
    job.store.save(NAME, key, {"pieces": table}, facts)
    return made


def basemap_key(job: Job) -> str:
    """Under which the map is kept; "" without an extract."""
    city = job.city
    if city.streets.path is None:
        return ""
    try:
        content = digest_of_files(city.path.parent / city.streets.path)
    except OSError:
        return ""  # reading it as streets says what is wrong
    code = digest_of_files(*(_HERE / each for each in _CODE))
    # how a file is read depends on how its name ends
    return key_of(code, content, city.streets.path.name, city.bbox, _languages(city))


def _languages(city: City) -> list[str]:
    return list(dict.fromkeys((SOURCE_LANGUAGE, *city.languages)))
