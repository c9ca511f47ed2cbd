"""What a city file may say about where its photos come from: a model for each source."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from guidegen.cityvalues import FilePath, Line, Options

Column = Literal[
    "photo_id", "author_id", "lon", "lat", "taken_at",
    "uploaded_at", "title", "tags", "url", "image_url", "licence", "accuracy",
]  # fmt: skip

Key = tuple[str | int, ...]


class _Credited(Options):
    credit: Line = ""
    """Whom to thank for the photos, and their licence; readers see it."""

    @property
    def files(self) -> dict[Key, Path]:
        """The files and folders that it reads, relative to the city file, by what names them."""
        return {}


class _FromPath(_Credited):
    path: FilePath
    """The file or folder, relative to the city file."""

    @property
    def files(self) -> dict[Key, Path]:
        """The files and folders that it reads, relative to the city file, by what names them."""
        return {("path",): self.path}


class FileSource(_FromPath):
    """Photos from a table in a file."""

    source: Literal["file"]
    """Where the photos come from: file, folder, takeout, commons, flickr, …"""
    path: FilePath
    """A CSV, TSV or Parquet file, relative to the city file; .gz and .zst are fine."""
    columns: dict[Column, Annotated[str, Field(min_length=1)]] = Field(default_factory=dict)
    """What the file calls the columns photo_id, author_id, lon, lat, taken_at, title, …"""
    header: bool | None = None
    """Whether the first line names the columns; left out, guidegen finds out."""


class YfccSource(_FromPath):
    """Photos from the YFCC100M data set."""

    source: Literal["yfcc"]
    """Where the photos come from."""
    path: FilePath
    """Its table (23 or 25 columns, .bz2, .gz or plain) or its SQLite file."""
    exif: FilePath | None = None
    """Its companion file of EXIF, for the light of each photo."""
    places: FilePath | None = None
    """Its companion file of places; of the places only the time zone is used."""

    @property
    def files(self) -> dict[Key, Path]:
        """The files and folders that it reads, relative to the city file, by what names them."""
        found = {("path",): self.path, ("exif",): self.exif, ("places",): self.places}
        return {key: path for key, path in found.items() if path}


class FolderSource(_FromPath):
    """Photos from a folder of pictures with EXIF."""

    source: Literal["folder"]
    """Where the photos come from."""
    path: FilePath
    """A folder of JPEG, HEIC, WebP or PNG pictures, relative to the city file."""
    author: Line = ""
    """Whose pictures they are where these do not say; a name is one person in all sources."""
    licence: Line = ""
    """Under which licence they may be shown; without one they are only counted."""
    tracks: Annotated[tuple[FilePath, ...], Field(strict=False)] = ()
    """GPX files that tell where a picture without a position was taken, by its time."""

    @property
    def files(self) -> dict[Key, Path]:
        """The files and folders that it reads, relative to the city file, by what names them."""
        return {("path",): self.path} | {("tracks", n): p for n, p in enumerate(self.tracks)}


class TakeoutSource(_FromPath):
    """Photos from an export of Google Photos."""

    source: Literal["takeout"]
    """Where the photos come from."""
    path: FilePath
    """A folder or .zip file of Google Takeout, or a folder of such .zip files."""
    author: Line
    """Whose export it is; a name is one person in all sources."""


class FlickrExportSource(_FromPath):
    """Photos from a Flickr member's own data."""

    source: Literal["flickr_export"]
    """Where the photos come from."""
    path: FilePath
    """A folder or .zip file of "Your Flickr data", or a folder of such .zip files."""
    author: Line
    """Whose export it is; a name is one person in all sources."""


class ArchiveSource(_FromPath):
    """Photos from what was saved of a service that is no more."""

    source: Literal["panoramio", "picasa", "yandex_fotki"]
    """Where the photos come from."""
    path: FilePath
    """An answer of the service in JSON (Yandex.Fotki: or Atom), or a folder of them."""


class CorpusSource(_FromPath):
    """Photos from a corpus that `guidegen photos import` made."""

    source: Literal["corpus"]
    """Where the photos come from."""
    path: FilePath
    """The corpus's folder, relative to the city file."""

    @property
    def files(self) -> dict[Key, Path]:
        """What tells of all that was imported: a corpus may be too large to read it all."""
        return {("path",): self.path / "imports"}


class _Dated(_Credited):
    since: date | None = None
    """The first day of photos that are asked for."""
    until: date | None = None
    """The last day of photos that are asked for."""

    @model_validator(mode="after")
    def _in_order(self) -> _Dated:
        if self.since and self.until and self.since > self.until:
            raise ValueError("since: must not be after until:")
        return self


class CommonsSource(_Dated):
    """Photos of Wikimedia Commons; it needs no key."""

    source: Literal["commons"]
    """Where the photos come from."""
    credit: Line = "Photos: Wikimedia Commons, each by its photographer and under its own licence"
    """Whom to thank for the photos, and their licence; readers see it."""


class FlickrSource(_Dated):
    """Photos of Flickr; it needs GUIDEGEN_FLICKR_KEY."""

    source: Literal["flickr"]
    """Where the photos come from."""
    credit: Line = (
        "Photos: Flickr, each by its photographer and under its own licence. "
        "This product uses the Flickr API but is not endorsed or certified by SmugMug, Inc."
    )
    """Whom to thank for the photos, and their licence; readers see it."""
    exif: bool = False
    """Whether to ask for the light of each photo too: one question a photo."""


class GeographSource(_Dated):
    """Photos of Geograph Britain and Ireland; it needs GUIDEGEN_GEOGRAPH_KEY."""

    source: Literal["geograph"]
    """Where the photos come from."""
    credit: Line = "Photos: Geograph Britain and Ireland, each © its photographer, CC BY-SA 2.0"
    """Whom to thank for the photos, and their licence; readers see it."""


class MapillarySource(_Dated):
    """Street-level photos of Mapillary; it needs GUIDEGEN_MAPILLARY_TOKEN."""

    source: Literal["mapillary"]
    """Where the photos come from."""
    credit: Line = "Photos: contributors of Mapillary, CC BY-SA 4.0"
    """Whom to thank for the photos, and their licence; readers see it."""


class INaturalistSource(_Dated):
    """Photos of plants and animals on iNaturalist; it needs no key."""

    source: Literal["inaturalist"]
    """Where the photos come from."""
    credit: Line = "Photos: observers on iNaturalist, each under its own licence"
    """Whom to thank for the photos, and their licence; readers see it."""


PhotoSource = Annotated[
    FileSource
    | YfccSource
    | FolderSource
    | TakeoutSource
    | FlickrExportSource
    | ArchiveSource
    | CorpusSource
    | CommonsSource
    | FlickrSource
    | GeographSource
    | MapillarySource
    | INaturalistSource,
    Field(discriminator="source"),
]
