"""The command that builds the site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guidegen.clioptions import CITIES, Cities, Offline, Output, Strict, web_address
from guidegen.errors import ConfigError, OutputError, ServiceError
from guidegen.terminal import Terminal

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.manycities.outcome import BuildSummary


def build(
    ctx: typer.Context,
    cities: Cities = None,
    output: Output = Path("output"),
    offline: Offline = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Cities built at once.")
    ] = 1,
    backend: Annotated[
        str, typer.Option(metavar="loky|dask=ADDRESS|spark[=MASTER]", help="Where: here, or there.")
    ] = "loky",
    strict: Strict = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what became of each city, for scripts.")
    ] = False,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", callback=web_address, help="Where the site will be."),
    ] = None,
) -> None:
    """Build the site of the cities, or of all in cities/; a city that fails stops no other."""
    from guidegen.cityfiles import find_cities

    paths = find_cities(cities or [], CITIES)
    read, wrong = _read(paths)  # before what loads long: it has no part in mistakes in files

    from guidegen.manycities.build import How, build_cities
    from guidegen.manycities.outcome import failure
    from guidegen.manycities.workers import Workers

    how = How(Workers(jobs, backend), base_url, keep_others=bool(cities), offline=offline)
    failures = [failure(path.stem, error) for path, error in wrong]
    terminal: Terminal = ctx.obj
    summary = build_cities(read, output, how, terminal.progress, failures)
    _tell(terminal, summary)
    if as_json:
        typer.echo(json.dumps(summary.facts(), indent=2, ensure_ascii=False))
    elif summary.cities:
        typer.echo(output / "index.html")
    summary.raise_failures()
    if strict and summary.missing:
        raise ServiceError(f"--strict: {len(summary.missing)} thing(s) could not be had")
    if strict and summary.warnings:
        raise OutputError(f"--strict: the build has {len(summary.warnings)} warning(s)")


def _read(paths: list[Path]) -> tuple[list[City], list[tuple[Path, ConfigError]]]:
    """The cities whose files are sound, and the mistakes in the others.

    Raises:
        ConfigError: with all mistakes, when no file is sound.
    """
    from guidegen.cityfiles import load_cities

    cities, wrong = [], []
    for path in paths:
        try:
            cities += load_cities([path])
        except ConfigError as error:
            wrong.append((path, error))
    if not cities:
        raise ConfigError([problem for _, error in wrong for problem in error.problems])
    return cities, wrong


def _tell(terminal: Terminal, summary: BuildSummary) -> None:
    """Tell what came up, then a line for each city if there are several."""
    terminal.warn_of(summary.warnings, summary.missing)
    for outcome in summary.outcomes:
        if len(summary.outcomes) > 1:
            terminal.progress(str(outcome))
        if terminal.log:
            measured = {"seconds": round(outcome.took_s, 3), "peak_mb": round(outcome.peak_mb)}
            terminal.log.write("city", **outcome.facts(), **measured, trace=outcome.trace)
