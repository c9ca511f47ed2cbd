"""Answers on disk, each with the moment it came, so that rules about age can be kept."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
# An answer from the future is one from before the clock was set back, and nobody knows how old it
# is. Clocks that are set right move by less than this.
_AHEAD_DAYS = 1.0
_LARGEST_BYTES = 8 * 1024**3  # of all answers; those that nobody wanted for longest go first
_FETCHED = "x-fetched-at"
_GONE = "x-gone"
_COUNT = (
    "SELECT count(*) FROM entries WHERE cache_key = ? AND (expires_at IS NULL OR expires_at > ?)"
)
_DIGEST = "x-digest"


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

    @property
    def is_dated(self) -> bool:
        """Whether it can be that old."""
        return self.age_days >= -_AHEAD_DAYS


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
        self._path = folder / "answers.sqlite"
        self._damaged: list[str] = []
        self._lock = threading.Lock()
        self._connect()
        _delete_expired(self._connection)

    def _connect(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection, is_anew = _open(self._path)
        except (OSError, sqlite3.Error) as error:
            folder = self._path.parent
            message = f"{folder}: answers cannot be kept there ({error}); make it writable"
            raise OutputError(message) from error
        if is_anew:
            self._tell_anew()
        self._storage = hishel.SqliteStorage(connection=self._connection, max_size=_LARGEST_BYTES)
        try:
            self._storage.get_entries("")  # makes the tables
        except RuntimeError:  # there are other tables of that name, or damaged ones
            self._begin_anew()

    def find(self, request: Request, service: Service) -> Kept | None:
        """The newest answer, or None if there is none that may be used."""
        found = sorted(self._entries(request.key()), key=_fetched_s, reverse=True)
        if not found:
            return None
        age_days = (self._clock() - _fetched_s(found[0])) / DAY_S
        ids = tuple(entry.id for entry in found)
        gone = _GONE in found[0].response.headers
        keep_days = service.gone_days if gone else service.keep_days
        try:
            answer, is_sound = _answer(found[0])
        except (RuntimeError, sqlite3.OperationalError):  # deleted by another while it was read
            return None
        except sqlite3.DatabaseError:
            self._begin_anew()
            return None
        kept = Kept(answer, age_days, ids, gone)
        if keep_days is not None and not (kept.is_dated and age_days < keep_days):
            self._remove(ids)
            return None
        if not is_sound:
            self._remove(ids)
            self._note_damage()
            return None
        return kept

    def keep(
        self, request: Request, answer: Answer, service: Service, old: Kept | None = None
    ) -> None:
        """Keep an answer in the place of an old one."""
        self._write(request, answer, service.keep_days, old)
        if not self._has(request) and not self._is_sound():
            self._begin_anew()
            self._write(request, answer, service.keep_days, None)

    def keep_gone(self, request: Request, service: Service, old: Kept | None = None) -> None:
        """Remember for a while that what was asked for is there no longer."""
        self._write(request, Answer(b"", {_GONE: "1"}), service.gone_days, old)

    def day(self) -> str:
        """Today, as answers name it."""
        return _day(self._clock())

    def take_damaged(self) -> list[str]:
        """What was not kept as it had been saved, a line each; it is forgotten."""
        told, self._damaged = list(dict.fromkeys(self._damaged)), []
        return told

    def close(self) -> None:
        """Close the file."""
        self._storage.close()

    def _write(
        self, request: Request, answer: Answer, keep_days: float | None, old: Kept | None
    ) -> None:
        fetched = repr(self._clock())
        digest = _digest_of(answer.body, {**answer.headers, _FETCHED: fetched})
        headers = {**answer.headers, _FETCHED: fetched, _DIGEST: digest}
        entry = self._storage.create_entry(
            hishel.Request("GET", request.shown()),
            hishel.Response(200, hishel.Headers(headers), iter([answer.body])),
            request.key(),
            ttl=None if keep_days is None else keep_days * DAY_S,
        )
        for _ in entry.response.stream or ():  # type: ignore[union-attr]  # saved as it is read
            pass
        self._remove(old.ids if old else ())

    def _entries(self, key: str) -> list[hishel.Entry]:
        """What is kept under a key; hishel passes over what it cannot read, without a word."""
        there = 0
        try:
            (there,) = self._connection.execute(_COUNT, [key.encode(), time.time()]).fetchone()
        except sqlite3.OperationalError:  # busy, or full
            pass
        except sqlite3.DatabaseError:
            self._begin_anew()
        found = self._storage.get_entries(key)
        if len(found) < there:
            self._note_damage()
            found = self._storage.get_entries(key)
        return found

    def _has(self, request: Request) -> bool:
        try:
            found = self._connection.execute(_COUNT, [request.key().encode(), 0.0])
            return bool(found.fetchone()[0])
        except sqlite3.DatabaseError:
            return False

    def _note_damage(self) -> None:
        """Tell of an answer that is not as it was; where more than that is damaged, begin anew."""
        if self._is_sound():
            self._damaged.append(f"{self._path}: an answer was damaged, and is asked for anew")
        else:
            self._begin_anew()

    def _is_sound(self) -> bool:
        try:
            (found,) = self._connection.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite3.OperationalError:  # busy, or full
            return True
        except sqlite3.DatabaseError:
            return False
        return bool(found == "ok")

    def _begin_anew(self) -> None:
        with self._lock:
            self._storage.close()
            _delete(self._path)
            self._connect()
            self._tell_anew()

    def _tell_anew(self) -> None:
        self._damaged.append(f"{self._path}: was damaged; all answers are asked for anew")

    def _remove(self, ids: tuple[UUID, ...]) -> None:
        for each in ids:
            self._storage.remove_entry(each)


def _open(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection as hishel wants it, and whether the file was so damaged that it is a new one."""
    for is_anew in (False, True):
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
            connection.execute("PRAGMA secure_delete=ON")
            return connection, is_anew
        except sqlite3.OperationalError:
            connection.close()
            raise
        except sqlite3.DatabaseError:
            connection.close()
            _delete(path)
    raise sqlite3.DatabaseError("it is not a database")


