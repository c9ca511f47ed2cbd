"""The commands of `guidegen photos`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from guidegen.photos.corpus.importing import Imported
    from guidegen.terminal import Terminal

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Corpora of photos.")

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files or folders of photos.")]
Folder = Annotated[Path, typer.Option("--corpus", metavar="DIR", help="The corpus's folder.")]
EngineName = Annotated[
    str, typer.Option("--engine", help="What makes authors' histories: duckdb, spark, spark=URL.")
]


def _plain(name: str) -> str:
    """A name of a source, which stands before a colon in ids."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,30}", name):
        raise typer.BadParameter("it must be a short name of a-z, 0-9, _ and -, like myphotos")
    return name


@app.callback()
def photos() -> None:
    """Corpora: photos of many cities and sources in one folder."""


@app.command("import")
def import_(
    ctx: typer.Context,
    files: Files,
    corpus: Folder,
    engine: EngineName = "duckdb",
    source: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Whose ids the photo ids of tables are.", callback=_plain
        ),
    ] = "file",
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="OURS=THEIRS", help="What tables call a column; may be repeated."),
    ] = None,
    author: Annotated[
        str, typer.Option(metavar="NAME", help="Whose pictures they are, where they do not say.")
    ] = "",
) -> None:
    """Bring photo files of any supported format into a corpus; what is there already stays."""
    columns = dict(_pair(each) for each in column or [])
    from guidegen.photos.checks import present_day
    from guidegen.photos.corpus.engines import check_name
    from guidegen.photos.corpus.histories import refresh_histories
    from guidegen.photos.corpus.importing import import_photos
    from guidegen.photos.corpus.layout import Corpus
    from guidegen.photos.corpus.readers import Given

    terminal: Terminal = ctx.obj
    check_name(engine)
    into = Corpus.at(corpus, create=True)
    today = present_day()
    for path in files:
        given = Given(path, source, columns, author)
        with terminal.bar(path.name) as tell:
            imported = import_photos(into, given, today=today, tell=tell)
        typer.echo(f"{path}: {_told(imported)}")
    terminal.progress("authors' histories")
    refresh_histories(Corpus.at(corpus), engine)


def _pair(text: str) -> tuple[str, str]:
    ours, equals, theirs = text.partition("=")
    from guidegen.photos.columns import ALIASES

    if not equals or ours not in ALIASES:
        told = f"{text!r}: it must be like lat=NAME, for one of {', '.join(ALIASES)}"
        raise typer.BadParameter(told, param_hint="--column")
    return ours, theirs


def _told(imported: Imported) -> str:
    parts = [f"{imported.kept:,} kept"]
    parts += [f"{count:,} {reason}" for reason, count in imported.rejected.items()]
    known = "" if imported.is_new else "; it was imported before"
    return f"{imported.rows_read:,} rows read = {' + '.join(parts)}{known}"
