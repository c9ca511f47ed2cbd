"""What a city file may say, and how to read one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from guidegen import yamlfile
from guidegen.cityquality import Quality
from guidegen.citysources import PhotoSource
from guidegen.cityvalues import (
    Bandwidths,
    BBox,
    Country,
    FilePath,
    Language,
    Line,
    Options,
    TimeZone,
    WebAddress,
    distinct,
    not_empty,
)
from guidegen.errors import ConfigError, Problem
from guidegen.languages import Units
from guidegen.slugs import is_slug, slugify
from guidegen.units import Length, Minutes

# Fewer photographers than this and a place tells on one of them.
FEWEST_AUTHORS = 3
# `assets` is the folder that all cities of a site share.
RESERVED_SLUGS = frozenset({"assets"})
# Where walkers count in miles and feet.
_IN_MILES = frozenset({"US", "LR", "MM"})
# Nobody plans a longer walk.
LONGEST_WALK_MINUTES = 360.0
# Keys which are understood but do nothing in this version.
NOT_ACTED_ON: tuple[str, ...] = ()


Provider = Literal[
    "curated", "wikipedia", "wikidata", "wikivoyage", "foursquare", "os_places", "wikimapia"
]
ServiceName = Literal[
    "wikipedia", "wikidata", "wikivoyage", "commons", "commons_files",
    "photo_files", "foursquare", "wikimapia", "overpass",
    "flickr", "geograph", "mapillary", "inaturalist", "nominatim",
]  # fmt: skip


def _walkable(minutes: float) -> float:
    if minutes > LONGEST_WALK_MINUTES:
        raise ValueError(f"a walk takes at most {LONGEST_WALK_MINUTES / 60:g} h")
    return minutes


WalkMinutes = Annotated[Minutes, AfterValidator(_walkable)]


class Visitors(Options):
    """How tourists are told from locals."""

    rule: Literal["trips", "seed", "fischer"] = "trips"
    """trips | seed | fischer."""


class Places(Options):
    """How places are found."""

    bandwidth_m: Bandwidths = "auto"
    """auto, a length such as 60 m, or up to three: for spots, places and quarters."""
    minimum_authors: int = Field(default=5, ge=FEWEST_AUTHORS)
    """From how many photographers a place is one; 3 at least, to keep each of them private."""


class Descriptions(Options):
    """Who describes the places."""

    providers: Annotated[tuple[Provider, ...], Field(strict=False), AfterValidator(distinct)] = ()
    """In order of preference; what editors wrote in the curated file always comes first."""
    os_places: FilePath | None = None
    """For the provider os_places: a Parquet file of FSQ OS Places, relative to the city file."""
    pictures: int = Field(default=3, ge=0, le=10)
    """The most pictures of a place; 0 for none."""
    premium: bool = False
    """Whether Foursquare is also asked for what it bills from the first call: tips, photos."""

    @model_validator(mode="after")
    def _file_of_os_places(self) -> Descriptions:
        if "os_places" in self.providers and self.os_places is None:
            raise ValueError("the provider os_places needs its file: add os_places: data/….parquet")
        return self


class Streets(Options):
    """Where the street network comes from."""

    source: Literal["overpass", "file", "none"] = "none"
    """overpass | file | none."""
    path: FilePath | None = None
    """For the source file: an extract of OpenStreetMap (.osm.pbf, .osm, .osm.gz, .osm.bz2),
    relative to the city file."""

    @model_validator(mode="after")
    def _path_of_file(self) -> Streets:
        if (self.source == "file") != (self.path is not None):
            raise ValueError("source: file and path: data/….osm.pbf need each other")
        return self


class Routes(Options):
    """How photographers' movements become routes and a field."""

    gap: Minutes = 60.0
    """A longer time between two photos ends a session, in minutes or as 1 h."""
    jump_m: Length = 1000.0
    """A longer way between two photos ends a session, in metres or as 1 km."""
    fastest_kmh: float = Field(default=10.0, gt=0, le=30)
    """Faster movements are not walks."""
    field: Literal["local", "magnets"] = "local"
    """local (the flow along the ways) | magnets (each way pulls from its begin to its end)."""


