import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from guidegen.preview import sources
from guidegen.store import FOLDER_VARIABLE, Store, key_of

ROOT = Path(__file__).parents[1]
CITY = "name: X\nbbox: [10, 43, 11, 44]\nphotos: [{source: file, path: data/x.csv}]\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    path = tmp_path / "pisa.yaml"
    path.write_text(CITY)
    return path


def test_what_a_preview_is_made_from(city: Path) -> None:
    found = sources([city])
    assert {city, city.parent / "pisa.places.yaml", city.parent / "data/x.csv"} <= found


def test_files_of_venues_and_streets_are_watched(city: Path) -> None:
    more = "descriptions: {providers: [os_places], os_places: data/venues.parquet}\n"
    city.write_text(f"{CITY}{more}streets: {{source: file, path: data/x.osm.pbf}}\n")
    data = city.parent / "data"
    assert {data / "venues.parquet", data / "x.osm.pbf"} <= sources([city])


def test_a_city_file_with_a_mistake_is_all_there_is_to_watch(city: Path) -> None:
    city.write_text(CITY + "county: IT\n")
    assert sources([city]) == {city, city.parent / "pisa.places.yaml"}


def test_a_mistake_is_in_the_page_and_ctrl_c_is_a_good_end(city: Path) -> None:
    city.write_text(CITY + "county: <IT>\n")
    command = [sys.executable, "-m", "guidegen", "serve", str(city), "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a script's background jobs are deaf to ctrl-c, and all that they start
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout
        assert process.stderr
        url = process.stdout.readline().strip()
        # said when the first build has ended
        assert "did you mean 'country'?" in process.stderr.readline()
        with pytest.raises(urllib.error.HTTPError) as raised:
            urllib.request.urlopen(url, timeout=10)  # noqa: S310 - our own server
        assert (
            "county: unknown key; did you mean &#x27;country&#x27;?" in raised.value.read().decode()
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert "Traceback" not in process.stderr.read()


def test_the_next_preview_shows_the_last_one_at_once(city: Path, tmp_path: Path) -> None:
    """A mistake keeps the first build from ending well: what is served is from before."""
    store = Store(tmp_path / "cache")
    kept = store.folder / "preview" / key_of(str(city.resolve()))
    (kept / "pisa").mkdir(parents=True)
    (kept / "pisa" / "index.html").write_text("<body><p>earlier</p></body>")
    city.write_text(CITY + "county: IT\n")
    command = [sys.executable, "-m", "guidegen", "serve", str(city), "--port", "0"]
    environment = {**os.environ, FOLDER_VARIABLE: str(store.folder)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        url = process.stdout.readline().strip()
        with urllib.request.urlopen(f"{url}pisa/", timeout=10) as answer:  # noqa: S310 - our own
            assert "<p>earlier</p>" in answer.read().decode()
        process.kill()
