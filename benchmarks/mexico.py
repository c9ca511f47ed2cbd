"""A whole guide of the size of Mexico City: ``python -m benchmarks.mexico [--extract FILE]``.

From raw files to the site: a table of 1,000,000 simulated photos by people who walk along the
streets, an extract of OpenStreetMap whose walkable network has 97,036 edges by osmnx's rules, a
map under everything, six walks and the planner. `guidegen build` runs in processes of its own: with
nothing at hand (``--compile``), with compiled kernels only, and with all results kept. Then peers
do those of the same steps that they can, each in a process that is given up after `--patience`
seconds. Without an extract the streets are a made-up grid of that size.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from benchmarks.extracts import write_grid
from benchmarks.measure import cpu_seconds, measure
from benchmarks.peers import PEERS, prepare
from benchmarks.walkers import photos_along

EDGES, PHOTOS, PLACES = 97_036, 1_000_000, 1500
ROOT = Path(__file__).parents[1]
KEPT = ROOT / "benchmarks/results/mexico.json"
_CITY = """\
name: Mexico City
timezone: America/Mexico_City
bbox: [{:.5f}, {:.5f}, {:.5f}, {:.5f}]
photos: [{{source: file, path: photos.parquet}}]
streets: {{source: file, path: streets.osm.pbf}}
"""


def write_city(folder: Path, photos: int, edges: int = EDGES, extract: Path | None = None) -> Path:
    """Write a city file, and the photos and the streets that it names; returns its path."""
    from guidegen.streets.build import build_network
    from guidegen.streets.extract import read_extract

    streets, city = folder / "streets.osm.pbf", folder / "city.yaml"
    if extract:
        shutil.copyfile(extract, streets)
    else:
        write_grid(streets, edges)
    ways = read_extract(streets)
    network = build_network(ways, ways.covered, streets.name)
    places = max(PLACES * len(network.edges) // EDGES, 10)
    photos_along(network, photos, places=places).to_parquet(folder / "photos.parquet")
    city.write_text(_CITY.format(*astuple(ways.covered)), "utf-8")
    return city


def builds(folder: Path, compiling: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Build in a process of its own, with less and less at hand."""
    (folder / "warmup").mkdir()
    write_city(folder / "warmup", 20_000, 2000)
    numba = {"NUMBA_CACHE_DIR": str(folder / "kernels")} if compiling else {}
    if compiling:
        yield "nothing at hand", _build(folder, folder / "cache-0", numba)
    else:
        _build(folder / "warmup", folder / "cache-0", numba)
    yield "an empty store", _build(folder, folder / "cache", numba)
    yield "all kept", _build(folder, folder / "cache", numba)


def _build(folder: Path, cache: Path, more: dict[str, str]) -> dict[str, Any]:
    site, lock = folder / "site", folder / "city.places.lock.json"
    lock.unlink(missing_ok=True)
    command = [sys.executable, "-m", "guidegen", "build", "city.yaml", "--offline", "-q",
               "--output", str(site), "--json"]  # fmt: skip
    world = os.environ | {"GUIDEGEN_CACHE": str(cache), "PYTHONPATH": str(ROOT)} | more
    started, before = time.perf_counter(), cpu_seconds()
    done = subprocess.run(  # noqa: S603 - our own
        command, cwd=folder, env=world, check=True, stdout=subprocess.PIPE, text=True
    )
    took = {"wall_s": time.perf_counter() - started, "cpu_s": cpu_seconds() - before}
    # of the largest process that has ended so far
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    files = [path for path in site.rglob("*") if path.is_file()]
    facts = json.loads(done.stdout)
    return {**took, "peak_mb": peak_mb, "files": len(files), "told": facts}


def peer(name: str, folder: Path, patience_s: float) -> dict[str, Any]:
    """What a peer takes for its step, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.mexico", "--peer", name, "--folder", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - this very module
            command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, timeout=patience_s
        )
    except subprocess.TimeoutExpired:
        return {"given_up_s": patience_s}
    except subprocess.CalledProcessError as error:
        return {"failed": error.returncode}
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _run_peer(name: str, folder: Path) -> None:
    took = measure(lambda: PEERS[name][1](folder))
    print(json.dumps({"wall_s": took.seconds, "cpu_s": took.cpu_s, "mb": took.megabytes}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=PHOTOS)
    parser.add_argument("--edges", type=int, default=EDGES)
    parser.add_argument("--extract", type=Path, help="an .osm.pbf instead of the made-up grid")
    parser.add_argument("--compile", action="store_true", help="also without compiled kernels")
    parser.add_argument("--patience", type=float, default=240, help="for each peer, s; 0: none")
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.peer:
        _run_peer(wanted.peer, wanted.folder)
        return
    found: dict[str, Any] = {"photos": wanted.photos, "builds": {}, "peers": {}}
    found["extract"] = wanted.extract.name if wanted.extract else f"a grid of {wanted.edges} edges"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_city(folder, wanted.photos, wanted.edges, wanted.extract)
        for what, took in builds(folder, wanted.compile):
            found["builds"][what] = took
            print(f"guidegen, {what:<18} {took['wall_s']:7.1f} s, of processors "
                  f"{took['cpu_s']:7.1f} s, {took['peak_mb']:6.0f} MB", flush=True)  # fmt: skip
        if wanted.patience:
            prepare(folder)
        for stage, (library, _) in PEERS.items() if wanted.patience else ():
            found["peers"][stage] = took = {
                "library": library, **peer(stage, folder, wanted.patience)
            }  # fmt: skip
            print(f"{library}, {stage}: {took}", flush=True)
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    _tell_ratio(found)


def _tell_ratio(found: dict[str, Any]) -> None:
    """All that peers took for their steps, to guidegen's whole build."""
    took = [each.get("wall_s", each.get("given_up_s", 0.0)) for each in found["peers"].values()]
    own = found["builds"]["an empty store"]["wall_s"]
    at_least = "at least " if any("given_up_s" in each for each in found["peers"].values()) else ""
    if took:
        print(f"peers together {sum(took):.0f} s for their steps, {at_least}{sum(took) / own:.1f} "
              "times guidegen's whole build")  # fmt: skip


if __name__ == "__main__":
    main()
