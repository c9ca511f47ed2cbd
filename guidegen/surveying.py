"""A survey of a city's photos: its sample, with pictures that are at hand or can be fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from guidegen.city import City
from guidegen.descriptions.collect import Asker
from guidegen.descriptions.pictures import PictureError, Rendition, prepare, showable
from guidegen.errors import InputError
from guidegen.photos import Picture
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
        raise _nothing_to_show(city, tables["photos"], ask.problems(), offline=offline)
    return Survey(
        write_survey(city, sample, output), len(sample), [*came.problems, *ask.problems()]
    )


def _nothing_to_show(
    city: City, photos: pd.DataFrame, problems: list[str], *, offline: bool
) -> InputError:
    return InputError(
        f"{city.path}: no photo can be shown: {len(showable(photos)):,} of {len(photos):,} have a "
        "licence that allows showing them (CC BY, CC BY-SA, CC0, public domain) and an author or "
        "page to credit; and of these none has a picture at hand, at an image_url"
        + (" or, offline, in the cache" if offline else "")
        + "".join(f"\n{problem}" for problem in problems)
    )


@dataclass(frozen=True)
class _Pictures:
    """Finds the picture of a photo: in a folder, in the cache, or on the network."""

    ask: Asker
    at_hand: Mapping[str, Picture]
    folder: Path
    mirror: str

    def __call__(self, row: Mapping[str, Any]) -> Rendition | None:
        held = self.at_hand.get(row["photo_id"])
        if held is not None and (content := held.read()) is not None:
            with suppress(PictureError):  # it may be a better one at its address
                return _shown(prepare(content, self.folder))
        if not row["image_url"]:
            return None
        request = Request("photo_files", row["image_url"], mirror=self.mirror)
        return self.ask(request, lambda answer: _shown(prepare(answer.body, self.folder)))


def _shown(renditions: tuple[Rendition, ...]) -> Rendition:
    """The file that suits a page that shows one large picture, for every browser."""
    usual = [one for one in renditions if one.format == "webp"]
    return min(usual, key=lambda one: (abs(one.width - _WIDTH), one.width))
