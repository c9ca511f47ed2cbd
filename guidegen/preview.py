"""The site of some cities, served on this machine while their files are being edited.

The site is kept in the cache, so that the next preview has pages to show at once, before the
libraries that build have loaded.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from guidegen.city import load_city
from guidegen.errors import GuideError
from guidegen.remembered import Memory, remembering
from guidegen.store import Store, key_of
from guidegen.website.live import LiveSite
from guidegen.website.serve import rebuild_on_change, served


def preview(
    cities: Sequence[Path],
    port: int,
    *,
    offline: bool = False,
    progress: Callable[[str], None],
    ready: Callable[[str], None],
) -> None:
    """Build into the cache, serve it, and rebuild on change until Ctrl-C.

    Args:
        cities: the city files.
        port: on 127.0.0.1; 0 is any free one.
        offline: whether the network is forbidden.
        progress: told what is being done.
        ready: told the address, before the first build is done.

    Raises:
        ConfigError: when the port cannot be had. Mistakes in the files show up in the pages.
        OutputError: when the cache cannot be written.
    """
    store = Store()
    memory = Memory()
    output = store.folder / "preview" / key_of(*(str(city.resolve()) for city in cities))

    def build() -> None:
        from guidegen.cityfiles import load_cities
        from guidegen.pipeline import build_guide
        from guidegen.web import Web

        if not site.version:  # libraries stay: garbage is not looked for in them at each change
            gc.collect()
            gc.freeze()
        with remembering(memory), Web(store.folder / "web", offline=offline) as web:
            build_guide(
                load_cities(cities),
                output,
                keep_others=False,
                store=store,
                web=web,
                progress=progress,
            )

    site = LiveSite(output, build, progress)
    with served(site, port) as address, suppress(KeyboardInterrupt):
        ready(address)
        rebuild_on_change(site, lambda: sources(cities), threading.Event())


def sources(cities: Sequence[Path]) -> set[Path]:
    """The files and folders that the cities' pages are made from, at this moment."""
    from guidegen.website.themes import theme_folders  # the first page does not wait for it

    found = {path for city in cities for path in (city, city.with_name(f"{city.stem}.places.yaml"))}
    for path in cities:
        # with a mistake in it, which the page tells, only the city file itself matters
        with suppress(GuideError):
            city = load_city(path)
            found |= {
                path.parent / file for source in city.photos for file in source.files.values()
            }
            others = (city.streets.path, city.descriptions.os_places)
            found |= {path.parent / file for file in others if file}
            for folder in theme_folders(city.theme, path):
                found |= {folder / "theme.yaml", *_folders_of_theme(folder)}
    return found


def _folders_of_theme(folder: Path) -> Iterator[Path]:
    for part in ("templates", "assets"):
        yield folder / part
        yield from (inner for inner in (folder / part).rglob("*") if inner.is_dir())
