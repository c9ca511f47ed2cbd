"""Imports a file once for each given number, and is killed by SIGKILL at its so-many-th step.

Run as ``python killed.py FILE FOLDER NUMBER…``: the corpora are FOLDER/NUMBER, and their steps are
what Python asks of the system about files. NUMBER 0 is not killed, and prints its steps.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from datetime import date
from pathlib import Path

from guidegen.photos.corpus import importing, pieces
from guidegen.photos.corpus.layout import Corpus
from guidegen.photos.corpus.readers import Given

STEPS = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree")


def main(file: Path, folder: Path, number: int) -> None:
    pieces.BYTES = 4000
    counted = itertools.count(1)
    steps = [0]

    def watch(event: str, _: object) -> None:
        if event in STEPS:
            steps[0] = next(counted)
            if steps[0] == number:
                os.kill(os.getpid(), signal.SIGKILL)

    corpus = Corpus.at(folder / str(number), create=True)
    sys.addaudithook(watch)
    importing.import_photos(
        corpus, Given(file), today=date(2020, 6, 1), tell=lambda *_: None, threads=2
    )
    if not number:
        sys.stdout.write(str(steps[0]))
        sys.stdout.flush()


if __name__ == "__main__":
    for number in map(int, sys.argv[3:]):
        if (child := os.fork()) == 0:
            main(Path(sys.argv[1]), Path(sys.argv[2]), number)
            os._exit(0)
        os.waitpid(child, 0)
