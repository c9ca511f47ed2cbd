"""Figures that know light and dark, and the guide's own fonts; everything from this machine."""

from __future__ import annotations

import re
import shutil
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

HERE = Path(__file__).parent
FONTS = HERE.parent / "themes" / "default" / "assets"  # bundled when the package is built
COLOURS = HERE.parent / "themes" / "default" / "src" / "css" / "colours.css"
# What the theme says of the page's root Furo says of its body.
MOODS = {
    ':root[data-mood="night"]': 'body[data-theme="dark"]',
    ':root:not([data-mood="paper"])': 'body:not([data-theme="light"])',
    ":root": "body",
}
FACES = (
    "alegreya-latin-wght-normal",
    "alegreya-latin-wght-italic",
    "alegreya-latin-ext-wght-normal",
    "alegreya-greek-wght-normal",
    "source-sans-3-latin-wght-normal",
    "source-sans-3-latin-ext-wght-normal",
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("builder-inited", _bring_colours)
    app.connect("doctree-resolved", _draw)
    app.connect("html-page-context", _level_captions, priority=900)  # after Furo
    app.connect("build-finished", _bring_fonts)
    return {"parallel_read_safe": True}


def _draw(app: Sphinx, doctree: nodes.document, name: str) -> None:
    """Put drawings into the page itself, where the page's colours reach them."""
    del name
    for image in list(doctree.findall(nodes.image)):
        if image["uri"].endswith(".svg") and app.builder.format == "html":
            drawing = (Path(app.srcdir) / image["uri"]).read_text("utf-8")
            label = escape(image.get("alt", ""), quote=True)
            drawing = re.sub("<svg ", f'<svg role="img" aria-label="{label}" ', drawing, count=1)
            image.replace_self(
                nodes.raw("", f'<div class="drawing">{drawing}</div>', format="html")
            )


def _level_captions(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Say of which level the headings in the list of pages are; screen readers want to know."""
    del app, page, template, doctree
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace(
        'role="heading">', 'role="heading" aria-level="2">'
    )


def _bring_colours(app: Sphinx) -> None:
    """The theme's, before pages are written, whose links hold what a hash of each sheet is."""
    if app.builder.format != "html":
        return
    sheet = COLOURS.read_text("utf-8")
    for theirs, furos in MOODS.items():
        sheet = sheet.replace(theirs, furos)
    to = Path(app.outdir) / "_static"
    to.mkdir(parents=True, exist_ok=True)
    (to / "colours.css").write_text(sheet, "utf-8")


def _bring_fonts(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    to = Path(app.outdir) / "_static" / "fonts"
    to.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        [font] = FONTS.glob(f"{face}-*.woff2")
        shutil.copyfile(font, to / f"{face}.woff2")
