"""A whole build with keys, against services that tell them: they are sent, and show nowhere.

How the client itself keeps them is held by tests/web/test_secrets.py.
"""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest

from guidegen import cli
from guidegen.services import SERVICES
from tests.descriptions.city_of_services import WORLD, answer
from tests.doubles.flickr import KEY, flickr
from tests.doubles.http import Asked, Reply, serving
from tests.end_to_end.porto import Command, command_in
from tests.end_to_end.test_online_photos import BOX, photos

MARK = "S3NT1NEL"
# Nobody's key looks so, but all of it may be sent, and has to be found in whatever form it is told.
KEYS = {
    service.key.variable: f'{name}/{MARK}+&"<x>%{name}=='
    for name, service in SERVICES.items()
    if service.key
}
FORMS = [
    MARK.encode(),
    MARK.encode().hex().encode(),
    *(base64.b64encode(b"x" * n + MARK.encode())[4 if n else 0 : -4] for n in range(3)),
]


def telling(asked: Asked) -> Any:
    """Flickr answers; whoever else wants a key refuses it, or leads elsewhere, and tells it."""
    key = next((value for value in asked.query.values() if MARK in value), "")
    key = key or asked.headers.get("authorization", "").removeprefix("Bearer ")
    if asked.path.startswith("/flickr"):
        known = replace(asked, query={**asked.query, "api_key": KEY})
        return flickr(photos(asked.headers["host"]))(known)
    if asked.path.startswith("/geograph"):
        return Reply(status=302, headers={"Location": f"http://localhost:1/?key={quote_plus(key)}"})
    if asked.path.startswith("/mapillary"):
        return Reply(f"<p>no such key {key}", status=401, headers={"WWW-Authenticate": key})
    if asked.path.startswith("/wikimapia"):
        return {"debug": {"code": 1004, "message": f"key {key} is wrong"}}
    if asked.path.startswith("/foursquare"):
        return {"results": [], "context": {"you": key}}
    return answer(asked)


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """As `command_in`, which allows no tracebacks; with -vv there are some."""
    command_in(tmp_path, monkeypatch, capsys)  # a folder and an environment of its own
    monkeypatch.setenv("GUIDEGEN_CACHE", str(tmp_path / "cache"))
    for name, key in {**KEYS, "GUIDEGEN_CONTACT": "me@example.org"}.items():
        monkeypatch.setenv(name, key)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["guidegen", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return run


def test_a_bug_shows_no_key(tmp_path: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its traceback shows lines of the program, and never what stood in them."""

    def stumble(text: str) -> bool:
        if MARK in text:
            raise ZeroDivisionError
        return True

    monkeypatch.setattr("guidegen.web.secret._fits_header", stumble)
    (tmp_path / "city.yaml").write_text(
        f"name: Keytown\nbbox: {BOX}\ntimezone: Europe/London\nphotos: [{{source: mapillary}}]\n",
        "utf-8",
    )
    code, out, err = run("--log", "log.jsonl", "-vv", "fetch", "city.yaml")
    assert code == 1
    assert "Traceback" in err
    assert "raise ZeroDivisionError" in err  # at the key
    assert MARK not in out + err + (tmp_path / "log.jsonl").read_text("utf-8")


def test_keys_are_in_nothing_that_a_build_leaves_or_says(tmp_path: Path, run: Command) -> None:
    said: list[str] = []
    with serving(telling) as server:
        names = ("flickr", "geograph", "mapillary", "photo_files", "wikimapia")
        own = {name: f"{server.url}/{name}/" for name in names} | {
            "foursquare": f"{server.url}/foursquare"
        }
        (tmp_path / "city.yaml").write_text(
            f"name: Keytown\nbbox: {BOX}\ntimezone: Europe/London\n"
            "photos: [{source: flickr, since: 2012-01-01, until: 2012-12-31}, {source: geograph},"
            " {source: mapillary}]\n"
            "descriptions: {providers: [wikipedia, foursquare, wikimapia], pictures: 0}\n"
            f"services: {json.dumps({**WORLD.services(server.url), **own})}\n",
            "utf-8",
        )
        for arguments in (
            ("--log", "log.jsonl", "-vv", "fetch", "city.yaml"),
            ("--log", "log.jsonl", "-vv", "build", "city.yaml", "--json"),
            ("--log", "log.jsonl", "-v", "build", "city.yaml", "--strict"),
            ("--log", "log.jsonl", "build", "no-such-city"),
            ("explain", "city.yaml"),
            ("report", "city.yaml"),
            ("check", "city.yaml"),
            ("--log", "log.jsonl", "-vv", "doctor"),
            ("doctor", "--json"),
            ("-vv", "publish", "to", "elsewhere", "--no-check", "--dry-run"),
            ("-vv", "publish", "git", "--remote", "nowhere"),
        ):
            _, out, err = run(*arguments)
            said += [out, err]
        told = [(*asked.query.values(), asked.headers.get("authorization", "")[len("Bearer ") :])
                for asked in server.requests]  # fmt: skip
    sent = {name for name, key in KEYS.items() if any(key in each for each in told)}
    assert sent == set(KEYS)  # else there would be nothing to find
    assert (tmp_path / "output" / "city" / "index.html").exists()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 50
    assert any(path.suffix == ".sqlite" for path in files)
    assert "its answer holds our key" in "".join(said)  # somebody told one
    paths = "".join(str(path) for path in files)
    leaks = [str(path) for path in files if any(form in path.read_bytes() for form in FORMS)]
    assert leaks == []
    assert not any(form.decode() in text for form in FORMS for text in (*said, paths))
