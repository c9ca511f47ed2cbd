from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from guidegen.alone import BusyError, alone, move_into_place, scratch_file, scratch_folder, sweep

HOLDER = """
import sys
from pathlib import Path
from guidegen.alone import alone, scratch_file, scratch_folder
at = Path(sys.argv[1])
with alone(at / "lock"), scratch_folder(at, ".a-") as folder, scratch_file(at, ".a-"):
    (folder / "inner").mkdir()
    (folder / "inner/file").touch()
    print("ready", flush=True)
    sys.stdin.read()
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_a_living_process_holds_stays_and_what_a_dead_one_held_goes(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        held = names(tmp_path)
        assert len(held) == 3
        with (
            pytest.raises(BusyError, match=rf"^process {holder.pid} on "),
            alone(tmp_path / "lock"),
        ):
            pass
        sweep(tmp_path, ".a-")
        assert names(tmp_path) == held
        holder.kill()
    assert names(tmp_path) == held
    with alone(tmp_path / "lock"), scratch_folder(tmp_path, ".a-") as folder:
        assert names(tmp_path) == sorted([folder.name, "lock"])
    assert names(tmp_path) == []


def test_only_what_is_surely_ours_goes(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/file").touch()
    (tmp_path / ".a-12345678").symlink_to(tmp_path / "elsewhere")
    (tmp_path / ".a-somebody").mkdir()  # of the same form, but nobody's hold is in it
    (tmp_path / ".a-somebody/file").touch()
    (tmp_path / ".a-not_so_long").mkdir()
    (tmp_path / ".b-12345678").mkdir()
    before = names(tmp_path)
    (tmp_path / ".a-just_now").mkdir()  # its maker was killed before it could hold it
    sweep(tmp_path, ".a-")
    assert names(tmp_path) == before
    assert (tmp_path / "elsewhere/file").exists()


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("text")
    (tmp_path / "lock").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="Too many levels"), alone(tmp_path / "lock"):
        pass
    assert (tmp_path / "precious").read_text() == "text"


def test_a_scratch_file_is_moved_or_goes(tmp_path: Path) -> None:
    with scratch_file(tmp_path, ".a-") as (path, file):
        file.write(b"new")
        move_into_place(path, file, tmp_path / "target")
    with pytest.raises(ZeroDivisionError), scratch_file(tmp_path, ".a-"):
        1 // 0  # noqa: B018
    assert names(tmp_path) == ["target"]
    assert (tmp_path / "target").read_bytes() == b"new"
