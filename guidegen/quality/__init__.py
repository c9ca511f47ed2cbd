"""Which photos are left out although they could be used, and what each filter did.

The filters run in a fixed order, each on what the ones before it left: duplicates; what tells of
positions (precision, hot spots, speed, bulk); luminance; events, which count people and so want
the false ones gone; faces, which is slow. None sees the order of rows, and chance has no part in
them: where some of several equal photos stay, a hash of author and day decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from guidegen.city import FEWEST_AUTHORS
from guidegen.cityquality import Quality
from guidegen.crowd import PER_DOUBLING, apart, levels, packed
from guidegen.geo import Box
from guidegen.quality import (
    bulk,
    duplicates,
    events,
    faces,
    hotspots,
    luminance,
    precision,
    speed,
)
from guidegen.quality.density import Squares
from guidegen.quality.faces import Images, no_images
from guidegen.quality.verdict import Verdict
from guidegen.tables import SIFTED_OUT, check

# In the order in which they run; each has `words(options)` and `find(photos, options)`.
FILTERS: Mapping[str, Any] = {
    "duplicates": duplicates,
    "precision": precision,
    "hotspots": hotspots,
    "speed": speed,
    "bulk": bulk,
    "luminance": luminance,
    "events": events,
    "faces": faces,
}
BEFORE = "before"  # the name of the density of all photos


@dataclass(frozen=True)
class Step:
    """What one filter did.

    Attributes:
        name: the filter's key in the city file.
        on: whether it was asked for.
        words: what it does with its parameters, one sentence part; "" if it is off.
        photos: how many came to it; photos = kept + the sum of left_out.
        kept: how many it left.
        left_out: photos by reason.
        notes: what else is worth telling, ready for JSON.
        before: the name of the density of the photos that came to it, see `Sifted.density`.
        after: the name of the density of those that it left; the same if it left out nothing.
    """

    name: str
    on: bool
    words: str
    photos: int
    kept: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)
    before: str = BEFORE
    after: str = BEFORE


@dataclass(frozen=True)
class Sifted:
    """Photos that passed all filters, and an account of the others.

    Attributes:
        photos: `tables.PHOTOS`, sorted by photo_id.
        dropped: `tables.SIFTED_OUT`: photo_id, filter, reason; sorted by photo_id.
        steps: what each filter did, in their order, those that are off too.
        density: how many people photographed where, before and after each filter: box, columns,
            rows, fewest, per_doubling and layers by name, see `density` and `crowd.packed`; the
            layers are named "before" and after filters.
    """

    photos: pd.DataFrame
    dropped: pd.DataFrame
    steps: tuple[Step, ...]
    density: Mapping[str, Any]

    @property
    def facts(self) -> dict[str, Any]:
        """For the report: photos = kept + the sum of left_out, for each filter too."""
        steps = [step for step in self.steps if step.on]
        return {
            "photos": len(self.photos) + len(self.dropped),
            "kept": len(self.photos),
            "left_out": {
                reason: count for step in steps for reason, count in step.left_out.items()
            },
            "filters": {
                step.name: {
                    "words": step.words,
                    "photos": step.photos,
                    "kept": step.kept,
                    "left_out": dict(step.left_out),
                    "before": step.before,
                    "after": step.after,
                    **step.notes,
                }
                for step in steps
            },
            "off": [step.name for step in self.steps if not step.on],
        }


def sift(photos: pd.DataFrame, quality: Quality, box: Box, images: Images = no_images) -> Sifted:
    """Leave out photos of too little worth.

    Args:
        photos: `tables.PHOTOS`, in any order.
        quality: which filters are on, and their numbers.
        box: the city's; the maps of before and after cover it.
        images: the pictures at hand; only the filter of faces looks at them.

    Raises:
        ConfigError: when faces are to be found and the packages for it are not installed.
    """
    # authors as categories: their ids are compared once, not by each filter
    left = photos.sort_values("photo_id", ignore_index=True).astype({"author_id": "category"})
    squares = Squares.over(box)
    people = squares.people(left)
    layers = {BEFORE: packed(levels(people))}
    steps, dropped, layer = [], [], BEFORE
    for name, module in FILTERS.items():
        came, options = len(left), getattr(quality, name)
        if options is False:
            steps.append(Step(name, False, "", came, came, before=layer, after=layer))
            continue
        verdict = module.find(left, images if name == "faces" else options)
        gone = verdict.any(came)
        dropped.append(_reasons(left, name, verdict))
        before = layer
        if gone.any():
            left = left[~gone].reset_index(drop=True)
            people = apart(people, squares.people(left))
            layer, layers[name] = name, packed(levels(people))
        words, counts = module.words(options), _counts(verdict)
        steps.append(Step(name, True, words, came, len(left), counts, verdict.notes, before, layer))
    left = left.astype({"author_id": photos["author_id"].dtype})
    return Sifted(left, _table(dropped), tuple(steps), _map(squares, layers))


def _counts(verdict: Verdict) -> dict[str, int]:
    counts = {reason: int(np.sum(flags)) for reason, flags in verdict.left_out.items()}
    return {reason: count for reason, count in counts.items() if count}


def layers_of(density: Mapping[str, Any]) -> pd.DataFrame:
    """The layers of `Sifted.density` as a table that can be kept: name, most, bytes."""
    return pd.DataFrame(
        [{"name": name, **layer} for name, layer in density["layers"].items()],
        columns=["name", "most", "bytes"],
    )


def density_of(layers: pd.DataFrame, box: Box) -> dict[str, Any]:
    """`Sifted.density` again, from its layers."""
    named = layers.set_index("name").to_dict("index")
    return _map(Squares.over(box), {str(name): dict(layer) for name, layer in named.items()})


def _reasons(photos: pd.DataFrame, name: str, verdict: Verdict) -> pd.DataFrame:
    return pd.concat(
        [
            photos.loc[flags, ["photo_id"]].assign(filter=name, reason=reason)
            for reason, flags in verdict.left_out.items()
        ]
        or [photos.loc[[], ["photo_id"]].assign(filter=name, reason="")]
    )


def _table(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """No author ids: who has the table must not learn who photographed what."""
    empty = pd.DataFrame({name: pd.Series(dtype=str) for name in SIFTED_OUT.columns})
    table = pd.concat([empty, *parts]).astype(str).sort_values("photo_id", ignore_index=True)
    return check(table, SIFTED_OUT)


def _map(squares: Squares, layers: Mapping[str, Any]) -> dict[str, Any]:
    box = squares.box
    return {
        "box": [box.west, box.south, box.east, box.north],
        "columns": squares.columns,
        "rows": squares.rows,
        "fewest": FEWEST_AUTHORS,
        "per_doubling": PER_DOUBLING,
        "layers": dict(layers),
    }
