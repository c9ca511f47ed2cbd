"""Write a whole site into an empty folder: gather everything, then write."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError

from guidegen.city import City
from guidegen.errors import ConfigError, OutputError
from guidegen.heap import trim
from guidegen.languages import SOURCE_LANGUAGE, direction, plain, speaking, spoken_units
from guidegen.streets.export import export_streets
from guidegen.website.addressed import (
    address_of,
    city_files,
    place_pictures,
    sharing,
    site_files,
)
from guidegen.website.cards import PICTURE, portrait_picture
from guidegen.website.crew import helped
from guidegen.website.data_files import Content, data_files, place_files, worded_files
from guidegen.website.editions import folder_of, index_name, languages_of, versions
from guidegen.website.environment import environment, template_problem
from guidegen.website.feeds import FEED, city_feed
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.missing import missing_page
from guidegen.website.offline import MANIFEST, icons, manifest, offline_files
from guidegen.website.pages import Page, city_pages, index_pages, looked_at, place_pages
from guidegen.website.readers import readers
from guidegen.website.script_texts import strings_script
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
    with _filled(target, base_url) as site:
        for view in [_view(guide) for guide in guides]:
            site.write_city(view)
        site.write_shared_pages(guides[0].city if guides else None)


def render_city(guide: Guide, target: Path, *, base_url: str | None = None) -> None:
    """Write the pages of one city and the assets they load, but nothing that cities share.

    Args:
        guide: the city's.
        target: a folder that is empty or does not exist yet.
        base_url: as in `render_site`.

    Raises:
        GuideError: as `render_site`.
    """
    with _filled(target, base_url) as site:
        site.write_city(_view(guide))


def render_shared_pages(first: City | None, target: Path, *, base_url: str | None = None) -> None:
    """Write the index and all else that tells of the cities that are in a folder.

    Args:
        first: the city whose theme and language these pages have, if there is one.
        target: holds the cities' folders and their assets.
        base_url: as in `render_site`.

    Raises:
        GuideError: as `render_site`.
    """
    with _filled(target, base_url) as site:
        site.write_shared_pages(first)


@contextmanager
def _filled(target: Path, base_url: str | None) -> Iterator[_Site]:
    """A site that is being written."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        yield _Site(target, (base_url or "").rstrip("/"))
    except OSError as error:
        raise OutputError(f"{target}: cannot write the site: {error.strerror}") from error


