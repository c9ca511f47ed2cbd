"""The places that are known: ``cities/<slug>.places.lock.json``, written by guidegen alone.

It remembers every place that ever had a page, so that the next build finds it again
(`identity`). It belongs under version control beside the editors' file; people need not read it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import shapely
from pydantic import AfterValidator, Field, PrivateAttr, model_validator
from shapely.geometry.base import BaseGeometry

from guidegen import yamlfile
from guidegen.cityvalues import Options, Position
from guidegen.errors import ConfigError, OutputError, Problem
from guidegen.places.curated_file import PlaceId
from guidegen.places.memory import KnownPlace
from guidegen.places.safefile import content_of, write_whole
from guidegen.places.sketch import from_text

VERSION = 1
_DEGREES = 6  # digits behind the point: a decimetre
_METRES = 6  # enough for what cities ask for, too few for a machine's 79.99999999999999
_SIMPLIFY_DEG = 1e-5  # a metre
_FARTHEST_DEG = 200.0  # areas may reach a little over the antimeridian
_RESTORE = (
    "take it back from version control, or delete it (then all places count as new, and those "
    "with an entry in the editors' file are found again by its position)"
)


def _area(text: str) -> str:
    try:
        with np.errstate(all="ignore"):  # of numbers that are too large, which are refused below
            area = shapely.from_wkt(text)
    except shapely.errors.GEOSException as error:
        raise ValueError("must be an area as WKT") from error
    if area.geom_type not in ("Polygon", "MultiPolygon") or area.is_empty:
        raise ValueError("must be a polygon or multipolygon as WKT")
    if not (np.abs(shapely.get_coordinates(area)) <= _FARTHEST_DEG).all():
        raise ValueError("must be an area in degrees")
    return text


def _sketch(text: str) -> str:
    if text:
        from_text(text)
    return text


class LockedPlace(Options):
    """What is remembered of a place."""

    level: Literal["quarter", "place", "spot"]
    """quarter | place | spot."""
    position: Position
    """[longitude, latitude] of its mode in degrees."""
    bandwidth_m: float = Field(gt=0, allow_inf_nan=False)
    """The bandwidth that it was found at, in metres."""
    area: Annotated[str, AfterValidator(_area)]
    """Its area in degrees, as WKT."""
    photos: int = Field(ge=0)
    """How many photos belong to it."""
    sketch: Annotated[str, AfterValidator(_sketch)] = ""
    """A sketch of which they are, in base64."""
    aliases: Annotated[tuple[PlaceId, ...], Field(strict=False)] = ()
    """Ids it had before; they lead to it."""
    gone: bool = False
    """Whether it was not found any more; it may come back."""
    review: str = ""
    """Why an editor should look at it; "guidegen curate" hands it on to the editors' file."""

    def shape(self) -> BaseGeometry:
        """The area in degrees, made valid."""
        return shapely.make_valid(shapely.from_wkt(self.area))


class Lock(Options):
    """All places that are known."""

    about: str = "Written by guidegen; people edit the .places.yaml beside it."
    """For whoever opens the file."""
    version: Literal[1]
    """The version of this file's form."""
    places: dict[PlaceId, LockedPlace] = Field(default_factory=dict)
    """By place id."""

    _content: bytes | None = PrivateAttr(default=None)
    """What the file held when it was read, None if there was none; copies know it, too."""

    @model_validator(mode="after")
    def _aliases_are_of_one(self) -> Lock:
        aliases = [alias for place in self.places.values() for alias in place.aliases]
        counts = Counter([*self.places, *aliases])
        doubles = {name for name, count in counts.items() if count > 1}
        if doubles:
            raise ValueError(f"the id of two places: {', '.join(sorted(doubles))}")
        return self

    def used_ids(self) -> set[str]:
        """All ids that a place has or had; no other may ever get them."""
        return {*self.places, *self.alias_of()}

    def alias_of(self) -> dict[str, str]:
        """The place that each alias leads to."""
        return {alias: name for name, place in self.places.items() for alias in place.aliases}

    def is_gone(self, name: str) -> bool:
        """Whether a place that has or had this id is known and was not found any more."""
        place = self.places.get(self.alias_of().get(name, name))
        return place is not None and place.gone

    def living(self) -> tuple[KnownPlace, ...]:
        """The places of the last build, for `find.find_places`."""
        return tuple(
            (*place.position, place.bandwidth_m, place.level)
            for _, place in sorted(self.places.items())
            if not place.gone
        )


