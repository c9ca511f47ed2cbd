"""A survey of a city's photos: its sample, with pictures that are at hand or can be fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guidegen.city import City
from guidegen.descriptions.collect import Asker
from guidegen.descriptions.pictures import PictureError, Rendition, prepare
from guidegen.errors import InputError
from guidegen.photos.gather import gather
from guidegen.stages import STAGES, Job, pictures_at_hand, result_of, stage_keys
from guidegen.store import Store
from guidegen.survey.page import write_survey
from guidegen.survey.sample import MOST_FAILURES, draw
from guidegen.web import Request, Web

_WIDTH = 1200  # pixels, about


@dataclass(frozen=True)
class Survey:
    """A survey that was written.

    Attributes:
        page: the path of its page.
        photos: how many it asks about.
        missing: what could not be had.
    """

    page: Path
    photos: int
    missing: list[str]


def make_survey(
    city: City,
    output: Path,
    photos: int,
    *,
    store: Store,
    web: Web,
    offline: bool,
    progress: Callable[[str], None],
) -> Survey:
    """Draw a sample of a city's photos, filtered ones too, and write the page that asks about it.

    Args:
        city: which one.
        output: the survey's folder; replaced whole.
        photos: how many are wanted.
        store: where results and pictures are kept.
        web: the way to the pictures.
        offline: whether the network is forbidden: then every picture in the cache is looked for.
        progress: told what is being done, a line each.

    Raises:
        InputError: when no photo can be shown.
        GuideError: when photos cannot be read, or the folder cannot be written.
    """
    job = Job.of(city, store)
    came = gather(city, store, web, progress, anew=False)
    stage = STAGES[0]  # all photos: which filters are needed is what a survey tells
    tables, _, _ = result_of(job, stage, stage_keys(job)[stage], {})
    ask = Asker(web)
    picture = _Pictures(ask, pictures_at_hand(city), store.folder / "pictures",
                        city.services.get("photo_files", ""))  # fmt: skip
    failures = len(tables["photos"]) if offline else MOST_FAILURES
    progress(f"{city.slug}: pictures of {photos} photos")
    sample = draw(tables["photos"], picture, photos, failures=max(failures, 1))
    if not sample:
        raise InputError(
            f"{city.path}: no photo can be shown: a survey needs photos whose licence allows "
            "showing them (CC BY, CC BY-SA, CC0, public domain), with an author or page to credit, "
            "and pictures in a folder, at an image_url"
            + (" or, offline, in the cache" if offline else "")
            + "".join(f"\n{problem}" for problem in ask.problems())
        )
    return Survey(
        write_survey(city, sample, output), len(sample), [*came.problems, *ask.problems()]
    )


@dataclass(frozen=True)
class _Pictures:
    """Finds the picture of a photo: in a folder, in the cache, or on the network."""

    ask: Asker
    at_hand: Mapping[str, Path]
    folder: Path
    mirror: str

    def __call__(self, row: Mapping[str, Any]) -> Rendition | None:
        path = self.at_hand.get(row["photo_id"])
        if path is not None:
            try:
                return _shown(prepare(path.read_bytes(), self.folder))
            except (PictureError, OSError):
                return None
        if not row["image_url"]:
            return None
        request = Request("photo_files", row["image_url"], mirror=self.mirror)
        return self.ask(request, lambda answer: _shown(prepare(answer.body, self.folder)))


def _shown(renditions: tuple[Rendition, ...]) -> Rendition:
    """The file that suits a page that shows one large picture, for every browser."""
    usual = [one for one in renditions if one.format == "webp"]
    return min(usual, key=lambda one: (abs(one.width - _WIDTH), one.width))
