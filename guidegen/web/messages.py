"""What is asked of a service, and what it says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode

from guidegen.errors import AnswerError

T = TypeVar("T")

# What code that reads an answer runs into when the answer is not what it should be.
UNFIT = (
    AnswerError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_LONGEST_SHOWN = 200


@dataclass(frozen=True)
class Request:
    """What to ask of a service; it holds no secrets, so it may be shown and kept.

    Attributes:
        service: a key of `services.SERVICES`: decides pace, retries, cache and key.
        url: the address without a query, or one that an answer gave, as it is.
        params: the query.
        mirror: the address that the city file gives for the service, if it does; then only its
            host may be asked, else only those that the service is known to have.
        form: what to send by POST, if anything; else the request is a GET.
    """

    service: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    mirror: str = ""
    form: Mapping[str, str] = field(default_factory=dict)

    def key(self) -> str:
        """What the answer is kept under: the same for the same question."""
        parts = [self.service, self.url, sorted(self.params.items())]
        whole = json.dumps([*parts, sorted(self.form.items())] if self.form else parts)
        return hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=16).hexdigest()

    def shown(self) -> str:
        """The address as messages show it: one line, plain ASCII, not too long, without a form."""
        query = "?" + urlencode(self.params, safe="|,:", errors="replace") if self.params else ""
        url = quote(self.url, safe=":/?&=%@+,;~[]|", errors="replace") + query
        return url if len(url) <= _LONGEST_SHOWN else url[: _LONGEST_SHOWN - 1] + "…"


@dataclass(frozen=True)
class Answer:
    """What a service said.

    Attributes:
        body: decoded bytes.
        headers: by lower-case name; only content-type and link.
        fetched_at: the day it came from the service, YYYY-MM-DD, also when it is from the cache.
    """

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: str = ""

    def json(self) -> Any:
        """The body as JSON; all its text can be encoded again.

        Raises:
            AnswerError: when it is none.
        """
        try:
            data = json.loads(self.body, parse_constant=_refuse)
            # half a surrogate pair is legal in JSON, but can be written nowhere
            return _whole(data) if re.search(rb"\\u[dD][89a-fA-F]", self.body) else data
        except (ValueError, RecursionError) as error:
            raise AnswerError(f"not JSON, or cut off ({error})") from error


class Ask(Protocol):
    """Puts a request to a service: what its answer parses to, or None if there is none.

    `Web.get` is one that never gives None; others note what went wrong and let whoever asks go on
    with what they have.
    """

    def __call__(self, request: Request, parse: Callable[[Answer], T], /) -> T | None:
        """What the answer parses to, or None."""


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _whole(data: Any) -> Any:
    if isinstance(data, str):
        return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(data, list):
        return [_whole(item) for item in data]
    if isinstance(data, dict):
        return {_whole(name): _whole(item) for name, item in data.items()}
    return data


def one_line(text: str, limit: int = 200) -> str:
    """Words of a service, fit for a message: printable, on one line, not too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
