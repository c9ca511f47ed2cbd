"""What is kept and then cut short or altered: noticed, made anew, told; never used."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from guidegen.store import Store
from guidegen.web import Web
from tests.doubles.http import Asked, serving
from tests.web.conftest import FakeTime, ask, read

TABLE = pd.DataFrame({"n": [1, 2, 3], "name": ["a", "b", "c"]})
FACTS = {"rows": 3, "told": "some text"}


def flip(path: Path, place: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["entry.json", "table.parquet"])
def test_no_altered_bit_of_a_result_is_believed(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path)
    store.save("stage", "key", {"table": TABLE}, FACTS)
    file = tmp_path / "stage/key" / name
    whole = file.read_bytes()
    for place in range(0, len(whole), 1 if name == "entry.json" else 97):
        flip(file, place, place % 8)
        assert store.load("stage", "key") is None, place
        assert store.take_damaged() == [f"{file.parent}: was damaged, and is made anew"]
        file.write_bytes(whole)
    for length in range(0, len(whole), 101):
        file.write_bytes(whole[:length])
        assert store.load("stage", "key") is None
    file.write_bytes(whole)
    store.take_damaged()
    assert store.load("stage", "key") is not None
    assert store.load("stage", "other") is None
    assert store.take_damaged() == []


def test_a_salt_that_was_cut_makes_all_authors_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    salt = store.salt()
    (tmp_path / "salt").write_bytes(salt[:7])
    assert len(store.salt()) == 32
    assert store.salt() == store.salt() != salt


def kept(open_web: Callable[..., Web], url: str) -> list[object]:
    web = open_web()
    return [web.get(ask(url, n=str(n)), read) for n in range(30)]


def test_no_altered_answer_is_believed(open_web: Callable[..., Web], tmp_path: Path) -> None:
    drawn = random.Random(4)  # noqa: S311 - damage, no secrets
    with serving(lambda asked: {"n": asked.query["n"], "text": asked.query["n"] * 900}) as server:
        first = kept(open_web, server.url)
        open_web().close()
        file = tmp_path / "web/answers.sqlite"
        checkpoint(file)
        whole, told = file.read_bytes(), 0
        for _ in range(12):
            damaged = tmp_path / "damaged"
            shutil.rmtree(damaged, ignore_errors=True)
            damaged.mkdir()
            (damaged / "answers.sqlite").write_bytes(whole)
            if drawn.random() < 0.2:
                (damaged / "answers.sqlite").write_bytes(whole[: drawn.randrange(len(whole))])
            for _ in range(20):
                size = (damaged / "answers.sqlite").stat().st_size
                if size:
                    flip(damaged / "answers.sqlite", drawn.randrange(size), drawn.randrange(8))
            for _ in range(4):
                asked = len(server.requests)
                with Web(damaged, contact="me@example.org", sleep=lambda _: None) as web:
                    again = [web.get(ask(server.url, n=str(n)), read) for n in range(30)]
                    told += bool(web.take_damaged())
                assert again == first
                if len(server.requests) == asked:
                    break
            assert len(server.requests) == asked  # what was asked for anew is kept again
    assert told >= 10


def checkpoint(file: Path) -> None:
    """Have SQLite write all that it knows into the file itself."""
    import sqlite3

    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_a_clock_that_was_set_back(open_web: Callable[..., Web], time: FakeTime) -> None:
    """An answer from the future is asked for anew, once; a small step back changes nothing."""

    def answer(_: Asked) -> dict[str, int]:
        return {"n": len(server.requests)}

    with serving(answer) as server:
        request = ask(server.url)
        assert open_web().get(request, read) == {"n": 1}
        time.pass_days(-0.5)
        assert open_web().get(request, read) == {"n": 1}
        time.pass_days(-400)
        assert open_web(offline=True).get(request, read) == {"n": 1}
        assert [open_web().get(request, read) for _ in range(3)] == [{"n": 2}] * 3
        time.pass_days(29)
        assert open_web().get(request, read) == {"n": 2}
        time.pass_days(2)
        assert open_web().get(request, read) == {"n": 3}


def test_what_may_be_kept_for_some_days_is_not_kept_till_a_wrong_clock_says_so(
    open_web: Callable[..., Web], time: FakeTime
) -> None:
    with serving(lambda _: {"results": []}) as server:
        request = ask(server.url, "foursquare", "/places/search")
        time.pass_days(4000)
        open_web().get(request, read)
        time.pass_days(-4000)
        open_web().get(request, read)
        assert len(server.requests) == 2
