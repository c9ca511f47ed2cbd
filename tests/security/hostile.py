"""Sites in which every field that can carry text carries a script, or something that leads astray.

One is made from files by the whole program: photos, streets, the city's and the editors' files. The
other is rendered from what services are believed to have said.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from guidegen.city import load_city
from guidegen.descriptions.pictures import Rendition, prepare
from guidegen.geo import Projection
from guidegen.markup import from_markdown, safe_html
from guidegen.pipeline import build_guide
from guidegen.store import Store
from guidegen.survey.page import write_survey
from guidegen.survey.sample import Sampled
from guidegen.web import Web
from guidegen.website.guide import Credit, Guide, Source, Story, Text
from guidegen.website.render import render_site
from tests.privacy.simulated import TOWN, WAYS, everybody, table_of
from tests.streets.maps import xml
from tests.website.sample import sample_guide, scene
from tests.website.sample_walks import with_walks

SCRIPT = "<script>alert(1)</script>"
# Out of texts, attributes of both quotes, scripts, comments, CDATA, templates and style sheets.
PAYLOAD = (
    "</title></script></style>--><!--]]>\"'`><img src=x onerror=alert(1)><svg/onload=alert(1)>"
    f"{SCRIPT}{{{{ 7*7 }}}}{{% raw %}}${{alert(1)}}\u202e\u2028 onmouseover=alert(1) x="
)
# Addresses that a link must not have.
ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "file:///etc/passwd",
    "//evil.example/x", "blob:https://evil.example/x", "https:javascript:alert(1)", "about:blank",
    "https://evil.example/\"onmouseover=alert(1) x='><script>alert(1)</script>",
)  # fmt: skip
LINKS = "".join(
    f'<a href="{each}" onclick="alert(1)" style="position:fixed">x</a>'
    f"<img src='{each}' onerror='alert(1)'><iframe src='{each}'></iframe>"
    f"<form action='{each}'><button>x</button></form><base href='{each}'>"
    f"<meta http-equiv=refresh content='0;url={each}'><link rel=stylesheet href='{each}'>"
    f"<object data='{each}'></object><math><mi xlink:href='{each}'>x</mi></math>"
    for each in ADDRESSES
)
MARKDOWN = "\n\n".join(
    [PAYLOAD, LINKS, *(f"[a]({each}) ![b]({each}) <{each}>\n\n[r]: {each}\n" for each in ADDRESSES)]
)
# What a theme.yaml might carry into a style sheet or a page instead of a colour.
COLOURS = (
    "red;}</style><script>alert(1)</script>", "#8c3b0f;background:url(//evil.example/x)",
    "url(//evil.example/x)", "url(javascript:alert(1))", "var(--ink)", "expression(alert(1))",
    "rgb(1,2,3);--x:url(//evil.example)", "#fff}*{display:none}", "hsl(1,2%,3%)/**/;x:y",
    "rgb(1,2,3)\n}", "image-set('//evil.example/x')", "\\72 ed", "rgb(999,0,0)", "#12345", "", " ",
    "#8c3b0f80", "color-mix(in srgb, red, blue)", "inherit", "\"><svg/onload=alert(1)>",
)  # fmt: skip
# Ways of a style sheet to another machine that no reading of the sheet finds.
REQUESTS = (
    "@\\69mport '{url}';", "html {{ background: u\\72l({url}) }}",
    "html {{ background-image: image-set('{url}' 1x) }}", "body {{ cursor: u\\72 l({url}), auto }}",
    "@font-face {{ font-family: X; src: u\\72l({url}) }} * {{ font-family: X }}",
    "html {{ --a: '{url}'; background: image-set(var(--a) 1x) }}",
    "body {{ background: src('{url}') }} p {{ content: image('{url}') }}",
    "input[value] {{ list-style: u\\72l({url}) }} html {{ mask: u\\72l({url}) }}",
)  # fmt: skip
SLUG = "manytown"
BASE_URL = "https://example.org/\"'><b>/"


def hostile_files(folder: Path) -> Path:
    """The city whose files are hostile; returns its site."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(PAYLOAD.replace("\u2028", " "))  # a line, as the city file wants it
    (folder / f"{SLUG}.yaml").write_text(
        f"name: {text}\nbbox: [-8.617, 41.135, -8.603, 41.145]\nlanguages: [en, it]\n"
        "photos:\n"
        f"  - {{source: file, path: photos.csv, credit: {text}}}\n"
        "streets: {source: file, path: town.osm}\nwalks: {suggest: 2, minutes: [15]}\n"
        "theme: theme\n",
        "utf-8",
    )
    _write_theme(folder / "theme", text)
    (folder / f"{SLUG}.places.yaml").write_text(_curated(text), "utf-8")
    hostile = {"name": PAYLOAD, "name:en": PAYLOAD, "name:it": PAYLOAD, "addr:street": PAYLOAD}
    ways = {letters: {**tags, **hostile} for letters, tags in WAYS.items()}
    ways["GHMLG"] = {"natural": "water", **hostile}
    extract = xml(TOWN, ways, step_m=100)
    station = '<node id="900" version="1" lon="-8.6085" lat="41.1405">{}</node>'
    tags = "".join(f'<tag k="{name}" v={_quoted(value)}/>' for name, value in
                   {**hostile, "railway": "station", "place": "suburb"}.items())  # fmt: skip
    bounds = '<bounds minlon="-8.617" minlat="41.135" maxlon="-8.603" maxlat="41.145"/>'
    (folder / "town.osm").write_text(
        extract.replace("<node", f"{bounds}{station.format(tags)}<node", 1), "utf-8"
    )
    _photos().to_csv(folder / "photos.csv", index=False)
    with Web(folder / "web", offline=True) as web:
        build_guide([load_city(folder / f"{SLUG}.yaml")], folder / "site", web=web,
                    store=Store(folder / "store"), base_url=BASE_URL)  # fmt: skip
    return folder / "site"


