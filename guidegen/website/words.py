"""Numbers and labels in plain English: every sentence that pages make up themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guidegen.places.best_time import BestTime

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEVELS = {"quarter": "Quarter", "place": "Place", "spot": "Spot"}
WALKS = {"between": "One-way walk", "loop": "Round walk", "tour": "Tour with stops"}
# Plain words for the rules of streets.walkable, where their own names say little to readers.
WAYS = {
    "not there": "not there today",
    "not a street": "nothing to walk along",
    "outline": "outlines of yards and stairs",
    "no walkers": "no walking",
    "second choice": "beside a better way",
}
SECOND_CHOICE = "sidewalks drawn apart or other ways lead there too"
ALONG_ROUTES = (
    "This guide has no streets: its walks follow ways that three photographers or more took; "
    "they are not exact."
)
STREETS_NOTE = """\
The streets in streets.gpkg (GeoPackage) and streets.parquet (GeoParquet), EPSG:4326

Streets: © OpenStreetMap contributors, Open Database License 1.0
(https://www.openstreetmap.org/copyright, https://opendatacommons.org/licenses/odbl/1-0/).
If you publish something made from these files, name OpenStreetMap and its contributors; a
database that is derived from them has to be under the same licence.

edge_id, u, v     numbers of the street and of the junctions at its ends
length_m          metres
name to square    as OpenStreetMap has them; square: a straight line across a square
score_a           photographer-days near the street (the about page says how near)
score_b           score_a for each metre of the street
score_c           the same, every photographer-day shared among the streets near it
score_d           for each metre, nearer ones counting more; walks are planned with this one
leaning           -2 (a favourite of locals) to 2 (of visitors)

Streets that fewer than three people photographed have scores of 0, as if nobody had.
"""
LEGEND = {
    "tourist": "Visitors",
    "local": "Locals",
    "mixed": "Both",
    "undetermined": "Not known",
}
RULES = {
    "trips": "someone who photographed here over 30 days or more, in at least three different "
    "months and on at least five days, is a local; someone whose every stay was two weeks or "
    "shorter is a visitor; the rest are unknown",
    "seed": "someone is a local at a photo if an older photo of theirs in this city is more than "
    "two weeks older; a visitor if everything they photographed before was elsewhere",
    "fischer": "someone whose photos here span a month or more is a local; someone with less "
    "than a month here who is a local elsewhere is a visitor; the rest are unknown",
}

LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan",
    "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean",
    "la": "Latin", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "mt": "Maltese",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip

# (from hour, to hour, words): the first that holds the middle of a range of hours
_TIMES_OF_DAY = (
    (0, 5, "at night"),
    (5, 8, "in the early morning"),
    (8, 11, "in the morning"),
    (11, 14, "around midday"),
    (14, 16, "in the afternoon"),
    (16, 19, "in the late afternoon"),
    (19, 22, "in the evening"),
    (22, 24, "at night"),
)


def number(count: int) -> str:
    """A count with commas: 21,928."""
    return f"{count:,}"


def count(value: int | None, one: str, many: str) -> str:
    """A count with its noun; None is one that is withheld."""
    return f"{'an untold number' if value is None else number(value)} {one if value == 1 else many}"


def few(value: int | None) -> str:
    """A count; None is one that is withheld: too small, or it would give such a one away."""
    return "not told" if value is None else number(value)


def percent(share: float) -> str:
    """A share of 0 to 1 as whole percent, never rounded to none or all of something."""
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{share:.0%}"


def listed(items: Sequence[str]) -> str:
    """Items as a sentence lists them: one, two and three."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def who(label: str, share: float | None) -> str:
    """A label in a few words.

    A label compares a place with its city, so in a city full of visitors a "local" place may
    still have more visitors than locals; the words must not say otherwise.

    Args:
        label: one of tables.LABELS.
        share: the place's share of visitors, 0 to 1.
    """
    if label == "tourist":
        return (
            "mostly visitors" if share is not None and share >= 0.5 else "more visitors than usual"
        )
    if label == "local":
        return "mostly locals" if share is not None and share < 0.5 else "more locals than usual"
    if label == "mixed":
        return "visitors and locals in the usual mix"
    return "too few people to tell who comes"


def coordinates(lon: float, lat: float) -> str:
    """A position in degrees as people write it: 43.7230° N, 10.3966° E."""
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.4f}° {north}, {abs(lon):.4f}° {east}"


