"""The network: one attempt after the other, to the right host, no more than it can bear."""

from __future__ import annotations

import ipaddress
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar

import httpx
import stamina

from guidegen import __version__
from guidegen.errors import AnswerError, MissingKeyError, ServiceError
from guidegen.services import SERVICES, Service, may_be_asked
from guidegen.web.body import read_body
from guidegen.web.deadline import within
from guidegen.web.judge import judge_content, judge_status, parsed, speaks
from guidegen.web.messages import Answer, Request, one_line
from guidegen.web.patience import (
    MOST_TRIES,
    Health,
    Line,
    PassingError,
    Patience,
    retry_after_s,
    too_long,
)
from guidegen.web.peers import refuse_own_network
from guidegen.web.secret import Keyring, checked_contact

T = TypeVar("T")

# Whoever wants to read about attempts can listen; nobody has to.
logging.getLogger("stamina").addHandler(logging.NullHandler())

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 3
_USUAL_PORTS = {"http": 80, "https": 443}
# An answer may take so many times the longest silence in all, else it drips.
_LONGEST_IN_SILENCES = 4


@dataclass(frozen=True)
class Clocks:
    """Time as the wire knows it.

    Attributes:
        now: seconds since 1970.
        sleep: waits for some seconds.
        silence_s: how long a service may say nothing.
    """

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    silence_s: float = 20.0


@dataclass(frozen=True)
class _Reply:
    """An answer with HTTP status 200, and the wait that it asks for, if any."""

    answer: Answer
    wait_s: float | None