def load_lock(path: Path) -> Lock:
    """Read a lock; one that is not there knows no place.

    Raises:
        ConfigError: when it cannot be read or is no lock of this version, with the remedy.
    """
    try:
        content = content_of(path)
        if content is None:
            return Lock(version=1)
        text = content.decode("utf-8")
        data = json.loads(text, parse_constant=_refuse, object_pairs_hook=_distinct)
    except OSError as error:
        raise ConfigError([Problem(f"cannot be read: {error.strerror}", path)]) from error
    except json.JSONDecodeError as error:
        message = f"is not sound JSON ({error.msg}); {_RESTORE}"
        raise ConfigError([Problem(message, path, error.lineno)]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError([Problem(f"is not sound JSON; {_RESTORE}", path)]) from error
    if not isinstance(data, dict):
        raise ConfigError([Problem(f"holds no places; {_RESTORE}", path)])
    _check_version(data.get("version"), path)
    try:
        lock = yamlfile.validate(yamlfile.Document(path, data, _lines(text)), Lock)
    except ConfigError as error:
        raise ConfigError([*error.problems, Problem(_RESTORE, path)]) from error
    lock._content = content  # the validator takes what the text says, nothing else
    return lock


def write_lock(path: Path, lock: Lock) -> bool:
    """Write a lock if it says anything new; returns whether it did.

    Args:
        path: the file.
        lock: made from what `load_lock` read there, or from nothing if there was no file.

    Raises:
        OutputError: when it cannot be written, or another build has changed the file since.
    """
    before, content = lock._content, lock_bytes(lock)
    now = content_of(path)
    if content in (before, now) or (now is None and not lock.places):
        return False
    if now != before:
        raise OutputError(f"{path}: another build changed it meanwhile; it stays so; build again")
    write_whole(path, content, before=before)
    return True


def lock_bytes(lock: Lock) -> bytes:
    """The content of a lock's file: one place a line, sorted, always the same bytes."""
    places = [
        f"  {json.dumps(name)}: {_json(place.model_dump(mode='json', exclude_defaults=True))}"
        for name, place in sorted(lock.places.items())
    ]
    listed = "{\n" + ",\n".join(places) + "\n}" if places else "{}"
    head = f'{{\n"about": {json.dumps(lock.about)},\n"version": {lock.version},\n'
    return f'{head}"places": {listed}\n}}\n'.encode()


def rounded_position(lon: float, lat: float) -> tuple[float, float]:
    """A position as the lock keeps it."""
    return round(float(lon), _DEGREES), round(float(lat), _DEGREES)


def rounded_bandwidth(bandwidth_m: float) -> float:
    """A bandwidth as the lock keeps it."""
    return round(float(bandwidth_m), _METRES)


def area_text(area: BaseGeometry) -> str:
    """An area (degrees) as the lock keeps it: simplified by a metre, rounded to a decimetre."""
    simple = shapely.normalize(area.simplify(_SIMPLIFY_DEG))
    text: str = shapely.to_wkt(simple, rounding_precision=_DEGREES, trim=True)
    return text


def lock_schema() -> dict[str, Any]:
    """The JSON Schema of a lock."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Lock.model_json_schema()}


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)


def _check_version(version: object, path: Path) -> None:
    if isinstance(version, int) and version > VERSION:
        message = (
            f"was written by a newer guidegen (its version is {version}, this one knows {VERSION});"
            " update guidegen"
        )
        raise ConfigError([Problem(message, path, key="version")])


def _lines(text: str) -> dict[yamlfile.Key, int]:
    """The line of each place, of which each has its own."""
    lines: dict[yamlfile.Key, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if found := re.match(r'\s*"([^"]+)": \{', line):
            lines["places", found[1]] = number
    return lines


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a key stands there twice")
    return dict(pairs)
