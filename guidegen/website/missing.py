"""404.html: what hosts show for an address that leads nowhere.

It is shown at that address, at any depth, so it loads nothing and links to nothing by a relative
path: its style is in the page, allowed by its hash. Only a site that knows its address links home.
"""

from __future__ import annotations

import base64
import hashlib

from jinja2 import Environment
from markupsafe import Markup

from guidegen.languages import direction, spoken

TEMPLATE, STYLE = "404.html", "404.css"


def missing_page(templates: Environment, base_url: str) -> str:
    """The page, made from a theme's 404.html and 404.css.

    Args:
        templates: of the theme.
        base_url: where the site will be, without a slash at its end, or "".
    """
    style = templates.get_template(STYLE).render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return templates.get_template(TEMPLATE).render(
        language=spoken(),
        direction=direction(spoken()),
        home=f"{base_url}/" if base_url else "",
        style=Markup(style),  # noqa: S704 - the theme's own
        style_hash=f"sha256-{digest}",
    )