@dataclass
class Wire:
    """Asks services.

    Attributes:
        contact: the operator's, as it was given.
        keys: of the services.
        clocks: what to wait and to count with.
    """

    contact: str
    keys: Keyring
    clocks: Clocks = Clocks()
    _lines: dict[tuple[str, str], Line] = field(default_factory=dict)
    _health: dict[tuple[str, str], Health] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Open a client: it follows nothing and keeps no cookies."""
        self._client = httpx.Client(
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={"Accept-Encoding": "gzip"},
        )
        self.keys.watch()

    def close(self) -> None:
        """Close all connections."""
        self.keys.unwatch()
        self._client.close()

    def fetch(self, request: Request, parse: Callable[[Answer], T]) -> tuple[T, Answer]:
        """What the answer parses to, and the answer.

        Raises:
            ConfigError: when the operator's contact is missing, or a key is none.
            MissingKeyError: when the service wants a key and there is none.
            AnswerError: when the answer is of no use.
            ServiceError: when there is no answer.
        """
        service, health = SERVICES[request.service], self._health_of(request)
        if health.given_up:
            raise self._told(request, ServiceError(f"not asked any more ({health.given_up})"))
        try:
            self._check_host(request, httpx.URL(request.url))
            headers = self._headers(service)
            result = self._ask_patiently(request, parse, headers)
        except PassingError as trouble:
            raise self._told(request, _gone(trouble, health)) from None
        except httpx.InvalidURL as error:
            raise self._told(request, AnswerError(f"not an address: {error}")) from None
        except MissingKeyError:  # nothing was asked yet
            raise
        except ServiceError as error:
            if type(error) is ServiceError:  # we are refused
                health.failed(str(error))
            else:
                health.answered()
            raise self._told(request, error) from None
        health.answered()
        return result

    def _ask_patiently(
        self, request: Request, parse: Callable[[Answer], T], headers: httpx.Headers
    ) -> tuple[T, Answer]:
        line = self._line_to(request)
        longest_s = self._longest_s(SERVICES[request.service])
        # the line does the waiting, so that all requests to the service wait together
        patient = stamina.RetryingCaller(
            attempts=MOST_TRIES, timeout=None, wait_max=0, wait_jitter=0
        )

        def ask() -> tuple[T, Answer]:
            with line.turn():
                reply = within(longest_s, lambda: self._follow(request, headers))
            self._refuse_echoes(reply.answer)
            judge_content(SERVICES[request.service], reply.answer, reply.wait_s)
            return parsed(reply.answer, parse), reply.answer

        return patient(Patience(line), ask)

    def _follow(self, request: Request, headers: httpx.Headers) -> _Reply:
        """Ask, and go where the answers point, as far as that is allowed."""
        service = SERVICES[request.service]
        url = httpx.URL(request.url)
        url = url.copy_merge_params(dict(request.params)) if request.params else url
        first = _host(url)
        for _ in range(_MOST_REDIRECTS + 1):
            self._check_host(request, url)
            signed = self._signed(service, url) if _host(url) == first else (url, {})
            with self._response(request, signed[0], {**headers, **signed[1]}) as response:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    return self._read(service, response)
                url = url.join(response.headers["location"])
        raise AnswerError(f"it sends us from one address to the next, more than {_MOST_REDIRECTS}")

    @contextmanager
    def _response(
        self, request: Request, url: httpx.URL, headers: dict[str, str]
    ) -> Iterator[httpx.Response]:
        """The answer to one request; what goes wrong on the way may pass."""
        silence_s = self.clocks.silence_s
        timeout = httpx.Timeout(
            silence_s * SERVICES[request.service].silences, connect=silence_s / 2
        )
        ask = self._client.stream(
            "POST" if request.form else "GET", url,
            data=request.form or None, headers=headers, timeout=timeout,
            extensions=_on_the_way(request, url),
        )  # fmt: skip
        try:
            with ask as response:
                yield response
        except httpx.TimeoutException:
            raise PassingError("it did not answer in time", tries=2) from None
        except httpx.TransportError as error:
            reason = one_line(str(error)) or type(error).__name__
            raise PassingError(f"no connection ({reason})", tries=3) from None

    def _read(self, service: Service, response: httpx.Response) -> _Reply:
        wait_s = retry_after_s(response.headers.get("retry-after"), self.clocks.now())
        if response.status_code not in service.speaks:
            judge_status(service, response.status_code, wait_s)
        deadline_s = time.monotonic() + self._longest_s(service)
        body = read_body(response, service.largest_bytes, deadline_s)
        names = ("content-type", "link")
        headers = {name: response.headers[name] for name in names if name in response.headers}
        answer = Answer(body, headers)
        if not speaks(service, response.status_code, answer):
            judge_status(service, response.status_code, wait_s)
        return _Reply(answer, wait_s)

    def _longest_s(self, service: Service) -> float:
        return _LONGEST_IN_SILENCES * self.clocks.silence_s * service.silences

    def _headers(self, service: Service) -> httpx.Headers:
        """What every request carries; it fails where no request should be made."""
        contact = checked_contact(self.contact)
        self.keys.key_of(service)
        agent = f"guidegen/{__version__} ({contact}) httpx/{httpx.__version__}"
        kind = "application/json" if service.answers == "json" else "image/*"
        return httpx.Headers({"User-Agent": agent, "Accept": kind, **service.headers})

    def _signed(self, service: Service, url: httpx.URL) -> tuple[httpx.URL, dict[str, str]]:
        """The address and headers with the key, which stays below everything that is kept."""
        value = self.keys.key_of(service)
        if service.key is None:
            return url, {}
        if service.key.parameter:
            return url.copy_set_param(service.key.parameter, value), {}
        return url, {service.key.header: f"Bearer {value}"}

    def _check_host(self, request: Request, url: httpx.URL) -> None:
        """Refuse addresses that an answer made up; so no other machine can be reached by one."""
        service = SERVICES[request.service]
        allowed = may_be_asked(service, url.scheme, _host(url), request.mirror)
        if not allowed or url.userinfo:
            place = one_line(f"{url.scheme}://{_host(url)}", 80)
            raise AnswerError(f"it may not send us to {place}; set services in the city file?")

    def _refuse_echoes(self, answer: Answer) -> None:
        if self.keys.are_in(answer.body) or self.keys.are_in(repr(answer.headers).encode()):
            raise AnswerError("its answer holds our key; it is not kept")

    def _told(self, request: Request, error: ServiceError) -> ServiceError:
        """The same error, for people: who, where and why, on one line and without keys."""
        title = SERVICES[request.service].title
        reason = one_line(self.keys.hide(str(error)), 300)
        return type(error)(f"{title}: {self.keys.hide(request.shown())}: {reason}")

    def _line_to(self, request: Request) -> Line:
        service = SERVICES[request.service]
        # what runs on the operator's own machine needs no courtesy
        interval_s = 0.0 if _is_near(request.mirror) else service.interval_s
        line = Line(interval_s, service.concurrency, self.clocks.now, self.clocks.sleep)
        with self._lock:
            return self._lines.setdefault((service.pace or request.service, request.mirror), line)

    def _health_of(self, request: Request) -> Health:
        with self._lock:
            return self._health.setdefault((request.service, request.mirror), Health())


def _gone(trouble: PassingError, health: Health) -> ServiceError:
    """What is told when all attempts failed; the service is remembered by it."""
    if trouble.answered:
        health.answered()
        return AnswerError(str(trouble))
    if too_long(trouble.wait_s):
        told = f"{trouble}; it wants us to wait for {trouble.wait_s:.0f} s, try again after that"
        health.give_up(told)
    else:
        told = f"{trouble}; try again later, or build with --offline"
        health.failed(str(trouble))
    return ServiceError(told)


def _host(url: httpx.URL) -> str:
    """The host in lower case, with its port unless that is the usual one."""
    host = url.raw_host.decode("ascii")
    host = f"[{host}]" if ":" in host else host
    return host if url.port in {None, _USUAL_PORTS.get(url.scheme)} else f"{host}:{url.port}"


def _on_the_way(request: Request, url: httpx.URL) -> dict[str, Any]:
    """What watches a connection; where the operator names the machine, it may be any."""
    if request.mirror or _is_near(SERVICES[request.service].url):
        return {}
    return {"trace": refuse_own_network(url.raw_host.decode("ascii"))}


def _is_near(address: str) -> bool:
    host = httpx.URL(address).host
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost"
