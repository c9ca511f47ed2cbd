"""Builds two guides, so that the processes of the tests find the kernels compiled."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from guidegen.city import load_city
from guidegen.pipeline import build_guide
from guidegen.store import Store
from guidegen.web import Web
from tests.end_to_end.pisa import CITIES
from tests.end_to_end.porto import write_city


def warm_up(folder: Path) -> None:
    """Porto has streets, Pisa has routes."""
    write_city(folder)
    shutil.copytree(CITIES, folder / "cities")
    store = Store(folder / "store")
    with Web(store.folder / "web", offline=True) as web:
        for number, path in enumerate((folder / "porto.yaml", folder / "cities" / "pisa.yaml")):
            build_guide([load_city(path)], folder / f"site-{number}", store=store, web=web)


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        warm_up(Path(name))
