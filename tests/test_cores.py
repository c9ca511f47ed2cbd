from __future__ import annotations

import pytest

from guidegen.cores import cores


@pytest.mark.parametrize("wish", ["", "0", "x", "1000000", " ", "-1"])
def test_a_wish_that_says_nothing(wish: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    given = cores()
    monkeypatch.setenv("OMP_NUM_THREADS", wish)
    assert cores() == given >= 1


@pytest.mark.parametrize("wish", ["1", "1,8"])
def test_no_more_than_is_wished(wish: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", wish)
    assert cores() == 1
