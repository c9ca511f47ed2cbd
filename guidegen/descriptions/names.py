"""How alike two names are, in any language, and which names a place's own photos speak."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

# Words that names of anything hold; they say nothing about which one is meant.
_SMALL = frozenset(
    [
        "a", "al", "am", "an", "and", "at", "da", "das", "de", "degli", "dei", "del", "della",
        "delle", "den", "der", "des", "di", "die", "do", "dos", "du", "e", "el", "en", "et", "i",
        "il", "im", "in", "l", "la", "las", "le", "les", "lo", "los", "na", "of", "on", "os", "s",
        "san", "the", "to", "und", "van", "von", "y", "zu",
    ]
)  # fmt: skip
_FEWEST_SPEAKERS = 3  # a word that fewer people use is no evidence, and theirs alone


def words_of(name: str) -> tuple[str, ...]:
    """The words that carry a name: without accents, case, brackets and small words.

    A name of small words only keeps them all.
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)", " ", name).casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = tuple(re.findall(r"[^\W_]+", plain))
    return tuple(word for word in words if word not in _SMALL) or words


@dataclass(frozen=True)
class Vocabulary:
    """How common each word is among names, so that "church" weighs less than what it is called.

    Attributes:
        names: how many names there are.
        counts: how many of them hold each word.
        ignored: words that all names here may hold: the city's own.
    """

    names: int
    counts: Mapping[str, int]
    ignored: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, names: Iterable[str], ignored: Iterable[str] = ()) -> Vocabulary:
        """Count the words of some names."""
        listed = list(names)
        counts = Counter(word for name in listed for word in set(words_of(name)))
        leave = frozenset(word for name in ignored for word in words_of(name))
        return cls(len(listed), counts, leave)

    def weight(self, word: str) -> float:
        """Inverse document frequency (Spärck Jones 1972), smoothed, so never 0."""
        return math.log((1 + self.names) / (1 + self.counts.get(word, 0))) + 0.1

    def telling(self, name: str) -> set[str]:
        """The words of a name but the city's, unless there are no others."""
        words = set(words_of(name))
        return words - self.ignored or words

    def likeness(self, one: str, other: str) -> float:
        """Weighted Jaccard index of two names' words, 0 to 1."""
        ours, theirs = self.telling(one), self.telling(other)
        # fsum: sets have no order, and sums of floats must not depend on it
        shared = math.fsum(self.weight(word) for word in ours & theirs)
        either = math.fsum(self.weight(word) for word in ours | theirs)
        return min(1.0, shared / either) if either else 0.0


@dataclass(frozen=True)
class Speech:
    """Which words people put into titles and tags.

    Attributes:
        speakers: how many authors wrote anything, by place_id; "" is the city.
        users: how many of them used a word, by place_id and word.
    """

    speakers: Mapping[str, int]
    users: Mapping[tuple[str, str], int]

    def agreement(self, place_id: str, words: Sequence[str]) -> float | None:
        """How much more the people of a place use a name's words than the city's, 0 to 1.

        For each word p / (p + q) of the shares p here and q in the whole city; 0 where fewer than
        three people used it. Tags often run words together, so the name as one word counts too.

        Returns:
            The mean over the words or the value of the run-together word, whichever is larger;
            None where fewer than ten people here wrote anything.
        """
        if self.speakers.get(place_id, 0) < 10 or not words:
            return None
        values = [self._lean(place_id, word) for word in words]
        return max(sum(values) / len(values), self._lean(place_id, "".join(words)))

    def _lean(self, place_id: str, word: str) -> float:
        users = self.users.get((place_id, word), 0)
        if users < _FEWEST_SPEAKERS:
            return 0.0
        here = users / self.speakers[place_id]
        anywhere = self.users.get(("", word), 0) / self.speakers[""]
        return here / (here + anywhere)


def speech(photos: pd.DataFrame, members: pd.DataFrame) -> Speech:
    """What people write on their photos, by place.

    Args:
        photos: `tables.PHOTOS`, with or without title and tags.
        members: `tables.MEMBERS`.
    """
    columns = [name for name in ("title", "tags") if name in photos]
    if not columns:
        return Speech({"": 0}, {})
    written = photos[["photo_id", "author_id"]].assign(
        said=photos[columns].fillna("").agg(" ".join, axis=1).str.strip()
    )
    written = written[written["said"] != ""]
    here = written.merge(members, on="photo_id")
    said = pd.concat([written.assign(place_id=""), here])
    by_author = said.groupby(["place_id", "author_id"], sort=True)["said"].agg(" ".join)
    speakers: Counter[str] = Counter()
    users: Counter[tuple[str, str]] = Counter()
    places = by_author.index.get_level_values("place_id")
    for place_id, text in zip(places, by_author, strict=True):
        speakers[place_id] += 1
        users.update((place_id, word) for word in set(words_of(text)))
    return Speech({"": 0} | speakers, users)
