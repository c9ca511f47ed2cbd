"""Answers on disk, each with the moment it came, so that rules about age can be kept."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import hishel

from guidegen.errors import OutputError
from guidegen.services import Service
from guidegen.web.messages import Answer, Request

# What goes wrong here costs a request, not the build: nobody needs to read about it unasked.
logging.getLogger("hishel").addHandler(logging.NullHandler())

DAY_S = 86_400
_LARGEST_BYTES = 8 * 1024**3  # of all answers; those that nobody wanted for longest go first
_FETCHED = "x-fetched-at"
_GONE = "x-gone"


@dataclass(frozen=True)
class Kept:
    """An answer from the cache.

    Attributes:
        answer: as it was.
        age_days: how long ago it came from the service.
        ids: under which it, and older ones to the same question, are kept.
        gone: whether the answer was that what was asked for is there no longer; it has no body.
    """

    answer: Answer
    age_days: float
    ids: tuple[UUID, ...]
    gone: bool = False


class Cache:
    """A file of answers; threads and processes may share it.

    hishel keeps the answers. Its transport is not used: that has no way to ask anew and still
    fall back on the old answer, nor to look at an answer before it is kept.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """Open the file, make it where there is none, and delete what may be kept no longer.

        Raises:
            OutputError: when the folder cannot be written.
        """
        self._clock = clock
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = _open(folder / "answers.sqlite")
        except (OSError, sqlite3.Error) as error:
            message = f"{folder}: answers cannot be kept there ({error}); make it writable"
            raise OutputError(message) from error
        self._storage = hishel.SqliteStorage(connection=self._connection, max_size=_LARGEST_BYTES)
        self._storage.get_entries("")  # makes the tables
        _delete_expired(self._connection)

    def find(self, request: Request, service: Service) -> Kept | None:
        """The newest answer, or None if there is none that may be used."""
        found = sorted(self._storage.get_entries(request.key()), key=_fetched_s, reverse=True)
        if not found:
            return None
        age_days = (self._clock() - _fetched_s(found[0])) / DAY_S
        ids = tuple(entry.id for entry in found)
        gone = _GONE in found[0].response.headers
        keep_days = service.gone_days if gone else service.keep_days
        if keep_days is not None and age_days >= keep_days:
            self._remove(ids)
            return None
        try:
            return Kept(_answer(found[0]), age_days, ids, gone)
        except (RuntimeError, sqlite3.Error):  # deleted by another process while it was read
            return None

    def keep(
        self, request: Request, answer: Answer, service: Service, old: Kept | None = None
    ) -> None:
        """Keep an answer in the place of an old one."""
        self._write(request, answer, service.keep_days, old)

    def keep_gone(self, request: Request, service: Service, old: Kept | None = None) -> None:
        """Remember for a while that what was asked for is there no longer."""
        self._write(request, Answer(b"", {_GONE: "1"}), service.gone_days, old)

    def day(self) -> str:
        """Today, as answers name it."""
        return _day(self._clock())

    def close(self) -> None:
        """Close the file."""
        self._storage.close()

    def _write(
        self, request: Request, answer: Answer, keep_days: float | None, old: Kept | None
    ) -> None:
        headers = {**answer.headers, _FETCHED: repr(self._clock())}
        entry = self._storage.create_entry(
            hishel.Request("GET", request.shown()),
            hishel.Response(200, hishel.Headers(headers), iter([answer.body])),
            request.key(),
            ttl=None if keep_days is None else keep_days * DAY_S,
        )
        for _ in entry.response.stream or ():  # type: ignore[union-attr]  # saved as it is read
            pass
        self._remove(old.ids if old else ())

    def _remove(self, ids: tuple[UUID, ...]) -> None:
        for each in ids:
            self._storage.remove_entry(each)


def _open(path: Path) -> sqlite3.Connection:
    """A connection as hishel wants it; a damaged file is replaced, for it is only a cache."""
    for _ in range(2):
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
            connection.execute("PRAGMA secure_delete=ON")
            return connection
        except sqlite3.OperationalError:
            connection.close()
            raise
        except sqlite3.DatabaseError:
            connection.close()
            path.unlink()
    raise sqlite3.DatabaseError("it is not a database")


def _delete_expired(connection: sqlite3.Connection) -> None:
    # hishel deletes when it writes the next answer, which may never be. 0 marks unfinished ones.
    try:
        connection.execute(
            "DELETE FROM entries WHERE expires_at > 0 AND expires_at <= ?", [time.time()]
        )
    except sqlite3.Error:  # another process is at it; they are not used anyway
        logging.getLogger(__name__).debug("expired answers could not be deleted", exc_info=True)


def _fetched_s(entry: hishel.Entry) -> float:
    return float(entry.response.headers.get(_FETCHED, "0"))


def _answer(entry: hishel.Entry) -> Answer:
    kept = entry.response
    headers = {name: kept.headers[name] for name in kept.headers if name != _FETCHED}
    body = b"".join(kept.stream or ())  # type: ignore[arg-type]  # the storage is a blocking one
    return replace(Answer(body, headers), fetched_at=_day(_fetched_s(entry)))


def _day(moment_s: float) -> str:
    return datetime.fromtimestamp(moment_s, UTC).date().isoformat()
