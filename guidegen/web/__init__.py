"""The only network client: polite, patient within bounds, cached, and silent when told to be."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from guidegen.errors import ConfigError, GoneError, OfflineError, ServiceError
from guidegen.services import SERVICES
from guidegen.web.messages import UNFIT, Answer, Ask, Request
from guidegen.web.turns import Turns

if TYPE_CHECKING:
    from guidegen.web.cache import Cache, Kept
    from guidegen.web.wire import Wire

__all__ = ["Answer", "Ask", "Request", "Web"]

T = TypeVar("T")


class Web:
    """The way to all services; cities that are built in threads share one."""

    def __init__(
        self,
        folder: Path,
        *,
        contact: str | None = None,
        keys: Mapping[str, str] | None = None,
        offline: bool = False,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        silence_s: float = 20.0,
        in_turns: bool = False,
    ) -> None:
        """Open the cache; the network is not touched before something is asked.

        Args:
            folder: for the cache.
            contact: the operator's e-mail address or page; else what GUIDEGEN_CONTACT says.
            keys: of services by `Key.variable`; else the environment.
            offline: whether only the cache may answer.
            sleep: waits for some seconds.
            clock: seconds since 1970.
            silence_s: how long a service may say nothing.
            in_turns: whether other processes with the same cache ask too; then a service is asked
                by one of them at a time, as often as it likes to be asked by all together.

        Raises:
            OutputError: when the folder cannot be written.
        """
        # the cache takes 50 ms to import, the network 100 ms: not before they are needed
        from guidegen.web.cache import Cache

        self._stale: list[tuple[str, str, str]] = []  # service, day, reason
        self._cache: Cache = Cache(folder, clock)
        self._contact = contact
        self._keys = keys
        self._offline = offline
        self._time = (clock, sleep, silence_s)
        self._turns = Turns(folder / "turns", sleep) if in_turns else None
        self._wire: Wire | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the cache and all connections."""
        self._cache.close()
        if self._wire:
            self._wire.close()

    def get(self, request: Request, parse: Callable[[Answer], T]) -> T:
        """What the answer to a request parses to; only answers that parse are kept.

        Args:
            request: what to ask.
            parse: reads the answer; what it raises over one that is not as it should be, such as
                AnswerError, KeyError or ValueError, becomes an AnswerError that says where.

        Raises:
            ConfigError: when the operator's contact is missing.
            OfflineError: when the answer is not in the cache and the network is forbidden.
            MissingKeyError: when the service wants a key which there is none of.
            GoneError: when a picture is there no longer; this is remembered for some days.
            AnswerError: when what the service answers is of no use.
            ServiceError: when it does not answer, and there is no older answer.
        """
        service = SERVICES[request.service]
        kept = self._found(request)
        if kept:
            try:
                value = parse(kept.answer)
            except UNFIT:  # kept by a version that read it in another way
                kept = None
            else:
                if self._offline or (kept.is_dated and kept.age_days < service.fresh_days):
                    return value
        if self._offline:
            raise OfflineError(
                f"{service.title}: {request.shown()}: not in the cache; "
                "build once without --offline"
            )
        try:
            return self._ask(request, parse, kept)
        except (ServiceError, ConfigError) as error:
            # whoever took a picture away wants the old one shown no more either
            if kept is None or isinstance(error, GoneError):
                raise
            self._stale.append((request.service, kept.answer.fetched_at, str(error)))
            return value

    @property
    def stale(self) -> list[str]:
        """A line for each service that could not be asked anew: why, and what was used instead."""
        return [
            _old_answers(service, self._stale)
            for service in dict.fromkeys(each[0] for each in self._stale)
        ]

    def take_stale(self) -> list[str]:
        """As `stale`, and forget it: whoever builds several cities tells it of each."""
        told, self._stale = self.stale, []
        return told

    def take_damaged(self) -> list[str]:
        """What was not kept as it had been saved, a line each; it is forgotten."""
        return self._cache.take_damaged()

    def _found(self, request: Request) -> Kept | None:
        """What the cache holds; GoneError if that is that there is nothing any more."""
        service = SERVICES[request.service]
        kept = self._cache.find(request, service)
        if kept and kept.gone:
            raise GoneError(
                f"{service.title}: {request.shown()}: there no longer, as it said on "
                f"{kept.answer.fetched_at}; asked again {service.gone_days:g} days after that"
            )
        return kept

    def _ask(self, request: Request, parse: Callable[[Answer], T], old: Kept | None) -> T:
        today = self._cache.day()

        def parse_dated(answer: Answer) -> T:
            return parse(Answer(answer.body, answer.headers, today))

        service = SERVICES[request.service]
        try:
            with self._turns.of(service) if self._turns else nullcontext():
                value, answer = self._network().fetch(request, parse_dated)
        except GoneError:
            self._cache.keep_gone(request, service, old)
            raise
        self._cache.keep(request, answer, service, old)
        return value

    def _network(self) -> Wire:
        from guidegen.web.secret import CONTACT_VARIABLE, Keyring
        from guidegen.web.wire import Clocks, Wire

        with self._lock:
            if self._wire is None:
                contact = self._contact
                if contact is None:
                    contact = os.environ.get(CONTACT_VARIABLE, "")
                keys = Keyring(os.environ if self._keys is None else self._keys)
                self._wire = Wire(contact, keys, Clocks(*self._time))
            return self._wire


def _old_answers(service: str, stale: list[tuple[str, str, str]]) -> str:
    ours = [(day, reason) for name, day, reason in stale if name == service]
    oldest = min(day for day, _ in ours)
    answers = "an old answer" if len(ours) == 1 else f"{len(ours)} old answers"
    return f"{ours[0][1]}; {answers} had to do, the oldest of {oldest}"
