"""The commands of `guidegen survey`: make one, count its answers, study a threshold of light."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from guidegen.clioptions import CITIES, OneCity

_MAKE = "make"


class _MakeUnlessNamed(TyperGroup):
    """`guidegen survey CITY` makes a survey; `guidegen survey tally` is another command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Let the command be left out."""
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = [_MAKE, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_MakeUnlessNamed, no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def survey() -> None:
    """Ask people about a sample of photos: guidegen survey CITY."""


@app.command(_MAKE)
def make(
    ctx: typer.Context,
    city: OneCity,
    photos: Annotated[int, typer.Option(min=1, max=5000, metavar="N", help="How many.")] = 100,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="The folder, if not survey/<slug>."),
    ] = None,
    language: Annotated[
        str,
        typer.Option(metavar="CODE", help="What it asks in, if not the city's main language: it."),
    ] = "",
    offline: Annotated[
        bool, typer.Option("--offline", help="Only pictures in folders and in the cache.")
    ] = False,
) -> None:
    """Write a page with seven questions about each photo of a sample; it works offline."""
    from guidegen.cityfiles import find_cities, load_cities
    from guidegen.languages import AVAILABLE

    if language and language not in AVAILABLE:
        raise typer.BadParameter(
            f"guidegen speaks {', '.join(AVAILABLE)}, not {language!r}", param_hint="--language"
        )
    [read] = load_cities(find_cities([city], CITIES))
    if language:
        read = read.model_copy(update={"languages": (language,)})

    from guidegen.store import Store
    from guidegen.surveying import make_survey
    from guidegen.web import Web

    store = Store()
    folder = output or Path("survey") / read.slug
    with Web(store.folder / "web", offline=offline) as web:
        made = make_survey(
            read, folder, photos, store=store, web=web, offline=offline, progress=ctx.obj.progress
        )
    few = f"it has {made.photos} photos: no more can be shown"
    ctx.obj.warn_of([few] if made.photos < photos else [], made.missing)
    typer.echo(made.page)


@app.command()
def tally(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILES…", help="Saved by the page.")],
    form: Annotated[Literal["text", "csv"], typer.Option("--format")] = "text",
) -> None:
    """Count the answers: what most raters say of each photo, as shares by source."""
    from guidegen.survey.answers import read_answers
    from guidegen.survey.tally import tally as counted
    from guidegen.survey.tally import told

    answers = read_answers(files)
    surveys = answers["survey"].nunique()
    several = f"the answers are of {surveys} surveys; their photos are counted together"
    ctx.obj.warn_of([several] if surveys > 1 else [], [])
    table = counted(answers)
    if form == "csv":
        typer.echo(table.round({"share": 4}).to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        for line in told(table):
            typer.echo(line)


@app.command()
def light(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="RATED…", help="Saved answers, and tables of ratings or light."),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The curve; a .csv beside it.")
    ] = Path("light.svg"),
) -> None:
    """Draw which photos a threshold of brightness keeps, and say which threshold is right."""
    from guidegen.survey.light import study

    for line in study(files, output):
        typer.echo(line)
