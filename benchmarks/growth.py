"""How time and memory grow: ``python -m benchmarks.growth [--axes …] [--points …] [--peers no]``.

Each point is a process of its own: a made-up city, its stages one after the other as a build takes
them, each with its processor time, its time and the memory it needs over what is there already.
Peers follow with those of the steps that they can take, each in a process of its own that is given
up after `--patience` seconds; then larger points are left out. All is kept in
`benchmarks/results/growth.json`, point by point, so that a run can be continued (`--axes`,
`--points`) and the page and its pictures be made again without measuring (``--only-page``).
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.curves import curves
from benchmarks.measure import measure
from benchmarks.mexico import ROOT, write_city
from benchmarks.peers import PEERS, prepare

KEPT = ROOT / "benchmarks/results/growth.json"
PAGE, FIGURES = ROOT / "docs/growth.md", ROOT / "docs/figures"
AXES: dict[str, tuple[int, ...]] = {
    "photos": (10_000, 100_000, 1_000_000, 10_000_000),
    "edges": (1000, 3000, 10_000, 30_000, 100_000),
    "places": (10, 30, 100, 300, 1000, 3000, 10_000),
}
PEERS_OF = {"photos": ("photos", "places", "scores"), "edges": ("streets", "scores", "walks")}
_PHOTOS, _EDGES = 100_000, 10_000  # where the other axis grows
_FIRST = {"photos": 1000, "edges": 100, "places": 6}  # loads the kernels, or compiles them
_LEAST_S = 0.02  # quicker stages have no exponent
Found = dict[str, Any]
Tell = Callable[[str, Callable[[], Any]], Any]


def stages_of_a_city(axis: str, size: int, folder: Path, tell: Tell) -> None:
    """Take a city's stages as a build does, all but its pages."""
    from guidegen.city import load_city
    from guidegen.ground import ground
    from guidegen.moving import moved
    from guidegen.outings import graph_of, sights_of
    from guidegen.planned import planned
    from guidegen.recognise import recognise
    from guidegen.scored import score
    from guidegen.stages import STAGES, Job, Tables
    from guidegen.store import Store
    from guidegen.streets.load import load_network
    from guidegen.web import Web

    photos, edges = (size, _EDGES) if axis == "photos" else (_PHOTOS, size)
    store = Store(folder / "cache")
    city = load_city(write_city(folder, photos, edges))
    job, tables = Job.of(city, store), Tables()
    for stage in STAGES:
        tables |= tell(stage.name, partial(stage.run, job, tables))[0]
        if stage.name == "places":
            tables |= tell("identity", partial(recognise, job, tables)).tables
    with Web(folder / "web", offline=True) as web:
        network = tell("streets", lambda: load_network(city, web))
        scored = tell("scores", lambda: score(network, tables["photos"], tables["authors"], job))
        tell("routes", lambda: moved(job, tables, network))
        tell("map", lambda: ground(job, web))
    sights = sights_of(tables["labelled"].assign(name=None, name_source="position"))
    tell("walks", lambda: planned(store, graph_of(scored), sights, city.walks.minutes))


def stages_of_places(size: int, folder: Path, tell: Tell) -> None:
    """What grows with places: their labels, seasons, names and pages."""
    from benchmarks.simulate_guide import simulate_guide
    from guidegen.geo import Projection
    from guidegen.places.by_position import name_by_position
    from guidegen.places.labels import label_places
    from guidegen.places.seasons import profiles
    from guidegen.places.sketch import sketches
    from guidegen.website.render import render_site

    guide = simulate_guide(size, folder)
    photos, members = guide.photos, guide.members
    found = guide.places.drop(columns=["name", "name_source", "label"])
    tell("labels", lambda: label_places(found, members, photos, guide.authors))
    tell("seasons", lambda: profiles(photos, members))
    tell("sketches", lambda: sketches(members))
    nameless = guide.places.assign(name=guide.places["name"].where(guide.places.index % 3 == 0))
    tell("names", lambda: name_by_position(nameless, Projection.around(guide.city.bbox)))
    tell("pages", lambda: render_site([guide], folder / "site"))


