"""Commands killed at every kind of moment: nothing between, nothing lost, nothing left lying."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.children import KILLED, Children, children
from tests.faults.scenes import SCENES, Scene, building, committing, curating, importing, sending

EVERY_STEP = "GUIDEGEN_FAULTS" in os.environ  # which takes half an hour
KILLS = {building: 3, importing: 5, curating: 3, committing: 3, sending: 3}


@pytest.fixture(scope="module")
def kids() -> Iterator[Children]:
    with children() as started:
        yield started


@pytest.mark.parametrize("make", SCENES.values(), ids=lambda make: make.__name__)
def test_killed_at_any_step_it_is_as_before_or_as_after(
    kids: Children, tmp_path: Path, make: Callable[[Children, Path], Scene]
) -> None:
    scene = make(kids, tmp_path)
    kills = min(KILLS[make], scene.steps)
    # the last steps, where all comes into place, are the most telling
    late = range(max(scene.steps - kills // 2, 1), scene.steps + 1)
    early = (1 + number * scene.steps // kills for number in range(kills - kills // 2))
    for step in range(1, scene.steps + 1) if EVERY_STEP else sorted({*early, *late}):
        folder = tmp_path / f"at-{step}"
        done = scene.killed(kids, folder, kill_at=step)
        assert done.code in (KILLED, 0), done.err
        scene.mended(kids, folder, kill_at=step)
