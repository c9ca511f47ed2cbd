"""Names in the languages of a guide's pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from guidegen.markup import one_line

LONGEST = 60
# Languages that are not written in Latin letters; others are.
_OTHER_SCRIPTS = frozenset(
    {"am", "ar", "be", "bg", "bn", "el", "fa", "he", "hi", "hy", "ja", "ka", "km", "ko", "lo", "mk",
     "mn", "mr", "my", "ne", "ru", "si", "sr", "ta", "te", "th", "uk", "ur", "yi", "zh"}
)  # fmt: skip

Name = tuple[str, ...]
"""A name as it is on the spot, then in each of the languages."""


@dataclass
class Names:
    """Every name once; its number is its row, and 0 is no name.

    Attributes:
        languages: codes of those that pages are in.
        rows: the names.
    """

    languages: Sequence[str]
    rows: list[Name] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with no name."""
        self.rows.append(("",) * (1 + len(self.languages)))
        self._numbers = {self.rows[0]: 0}

    def number_of(self, tags: Mapping[str, str]) -> int:
        """The number of a thing's name; names are anybody's text, here a short line."""
        local = tags.get("name", "")
        if not local:
            return 0
        name = tuple(
            one_line(each, LONGEST)
            for each in (local, *(name_in(tags, language) for language in self.languages))
        )
        if name not in self._numbers:
            self._numbers[name] = len(self.rows)
            self.rows.append(name)
        return self._numbers[name]


def name_in(tags: Mapping[str, str], language: str) -> str:
    """The name in a language; in its letters at least, where the map has such a name."""
    local = tags.get("name", "")
    if told := tags.get(f"name:{language}"):
        return told
    if language in _OTHER_SCRIPTS or is_latin(local):
        return local
    return tags.get("int_name") or tags.get("name:en") or local


def is_latin(text: str) -> bool:
    """Whether the first letter of a text is a Latin one; texts without letters are, too."""
    first = next((letter for letter in text if letter.isalpha()), "a")
    return unicodedata.name(first, "").startswith("LATIN")
