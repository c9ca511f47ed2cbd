from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from guidegen.services import SERVICES
from guidegen.web.turns import Turns

ASK = """
import sys, time
from pathlib import Path
from guidegen.services import SERVICES
from guidegen.web.turns import Turns

with Turns(Path(sys.argv[1]), lambda _: None).of(SERVICES["wikidata"]):
    print("asking", flush=True)
    sys.stdin.read()
"""


def ask(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ASK, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_another_process_waits_for_a_service_of_the_same_group(tmp_path: Path) -> None:
    assert SERVICES["wikidata"].pace == SERVICES["wikipedia"].pace
    with ask(tmp_path) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "asking\n"
        with Turns(tmp_path, lambda _: None).of(SERVICES["flickr"]):
            pass  # nobody waits for another service
        asked_s = time.monotonic()
        other.stdin.close()
        with Turns(tmp_path, lambda _: None).of(SERVICES["wikipedia"]):
            assert time.monotonic() >= asked_s
        assert other.wait() == 0


def test_a_turn_lasts_until_the_service_may_be_asked_again(tmp_path: Path) -> None:
    slept_s: list[float] = []
    for name in ("overpass", "wikidata", "overpass"):
        with Turns(tmp_path, slept_s.append).of(SERVICES[name]):
            pass
    assert slept_s == [SERVICES[n].interval_s for n in ("overpass", "wikidata", "overpass")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["overpass", "wikimedia"]
