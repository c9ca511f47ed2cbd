"""How all wikis of Wikimedia are asked, and answers that come in chunks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import quote

from guidegen.errors import AnswerError
from guidegen.jsonvalues import as_dict, as_text, rows, whole_number
from guidegen.markup import one_line
from guidegen.web import Answer, Ask, Request

T = TypeVar("T")

BATCH = 50  # the most ids or titles of a request
COMMON = {"format": "json", "formatversion": "2", "maxlag": "5"}
"""What every request carries; with maxlag, as jobs that can wait are asked to send it."""
_LONGEST = 6000  # characters of a list in an address; some 8000 are understood in all
_MAX_CHUNKS = 100  # no answer of a batch has that many; a wiki that repeats itself has more


@dataclass(frozen=True)
class Chunk:
    """A part of what is known of some pages.

    Attributes:
        pages: what is told by page id.
        more: what to add to the query for the next chunk; empty after the last.
        renamed: titles that were asked for, each with the title it stands for.
        fetched_at: the day it was asked, YYYY-MM-DD.
    """

    pages: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    fetched_at: str = ""


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size`` ids or titles that fit into the address of a request."""
    batch: list[T] = []
    length = 0
    for thing in things:
        added = len(quote(str(thing))) + len("%7C")
        if batch and (len(batch) == size or length + added > _LONGEST):
            yield batch
            batch, length = [], 0
        batch.append(thing)
        length += added
    if batch:
        yield batch


def fetch(ask: Ask, wanted: Request) -> Chunk:
    """All chunks of an answer in one; what comes after a chunk that cannot be had is missing."""
    whole = Chunk()
    for _ in range(_MAX_CHUNKS):
        params = {**wanted.params, **whole.more}
        chunk = ask(replace(wanted, params=params), parse_chunk)
        if chunk is None:
            break
        finished = not chunk.more or chunk.more == whole.more
        whole = _joined(whole, chunk)
        if finished:
            break
    return whole


def _joined(first: Chunk, then: Chunk) -> Chunk:
    # a later chunk repeats the pages, without what an earlier one told, or with older versions
    pages = {
        page: {**then.pages.get(page, {}), **first.pages.get(page, {})}
        for page in dict.fromkeys([*first.pages, *then.pages])
    }
    return Chunk(
        pages, then.more, {**first.renamed, **then.renamed}, first.fetched_at or then.fetched_at
    )


def parse_chunk(answer: Answer) -> Chunk:
    """The pages of an answer; those that are missing or have no id are left out.

    Raises:
        AnswerError: when it is an error, or no answer to a query.
    """
    whole = as_dict(answer.json())
    told = envelope(whole, "query")
    pages = {
        page_id: page
        for page in rows(told.get("pages"))
        if (page_id := whole_number(page.get("pageid"))) and not page.get("missing")
    }
    renamed = {
        old: new
        for kind in ("normalized", "redirects")
        for row in rows(told.get(kind))
        if (old := as_text(row.get("from"))) and (new := as_text(row.get("to")))
    }
    return Chunk(pages, _more(whole.get("continue")), renamed, answer.fetched_at)


def _more(value: object) -> dict[str, str]:
    """Every key of "continue", such as {"excontinue": 20, "continue": "||info"}.

    Where nothing is left but older versions of files ("iistart"), the answer is complete.
    """
    told = as_dict(value).items()
    if {key for key, _ in told} <= {"iistart", "continue"}:
        return {}
    texts = {
        key: entry if isinstance(entry, str) else str(whole_number(entry)) for key, entry in told
    }
    return {
        key: text
        for key, text in texts.items()
        if key.isascii() and key.isalnum() and one_line(text, 500) == text
    }


def final_title(title: str, renamed: Mapping[str, str]) -> str:
    """What a title stands for: it may be normalised first and then redirected."""
    for _ in range(3):
        title = renamed.get(title, title)
    return title


def envelope(whole: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What an answer holds under a key.

    Raises:
        AnswerError: when there is nothing, with what the wiki says against it.
    """
    told = whole.get(key)
    if isinstance(told, dict):
        return told
    error = as_dict(whole.get("error"))
    reason = f"{as_text(error.get('code'))}: {as_text(error.get('info'))}" if error else ""
    raise AnswerError(one_line(f"refused: {reason}" if reason else f"the answer has no {key!r}"))
