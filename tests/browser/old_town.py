"""The old town of Porto, whose planner is tested against the one in Python."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from guidegen.city import load_city
from guidegen.make import guide_of, make_guide
from guidegen.store import Store
from guidegen.streets.network import ScoredStreets
from guidegen.web import Web
from guidegen.website.guide import Guide
from guidegen.website.render import render_site
from tests.end_to_end.porto import write_city


@dataclass(frozen=True)
class Porto:
    """The old town: its guide, and where its pages are."""

    guide: Guide
    folder: Path

    @property
    def page(self) -> str:
        """The address of its planner."""
        return (self.folder / "planner.html").as_uri()


def build_old_town(folder: Path) -> None:
    """Fill a folder with its site and its guide."""
    write_city(folder)
    with Web(folder / "web", offline=True) as web:
        city = load_city(folder / "porto.yaml")
        guide = guide_of(make_guide(city, Store(folder / "store"), web, lambda _: None))
    leaning = _leaning(guide)
    guide = replace(guide, streets=leaning, ways=leaning)
    render_site([guide], folder / "site")
    (folder / "guide.pickle").write_bytes(pickle.dumps(guide))


def read_old_town(folder: Path) -> Porto:
    """What was built there."""
    guide = pickle.loads((folder / "guide.pickle").read_bytes())  # noqa: S301 - our own
    return Porto(guide, folder / "site" / "porto")


def _leaning(guide: Guide) -> ScoredStreets:
    """The streets, some of them visitors' and some locals': the made-up photos tell none."""
    assert guide.streets
    leaning = (np.arange(len(guide.streets.scores)) % 5 - 2).astype(np.int8)
    return replace(guide.streets, scores=guide.streets.scores.assign(leaning=leaning))
