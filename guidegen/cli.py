"""The commands: parse, load, call one function, print; nothing else.

What a command needs is imported inside it, so that ``guidegen --help`` answers at once.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from guidegen import clibuild, clidoctor, cliphotos, clipublish, clisurvey, clitell
from guidegen.clioptions import CITIES, Cities, Offline, OneCity, web_address
from guidegen.errors import ServiceError
from guidegen.terminal import Terminal

if TYPE_CHECKING:
    from guidegen.geo import Box


class _Commands(TyperGroup):
    """The group of commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Let -q, -v and --log stand anywhere, also after the command."""
        end = args.index("--") if "--" in args else len(args)
        first: list[str] = []
        rest: list[str] = []
        for arg, before in zip(args[:end], ["", *args], strict=False):
            ours = re.fullmatch("-q|-v+|--quiet|--verbose|--log(=.*)?", arg) or before == "--log"
            (first if ours else rest).append(arg)
        return super().parse_args(ctx, first + rest + args[end:])


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode=None,  # rich takes longer to load than the help to print
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(cliphotos.app, name="photos")
app.add_typer(clipublish.app, name="publish")
app.add_typer(clisurvey.app, name="survey")


def _show_version(wanted: bool) -> None:
    if wanted:
        from guidegen import __version__

        typer.echo(f"guidegen {__version__}")
        raise typer.Exit


def _box(text: str) -> Box:
    from guidegen.cityvalues import parse_box

    try:
        edges: object = [float(edge) for edge in text.split(",")]
    except ValueError:
        edges = text
    try:
        return parse_box(edges)
    except ValueError as error:
        raise typer.BadParameter(f"the box {error}", param_hint="--bbox") from error


@app.callback()
def guidegen(
    ctx: typer.Context,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    verbose: Annotated[
        int,
        typer.Option("--verbose", "-v", count=True, help="Print times; -vv: tracebacks."),
    ] = 0,
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="FILE", help="Add all that is told to it, as JSON lines."),
    ] = None,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Make city guides from geotagged photos."""
    ctx.obj.verbosity = -1 if quiet else verbose
    if log is not None:
        from guidegen import __version__
        from guidegen.logfile import LogFile

        ctx.obj.log = LogFile(log)
        ctx.obj.log.write("start", command=ctx.invoked_subcommand, version=__version__)


@app.command()
def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The city's name, in any script.")],
    bbox: Annotated[
        str | None, typer.Option(metavar="W,S,E,N", help="Its area in degrees.")
    ] = None,
    slug: Annotated[str | None, typer.Option(help="The file's name, if not from NAME.")] = None,
    nominatim: Annotated[
        str | None,
        typer.Option(metavar="URL", callback=web_address, help="Whom to ask for the area instead."),
    ] = None,
    ci: Annotated[
        bool, typer.Option("--ci", help="Also a workflow that publishes by GitHub Pages.")
    ] = False,
) -> None:
    """Write a commented city file, cities/<slug>.yaml; an existing one stays as it is.

    Without --bbox, OpenStreetMap's search (Nominatim) is asked for the area, once.
    """
    from guidegen.newcity import find_and_write_city, write_city
    from guidegen.workflow import refuse_existing_workflow, write_workflow

    if ci:
        refuse_existing_workflow(Path())
    if bbox is None:
        tell = ctx.obj.progress
        path = find_and_write_city(name, CITIES, slug, nominatim=nominatim or "", tell=tell)
    else:
        path = write_city(name, _box(bbox), CITIES, slug)
    typer.echo(path)
    if ci:
        typer.echo(write_workflow(Path()))


app.command()(clibuild.build)


@app.command()
def fetch(ctx: typer.Context, city: OneCity) -> None:
    """Bring what services say about a city into the cache, and nothing else."""
    from guidegen.cityfiles import find_cities, load_cities

    terminal: Terminal = ctx.obj
    [read] = load_cities(find_cities([city], CITIES))

    from guidegen.pipeline import fetch_guide

    summary = fetch_guide(read, progress=terminal.progress)
    terminal.warn_of(summary.warnings, summary.missing)
    if summary.missing:
        raise ServiceError(f"{len(summary.missing)} thing(s) could not be had")


