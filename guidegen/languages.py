"""The language that is being written: texts of the interface and numbers as it has them.

English is the language of the source. The others are catalogues of gettext, `locales/*.po`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SOURCE_LANGUAGE = "en"

_spoken: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it, texts are in this language, a two-letter code."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """The language that is being written."""
    return _spoken.get()


def _(text: str) -> str:
    """The text in the language that is being written; itself if that has none."""
    return text


def ngettext(one: str, many: str, number: int) -> str:
    """The one of both texts that fits the number, in the language that is being written."""
    return one if number == 1 else many
