"""The command that looks whether this machine can build guides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from guidegen.clioptions import Output


def doctor(
    output: Output = Path("output"),
    online: Annotated[
        bool, typer.Option("--online", help="Also ask whether services can be reached.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same for scripts.")] = False,
) -> None:
    """Look whether all is there that guides are built with; exit code 1 if something is not."""
    from guidegen.doctor import examine

    findings = examine(output, online=online)
    sound = all(each.state != "bad" for each in findings)
    if as_json:
        told = {"version": 1, "ok": sound, "checks": [each.facts() for each in findings]}
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        for each in findings:
            typer.echo(each)
    if not sound:
        raise typer.Exit(1)
