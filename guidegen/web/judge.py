"""Whether an answer is one: what its status, its form and its content say."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from guidegen.errors import AnswerError, GoneError, ServiceError
from guidegen.services import Service
from guidegen.web.messages import UNFIT, Answer, one_line
from guidegen.web.patience import PassingError
from guidegen.web.secret import CONTACT_VARIABLE

T = TypeVar("T")

# An overloaded service that does not say how long to wait gets this long at first.
BUSY_WAIT_S = 5.0
# 406 is what Overpass tells those who do not say who they are
_REFUSED = (401, 402, 403, 406)
_LATER = (408, 429)
_GONE = (404, 410)


def judge_status(service: Service, status: int, wait_s: float | None) -> None:
    """Let only HTTP 200 pass.

    Args:
        service: who answered.
        status: of the answer.
        wait_s: what its Retry-After asks for.

    Raises:
        PassingError: when it may be better later.
        ServiceError: when the service refuses us.
        GoneError: when a picture is there no longer.
        AnswerError: when there is nothing to be had.
    """
    said = _status_words(status)
    if status >= 500 or status in _LATER:
        first_wait_s = BUSY_WAIT_S if status in {429, 503} else 1.0
        least_s = service.least_wait_s
        asked_s = None if wait_s is None else max(wait_s, least_s)
        raise PassingError(said, wait_s=asked_s, first_wait_s=max(first_wait_s, least_s))
    if status in _REFUSED:
        raise ServiceError(f"{said}; {_what_to_do(service, status)}")
    if status in _GONE and service.answers == "image":
        raise GoneError(f"{said}; the picture is there no longer")
    if status != HTTPStatus.OK:
        raise AnswerError(f"{said}; there is nothing to be had there")


def speaks(service: Service, status: int, answer: Answer) -> bool:
    """Whether an answer that is not HTTP 200 is for whoever asks: JSON where that is expected."""
    try:
        return status in service.speaks and isinstance(answer.json(), dict)
    except AnswerError:
        return False


def judge_content(service: Service, answer: Answer, wait_s: float | None) -> None:
    """Find the error in an answer that came with HTTP status 200.

    Raises:
        PassingError: when the service is busy, or the answer is cut off.
        AnswerError: when the answer is an error, or something else than was asked for.
    """
    kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    is_page = kind == "text/html" or answer.body.lstrip()[:1] == b"<"
    if service.answers == "image":
        if not kind.startswith("image/"):
            raise AnswerError(f"it sent {one_line(kind, 40) or 'something'} instead of a picture")
        if not answer.body:
            raise PassingError("its picture is empty", tries=2, answered=True)
        return
    if service.says_nothing and not answer.body.strip():
        return
    if is_page:
        raise AnswerError("it sent a web page instead of data; is a login page in the way?")
    _judge_json(service, answer, wait_s)


def parsed(answer: Answer, parse: Callable[[Answer], T]) -> T:
    """What an answer parses to.

    Raises:
        AnswerError: when it holds something else than the caller can read.
    """
    try:
        return parse(answer)
    except UNFIT as error:
        told = one_line(str(error))
        reason = told if isinstance(error, AnswerError) else f"{type(error).__name__}: {told}"
        raise AnswerError(f"its answer cannot be used ({reason})") from None


def _judge_json(service: Service, answer: Answer, wait_s: float | None) -> None:
    try:
        data = answer.json()
    except AnswerError as error:
        raise PassingError(one_line(f"its answer is {error}"), tries=3, answered=True) from None
    fault = service.fault(data)
    if fault is None:
        return
    reason = one_line(f"it says {fault.reason}")
    if not fault.busy:
        raise AnswerError(reason)
    raise PassingError(reason, wait_s=wait_s, first_wait_s=fault.wait_s)


def _status_words(status: int) -> str:
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _what_to_do(service: Service, status: int) -> str:
    if service.key is None:
        return f"look whether {CONTACT_VARIABLE} says who you are, it may be blocked"
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return f"the account of the key in {service.key.variable} has no credit left"
    return f"look at {service.key.variable}: its key is not accepted for this"
