"""Finding city files by what people type."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from guidegen.city import City, load_city
from guidegen.errors import ConfigError, Problem
from guidegen.mistakes import did_you_mean
from guidegen.slugs import is_slug

CURATED_ENDING = ".places.yaml"


def find_cities(names: Sequence[str], folder: Path) -> list[Path]:
    """The city files that are meant by slugs in a folder or by paths; no names mean all.

    Raises:
        ConfigError: naming each city that is not there, with what is.
    """
    known = _cities_in(folder)
    if not names:
        if not known:
            raise ConfigError(
                f'there are no city files in {folder}/: "guidegen new NAME" makes one'
            )
        return list(known.values())
    problems: list[Problem] = []
    found: dict[str, Path] = {}
    for name in names:
        path = Path(name) if name.endswith((".yaml", ".yml")) else known.get(name)
        problem = _problem_with(name, path, known, folder)
        if path is None or problem:
            problems.append(Problem(problem or "", path))
        elif found.setdefault(path.stem, path).resolve() != path.resolve():
            problems.append(Problem(f"has the same name as {found[path.stem]}; rename one", path))
    if problems:
        raise ConfigError(problems)
    return list(found.values())


def load_cities(paths: Sequence[Path]) -> list[City]:
    """The cities that these files describe.

    Raises:
        ConfigError: with the mistakes of all the files at once.
    """
    cities, problems = [], []
    for path in paths:
        try:
            cities.append(load_city(path))
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(problems)
    return cities


def _cities_in(folder: Path) -> dict[str, Path]:
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    return {path.stem: path for path in files if not path.name.endswith(CURATED_ENDING)}


def _problem_with(name: str, path: Path | None, known: dict[str, Path], folder: Path) -> str | None:
    if path is None:
        return _unknown(name, known, folder)
    if path.name.endswith(CURATED_ENDING):
        return "holds curated places; name the city file beside it"
    if not path.exists():
        return "there is no such file" + _nearest(path.stem, known, folder)
    return None


def _unknown(name: str, known: dict[str, Path], folder: Path) -> str:
    if not is_slug(name):
        wanted = "neither the slug of a city (a-z, 0-9, hyphens) nor the path of a YAML file"
        return f"{name!r} is {wanted}{_nearest(name, known, folder)}"
    return f"there is no {folder / name}.yaml{_nearest(name, known, folder)}"


def _nearest(name: str, known: dict[str, Path], folder: Path) -> str:
    if not known:
        return f"; {folder}/ holds no city files"
    listed = ", ".join(list(known)[:20]) + (", …" if len(known) > 20 else "")
    return did_you_mean(name, known) or f"; the cities in {folder}/ are: {listed}"