def _view(guide: Guide) -> CityView:
    with speaking(languages_of(guide.city)[0], guide.city.spoken_units):
        trim()  # what a guide is made from took more than it does
        view = view_city(guide)
    trim()
    return view


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
    _folders: dict[str, Path] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def __reduce__(self) -> tuple[type[_Site], tuple[Path, str]]:
        """For helpers, who compile templates themselves."""
        return _Site, (self.target, self.base_url)

    def look(self, name: str, city_file: Path) -> _Look:
        """The theme of a city, its assets written when it is first met."""
        theme = load_theme(name, city_file)
        if theme.folders not in self._looks:
            theme.write_assets(self.target / "assets")
            self._looks[theme.folders] = _Look(theme, environment(theme))
        return self._looks[theme.folders]

    def write_city(self, view: CityView) -> None:
        """Write the pages of a city in all its languages, and its files."""
        city = view.guide.city
        look = self.look(city.theme, city.path)
        main, *others = languages_of(city)
        with speaking(main, city.spoken_units):
            feed = city_feed(view, self.base_url) if self.base_url else ""
        address = f"{self.base_url}/{city.slug}/{FEED}" if feed else ""
        work = partial(self.write_places, view, address)
        self._write_first(view, look)
        with helped(work, len(view.places), pages_each=1 + len(others)):
            with speaking(main, city.spoken_units):
                self.write_pages(look, city_pages(view), feed=address)
                self._write_files(view, data_files(view))
                self._write_shared(view)
                drawn = portrait_picture(self.target / city.slug, look.theme.colours)
                self.write(f"{city.slug}/{PICTURE}", drawn)
                if self.base_url:
                    self.write_all(city_files(view, self.base_url, feed, look.theme.colours))
            for language in others:
                with speaking(language, city.spoken_units):
                    self.write_pages(look, city_pages(view), feed="")
                    self._write_files(view, worded_files(view))
        with speaking(main, city.spoken_units):
            self.write_offline(view, look)

    def _write_first(self, view: CityView, look: _Look) -> None:
        """Write the pages that somebody looks at, and what they load, and show them."""
        if (who := readers()) is None:
            return
        there = []
        for language in languages_of(view.guide.city):
            with speaking(language, view.guide.city.spoken_units):
                if pages := [*looked_at(view, who.pages)]:
                    self.write_pages(look, pages, feed="")
                    loaded = [*worded_files(view)]
                    self._write_files(view, loaded)
                    folder = folder_of(view.guide.city)
                    there += [page.path for page in pages]
                    there += [f"{folder}{path}" for path, _ in loaded]
        if there:
            self._copy_pictures(view)
            who.show(self.target, there)

    def write_places(self, view: CityView, feed: str, rows: slice) -> None:
        """Write the pages of some places in all languages, and what else is of each of them."""
        city, places = view.guide.city, view.side_by_side[rows]
        look = self.look(city.theme, city.path)
        main, *others = languages_of(city)
        with speaking(main, city.spoken_units):
            self.write_pages(look, place_pages(view, places), feed=feed)
            self._write_files(view, place_files(places))
            if self.base_url:
                self.write_all(place_pictures(view, places, look.theme.colours))
        for language in others:
            with speaking(language, city.spoken_units):
                self.write_pages(look, place_pages(view, places), feed="")

    def write_shared_pages(self, first: City | None) -> None:
        """Write what tells of all cities, in the look and language of one of them."""
        look = self.look(first.theme, first.path) if first else self.look("default", self.target)
        pages = [*index_pages(self.target)]
        self.write_pages(look, pages)
        with speaking(languages_of(first)[0] if first else SOURCE_LANGUAGE):
            self.write("404.html", missing_page(look.templates, self.base_url))
        if self.base_url:
            self.write_all(site_files(self.target, self.base_url, pages))

    def _write_files(self, view: CityView, files: Iterable[tuple[str, Content]]) -> None:
        folder = folder_of(view.guide.city)
        for path, text in files:
            self.write(f"{folder}{path}", text)

    def _write_shared(self, view: CityView) -> None:
        """Write what pages in all languages show."""
        self._copy_pictures(view)
        self.write_streets(view)

    def _copy_pictures(self, view: CityView) -> None:
        for name, file in picture_files(view).items():
            self.copy(f"{view.guide.city.slug}/{IMAGES}/{name}", file)

    def write_pages(self, look: _Look, pages: Iterable[Page], **told: str) -> None:
        """Write pages, each told something more."""
        for page in pages:
            with speaking(page.language, spoken_units()):
                context = {**page.context, **told, **self._surroundings(look.theme, page)}
                try:
                    text = look.templates.get_template(page.template).render(context)
                except TemplateError as error:
                    raise ConfigError([template_problem(error, look.theme)]) from error
            self.write(page.path, text)

    def write_all(self, files: Iterable[tuple[str, str | bytes]]) -> None:
        """Write text and binary files."""
        for path, content in files:
            if isinstance(content, str):
                self.write(path, content)
            else:
                self._write(path, [content])

    def write_offline(self, view: CityView, look: _Look) -> None:
        """Write what lets browsers keep a city, whose other files are all there."""
        slug, colours = view.guide.city.slug, look.theme.colours
        worker = look.theme.assets.get("worker.js")
        if worker is None:  # a theme of somebody's own that does without
            return
        drawn = icons(look.theme.icons(), colours.dark["ground"], colours.dark["dot"])
        self.write_all((f"assets/{name}", png) for _size, name, png in drawn)
        shown = [(size, name) for size, name, _png in drawn]
        self.write(f"{slug}/{MANIFEST}", manifest(view.guide.city, shown, colours))
        texts = [self._texts[each] for each in languages_of(view.guide.city) if each in self._texts]
        assets = [*look.theme.files, *texts, *(name for _size, name in shown)]
        for path, text in offline_files(self.target / slug, sorted({*assets}), worker):
            self.write(f"{slug}/{path}", text)

    def write(self, path: str, text: Content) -> None:
        """Write a text file, line ends as they are."""
        ours = path.endswith((".html", ".js"))  # other programs would show the marks
        pieces = [text] if isinstance(text, str) else text
        self._write(path, ((piece if ours else plain(piece)).encode() for piece in pieces))

    def _write(self, path: str, content: Iterable[bytes]) -> None:
        with open(self._file(path), "wb") as file:  # noqa: PTH123 - quicker, for many files
            file.writelines(content)

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
        folder, _, name = path.rpartition("/")
        if (known := self._folders.get(folder)) is None or ".." in name or "\\" in name:
            if ".." in Path(path).parts or Path(path).is_absolute():
                raise OutputError(f"{path}: would be written outside the site")
            known = self._folders[folder] = self.target / folder
            known.mkdir(parents=True, exist_ok=True)
        return known / name

    def _strings(self, language: str, root: str) -> str:
        """The script with the texts of a language, seen from a page; "" for English."""
        if language == SOURCE_LANGUAGE:
            return ""
        if language not in self._texts:
            name, text = strings_script(language)
            self.write(f"assets/{name}", text)
            self._texts[language] = name
        return f"{root}assets/{self._texts[language]}"

    def _surroundings(self, theme: Theme, page: Page) -> Mapping[str, Any]:
        root = "../" * page.path.count("/")
        address = address_of(page.stands_for or page.path)
        slug = page.folder.partition("/")[0]
        return {
            "root": root,
            "home": f"{root}{page.folder}",
            "shared": "../" * page.path.removeprefix(f"{slug}/").count("/") if slug else root,
            "index": f"{root}{index_name(page.language)}",
            "language": page.language,
            "direction": direction(page.language),
            "units": spoken_units(),
            "strings": self._strings(page.language, root),
            "versions": versions(page.paths, page.language, root, self.base_url),
            **theme.told(root),
            "canonical": f"{self.base_url}/{address}" if self.base_url else "",
            "sharing": sharing(page, root, self.base_url) if not page.stands_for else None,
        }


def picture_files(view: CityView) -> dict[str, Path]:
    """Every file of a picture that pages of a city show: its name, and where it is kept."""
    return {
        file.name: file.path
        for place in view.places
        for picture in place.story.pictures
        for file in picture.renditions
    }
