"""The site of some cities, served on this machine while their files are being edited."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from guidegen.city import load_city
from guidegen.cityfiles import load_cities
from guidegen.errors import GuideError
from guidegen.pipeline import build_guide
from guidegen.store import Store
from guidegen.web import Web
from guidegen.website.serve import LiveSite, rebuild_on_change, served
from guidegen.website.themes import load_theme


def preview(
    cities: Sequence[Path],
    port: int,
    *,
    offline: bool = False,
    progress: Callable[[str], None],
    ready: Callable[[str], None],
) -> None:
    """Build into a temporary folder, serve it, and rebuild on change until Ctrl-C.

    Args:
        cities: the city files.
        port: on 127.0.0.1; 0 is any free one.
        offline: whether the network is forbidden.
        progress: told what is being done.
        ready: told the address, before the first build is done.

    Raises:
        ConfigError: when the port cannot be had. Mistakes in the files show up in the pages.
    """
    with TemporaryDirectory(prefix="guidegen-", ignore_cleanup_errors=True) as folder:
        output = Path(folder) / "site"

        def build() -> None:
            store = Store()
            with Web(store.folder / "web", offline=offline) as web:
                build_guide(load_cities(cities), output, store=store, web=web, progress=progress)

        site = LiveSite(output, build, progress)
        with served(site, port) as address, suppress(KeyboardInterrupt):
            ready(address)
            rebuild_on_change(site, lambda: sources(cities), threading.Event())


def sources(cities: Sequence[Path]) -> set[Path]:
    """The files and folders that the cities' pages are made from, at this moment."""
    found = {path for city in cities for path in (city, city.with_name(f"{city.stem}.places.yaml"))}
    for path in cities:
        # with a mistake in it, which the page tells, only the city file itself matters
        with suppress(GuideError):
            city = load_city(path)
            found |= {
                path.parent / file for source in city.photos for file in source.files.values()
            }
            for folder in load_theme(city.theme, path).folders:
                found |= {folder / "theme.yaml", *_folders_of_theme(folder)}
    return found


def _folders_of_theme(folder: Path) -> Iterator[Path]:
    for part in ("templates", "assets"):
        yield folder / part
        yield from (inner for inner in (folder / part).rglob("*") if inner.is_dir())
