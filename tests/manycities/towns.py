"""Small towns for builds of several cities."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from guidegen.city import City, load_city
from tests.end_to_end.porto import SIGHTS, photos

SLUGS = ("alder", "birch", "cedar")


def write_towns(folder: Path) -> None:
    """Write a city file for each, in `cities`; the further one is, the more photos it has."""
    cities = folder / "cities"
    cities.mkdir()
    for number, slug in enumerate(SLUGS):
        (cities / f"{slug}.csv").write_text(photos(SIGHTS, 500 + 100 * number))
        (cities / f"{slug}.yaml").write_text(
            f"name: {slug.title()}\ntimezone: Europe/Lisbon\nbbox: [-8.625, 41.135, -8.6, 41.155]\n"
            f"photos: [{{source: file, path: {slug}.csv}}]\n"
        )


def spoil(folder: Path, slug: str) -> None:
    """Let a town have photos by one person only, which is no guide."""
    (folder / f"cities/{slug}.csv").write_text("1,a,41.14,-8.61,2012-05-01\n")


def towns(folder: Path) -> list[City]:
    """The towns, read."""
    return [load_city(folder / f"cities/{slug}.yaml") for slug in SLUGS]


def files_of(site: Path) -> dict[str, bytes]:
    """Every file of a site by its path, hidden ones included."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def twice(number: int) -> tuple[int, int]:
    """Something that a worker can do: twice the number, and which process did it."""
    return 2 * number, os.getpid()


def noted(notes: Path, number: int) -> int:
    """The number itself; it is noted down with the process that was asked."""
    with notes.open("a") as file:
        file.write(f"{number} {os.getpid()}\n")
    return number


def twice_or_die(number: int) -> int:
    """The same, but 3 ends the process as the system does for want of memory."""
    if number == 3:
        os.kill(os.getpid(), 9)
    return 2 * number


def never_done(_: int) -> None:
    """Tell on stdout which process does it."""
    print(os.getpid(), flush=True)  # noqa: T201
    signal.pause()