def run_point(axis: str, size: int) -> None:
    """Measure a point in this process, a line of JSON for each stage."""

    def measured(name: str, call: Callable[[], Any]) -> Any:
        took = measure(call)
        numbers = {"cpu_s": took.cpu_s, "wall_s": took.seconds, "mb": took.megabytes}
        print(json.dumps({"stage": name, **numbers}), flush=True)
        return took.result

    for each, tell in ((_FIRST[axis], lambda _, call: call()), (size, measured)):
        with tempfile.TemporaryDirectory() as name:
            if axis == "places":
                stages_of_places(each, Path(name), tell)
            else:
                stages_of_a_city(axis, each, Path(name), tell)


def run_peer(axis: str, size: int, stage: str) -> None:
    """Measure a peer's step in this process."""
    photos, edges = (size, _EDGES) if axis == "photos" else (_PHOTOS, size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_city(folder, photos, edges)
        prepare(folder)
        took = measure(lambda: PEERS[stage][1](folder))
    numbers = {"cpu_s": took.cpu_s, "wall_s": took.seconds, "mb": took.megabytes}
    print(json.dumps({"stage": f"{PEERS[stage][0]}: {stage}", **numbers}), flush=True)


def in_own_process(patience_s: float | None, *options: str) -> tuple[Found, str]:
    """The stages that a process measured, and what kept it from measuring all, or ""."""
    command = [sys.executable, "-m", "benchmarks.growth", *options]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        try:
            code = subprocess.run(  # noqa: S603 - this very module
                command, cwd=ROOT, stdout=out, stderr=errors, timeout=patience_s, check=False
            ).returncode
            errors.seek(0)
            why = what_failed(code, errors.read())
        except subprocess.TimeoutExpired:
            why = f"given up after {patience_s:g} s"
        out.seek(0)
        lines = [json.loads(line) for line in out if line.startswith("{")]
    return {line.pop("stage"): line for line in lines}, why


def what_failed(code: int, errors: str) -> str:
    """Why a process failed, by its exit code and what it wrote to stderr; "" if it did not."""
    if code >= 0:
        told = errors.strip().splitlines()[-1:] or [f"ended with {code}"]
        return told[0] if code else ""
    name = signal.Signals(-code).name
    return f"ended by {name}{', as for want of memory' if -code == signal.SIGKILL else ''}"


def measure_axis(axis: str, sizes: Sequence[int], patience_s: float, kept: Found) -> None:
    """Measure the points of an axis and keep each when it is there."""
    points = kept.setdefault(axis, {})
    for size in sizes:
        print(f"{axis}: {size:,}", flush=True)
        stages, why = in_own_process(None, "--one", axis, "--size", str(size))
        rest = "the rest" if stages else "all stages"
        points[str(size)] = {"stages": stages, "left_out": {rest: why} if why else {}}
        for stage in PEERS_OF.get(axis, ()) if patience_s else ():
            name = f"{PEERS[stage][0]}: {stage}"
            before = [points[str(other)]["left_out"] for other in sizes if other < size]
            if any(name in left for left in before):
                points[str(size)]["left_out"][name] = "left out: too long before"
                continue
            took, why = in_own_process(
                patience_s, "--one", axis, "--size", str(size), "--peer", stage
            )
            points[str(size)]["stages"] |= took
            if why:
                points[str(size)]["left_out"][name] = why
        for name, took in points[str(size)]["stages"].items():
            print(f"    {name:<24} {took['cpu_s']:8.2f} s of processors {took['mb']:7.0f} MB")
        for name, why in points[str(size)]["left_out"].items():
            print(f"    {name}: {why}")
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The slope of both logarithms over the upper half of the points; NaN if these are too few."""
    upper = [(x, y) for x, y in points[len(points) // 2 :] if y >= _LEAST_S]
    if len(upper) < 2:
        return math.nan
    xs, ys = ([math.log(each[axis]) for each in upper] for axis in (0, 1))
    middle = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((x - middle[0]) ** 2 for x in xs)
    both = sum((x - middle[0]) * (y - middle[1]) for x, y in zip(xs, ys, strict=True))
    return both / across


def lines_of(points: Found, unit: str) -> dict[str, list[tuple[float, float]]]:
    """By stage its numbers against the size, from small to large."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for size in sorted(map(int, points)):
        for name, took in points[str(size)]["stages"].items():
            lines.setdefault(name, []).append((size, took[unit]))
    return lines


def table(axis: str, points: Found) -> Iterator[str]:
    """Lines of Markdown: a row for each stage, a column for each size, exponents, memory.

    Sizes without any number have no column, only the reason.
    """
    memory = lines_of(points, "mb")
    sizes = sorted({int(size) for line in memory.values() for size, _ in line})
    head = " | ".join(f"{size:,}" for size in sizes)
    if sizes:
        yield f"| seconds of processors; {axis}: | {head} | exponent | MB at most | exponent |"
        yield "|---" * (len(sizes) + 4) + "|"
    for name, line in lines_of(points, "cpu_s").items():
        took = dict(line)
        cells = " | ".join(f"{took[size]:.3g}" if size in took else "" for size in sizes)
        grown = exponent([(size, mb / 1000) for size, mb in memory[name] if mb > 0])
        most = max(mb for _, mb in memory[name])
        yield f"| {name} | {cells} | {_told(exponent(line))} | {most:.0f} | {_told(grown)} |"
    for size in sorted(map(int, points)):
        for name, why in points[str(size)]["left_out"].items():
            yield f"\n{size:,} {axis}, {name}: {why}."


def _told(slope: float) -> str:
    return "" if math.isnan(slope) else f"{slope:.2f}"


def write_page(kept: Found) -> None:
    """Put pictures and tables between the page's marks."""
    text = PAGE.read_text("utf-8")
    FIGURES.mkdir(exist_ok=True)
    told = [f"Measured on {kept['machine']}."]
    for axis in (each for each in AXES if each in kept):
        for unit, up in (("cpu_s", "seconds of processors"), ("mb", "MB over what was there")):
            lines = {name: [(x, max(y, 1e-3 if unit == "cpu_s" else 1.0)) for x, y in line]
                     for name, line in lines_of(kept[axis], unit).items()}  # fmt: skip
            if not lines:
                continue
            path = FIGURES / f"growth-{axis}-{'time' if unit == 'cpu_s' else 'memory'}.svg"
            path.write_text(curves(f"{up} against {axis}", axis, up, lines), "utf-8")
            told.append(f"![{up} against {axis}](figures/{path.name})")
        told.append("\n".join(table(axis, kept[axis])))
    before, rest = text.split("<!-- growth -->", 1)
    _, after = rest.split("<!-- end of growth -->", 1)
    middle = "\n\n".join(told)
    whole = f"{before}<!-- growth -->\n\n{middle}\n\n<!-- end of growth -->{after}"
    PAGE.write_text(whole, "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--axes", nargs="+", choices=AXES, default=list(AXES))
    parser.add_argument("--points", type=int, nargs="+", help="sizes instead of the usual ones")
    parser.add_argument("--most", type=int, default=10**9, help="leave out larger points")
    parser.add_argument("--patience", type=float, default=60, help="for each peer, s; 0: none")
    parser.add_argument("--only-page", action="store_true", help="from what was measured before")
    parser.add_argument("--one", choices=AXES, help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.peer:
        run_peer(wanted.one, wanted.size, wanted.peer)
        return
    if wanted.one:
        run_point(wanted.one, wanted.size)
        return
    kept: Found = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    kept["machine"] = f"{platform.machine()}, Python {platform.python_version()}"
    for axis in wanted.axes if not wanted.only_page else ():
        sizes = [size for size in wanted.points or AXES[axis] if size <= wanted.most]
        measure_axis(axis, sizes, wanted.patience, kept)
    write_page(kept)


if __name__ == "__main__":
    main()
