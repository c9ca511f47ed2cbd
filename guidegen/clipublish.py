"""The commands that look at a built site and hand it to its host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guidegen.clioptions import CITIES, Cities, Output, Strict

if TYPE_CHECKING:
    from guidegen.publish.plan import Plan

app = typer.Typer(no_args_is_help=True, help="Hand the built site to a host.")
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be sent and removed; change nothing.")
]
Checked = Annotated[bool, typer.Option("--check/--no-check", help="Check the site first.")]


def check(
    ctx: typer.Context,
    cities: Cities = None,
    output: Output = Path("output"),
    strict: Strict = False,
) -> None:
    """Check city files, curated files and, if there are any, the built pages."""
    from guidegen.cityfiles import find_cities
    from guidegen.website.check import check_everything

    found, terminal = find_cities(cities or [], CITIES), ctx.obj
    terminal.progress(check_everything(found, output, warn=terminal.warn, strict=strict))


@app.command()
def git(
    ctx: typer.Context,
    output: Output = Path("output"),
    branch: Annotated[str, typer.Option(metavar="NAME", help="The branch.")] = "gh-pages",
    remote: Annotated[str, typer.Option(metavar="NAME", help="The remote.")] = "origin",
    message: Annotated[str, typer.Option("--message", "-m", help="Of the commit.")] = (
        "Publish the guide"
    ),
    cname: Annotated[str, typer.Option(metavar="HOST", help="The site's own domain.")] = "",
    push: Annotated[bool, typer.Option("--push/--no-push", help="Send it to the remote.")] = True,
    dry_run: DryRun = False,
    checked: Checked = True,
) -> None:
    """Commit the site on a branch of this folder's repository, as GitHub Pages wants it."""
    from guidegen.publish.branch import Branch, publish_to_branch
    from guidegen.publish.ready import ready_site

    site = ready_site(output, checked=checked, warn=ctx.obj.warn)
    to = Branch(branch, remote, push)
    plan = publish_to_branch(site, to, message=message, cname=cname, dry_run=dry_run)
    _tell(ctx, plan, f"{remote}/{branch}" if push else branch, dry_run)


@app.command()
def to(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="user@host:folder/, a folder, s3://bucket/….")
    ],
    output: Output = Path("output"),
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