def _delete(path: Path) -> None:
    """Delete the file and what SQLite keeps beside it, which fits no other."""
    for part in ("", "-wal", "-shm"):
        path.with_name(path.name + part).unlink(missing_ok=True)


def _delete_expired(connection: sqlite3.Connection) -> None:
    # hishel deletes when it writes the next answer, which may never be. 0 marks unfinished ones.
    now = time.time()
    ahead = now + _AHEAD_DAYS * DAY_S
    try:
        connection.execute(
            "DELETE FROM entries"
            " WHERE expires_at > 0 AND (expires_at <= ? OR last_accessed_at > ?)",
            [now, ahead],
        )
    except sqlite3.Error:  # another process is at it; they are not used anyway
        logging.getLogger(__name__).debug("expired answers could not be deleted", exc_info=True)


def _fetched_s(entry: hishel.Entry) -> float:
    try:
        return float(entry.response.headers.get(_FETCHED, "0"))
    except ValueError:  # damaged
        return 0.0


def _answer(entry: hishel.Entry) -> tuple[Answer, bool]:
    """An answer, and whether it is as it was when it came."""
    kept = entry.response
    headers = {name: kept.headers[name] for name in kept.headers if name != _DIGEST}
    body = b"".join(kept.stream or ())  # type: ignore[arg-type]  # the storage is a blocking one
    is_sound = _digest_of(body, headers) == kept.headers.get(_DIGEST)
    headers.pop(_FETCHED, None)
    return Answer(body, headers, _day(_fetched_s(entry)) if is_sound else ""), is_sound


def _digest_of(body: bytes, headers: Mapping[str, str]) -> str:
    digest = hashlib.blake2b(repr(sorted(headers.items())).encode(), digest_size=16)
    digest.update(body)
    return digest.hexdigest()


def _day(moment_s: float) -> str:
    return datetime.fromtimestamp(moment_s, UTC).date().isoformat()
