from __future__ import annotations

import json
import re
import shutil
import socket
from pathlib import Path

import pytest

from guidegen import __version__, doctor
from guidegen.doctor import Finding, examine, services
from guidegen.services import SERVICES
from tests.end_to_end.porto import Command, command_in

SECRET = "s3cret-s3cret"  # noqa: S105 - nobody's


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Finding]:
    monkeypatch.setenv("GUIDEGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GUIDEGEN_FLICKR_KEY", SECRET)
    monkeypatch.delenv("GUIDEGEN_CONTACT", raising=False)
    return {each.check: each for each in examine(tmp_path / "site")}


def test_a_sound_machine(found: dict[str, Finding]) -> None:
    assert not [each for each in found.values() if each.state == "bad"]
    assert found["guidegen"].told == __version__
    assert "bundled files" in found["theme"].told
    assert re.match(r"[1-9]\d* cores", found["machine"].told)
    assert found["program/git"].state == ("ok" if shutil.which("git") else "absent")
    assert {f"library/{name}" for name in doctor.LIBRARIES} <= found.keys()
    assert not [name for name in found if name.startswith("service/")]  # nobody asked for it


def test_keys_are_there_or_not_and_never_shown(found: dict[str, Finding]) -> None:
    keys = {service.key.variable for service in SERVICES.values() if service.key}
    assert {f"key/{name}" for name in keys} <= found.keys()
    assert found["key/GUIDEGEN_FLICKR_KEY"].state == "ok"
    assert found["contact/GUIDEGEN_CONTACT"].state == "absent"
    assert SECRET not in " ".join(map(str, found.values()))


def test_a_library_that_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GUIDEGEN_CACHE", str(tmp_path))
    monkeypatch.setattr(doctor, "LIBRARIES", ("no_such_library",))
    [bad] = [each for each in examine(tmp_path) if each.state == "bad"]
    assert bad.check == "library/no_such_library"
    assert bad.told.startswith("ModuleNotFoundError: ")


def test_a_cache_that_cannot_be_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GUIDEGEN_CACHE", str(tmp_path / "file/cache"))
    [bad] = [each for each in examine(tmp_path / "site") if each.state == "bad"]
    assert bad.check == "cache"
    assert "set GUIDEGEN_CACHE to a folder that can be written" in bad.told


def test_a_disk_that_is_nearly_full(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GUIDEGEN_CACHE", str(tmp_path))
    monkeypatch.setattr(doctor, "_LEAST_BYTES", 1 << 80)
    bad = [each.check for each in examine(tmp_path / "site") if each.state == "bad"]
    assert bad == ["cache", "output"]


def test_a_theme_that_was_not_bundled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from guidegen.website import themes

    monkeypatch.setenv("GUIDEGEN_CACHE", str(tmp_path))
    monkeypatch.setattr(themes, "_SHIPPED", (tmp_path,))
    [bad] = [each for each in examine(tmp_path / "site") if each.state == "bad"]
    assert bad.check == "theme"


def test_services_are_asked_for_a_connection_and_nothing_else() -> None:
    asked: list[tuple[str, int]] = []

    def reach(host: str, port: int, limit_s: float) -> None:
        asked.append((host, port))
        assert 0 < limit_s <= 5
        if host == "overpass-api.de":
            raise TimeoutError("timed out")

    found = {each.check: each for each in services(reach)}
    assert ("en.wikipedia.org", 443) in asked
    assert ("api.wikimapia.org", 80) in asked
    assert len(asked) == len(set(asked)) == len(found)
    assert found["service/overpass-api.de"].state == "bad"
    assert "timed out" in found["service/overpass-api.de"].told
    assert sum(each.state == "bad" for each in found.values()) == 1


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return command_in(tmp_path, monkeypatch, capsys)


def test_the_command(run: Command, tmp_path: Path) -> None:
    code, out, err = run("doctor", GUIDEGEN_FLICKR_KEY=SECRET)
    assert (code, err) == (0, "")
    assert f"ok      guidegen: {__version__}\n" in out
    code, out, _ = run("doctor", "--json", GUIDEGEN_FLICKR_KEY=SECRET)
    told = json.loads(out)
    assert (code, told["version"], told["ok"]) == (0, 1, True)
    assert told["checks"][0] == {"check": "guidegen", "state": "ok", "told": __version__}
    assert SECRET not in out
    (tmp_path / "file").write_text("")
    code, out, _ = run("doctor", "--json", GUIDEGEN_CACHE=str(tmp_path / "file"))
    assert (code, json.loads(out)["ok"]) == (1, False)


def test_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        doctor._connect("127.0.0.1", port, 5.0)
    with pytest.raises(OSError, match="refused"):
        doctor._connect("127.0.0.1", port, 5.0)
