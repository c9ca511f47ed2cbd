"""Arguments and options that several commands have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

CITIES = Path("cities")

Cities = Annotated[
    list[str] | None,
    typer.Argument(metavar="CITY", help="A slug in cities/, or the path of a city file."),
]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The site's folder.")]
Offline = Annotated[
    bool, typer.Option("--offline", help="Never use the network; say what is missing.")
]
OneCity = Annotated[str, typer.Argument(metavar="CITY", help="A slug or path.")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings are errors.")]


def web_address(text: str | None) -> str | None:
    """A web address that was given as an option.

    Raises:
        BadParameter: when it is none.
    """
    if text and not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", text):
        raise typer.BadParameter("it must look like https://example.org/guides/")
    return text
