"""Builds while services fail: what is said, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.descriptions.city_of_services import KEYS, WORLD, answer
from tests.doubles.http import Reply, serving
from tests.end_to_end.porto import Command, command_in


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs a command on a small city that wants to be described."""
    (tmp_path / "photos.csv").write_text(
        "".join(
            f"{n},a{n % 30},{43.723 + n % 7 / 1e5},{10.3966 + n % 5 / 1e5},"
            f"2012-05-{n % 28 + 1:02d} 12:00:00\n"
            for n in range(60)
        )
    )
    command = command_in(tmp_path, monkeypatch, capsys)

    def run_(*arguments: str, url: str = "", **environment: str) -> tuple[int, str, str]:
        services = WORLD.services(url) if url else {}
        (tmp_path / "city.yaml").write_text(
            "name: Trialtown\nbbox: [10.374, 43.694, 10.449, 43.726]\n"
            "photos: [{source: file, path: photos.csv}]\n"
            "descriptions: {providers: [wikipedia, wikidata]}\n"
            f"services: {json.dumps(services)}\n"
        )
        return command(*arguments, **environment)

    return run_


CONTACT = {"GUIDEGEN_CONTACT": "me@example.org"}


def test_who_asks_has_to_say_who_they_are(run: Command) -> None:
    code, _, told = run("build", "city.yaml")
    assert code == 2
    assert "GUIDEGEN_CONTACT" in told
    assert "--offline" in told


def test_offline_is_whole_and_strict_only_if_nothing_is_missing(
    run: Command, tmp_path: Path
) -> None:
    code, _, told = run("build", "city.yaml", "--offline")
    assert code == 0
    assert "Wikipedia (" in told
    assert (tmp_path / "output/city/index.html").exists()
    strict = ("build", "city.yaml", "--offline", "--strict")
    assert run(*strict)[0] == 3
    with serving(answer) as server:
        assert run("fetch", "city.yaml", url=server.url, **CONTACT)[0] == 0
        asked = len(server.requests)
        assert run(*strict, url=server.url)[0] == 0
        assert len(server.requests) == asked
    # the first build named the place by its position, and that stays its address
    pages = [page.read_text("utf-8") for page in (tmp_path / "output/city/places").glob("*.html")]
    assert any("Tower of Trials" in page and "The tower leans." in page for page in pages)


@pytest.mark.parametrize(
    "reply",
    [
        Reply({}, 429, {"Retry-After": "86400"}),
        Reply("<html>Sign in</html>"),
        Reply({"error": {"code": "readonly", "info": "no"}}, 200, {"Retry-After": "3600"}),
    ],
    ids=["too many", "a page", "an error in 200"],
)
def test_a_service_that_fails_costs_its_texts_and_nothing_else(
    run: Command, tmp_path: Path, reply: Reply
) -> None:
    with serving(lambda _: reply) as server:
        code, _, told = run("build", "city.yaml", url=server.url, **CONTACT)
        assert code == 0, told
        assert "warning: missing: city: Wikipedia" in told
        about = (tmp_path / "output/city/about.html").read_text("utf-8")
        assert "Wikipedia" in about
        assert server.url not in about  # what went wrong is the operator's business
        assert run("fetch", "city.yaml", url=server.url, **CONTACT)[0] == 3
    secrets = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not any(key.encode() in secrets for key in KEYS.values())
