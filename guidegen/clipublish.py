"""The commands that look at a built site and hand it to its host."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guidegen.clioptions import CITIES, Cities, Output, Strict

if TYPE_CHECKING:
    from guidegen.publish.plan import Plan

_OUTPUT = Path("output")
app = typer.Typer(no_args_is_help=True, help="Hand the built site to a host.")
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be sent and removed; change nothing.")
]


def _host(name: str) -> str:
    if name and not re.fullmatch(r"[\w-]+(\.[\w-]+)+", name):
        raise typer.BadParameter("it must look like guide.example.org")
    return name


Checked = Annotated[bool, typer.Option("--check/--no-check", help="Check the site first.")]


def check(
    ctx: typer.Context,
    cities: Cities = None,
    output: Output = _OUTPUT,
    strict: Strict = False,
) -> None:
    """Check city files, curated files and, if there are any, the built pages."""
    from guidegen.cityfiles import find_cities
    from guidegen.website.check import check_everything

    if output != _OUTPUT and not output.is_dir():  # where nothing is said, nothing may be built yet
        raise typer.BadParameter(f"there is no folder {output}", param_hint="--output")
    found, terminal = find_cities(cities or [], CITIES), ctx.obj
    terminal.progress(check_everything(found, output, warn=terminal.warn, strict=strict))


@app.command()
def git(
    ctx: typer.Context,
    output: Output = _OUTPUT,
    branch: Annotated[str, typer.Option(metavar="NAME", help="The branch.")] = "gh-pages",
    remote: Annotated[str, typer.Option(metavar="NAME", help="The remote.")] = "origin",
    message: Annotated[str, typer.Option("--message", "-m", help="Of the commit.")] = (
        "Publish the guide"
    ),
    cname: Annotated[
        str, typer.Option(metavar="HOST", callback=_host, help="The site's own domain.")
    ] = "",
    push: Annotated[bool, typer.Option("--push/--no-push", help="Send it to the remote.")] = True,
    dry_run: DryRun = False,
    checked: Checked = True,
) -> None:
    """Commit the site on a branch of this folder's repository, as GitHub Pages wants it."""
    from guidegen.publish.branch import Branch, publish_to_branch
    from guidegen.publish.ready import ready_site
    from guidegen.publish.tools import without_credentials

    site = ready_site(output, checked=checked, warn=ctx.obj.warn)
    to = Branch(branch, remote, push)
    plan = publish_to_branch(site, to, message=message, cname=cname, dry_run=dry_run)
    where = f"{without_credentials(remote)}/{branch}" if push else branch
    _tell(ctx, plan, where, dry_run)


@app.command()
def to(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="user@host:folder/, a folder, s3://bucket/….")
    ],
    output: Output = _OUTPUT,
    delete: Annotated[
        bool, typer.Option("--delete/--no-delete", help="Remove what is not in the site.")
    ] = True,
    dry_run: DryRun = False,
    checked: Checked = True,
) -> None:
    """Send the site to a server or folder by rsync, or to a bucket by the AWS CLI or rclone."""
    from guidegen.publish.ready import ready_site
    from guidegen.publish.target import publish_to

    site = ready_site(output, checked=checked, warn=ctx.obj.warn)
    _tell(ctx, publish_to(site, target, delete=delete, dry_run=dry_run), target, dry_run)


def _tell(ctx: typer.Context, plan: Plan, where: str, dry_run: bool) -> None:
    if dry_run:
        for line in plan.lines():
            typer.echo(line)
        ctx.obj.progress(f"{where}: {plan}; nothing was changed")
        return
    ctx.obj.progress(f"{where}: {len(plan.sent)} file(s) sent, {len(plan.removed)} removed")
    typer.echo(where)
