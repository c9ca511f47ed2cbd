"""Movements by hand, and Node, for the tests of fields."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from guidegen.geo import Box
from guidegen.routes.segments import Segments

THEME = Path(__file__).parents[2] / "themes" / "default"
# about 1.6 km x 1.6 km
BOX = Box(10.39, 43.71, 10.41, 43.7244)

Way = tuple[float, float, float, float]


def movements(
    ways: Sequence[Way],
    authors: Sequence[int] | None = None,
    left_at: Sequence[str] | str = "2024-05-04T12:00",
) -> Segments:
    """Movements along ways in metres around the box's centre, each by an author of its own."""
    x0, y0, x1, y1 = np.array(ways, dtype=float).reshape(-1, 4).T.copy()
    count = x0.size
    author = np.arange(count) if authors is None else np.asarray(authors)
    times = np.broadcast_to(np.asarray(left_at, "datetime64[us]"), count).copy()
    return Segments(
        x0, y0, x1, y1, author.astype(np.int32), np.arange(count, dtype=np.int32), times,
        np.full(count, 600.0),
    )  # fmt: skip


def crowd(count: int, seed: int = 0, spread_m: float = 500.0) -> Segments:
    """Random movements of a hundred authors over a year."""
    random = np.random.default_rng(seed)
    start = random.normal(0, spread_m / 2, (count, 2))
    end = start + random.normal(0, 120, (count, 2))
    ways = np.clip(np.hstack([start, end]), -780, 780)
    minutes = random.integers(0, 365 * 24 * 60, count).astype("timedelta64[m]")
    times = np.datetime64("2024-01-01T00:00") + minutes
    authors = np.sort(random.integers(0, 100, count))
    return movements([tuple(way) for way in ways.tolist()], authors.tolist(), times.tolist())


def joined(one: Segments, other: Segments) -> Segments:
    """First the one's, then the other's."""
    columns = {
        name: np.concatenate([column, vars(other)[name]]) for name, column in vars(one).items()
    }
    return Segments(**columns)


def in_node(script: str, given: Any = None, **named: Path) -> Any:
    """What a module prints as JSON; in it, @name stands for a path, and `given` is what was given.

    A module's `import` wants addresses of files.
    """
    for name, path in named.items():
        script = script.replace(f"@{name}", path.as_uri())
    prelude = 'import { readFileSync } from "node:fs";\n'
    prelude += 'const given = JSON.parse(readFileSync(0, "utf8"));\n'
    done = subprocess.run(
        [*_node(), "--input-type=module", "--eval", prelude + script],
        input=json.dumps(given), capture_output=True, encoding="utf-8", check=False, cwd=THEME,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _node() -> list[str]:
    path = THEME.parent / "build_bundle.py"
    spec = importlib.util.spec_from_file_location("build_bundle", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    node, _ = module.find_node()
    return list(node)
