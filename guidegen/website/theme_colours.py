"""A theme's colours: what its style sheet sets, what other themes set anew, and how it is read.

A colour is a custom property of `site.css`, such as ``--ground``, in two moods: light and dark.
Scripts and this program read them from there, so a theme says each of them once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated

from PIL import ImageColor
from pydantic import AfterValidator, Field

from guidegen.cityvalues import Options
from guidegen.errors import Problem
from guidegen.mistakes import did_you_mean
from guidegen.yamlfile import Document, dotted

MOODS = ("light", "dark")
LEAST_CONTRAST = 4.5  # of text, WCAG 2.2, success criterion 1.4.3, level AA
# Text and what it stands on.
TEXTS = (
    ("ink", "ground"),
    ("ink", "ground-deep"),
    ("ink-soft", "ground"),
    ("ink-soft", "ground-deep"),
    ("accent", "ground"),
    ("accent", "ground-deep"),
    ("walk-ink", "walk"),
)
# What this program draws with itself, for themes whose style sheet does not have them.
NEEDED: Mapping[str, Mapping[str, str]] = {
    "light": {"ground": "#f7f3ea", "ink": "#2b211b", "ink-soft": "#6a5a4d", "accent": "#8c3b0f"},
    "dark": {
        "ground": "#12141a",
        "ink": "#ede6da",
        "ink-soft": "#a69d90",
        "accent": "#ffc46b",
        "local": "#58aee8",
        "dot": "#ffd68c",
        "dot-core": "#fff8e6",
        "dot-glow": "#ff9a3c",
    },
}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PRINT = re.compile(r"@media print\s*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}")
_RULE = re.compile(r":root(?P<night>\[data-mood=[\"']?night[\"']?\])?\s*\{(?P<set>[^{}]*)\}")
_SETS = re.compile(r"--([a-z][\w-]*)\s*:\s*([^;{}]+)")


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of a colour, 0 to 255 each.

    Raises:
        ValueError: when it is none, or is to be seen through.
    """
    found = ImageColor.getrgb(colour.strip())
    if len(found) == 4:
        raise ValueError("colours that can be seen through are not possible")
    if max(found) > 255:
        raise ValueError("there is nothing brighter than 255")
    return found[:3]


def _as_hex(colour: str) -> str:
    # scripts read nothing but #rrggbb
    try:
        return "#{:02x}{:02x}{:02x}".format(*rgb(colour))
    except ValueError as error:
        message = (
            f'{colour!r} is no colour; give one such as "#8c3b0f", teal, "rgb(140, 59, 15)" '
            'or "hsl(21, 81%, 30%)", not to be seen through'
        )
        raise ValueError(message) from error


Colour = Annotated[str, AfterValidator(_as_hex)]


class OwnColours(Options):
    """The colours that a theme.yaml sets, by name, without the two dashes."""

    light: dict[str, Colour] = Field(default_factory=dict)
    """By day, and in print."""
    dark: dict[str, Colour] = Field(default_factory=dict)
    """By night."""


@dataclass(frozen=True)
class Palette:
    """The colours of a theme, by name, as #rrggbb.

    Attributes:
        light: by day.
        dark: by night; a name that only `light` has means the same there.
        printed: what the style sheet sets otherwise on paper.
        others: custom properties that are no colours.
        own: what themes set anew, by mood.
    """

    light: Mapping[str, str]
    dark: Mapping[str, str]
    printed: Mapping[str, str] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def with_own(self, own: OwnColours) -> Palette:
        """The palette after one theme more has set its colours."""
        told = {mood: {**self.own.get(mood, {}), **getattr(own, mood)} for mood in MOODS}
        return Palette(
            {**self.light, **own.light},
            {**self.dark, **own.dark},
            self.printed,
            self.others,
            told if any(told.values()) else {},
        )

    def sheet(self) -> str:
        """The style sheet that sets them anew; "" where nothing is."""
        light, dark = (self.own.get(mood, {}) for mood in MOODS)
        # a light colour that the style sheet sets for both moods must not end the dark one
        rules = [
            (":root{%s}", light),
            ('@media screen and (prefers-color-scheme:dark){:root:not([data-mood="paper"]){%s}}',
             dark),
            ('@media screen{:root[data-mood="night"]{%s}}', dark),
            ("@media print{:root{%s}}", {k: v for k, v in self.printed.items() if k in light}),
        ]  # fmt: skip
        return "".join(f"{rule % _declared(colours)}\n" for rule, colours in rules if colours)


@lru_cache(maxsize=8)
def palette_of(site_css: str) -> Palette:
    """The colours that a style sheet sets on :root, minified or not."""
    text = _COMMENT.sub("", site_css)
    printed = [each for block in _PRINT.findall(text) for each in _SETS.findall(block)]
    sets: dict[bool, dict[str, str]] = {False: {}, True: {}}
    for rule in _RULE.finditer(_PRINT.sub("", text)):
        sets[bool(rule["night"])] |= _SETS.findall(rule["set"])
    light, dark = (_colours(sets[night]) for night in (False, True))
    return Palette(
        {**NEEDED["light"], **light},
        {**NEEDED["dark"], **light, **dark},
        _colours(dict(printed)),
        frozenset(sets[False].keys() - light.keys()),
    )


def unknown(document: Document, own: OwnColours, palette: Palette) -> Iterator[Problem]:
    """The names that a theme sets and no style sheet beneath it reads."""
    for mood in MOODS:
        for name in getattr(own, mood):
            if name in palette.light or name in palette.dark:
                continue
            if name in palette.others:
                message = "is no colour; set it in assets/extra.css"
            else:
                known = [*palette.light, *palette.dark]
                message = "there is no colour of this name" + (
                    did_you_mean(name.lstrip("-"), known) or "; docs/themes.md lists them"
                )
            key = ("colours", mood, name)
            yield Problem(message, document.path, document.line_of(key), dotted(key))


def hard_to_read(document: Document, own: OwnColours, palette: Palette) -> Iterator[Problem]:
    """Text on a ground with too little contrast, where a theme has set one of the two."""
    for mood in MOODS:
        colours, set_here = getattr(palette, mood), getattr(own, mood)
        for text, ground in TEXTS:
            named = next((name for name in (text, ground) if name in set_here), None)
            if named is None or not {text, ground} <= colours.keys():
                continue
            ratio = contrast(colours[text], colours[ground])
            if ratio < LEAST_CONTRAST:
                key = ("colours", mood, named)
                # rounded down: 4.49 is not 4.5
                message = (
                    f"the contrast of {text} on {ground} is {int(ratio * 100) / 100:.2f} to 1; "
                    f"text needs {LEAST_CONTRAST} to be read by most"
                )
                yield Problem(message, document.path, document.line_of(key), dotted(key))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    shares = (channel / 255 for channel in rgb(colour))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colours(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _as_hex(value) for name, value in values.items() if _is_colour(value)}


def _is_colour(value: str) -> bool:
    try:
        rgb(value)
    except ValueError:
        return False
    return True


def _declared(colours: Mapping[str, str]) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())
