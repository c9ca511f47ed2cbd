"""Builds in processes of their own while services fail: what is said, and the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.descriptions.city_of_services import KEYS, WORLD, answer
from tests.doubles.http import Reply, serving

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a small city that wants to be described."""
    (tmp_path / "photos.csv").write_text(
        "".join(
            f"{n},a{n % 30},{43.723 + n % 7 / 1e5},{10.3966 + n % 5 / 1e5},"
            f"2012-05-{n % 28 + 1:02d} 12:00:00\n"
            for n in range(60)
        )
    )

    def run_(
        *arguments: str, url: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        services = WORLD.services(url) if url else {}
        (tmp_path / "city.yaml").write_text(
            "name: Trialtown\nbbox: [10.374, 43.694, 10.449, 43.726]\n"
            "photos: [{source: file, path: photos.csv}]\n"
            "descriptions: {providers: [wikipedia, wikidata]}\n"
            f"services: {json.dumps(services)}\n"
        )
        own = {"GUIDEGEN_CACHE": str(tmp_path / "cache"), "NO_COLOR": "1", **environment}
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("GUIDEGEN_")}
        done = subprocess.run(
            [sys.executable, "-m", "guidegen", *arguments],
            cwd=tmp_path, env=inherited | own, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        assert "bug in guidegen" not in done.stderr
        return done

    return run_


CONTACT = {"GUIDEGEN_CONTACT": "me@example.org"}


def test_who_asks_has_to_say_who_they_are(run: Run) -> None:
    done = run("build", "city.yaml")
    assert done.returncode == 2
    assert "GUIDEGEN_CONTACT" in done.stderr
    assert "--offline" in done.stderr


def test_offline_is_whole_and_strict_only_if_nothing_is_missing(run: Run, tmp_path: Path) -> None:
    done = run("build", "city.yaml", "--offline")
    assert done.returncode == 0
    assert "Wikipedia (" in done.stderr
    assert (tmp_path / "output/city/index.html").exists()
    assert run("build", "city.yaml", "--offline", "--strict").returncode == 3
    with serving(answer) as server:
        assert run("fetch", "city.yaml", url=server.url, **CONTACT).returncode == 0
        asked = len(server.requests)
        assert run("build", "city.yaml", "--offline", "--strict", url=server.url).returncode == 0
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
    run: Run, tmp_path: Path, reply: Reply
) -> None:
    with serving(lambda _: reply) as server:
        done = run("build", "city.yaml", url=server.url, **CONTACT)
        assert done.returncode == 0, done.stderr
        assert "warning: missing: city: Wikipedia" in done.stderr
        about = (tmp_path / "output/city/about.html").read_text("utf-8")
        assert "Wikipedia" in about
        assert server.url not in about  # what went wrong is the operator's business
        assert run("fetch", "city.yaml", url=server.url, **CONTACT).returncode == 3
    secrets = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not any(key.encode() in secrets for key in KEYS.values())
