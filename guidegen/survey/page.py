"""The folder of a survey: a page that works from a file, its pictures, and a table of them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from guidegen.city import City
from guidegen.errors import OutputError
from guidegen.languages import SOURCE_LANGUAGE, direction, speaking, spoken
from guidegen.licences import LICENCES
from guidegen.survey.answers import FORMAT
from guidegen.survey.questions import QUESTIONS
from guidegen.survey.sample import Sampled
from guidegen.website.data_files import to_json
from guidegen.website.editions import languages_of
from guidegen.website.environment import environment
from guidegen.website.folder import MARKER, replaced
from guidegen.website.script_texts import strings_script
from guidegen.website.stories import web_address
from guidegen.website.themes import load_theme

PAGE = "index.html"
TABLE = "photos.csv"
_PICTURES = "pictures"
_SCRIPT = "survey.js"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_survey(city: City, photos: Sequence[Sampled], output: Path) -> Path:
    """Write the folder, replaced whole when everything is done.

    Args:
        city: whose photos they are; its theme is used, and the main language of its pages.
        photos: the sample.
        output: the folder.

    Returns:
        The path of the page.

    Raises:
        OutputError: when the folder holds anything else, or cannot be written.
        ConfigError: when the city's theme cannot be used.
    """
    theme = load_theme(city.theme, city.path)
    if (output / MARKER).exists() and not (output / _SCRIPT).exists():
        raise OutputError(f"{output}: is a built site; name another folder for the survey")
    with replaced(output) as folder, speaking(languages_of(city)[0], city.spoken_units):
        theme.write_assets(folder / "assets")
        strings = _write_strings(folder)
        (folder / _PICTURES).mkdir()
        for photo in photos:
            shutil.copyfile(photo.picture.path, folder / _PICTURES / photo.picture.name)
        told = to_json(survey_data(city, photos))
        _write(folder / _SCRIPT, f"(window.guidegen = window.guidegen || {{}}).survey = {told};\n")
        _write(folder / TABLE, photo_table(photos))
        page = environment(theme).get_template("survey.html")
        context = {
            "city": city,
            "photos": len(photos),
            "questions": QUESTIONS,
            "language": spoken(),
            "direction": direction(spoken()),
            "units": city.spoken_units,
            "versions": [],
            "strings": strings,
            "root": "",
            "canonical": "",
            **theme.told(""),
        }
        _write(folder / PAGE, page.render(context))
    return output / PAGE


def _write_strings(folder: Path) -> str:
    """Write the texts of scripts; where they are, "" if they are those of the source."""
    if spoken() == SOURCE_LANGUAGE:
        return ""
    name, text = strings_script(spoken())
    _write(folder / "assets" / name, text)
    return f"assets/{name}"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def survey_data(city: City, photos: Sequence[Sampled]) -> dict[str, Any]:
    """What the page's script knows; see themes/default/src/survey.js."""
    # in whatever language they are asked, they are the same questions
    asked = [asdict(question) for question in QUESTIONS]
    what = json.dumps([asked, [photo.photo_id for photo in photos]])
    return {
        "format": FORMAT,
        "survey": hashlib.blake2b(what.encode(), digest_size=8).hexdigest(),
        "city": city.slug,
        "questions": [question.told() for question in QUESTIONS],
        "photos": [_photo(photo) for photo in photos],
    }


def photo_table(photos: Sequence[Sampled]) -> str:
    """The sample as CSV; what it says of light is joined to the answers by `survey light`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["photo_id", "source", "luminance_bv", "licence", "attribution", "url"])
    for photo in photos:
        light = "" if photo.luminance_bv is None else f"{photo.luminance_bv:.2f}"
        texts = [photo.licence, photo.attribution, photo.url]
        # a spreadsheet runs what begins like a formula; ids begin with the name of their source
        plain = [f"'{text}" if text.startswith(_FORMULA) else text for text in texts]
        writer.writerow([photo.photo_id, photo.source, light, *plain])
    return text.getvalue()


def _photo(photo: Sampled) -> dict[str, Any]:
    return {
        "id": photo.photo_id,
        "picture": f"{_PICTURES}/{photo.picture.name}",
        "width": photo.picture.width,
        "height": photo.picture.height,
        "author": photo.attribution,
        "licence": photo.licence,
        "licence_url": LICENCES.get(photo.licence, ""),
        "url": web_address(photo.url),
    }