def _write_theme(folder: Path, text: str) -> None:
    """A theme whose every value is odd, and sound enough to be taken."""
    (folder / "assets").mkdir(parents=True)
    (folder / "theme.yaml").write_text(
        f"name: {text}\nextends: default\ncolours:\n"
        "  light: {accent: '  HSL(21, 81%, 30%)  ', line: Teal}\n  dark: {line: '#0f0'}\n",
        "utf-8",
    )
    # which ends neither a page's style nor its head
    (folder / "assets" / "extra.css").write_text(
        f"/* {PAYLOAD.replace('*/', '')} */ .x::after {{ content: '</style>{SCRIPT}' }}\n", "utf-8"
    )
    name = "'\"><img src=x onerror=alert(1)>{{ 7*7 }}.svg"
    (folder / "assets" / name).write_text("<svg onload='alert(1)'/>", "utf-8")


def hostile_survey(folder: Path) -> Path:
    """A survey of photos about which everything that is said is hostile; returns its page."""
    folder.mkdir(parents=True, exist_ok=True)
    city = load_city(_city_file(folder))
    photos = [
        Sampled(
            f"x:{number}{PAYLOAD}", "x", _picture(folder, number), address, PAYLOAD, PAYLOAD, 1.0
        )
        for number, address in enumerate(ADDRESSES)
    ]
    return write_survey(city.model_copy(update={"name": PAYLOAD}), photos, folder / "survey")


def _city_file(folder: Path) -> Path:
    path = folder / f"{SLUG}.yaml"
    path.write_text("name: x\nbbox: [0, 0, 1, 1]\nphotos: [{source: file, path: x.csv}]\n", "utf-8")
    return path


def _picture(folder: Path, number: int) -> Rendition:
    file = io.BytesIO()
    scene(240, 160, seed=number).save(file, "PNG")
    return prepare(file.getvalue(), folder)[-1]


