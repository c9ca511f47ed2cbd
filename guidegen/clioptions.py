"""Arguments and options that several commands have."""

from __future__ import annotations

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
