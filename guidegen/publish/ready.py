"""Whether a site may be published: it must be whole and sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from guidegen.errors import OutputError
from guidegen.website.check import check_site
from guidegen.website.checking.site import HOME
from guidegen.website.folder import MARKER


def ready_site(output: Path, *, checked: bool, warn: Callable[[str], None]) -> Path:
    """The site's folder, absolute, once nothing speaks against publishing it.

    Args:
        output: the site's folder.
        checked: whether its pages are to be checked first.
        warn: takes what is worth a look.

    Raises:
        OutputError: when there is no whole site, or it has mistakes, which are all named.
    """
    if not ((output / HOME).is_file() and (output / MARKER).is_file()):
        raise OutputError(f"{output}: there is no site here; run guidegen build first")
    if checked and (mistakes := check_site(output)):
        raise OutputError(
            "\n".join([*map(str, mistakes), "nothing was published (--no-check does so anyway)"])
        )
    if not (output / "sitemap.xml").is_file():
        warn(
            f"{output}: was built without --base-url, so it has no sitemaps, feeds, canonical "
            "addresses and pictures for shared links"
        )
    return output.resolve()
