from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guidegen.errors import OutputError
from guidegen.logfile import LogFile
from guidegen.terminal import Terminal


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_every_event_is_a_line_of_json(tmp_path: Path) -> None:
    path = tmp_path / "logs/build.jsonl"
    LogFile(path).write("start", command="build")
    LogFile(path).write("warning", text="a\nb “c” \u2028")  # a second command
    first, second = lines(path)
    assert (first["event"], first["command"]) == ("start", "build")
    assert first["process"] == second["process"] == os.getpid()  # of two, lines mix
    assert second["text"] == "a\nb “c” \u2028"
    moment = datetime.fromisoformat(str(first["time"]))
    assert moment.tzinfo == UTC
    assert len(path.read_bytes().splitlines()) == 2


def test_keys_are_not_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDEGEN_FLICKR_KEY", "s3cret/key")
    LogFile(tmp_path / "log").write("error", text="https://x/?api_key=s3cret%2Fkey or s3cret/key")
    [line] = lines(tmp_path / "log")
    assert line["text"] == "https://x/?api_key=*** or ***"


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"--log .*: cannot be written: Is a directory"):
        LogFile(tmp_path)


def test_what_a_quiet_terminal_keeps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(verbosity=-1, log=LogFile(tmp_path / "log"))
    terminal.progress("making")
    terminal.warn("look")
    terminal.fail(ZeroDivisionError("oops"))
    terminal.end(1)
    assert "making" not in capsys.readouterr().err
    told = lines(tmp_path / "log")
    assert [line["event"] for line in told] == ["progress", "warning", "error", "end"]
    assert (told[2]["kind"], told[2]["text"]) == ("ZeroDivisionError", "oops")
    assert "ZeroDivisionError: oops" in str(told[2]["trace"])
    assert told[3]["exit_code"] == 1
