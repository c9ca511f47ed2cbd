"""What the website is made from: one city's finished tables and texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from guidegen.descriptions.pictures import Rendition

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from guidegen.basemap.build import Basemap
    from guidegen.city import City
    from guidegen.streets.network import ScoredStreets
    from guidegen.walks.graph import PlanGraph
    from guidegen.walks.suggest import Suggestion

_LARGE = ("photos", "authors", "places", "members", "profiles", "density", "streets", "ways",
          "graph", "routes", "velocity", "basemap")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where a name, text or picture comes from.

    Attributes:
        provider: as pages name it, for example "Wikipedia".
        url: the page to link to; only http and https become links.
        licence: for example "CC BY-SA 4.0"; "" if none is stated.
        licence_url: where it can be read, or "".
        attribution: whom to name, plain text, or "".
        fetched_at: the day it was fetched, YYYY-MM-DD, or "".
    """

    provider: str
    url: str = ""
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""
    fetched_at: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A description in one language.

    Attributes:
        language: its code.
        html: already sanitised: it goes into pages as it is.
        source: whose words these are; None for the guide's own editors.
    """

    language: str
    html: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a place, stripped of all metadata.

    Attributes:
        renditions: its files, by format and then width.
        alt: what it shows, in plain text.
        source: whose it is.
        own: whether it is one of the photos that made the place.
    """

    renditions: tuple[Rendition, ...]
    alt: str
    source: Source
    own: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """What is told about a place beside its figures.

    Attributes:
        names: by language code.
        name_source: where the name that is shown comes from; None for editors' and positions.
        name_sources: the same by language, for names that are not the editors'.
        texts: the page's language first; one a language.
        pictures: the best first.
        review: why an editor should look at it again, or "".
        label_at: (lon, lat) where editors want its name on the map; None for at its mark.
        reviewed: the day on which editors last looked at it, if they say so.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    name_source: Source | None = None
    name_sources: Mapping[str, Source] = field(default_factory=dict)
    texts: Sequence[Text] = ()
    pictures: Sequence[Picture] = ()
    review: str = ""
    label_at: tuple[float, float] | None = None
    reviewed: date | None = None


@dataclass(frozen=True)
class Credit:
    """Someone whose data or words the guide is made from.

    Attributes:
        text: for example "Photos: TripBuilder data set, © 2013 its authors".
        licence: for example "MIT"; "" if none is stated.
        url: where to read more; only http and https become links.
    """

    text: str
    licence: str = ""
    url: str = ""


class Elsewhere:
    """Stands for what another process has: that it is there is all that can be told of it."""

    def __getattr__(self, name: str) -> Any:
        """Nothing.

        Raises:
            LookupError: always; for what Python itself looks for it is an AttributeError.
        """
        raise (AttributeError if name.startswith("__") else LookupError)(f"{name} is elsewhere")


@dataclass(frozen=True)
class Guide:
    """Everything about one city that its pages are made from.

    Attributes:
        city: the city file.
        photos: see tables.PHOTOS.
        authors: see tables.AUTHORS.
        places: see tables.PLACES, a GeoDataFrame.
        members: see tables.MEMBERS.
        profiles: see tables.PROFILES; place_id "" is the whole city.
        stories: names, texts and pictures by place_id.
        redirects: former ids of places, each with the id to go to now, or "" for the city.
        problems: what could not be had for this build, for readers of the about page: short lines
            without addresses or advice, which are for the operator's terminal only.
        report: what came in and what was left out per stage, JSON-ready.
        counts: rows_read, kept, and the rows left out by reason; rows_read is their sum.
        density: how many people photographed where, before and after each filter of quality (see
            `quality.Sifted`); {} if it is not known.
        credits: whom to thank for the data, shown on the about page and at the map.
        streets: the scored streets, or None.
        ways: what walks follow: the streets, or photographers' routes where there are none.
        graph: the same as planners read them, or None.
        routes: `tables.ROUTES`, photographers' routes, or None.
        flow: the field of their movements, in slices (see `routes.encode`); {} if there is none.
        velocity: the whole field as leaflet-velocity reads it.
        tracks: where people moved, before and after cleaning (see `routes.density`); {} if nobody
            did.
        walks: that the guide suggests.
        no_walks: why there are none, a sentence for readers, or "".
        basemap: the map under everything, or None where there is none.
    """

    city: City
    photos: pd.DataFrame
    authors: pd.DataFrame
    places: gpd.GeoDataFrame
    members: pd.DataFrame
    profiles: pd.DataFrame
    stories: Mapping[str, Story] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    report: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    density: Mapping[str, Any] = field(default_factory=dict)
    credits: Sequence[Credit] = ()
    streets: ScoredStreets | None = None
    ways: ScoredStreets | None = None
    graph: PlanGraph | None = None
    routes: gpd.GeoDataFrame | None = None
    flow: Mapping[str, Any] = field(default_factory=dict)
    velocity: Sequence[Mapping[str, Any]] = ()
    tracks: Mapping[str, Any] = field(default_factory=dict)
    walks: Sequence[Suggestion] = ()
    no_walks: str = ""
    basemap: Basemap | None = None

    def without_tables(self) -> Guide:
        """The same for whoever writes pages of places: what is large is `Elsewhere`."""
        large = {name: getattr(self, name) for name in _LARGE}
        sent: dict[str, Any] = {
            name: Elsewhere()
            for name, part in large.items()
            if part is not None and not (hasattr(part, "__len__") and len(part) == 0)
        }
        return replace(self, **sent)

    @property
    def along_routes(self) -> bool:
        """Whether walks follow photographers' routes, because there are no streets."""
        return self.streets is None and self.ways is not None

    @property
    def kind_of_way(self) -> str:
        """What walks lead along, in a word."""
        return "ways" if self.along_routes else "streets"
