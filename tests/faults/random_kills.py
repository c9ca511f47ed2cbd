"""Kills commands at random moments and prints what was found; `scripts/faults` runs it.

Moments are shares of the time that the command took when it ran undisturbed, drawn from a seed. The
command and the programs that it started are killed at once, as when a machine's memory runs out.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.children import Children, children
from tests.faults.scenes import SCENES, Scene

_SEED = 8
_MOST_TRIES = 3  # a command that is quicker than expected is not hit


def main() -> None:
    told = argparse.ArgumentParser(prog="scripts/faults", description="Kill commands at random.")
    told.add_argument("kills", nargs="?", type=int, default=100, help="of each command (100)")
    told.add_argument("command", nargs="*", help=f"of: {', '.join(SCENES)}; all without any")
    asked = told.parse_args()
    if unknown := [name for name in asked.command if name not in SCENES]:
        told.error(f"{unknown[0]!r} is none of: {', '.join(SCENES)}")
    with children() as kids, TemporaryDirectory() as root:
        _print("command      killed  as before  as after  some of both     took  of the files")
        for name in asked.command or SCENES:
            _report(SCENES[name](kids, Path(root)), kids, Path(root), asked.kills)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _report(scene: Scene, kids: Children, root: Path, kills: int) -> None:
    found = _kill(scene, kids, root, kills)
    killed = sum(found.values())
    between = killed - found["before"] - found["after"]
    counts = f"{killed:7} {found['before']:10} {found['after']:9} {between:13}"
    _print(f"{scene.name:11} {counts} {scene.took_s:6.1f} s  {', '.join(scene.parts)}")


def _kill(scene: Scene, kids: Children, root: Path, kills: int) -> Counter[str]:
    """How often everything was found as before, all as after, or some files so and some so."""
    drawn = random.Random(_SEED)  # noqa: S311 - moments, no secrets
    found: Counter[str] = Counter()
    for number in range(_MOST_TRIES * kills):
        folder = root / f"{scene.name}-{number}".replace(" ", "-")
        done = scene.killed(kids, folder, kill_after_s=drawn.uniform(0, scene.took_s))
        if done.code:
            found[_state(scene, folder)] += 1
            scene.mended(kids, folder, kill=number)
        shutil.rmtree(folder)
        if sum(found.values()) == kills:
            break
    return found


def _state(scene: Scene, folder: Path) -> str:
    for name, like in (("before", scene.before), ("after", scene.after)):
        if all(part(folder) == part(like) for part in scene.parts.values()):
            return name
    return "both"


if __name__ == "__main__":
    main()