def _quoted(text: str) -> str:
    from xml.sax.saxutils import quoteattr

    return quoteattr(text)


def _photos() -> pd.DataFrame:
    photos = table_of(everybody())
    number = pd.Series(range(len(photos)))
    return photos.assign(
        photo_id=photos["photo_id"] + PAYLOAD + "../../../etc/passwd",
        author_id=photos["author_id"] + PAYLOAD,
        title=PAYLOAD,
        tags=PAYLOAD,
        licence=number.map(lambda n: ("CC BY 4.0", PAYLOAD)[n % 4 == 0]),
        attribution=PAYLOAD,
        url=number.map(lambda n: ADDRESSES[n % len(ADDRESSES)]),
        image_url=number.map(lambda n: ADDRESSES[n % len(ADDRESSES)]),
    )


def _curated(text: str) -> str:
    description = json.dumps(MARKDOWN)
    x_m, y_m = np.array([[0.0, 300.0, 200.0], [0.0, 0.0, -200.0]])
    lon, lat = Projection(-8.61, 41.14).to_degrees(x_m, y_m)
    entries = [
        f"  sight-{n}:\n    at: [{lon[n]:.6f}, {lat[n]:.6f}]\n"
        f"    name: {{en: {text}, it: {text}}}\n"
        f"    description: {{en: {description}, it: {description}}}\n    note: {text}\n"
        for n in range(3)
    ]
    return "places:\n" + "".join(entries)


def hostile_answers(folder: Path) -> Path:
    """The city about which services said what is hostile; returns its site."""
    folder.mkdir(parents=True, exist_ok=True)
    guide = with_walks(_told(sample_guide(folder)), street=PAYLOAD, walk=PAYLOAD)
    render_site([guide], folder / "site", base_url="https://example.org/x/")
    return folder / "site"


def _told(guide: Guide) -> Guide:
    sources = [
        Source(PAYLOAD, address, PAYLOAD, address, PAYLOAD, PAYLOAD) for address in ADDRESSES
    ]
    stories = {
        place: _story(place, guide, sources[number % len(sources) :] or sources)
        for number, place in enumerate(guide.places["place_id"])
    }
    number = pd.Series(range(len(guide.photos)), guide.photos.index)
    return replace(
        guide,
        city=guide.city.model_copy(update={"name": PAYLOAD, "languages": ("en", "he")}),
        places=guide.places.assign(name=PAYLOAD),
        photos=guide.photos.assign(
            url=number.map(lambda n: ADDRESSES[n % len(ADDRESSES)]), licence="CC BY 4.0",
            title=PAYLOAD,
        ),
        stories=stories,
        redirects={PAYLOAD: "market", "../../x": "market", "..": "", "a/b\\c": "market",
                   "con": "market", "nul\x00": "market"},
        problems=[PAYLOAD, f"Wikipedia: {PAYLOAD}"],
        report={"photos": {"rows_read": 9, "kept": 9}},
        counts={**guide.counts, PAYLOAD: 0},
        credits=[Credit(PAYLOAD, PAYLOAD, address) for address in ADDRESSES],
        no_walks=PAYLOAD,
    )  # fmt: skip


def _story(place: str, guide: Guide, sources: Sequence[Source]) -> Story:
    whose: Any = sources[0]
    known = guide.stories.get(place)
    pictures = known.pictures if known else ()
    return Story(
        names={"en": PAYLOAD, "it": f"{PAYLOAD} too"},
        name_source=whose,
        name_sources={"en": whose, "it": whose},
        texts=(
            Text("en", safe_html(PAYLOAD + LINKS), whose),
            Text("he", from_markdown(MARKDOWN), None),
        ),
        pictures=tuple(replace(one, alt=PAYLOAD, source=whose) for one in pictures),
        review=PAYLOAD,
    )
