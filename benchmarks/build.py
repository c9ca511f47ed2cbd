"""Seconds of a cold and a warm build of Pisa, imports apart: ``python -m benchmarks.build``."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from guidegen.city import load_city
from guidegen.pipeline import build_guide
from guidegen.store import Store

CITY = Path(__file__).parents[1] / "cities" / "pisa.yaml"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("compiling if need be", "cold", "warm"):
            # "cold" and the first run have an empty store; "warm" has that of the run before
            cache = Path(folder) / ("cold" if name == "warm" else name)
            start = time.perf_counter()
            build_guide([load_city(CITY)], Path(folder) / "site", store=Store(cache))
            print(f"{name:<22} {time.perf_counter() - start:6.2f} s")


if __name__ == "__main__":
    main()
