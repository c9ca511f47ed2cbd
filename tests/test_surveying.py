"""A survey from a city file to its folder, and the commands around it."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guidegen import cli
from guidegen.city import load_city
from guidegen.errors import InputError
from guidegen.store import Store
from guidegen.surveying import Survey, make_survey
from guidegen.web import Web
from tests.doubles.http import Asked, Reply, serving
from tests.photos.samples import as_json, flickr_photo, zipped
from tests.survey.sample import CITY, city_with_pictures, saved
from tests.website.sample import scene

Run = Callable[..., tuple[int, str, str]]
JPEG = {"Content-Type": "image/jpeg"}


def surveyed(folder: Path, *, photos: int = 9, offline: bool = True) -> Survey:
    with Web(folder / "web", contact="me@example.org", offline=offline) as web:
        return make_survey(
            load_city(folder / "pisa.yaml"),
            folder / "survey",
            photos,
            store=Store(folder / "cache"),
            web=web,
            offline=offline,
            progress=lambda _: None,
        )


def data(folder: Path) -> dict[str, Any]:
    text = (folder / "survey/survey.js").read_text("utf-8")
    found = re.fullmatch(r"\(window\.guidegen = .*?\)\.survey = (.*);\n", text)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def files(folder: Path) -> dict[str, bytes]:
    every = (path for path in sorted((folder / "survey").rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in every}


def test_the_folder_holds_all_that_the_page_needs(tmp_path: Path) -> None:
    city_with_pictures(tmp_path)
    made = surveyed(tmp_path)
    assert (made.photos, made.missing) == (3, [])
    page = made.page.read_text("utf-8")
    linked = re.findall(r'(?:src|href)="([^"#]+)"', page)
    assert all((tmp_path / "survey" / path).is_file() for path in linked)
    assert "connect-src 'none'" in page
    photos = data(tmp_path)["photos"]
    assert isinstance(photos, list)
    assert all((tmp_path / "survey" / photo["picture"]).is_file() for photo in photos)
    assert sorted(photo["author"] for photo in photos) == ["Painter 0", "Painter 1", "Painter 2"]
    assert {photo["licence"] for photo in photos} == {"CC BY 4.0"}
    # where it is, is nothing that raters should know, nor on any file
    assert "10.39" not in "".join(path.read_text("utf-8") for path in
                                  (made.page, tmp_path / "survey/survey.js"))  # fmt: skip
    rows = list(csv.DictReader((tmp_path / "survey/photos.csv").read_text("utf-8").splitlines()))
    assert [row["photo_id"] for row in rows] == [photo["id"] for photo in photos]
    assert {row["luminance_bv"] for row in rows} == {"7.97"}  # EV100 12.97, less 5


def test_pictures_of_an_export_at_hand_are_shown_where_their_licence_allows_it(
    tmp_path: Path,
) -> None:
    def told(number: int, privacy: str = "public") -> bytes:
        place = {"longitude": "10400000", "latitude": "43720000"}
        return as_json(flickr_photo(id=str(number), geo=place, license="CC0", privacy=privacy))

    buffer = io.BytesIO()
    scene(240, 160).save(buffer, "JPEG")
    files = {f"tower_{number}_o.jpg": buffer.getvalue() for number in (101, 102)}
    files |= {"photo_101.json": told(101), "photo_102.json": told(102, "private")}
    (tmp_path / "export.zip").write_bytes(zipped(files))
    line = "photos: [{source: flickr_export, path: export.zip, author: Anna}]"
    (tmp_path / "pisa.yaml").write_text(re.sub(r"photos: .*", line, CITY), "utf-8")
    assert surveyed(tmp_path).photos == 1
    [photo] = data(tmp_path)["photos"]
    assert photo["id"] == "flickr:101"


def test_the_same_photos_give_the_same_bytes(tmp_path: Path) -> None:
    city_with_pictures(tmp_path)
    surveyed(tmp_path)
    before = files(tmp_path)
    surveyed(tmp_path)
    assert files(tmp_path) == before
    name = data(tmp_path)["survey"]
    surveyed(tmp_path, photos=2)
    assert data(tmp_path)["survey"] != name  # kept answers are of other photos


def test_pictures_without_a_licence_make_no_survey(tmp_path: Path) -> None:
    city_with_pictures(tmp_path, city=CITY.replace(", licence: CC BY 4.0", ""))
    with pytest.raises(
        InputError, match=r"pisa\.yaml: no photo can be shown: 0 of 3 .*in the cache$"
    ):
        surveyed(tmp_path)
    assert not (tmp_path / "survey").exists()


def test_a_hostile_author_stays_text(tmp_path: Path) -> None:
    name = "</script><img src=x>"
    city_with_pictures(tmp_path, city=CITY.replace("A. Painter", name).replace("Pisa", name))
    for path in (tmp_path / "pictures").iterdir():
        path.write_bytes(path.read_bytes().replace(b"Painter", b"<img/x>"))
    surveyed(tmp_path)
    assert "<img" not in (tmp_path / "survey/survey.js").read_text("utf-8")
    assert "<img src=x" not in (tmp_path / "survey/index.html").read_text("utf-8")


def test_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    city_with_pictures(tmp_path, city=CITY.replace("A. Painter", '"-1+1"'), artists=False)
    surveyed(tmp_path)
    rows = csv.DictReader((tmp_path / "survey/photos.csv").read_text("utf-8").splitlines())
    assert {row["attribution"] for row in rows} == {"'-1+1"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("GUIDEGEN_CACHE", str(tmp_path / "cache"))

    def run_command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["guidegen", *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return run_command


def test_it_asks_in_the_languages_of_the_interface(run: Run, tmp_path: Path) -> None:
    city_with_pictures(tmp_path)

    def asked(*arguments: str) -> dict[str, Any]:
        assert run("survey", "pisa.yaml", "--offline", "-o", "survey", *arguments)[0] == 0
        return data(tmp_path)

    english, hebrew = asked(), asked("--language", "he")
    page = (tmp_path / "survey/index.html").read_text("utf-8")
    assert '<html lang="he" dir="rtl"' in page
    assert "מה רואים בתצלומים האלה?" in page
    [texts] = re.findall(r'src="(assets/strings\.he-[^"]+)"', page)
    assert (tmp_path / "survey" / texts).is_file()
    questions = {told["key"]: told for told in hebrew["questions"]}
    assert questions["outdoors"]["answers"][0] == ["outdoors", "בחוץ"]
    # whoever answers in one of them answers the same survey
    assert english["survey"] == hebrew["survey"]
    code, _, err = run("survey", "pisa.yaml", "--language", "xx")
    assert code == 2
    assert "guidegen speaks en, de, es, fr, he, it, ru, not 'xx'" in " ".join(err.split())


def test_the_commands(run: Run, tmp_path: Path) -> None:
    city_with_pictures(tmp_path)
    code, out, err = run("survey", "pisa.yaml", "--offline", "--photos", "5")
    assert (code, out) == (0, "survey/pisa/index.html\n")
    assert "warning: it has 3 photos: no more can be shown" in err
    with (tmp_path / "survey/pisa/photos.csv").open(encoding="utf-8") as file:
        ids = [row["photo_id"] for row in csv.DictReader(file)]
    saved(tmp_path / "a.json", {photo: {"attractive": "yes"} for photo in ids})
    code, out, _ = run("survey", "tally", "a.json")
    assert code == 0
    assert out.startswith("Would you like to pass here on a leisure walk?\n")
    code, out, _ = run("survey", "tally", "a.json", "--format", "csv")
    assert out.splitlines()[:2] == [
        "question,answer,source,photos,share,rated,raters",
        "attractive,yes,folder,3,1.0,3,1",
    ]
    code, out, _ = run("survey", "light", "a.json", "survey/pisa/photos.csv", "-o", "l.svg")
    assert (code, out.splitlines()[0]) == (0, "3 rated photos with known light, 3 attractive")
    assert (tmp_path / "l.csv").is_file()
    saved(tmp_path / "b.json", {"flickr:1": {"attractive": "yes"}}, survey="another")
    assert "of 2 surveys" in run("survey", "tally", "a.json", "b.json")[2]
    (tmp_path / "b.json").write_text("{", "utf-8")
    code, out, err = run("survey", "tally", "a.json", "b.json")
    assert (code, out) == (1, "")
    assert err.startswith("b.json: is not JSON")
    assert run("survey")[0] == 2
    assert run("survey", "nowhere.yaml")[0] == 2


def test_a_folder_of_somebody_elses_is_left_alone(run: Run, tmp_path: Path) -> None:
    city_with_pictures(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("Dear", "utf-8")
    code, _, err = run("survey", "pisa.yaml", "--offline", "-o", "mine")
    assert code == 1
    assert "no site of guidegen's" in err
    assert (tmp_path / "mine/letter.txt").read_text("utf-8") == "Dear"
    (tmp_path / "output").mkdir()
    (tmp_path / "output/.guidegen").write_text(".guidegen\nindex.html\n", "utf-8")
    code, _, err = run("survey", "pisa.yaml", "--offline", "-o", "output")
    assert (code, err.splitlines()[-1]) == (
        1,
        "output: is a built site; name another folder for the survey",
    )


def test_tally_loads_nothing_that_it_does_not_need() -> None:
    answer = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "guidegen", "survey", "tally", "none.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    loaded = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in answer.stderr.split("\n")
    }
    assert not loaded & {"numba", "geopandas", "jinja2", "httpx", "PIL"}


def test_pictures_of_a_service_are_fetched_once_and_then_come_from_the_cache(
    tmp_path: Path,
) -> None:
    buffer = io.BytesIO()
    scene(240, 160).save(buffer, "JPEG")

    def answer(asked: Asked) -> Reply:
        gone = asked.path.endswith("/1.jpg")
        return Reply(status=404) if gone else Reply(buffer.getvalue(), headers=JPEG)

    with serving(answer) as server:
        rows = ["photo_id,author_id,lat,lon,taken_at,image_url,url,licence"]
        rows += [
            f"{n},a{n},43.72,10.4,2012-05-03 12:00:0{n},{server.url}/{n}.jpg,"
            f"https://photos.example/{n},CC BY 2.0"
            for n in range(3)
        ]
        (tmp_path / "photos.csv").write_text("\n".join(rows), "utf-8")
        text = re.sub(r"photos: .*", "photos: [{source: file, path: photos.csv}]", CITY)
        text += f"services: {{photo_files: {server.url}}}\n"
        (tmp_path / "pisa.yaml").write_text(text, "utf-8")
        with pytest.raises(InputError, match=r"answers that are not in the cache.*\(3\)"):
            surveyed(tmp_path)
        assert server.requests == []
        assert surveyed(tmp_path, offline=False).photos == 2
        before, asked = files(tmp_path), len(server.requests)
    made = surveyed(tmp_path)
    assert made.photos == 2
    assert files(tmp_path) == before
    assert asked == 3
    photos = data(tmp_path)["photos"]
    assert isinstance(photos, list)
    assert {photo["url"] for photo in photos} == {
        "https://photos.example/0", "https://photos.example/2",
    }  # fmt: skip
