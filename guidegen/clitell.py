"""The commands that tell of a city and build nothing: explain, report, schema."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from guidegen.clioptions import CITIES, Offline, OneCity
from guidegen.terminal import Terminal


def explain(city: OneCity) -> None:
    """Show the stages: what is kept, what would run, and why; then why places are called so."""
    from guidegen.cityfiles import find_cities, load_cities

    [read] = load_cities(find_cities([city], CITIES))

    from guidegen import explanation

    for line in explanation.explain(read):
        typer.echo(line)


def report(
    ctx: typer.Context,
    city: OneCity,
    form: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
    offline: Offline = False,
) -> None:
    """Account for photos: what came in, what was left out and why, what each filter changed."""
    from guidegen.cityfiles import find_cities, load_cities

    terminal: Terminal = ctx.obj
    [read] = load_cities(find_cities([city], CITIES))

    from guidegen.accounts import account_for
    from guidegen.store import Store
    from guidegen.web import Web

    store = Store()
    with Web(store.folder / "web", offline=offline) as web:
        account = account_for(read, store, web, terminal.progress)
    terminal.warn_of(account.warnings, account.missing)
    if form == "json":
        typer.echo(json.dumps(account.report, indent=2, ensure_ascii=False))
    else:
        for line in account.lines():
            typer.echo(line)


def schema(
    of: Annotated[
        Literal["city", "places", "lock"], typer.Argument(metavar="city|places|lock")
    ] = "city",
) -> None:
    """Print the JSON Schema of city files, of curated places files, or of their locks."""
    from guidegen import city
    from guidegen.places import curated_file, lock

    schemas = {
        "city": city.json_schema,
        "places": curated_file.json_schema,
        "lock": lock.lock_schema,
    }
    typer.echo(json.dumps(schemas[of](), indent=2, ensure_ascii=False))
