"""Kills commands at random moments and prints what was found; `scripts/faults` runs it.

Moments are shares of the time that the command took when it ran undisturbed, drawn from a seed. The
command and the programs that it started are killed at once, as when a machine's memory runs out.
"""

from __future__ import annotations

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


def main(kills: int) -> None:
    with children() as kids, TemporaryDirectory() as root:
        sys.stdout.write("command      killed  as before  as after  some of both  of the files\n")
        for make in SCENES:
            scene = make(kids, Path(root))
            found = _kill(scene, kids, Path(root), kills)
            killed = sum(found.values())
            sys.stdout.write(
                f"{scene.name:11} {killed:7} {found['before']:10} {found['after']:9}"
                f" {killed - found['before'] - found['after']:13}  {', '.join(scene.parts)}\n"
            )
            sys.stdout.flush()


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
    main(int(sys.argv[1]))
