"""Write a whole site into an empty folder: gather everything, then write."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError

from guidegen.errors import ConfigError, OutputError, Problem
from guidegen.streets.export import export_streets
from guidegen.website import words
from guidegen.website.addressed import address_of, city_files, sharing, site_files
from guidegen.website.data_files import data_files
from guidegen.website.feeds import FEED, city_feed
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.languages import _, ngettext
from guidegen.website.missing import missing_page
from guidegen.website.offline import MANIFEST, icons, manifest, offline_files
from guidegen.website.pages import Page, city_pages, index_page
from guidegen.website.stories import IMAGES
from guidegen.website.themes import Theme, load_theme
from guidegen.website.views import CityView

DOWNLOADS = "downloads"


def render_site(guides: Sequence[Guide], target: Path, *, base_url: str | None = None) -> None:
    """Write the site of these cities.

    Args:
        guides: one per city.
        target: a folder that is empty, does not exist yet, or holds other cities of the site
            already (see `cards.keep_other_cities`); the index lists them all.
        base_url: where the site will be found; pages then name their canonical address, and there
            is what cannot be without one (see `addressed`). Without one they work there as well.

    Raises:
        ConfigError: when a city's theme does not exist, or has a mistake.
        OutputError: when files cannot be written there.
    """
    site = _Site(target, (base_url or "").rstrip("/"))
    try:
        target.mkdir(parents=True, exist_ok=True)
        views = [view_city(guide) for guide in guides]
        for view in views:
            city = view.guide.city
            look = site.look(city.theme, city.path)
            feed = city_feed(view, site.base_url) if site.base_url else ""
            listed = site.write_pages(
                look, city_pages(view), feed=f"{site.base_url}/{city.slug}/{FEED}" if feed else ""
            )
            for path, text in data_files(view):
                site.write(f"{city.slug}/{path}", text)
            for name, file in picture_files(view).items():
                site.copy(f"{city.slug}/{IMAGES}/{name}", file)
            site.write_streets(view)
            if site.base_url:
                site.write_all(city_files(view, listed, feed, site.base_url))
            site.write_offline(view, look)
        first = views[0].guide.city if views else None
        look = site.look(first.theme, first.path) if first else site.look("default", target)
        site.write_pages(look, [index_page(target)])
        site.write("404.html", missing_page(look.templates, site.base_url))
        if site.base_url:
            site.write_all(site_files(target, site.base_url))
    except OSError as error:
        raise OutputError(f"{target}: cannot write the site: {error.strerror}") from error


@dataclass(frozen=True)
class _Look:
    """A theme and its compiled templates."""

    theme: Theme
    templates: Environment


@dataclass(frozen=True)
class _Site:
    """A folder that is being filled."""

    target: Path
    base_url: str
    _looks: dict[tuple[Path, ...], _Look] = field(default_factory=dict)

    def look(self, name: str, city_file: Path) -> _Look:
        """The theme of a city, its assets written when it is first met."""
        theme = load_theme(name, city_file)
        if theme.folders not in self._looks:
            self._write_assets(theme)
            self._looks[theme.folders] = _Look(theme, environment(theme))
        return self._looks[theme.folders]

    def write_pages(self, look: _Look, pages: Iterable[Page], **told: str) -> list[str]:
        """Write pages; returns the paths of those that stand for themselves."""
        listed = []
        for page in pages:
            context = {**page.context, **told, **self._surroundings(look.theme, page)}
            try:
                text = look.templates.get_template(page.template).render(context)
            except TemplateError as error:
                raise ConfigError([_template_problem(error, look.theme)]) from error
            self.write(page.path, text)
            if not page.stands_for:
                listed.append(page.path)
        return listed

    def write_all(self, files: Iterable[tuple[str, str | bytes]]) -> None:
        """Write text and binary files."""
        for path, content in files:
            if isinstance(content, str):
                self.write(path, content)
            else:
                self._file(path).write_bytes(content)

    def write_offline(self, view: CityView, look: _Look) -> None:
        """Write what lets browsers keep a city, whose other files are all there."""
        slug, drawn = view.guide.city.slug, icons()
        worker = look.theme.assets.get("worker.js")
        if worker is None:  # a theme of somebody's own that does without
            return
        self.write_all((f"assets/{name}", png) for _, name, png in drawn)
        shown = [(size, name) for size, name, _ in drawn]
        self.write(f"{slug}/{MANIFEST}", manifest(view.guide.city, shown))
        assets = [path.name for path in look.theme.asset_files()] + [name for _, name in shown]
        for path, text in offline_files(self.target / slug, sorted({*assets}), worker):
            self.write(f"{slug}/{path}", text)

    def _write_assets(self, theme: Theme) -> None:
        folder = self.target / "assets"
        folder.mkdir(parents=True, exist_ok=True)
        for path in theme.asset_files():
            if not (folder / path.name).exists():
                shutil.copyfile(path, folder / path.name)

    def write(self, path: str, text: str) -> None:
        """Write a text file, line ends as they are."""
        self._file(path).write_text(text, encoding="utf-8", newline="\n")

    def copy(self, path: str, source: Path) -> None:
        """Copy a file that is kept elsewhere."""
        shutil.copyfile(source, self._file(path))

    def write_streets(self, view: CityView) -> None:
        """Write the streets with their scores, if there are any, for other programs."""
        streets = view.guide.streets
        if streets is not None:
            folder = self._file(f"{view.guide.city.slug}/{DOWNLOADS}/streets.gpkg").parent
            export_streets(streets.network.edges, streets.scores, folder)

    def _file(self, path: str) -> Path:
        """Where a file goes, never outside the folder."""
        file = self.target / path
        if ".." in Path(path).parts or Path(path).is_absolute():
            raise OutputError(f"{path}: would be written outside the site")
        file.parent.mkdir(parents=True, exist_ok=True)
        return file

    def _surroundings(self, theme: Theme, page: Page) -> Mapping[str, Any]:
        root = "../" * page.path.count("/")
        address = address_of(page.stands_for or page.path)
        return {
            "root": root,
            "assets": {name: f"{root}assets/{file}" for name, file in theme.assets.items()},
            "canonical": f"{self.base_url}/{address}" if self.base_url else "",
            "sharing": sharing(page, root, self.base_url) if not page.stands_for else None,
        }


def _template_problem(error: TemplateError, theme: Theme) -> Problem:
    """Where a theme's template is wrong; Jinja puts the templates' own lines into tracebacks."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return Problem(f"is no sound template: {error.message}", Path(error.filename), error.lineno)
    if isinstance(error, TemplateNotFound):
        return Problem(f"the theme has no template {error.name}", theme.folders[0] / "templates")
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if Path(each.filename).parent in theme.templates]
    path, line = (Path(ours[-1].filename), ours[-1].lineno) if ours else (theme.folders[0], None)
    return Problem(f"cannot be filled in: {error.message}", path, line)


def picture_files(view: CityView) -> dict[str, Path]:
    """Every file of a picture that pages of a city show: its name, and where it is kept."""
    return {
        file.name: file.path
        for place in view.places
        for picture in place.story.pictures
        for file in picture.renditions
    }


def environment(theme: Theme) -> Environment:
    """The theme's templates: everything escaped, unknown names are errors."""
    templates = Environment(
        loader=FileSystemLoader(theme.templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    templates.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
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
    }
    templates.globals |= {
        "count": words.count,
        "legend": words.LEGEND,
        "levels": words.LEVELS,
        "months": words.MONTHS,
        "along_routes_note": words.ALONG_ROUTES,
    }
    return templates