class Walks(Options):
    """The walks that the guide suggests."""

    suggest: int = Field(default=6, ge=0, le=30)
    """How many."""
    minutes: Annotated[tuple[WalkMinutes, ...], Field(strict=False), AfterValidator(not_empty)] = (
        60.0,
        120.0,
    )
    """How long, each in minutes or as 2 h; up to 6 h."""


class City(Options):
    """A city file: what the guide of one city is made from, and how."""

    name: Line
    """The city's name, as readers see it."""
    country: Country | None = None
    """Two capital letters (ISO 3166), such as IT."""
    timezone: TimeZone | None = None
    """A name of the time zone database, such as Europe/Rome."""
    languages: Annotated[
        tuple[Language, ...],
        Field(strict=False),
        AfterValidator(not_empty),
        AfterValidator(distinct),
    ] = ("en",)
    """Languages of pages, names and descriptions, the main one first."""
    units: Units | None = None
    """metric | imperial: how pages tell distances; if not given, as the country does."""
    bbox: BBox
    """[west, south, east, north] in degrees."""
    photos: Annotated[tuple[PhotoSource, ...], Field(strict=False), AfterValidator(not_empty)]
    """At least one source of photos."""
    quality: Quality = Quality()
    visitors: Visitors = Visitors()
    places: Places = Places()
    descriptions: Descriptions = Descriptions()
    streets: Streets = Streets()
    routes: Routes = Routes()
    walks: Walks = Walks()
    theme: Line = "default"
    """The theme of the site."""
    services: dict[ServiceName, WebAddress] = Field(default_factory=dict)
    """Other addresses of services, for mirrors; {language} stands for a language's."""

    _path: Path = PrivateAttr(default=Path("city.yaml"))

    def model_post_init(self, context: Any, /) -> None:
        """Remember the file that the city was read from."""
        if isinstance(context, Path):
            self._path = context

    @property
    def path(self) -> Path:
        """The city file; paths in it are relative to its folder."""
        return self._path

    @property
    def spoken_units(self) -> Units:
        """How pages tell distances; in Britain maps for walkers are metric, so they are."""
        return self.units or ("imperial" if self.country in _IN_MILES else "metric")

    @property
    def slug(self) -> str:
        """The city's name in folders and links: the file's name without its ending."""
        return self._path.stem

    @property
    def lock_path(self) -> Path:
        """The file beside the city file that remembers its places; machines write it."""
        return self._path.with_name(f"{self.slug}.places.lock.json")

    @property
    def curated_path(self) -> Path:
        """The editors' file beside the city file, which need not exist."""
        return self._path.with_name(f"{self.slug}.places.yaml")

    def unused(self) -> list[str]:
        """The keys that the file gives and this version does not act on."""
        return [key for key in NOT_ACTED_ON if key in self.model_fields_set]


def load_city(path: Path) -> City:
    """Read a city file.

    Raises:
        ConfigError: with every mistake in it, each with its line and key.
    """
    problems = [*_slug_problems(path)]
    try:
        city = yamlfile.validate(yamlfile.read_yaml(path), City)
    except ConfigError as error:
        raise ConfigError([*problems, *error.problems]) from error
    if problems:
        raise ConfigError(problems)
    return city


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a city file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **City.model_json_schema(),
    }


def _slug_problems(path: Path) -> list[Problem]:
    if path.stem in RESERVED_SLUGS:
        return [Problem("rename the file: the site needs this name for itself", path)]
    if is_slug(path.stem):
        return []
    name = f"{slugify(path.stem) or 'my-city'}.yaml"
    message = f"a city file's name may hold a-z, 0-9 and hyphens; rename it, for example to {name}"
    return [Problem(message, path)]
