from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from guidegen.remembered import Memory, remembered, remembering
from guidegen.store import Store


def counted(made: list[str], key: str) -> str:
    made.append(key)
    return key.upper()


def ask(made: list[str], *keys: str) -> list[str]:
    return [remembered("letters", key, lambda key=key: counted(made, key)) for key in keys]


def test_what_the_next_build_asks_for_is_not_made_again() -> None:
    memory, made = Memory(), list[str]()
    with remembering(memory):
        assert ask(made, "a", "b", "a") == ["A", "B", "A"]
    with remembering(memory):
        assert ask(made, "b", "c") == ["B", "C"]
    assert made == ["a", "b", "c"]


def test_what_a_build_had_no_use_for_is_forgotten() -> None:
    memory, made = Memory(), list[str]()
    for keys in ("ab", "b", "a"):
        with remembering(memory):
            ask(made, *keys)
    assert made == ["a", "b", "a"]


def test_a_build_that_fails_forgets_nothing() -> None:
    memory, made = Memory(), list[str]()
    with remembering(memory):
        ask(made, "a")
    with pytest.raises(ZeroDivisionError), remembering(memory):
        raise ZeroDivisionError
    with remembering(memory):
        ask(made, "a")
    assert made == ["a"]


def test_nothing_is_remembered_unless_it_is_asked_for() -> None:
    made = list[str]()
    ask(made, "a", "a")
    assert made == ["a", "a"]


def test_kinds_are_apart_and_nothing_is_not_kept() -> None:
    with remembering(Memory()):
        assert remembered("one", "key", lambda: 1) == 1
        assert remembered("two", "key", lambda: 2) == 2
        assert remembered("none", "key", lambda: None) is None
        assert remembered("none", "key", lambda: 3) == 3


def test_results_of_stages_are_read_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save("stage", "key", {"table": pd.DataFrame({"a": [1]})}, {"rows": 1})
    with remembering(Memory()):
        assert store.load("stage", "absent") is None
        assert store.load("stage", "key") is store.load("stage", "key")
    assert store.load("stage", "key") is not store.load("stage", "key")
