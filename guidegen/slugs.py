"""Slugs: the short ASCII names that stand in folder names, links and ids."""

from __future__ import annotations

import re
import unicodedata

SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
MAXIMUM_LENGTH = 60

# Latin letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)


def is_slug(text: str) -> bool:
    """Whether the text is safe as a folder name: a-z, 0-9 and inner hyphens, not too long."""
    return len(text) <= MAXIMUM_LENGTH and SLUG.fullmatch(text) is not None


def slugify(text: str) -> str:
    """The slug of a name: ``"Città Alta"`` becomes ``"citta-alta"``.

    Letters without an ASCII base (Cyrillic, Chinese, emoji) are left out, so the result may be
    empty; it never holds a dot or a slash.
    """
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = plain.replace("'", "").replace("’", "")
    return re.sub(r"[^a-z0-9]+", "-", plain)[:MAXIMUM_LENGTH].strip("-")
