"""A theme's templates, ready to be filled in, and where they are wrong."""

from __future__ import annotations

import traceback
from pathlib import Path

from jinja2 import Environment, TemplateError
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError

from guidegen.errors import Problem
from guidegen.languages import _, ngettext
from guidegen.website import words
from guidegen.website.compiled import prepare
from guidegen.website.theme_templates import LayeredEnvironment
from guidegen.website.themes import Theme


def environment(theme: Theme) -> Environment:
    """The theme's templates: everything escaped, unknown names are errors."""
    templates = LayeredEnvironment(theme.templates, ["jinja2.ext.i18n"])
    templates.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    prepare(templates)
    templates.filters |= {
        "number": words.number,
        "few": words.few,
        "capital": words.capital,
        "percent": words.percent,
        "language_name": words.language,
        "listed": words.listed,
        "sentence": words.sentence,
        "distance": words.distance,
        "duration": words.duration,
        "exact_length": words.exact_length,
        "speed": words.speed,
        "decimal": words.decimal,
        "general": words.general,
    }
    templates.globals |= {
        "count": words.count,
        "colours": theme.colours,
    }
    return templates


def template_problem(error: TemplateError, theme: Theme) -> Problem:
    """Where a theme's template is wrong; Jinja puts the templates' own lines into tracebacks."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return Problem(f"is no sound template: {error.message}", Path(error.filename), error.lineno)
    if isinstance(error, TemplateNotFound):
        return Problem(f"the theme has no template {error.name}", theme.folders[0] / "templates")
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if Path(each.filename).parent in theme.templates]
    path, line = (Path(ours[-1].filename), ours[-1].lineno) if ours else (theme.folders[0], None)
    return Problem(f"cannot be filled in: {error.message}", path, line)