@app.command()
def curate(ctx: typer.Context, city: OneCity, offline: Offline = False) -> None:
    """Add new places to cities/<slug>.places.yaml and set obsolete ones aside; edits stay."""
    from guidegen.cityfiles import find_cities, load_cities

    terminal: Terminal = ctx.obj
    [read] = load_cities(find_cities([city], CITIES))

    from guidegen.pipeline import curate_guide
    from guidegen.store import Store
    from guidegen.web import Web

    store = Store()
    with Web(store.folder / "web", offline=offline) as web:
        summary, changes = curate_guide(read, store=store, web=web, progress=terminal.progress)
    terminal.warn_of(summary.warnings, summary.missing)
    for change in changes or [f"{read.curated_path}: there is nothing to change"]:
        typer.echo(change)


@app.command()
def serve(
    ctx: typer.Context,
    cities: Cities = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 8000,
    offline: Offline = False,
) -> None:
    """Build into a temporary folder, serve it on this machine, rebuild and reload on change."""
    from guidegen.cityfiles import find_cities
    from guidegen.preview import preview

    found = find_cities(cities or [], CITIES)
    preview(found, port, offline=offline, progress=ctx.obj.progress, ready=typer.echo)


app.command()(clipublish.check)
app.command()(clidoctor.doctor)


@app.command()
def walk(
    ctx: typer.Context,
    city: OneCity,
    start: Annotated[str, typer.Option("--from", metavar="P", help="lon,lat, or a place's id.")],
    minutes: Annotated[float, typer.Option(metavar="N", help="How long it takes.")],
    end: Annotated[
        str | None, typer.Option("--to", metavar="P", help="The same; without it, a loop.")
    ] = None,
    pace: Annotated[float, typer.Option(metavar="KMH", help="Kilometres an hour.")] = 5.0,
    form: Annotated[Literal["text", "geojson", "gpx"], typer.Option("--format")] = "text",
    avoid_steps: Annotated[bool, typer.Option("--avoid-steps")] = False,
    avoid_unlit: Annotated[
        bool, typer.Option("--avoid-unlit", help="After dark: streets without lights.")
    ] = False,
    prefer: Annotated[
        Literal["tourists", "locals", "all"], typer.Option(help="Whose favourites.")
    ] = "all",
    method: Annotated[
        Literal["distance", "count", "per-length", "shared"],
        typer.Option(help="How photos make a street's score."),
    ] = "distance",
    attraction: Annotated[
        float, typer.Option(metavar="M", help="0: photos do not matter; less than 1.")
    ] = 0.7,
    tour: Annotated[bool, typer.Option("--tour", help="Stop at places.")] = False,
    stay: Annotated[
        float | None, typer.Option(metavar="N", help="Minutes at each stop of a tour: 10.")
    ] = None,
    month: Annotated[
        int | None, typer.Option(min=1, max=12, help="Prefer stops at their best then.")
    ] = None,
    hour: Annotated[int | None, typer.Option(min=0, max=23, help="The same.")] = None,
    offline: Offline = False,
) -> None:
    """Plan a walk along the streets that people photograph."""
    given = {"--stay": stay, "--month": month, "--hour": hour}
    if not tour and (alone := ", ".join(n for n, value in given.items() if value is not None)):
        raise typer.BadParameter("only tours have stops: add --tour", param_hint=alone)
    from guidegen.cityfiles import find_cities, load_cities

    [read] = load_cities(find_cities([city], CITIES))

    from guidegen.store import Store
    from guidegen.walking import STAY_MINUTES, Liking, Visit, position_of, walk_in
    from guidegen.walks.plan import Wish
    from guidegen.web import Web

    ends = position_of(read, start), position_of(read, end) if end else None
    wish = Wish(*ends, minutes, pace, attraction, avoid_steps, avoid_unlit)
    store = Store()
    with Web(store.folder / "web", offline=offline) as web:
        planned = walk_in(
            read,
            wish,
            liking=Liking(method, "" if prefer == "all" else prefer),
            visit=Visit(month, hour, STAY_MINUTES if stay is None else stay) if tour else None,
            store=store,
            web=web,
            progress=ctx.obj.progress,
        )
    typer.echo(planned.told(form))


for telling in (clitell.explain, clitell.report, clitell.schema):
    app.command()(telling)


def main() -> None:
    """Run the command that the arguments name; every error becomes a message and an exit code."""
    terminal = Terminal()
    try:
        app(prog_name="guidegen", obj=terminal)
    except SystemExit as end:
        terminal.end(end.code)
        raise
    except Exception as error:
        code = terminal.fail(error)
        terminal.end(code)
        sys.exit(code)