def distance(metres: float) -> str:
    """A distance as people say it: 240 m, 1.2 km."""
    return f"{metres / 1000:.1f} km" if metres >= 995 else f"{max(round(metres, -1), 10):.0f} m"


def duration(minutes: float) -> str:
    """A time as people say it: 45 min, 1 h 20 min, 2 h."""
    hours, rest = divmod(round(minutes), 60)
    parts = [f"{hours} h"] * (hours > 0) + [f"{rest} min"] * (rest > 0 or hours == 0)
    return " ".join(parts)


def letter(index: int) -> str:
    """What the index-th of several is marked with: A to Z, then AA to AZ and so on."""
    return ("" if index < 26 else letter(index // 26 - 1)) + chr(ord("A") + index % 26)


def gain(value: float | None, kind: str, ways: str = "streets") -> str:
    """How much a walk is photographed, in words; "" if nothing is known.

    The planner's page says the same, in themes/default/src/planner-page/words.js.

    Args:
        value: see `walks.walk.Walk.gain`.
        kind: of walk, which says what it is compared with.
        ways: what walks lead along, in a word.
    """
    if not value:
        return ""
    other = "the shortest way" if kind == "between" else f"the other photographed {ways} around"
    if value < 0.95:
        return f"less photographed than {other}"
    if value < 1.05:
        return f"about as photographed as {other}"
    times = f"{value:.0f}" if value >= 9.95 else f"{value:.1f}"
    return f"{times} times as many photographs a metre as along {other}"


def passed(here: int, everywhere: int) -> str:
    """How many of a guide's places a walk passes, in words; "" if it passes none.

    Args:
        here: places on the walk.
        everywhere: places of the guide.
    """
    if here == 0:
        return ""
    if here == everywhere:
        return (
            f"passes {'the one place' if here == 1 else f'all {number(here)} places'} of this guide"
        )
    return f"passes {number(here)} of the {count(everywhere, 'place', 'places')} of this guide"


def direction(east_m: float, north_m: float) -> str:
    """The compass direction of a step of so many metres, in words."""
    from math import atan2, degrees

    names = ("north", "north-east", "east", "south-east",
             "south", "south-west", "west", "north-west")  # fmt: skip
    return names[round(degrees(atan2(east_m, north_m)) / 45) % 8]


def time_of_day(first: int, last: int) -> str:
    """A range of hours, first to last inclusive and perhaps over midnight, in words."""
    middle = (first + ((last - first) % 24 + 1) / 2) % 24
    return next(words for start, end, words in _TIMES_OF_DAY if start <= middle < end)


def at_its_best(best: BestTime) -> str:
    """A best time in a few words: "in the late afternoon, May to October"."""
    parts = [time_of_day(*hours) for hours in best.hours]
    parts += [f"on {_range(*weekdays, WEEKDAYS)}" for weekdays in best.weekdays]
    months = [_range(first - 1, last - 1, MONTHS) for first, last in best.months]
    parts += [listed(months)] if months else []
    return ", ".join(dict.fromkeys(parts))


def language(tag: str) -> str:
    """A language in English, by its code; the code itself if it is none of the well-known."""
    return LANGUAGES.get(tag.casefold().split("-")[0], tag)


def day(when: date) -> str:
    """A day as people write it: 1 November 2026."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return f"{capital(text)}." if text else ""


def capital(text: str) -> str:
    """The text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def _range(first: int, last: int, names: Sequence[str]) -> str:
    """A range of bins: "May to October", "Saturday and Sunday"."""
    if first == last:
        return names[first]
    joint = "and" if (last - first) % len(names) == 1 else "to"
    return f"{names[first]} {joint} {names[last]}"
