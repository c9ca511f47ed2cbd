from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from guidegen.city import City, load_city
from guidegen.errors import InputError
from guidegen.photos import SOURCES, checks, file, load_photos
from guidegen.photos.corpus import duplicates, importing, pieces
from guidegen.photos.corpus.duplicates import ALREADY
from guidegen.photos.corpus.importing import import_photos
from guidegen.photos.corpus.layout import Corpus
from guidegen.photos.corpus.readers import Given
from guidegen.photos.corpus.verdicts import WORLD
from tests.photos.corpus.corpora import DAY, HEADER, bring, digests
from tests.photos.test_sources import assert_keeps_contract

A = "p1,anna,43.5,10.5,2012-05-03 14:15:16\n"
B = "p2,bert,43.5,11.5,2012-05-04T14:15:16Z\n"
ANYWHERE = "name: Anywhere\nbbox: [10, 43, 12, 44]\ntimezone: Europe/Rome\nphotos:\n  - "


def many(count: int) -> str:
    """Photos of several cells, some of them twice and some unusable."""
    draw = random.Random(1)  # noqa: S311
    lines = [
        f"{draw.randrange(count)},a{draw.randrange(9)},{43 + draw.random():.4f},"
        f"{10 + 2 * draw.random():.4f},201{draw.randrange(10)}-0{draw.randrange(10)}-03 14:15:16\n"
        for _ in range(count)
    ]
    return HEADER + "".join(lines)


def city_of(folder: Path, source: str) -> City:
    path = folder / "anywhere.yaml"
    path.write_text(ANYWHERE + source)
    return load_city(path)


def test_counts_add_up_and_rejects_say_why(tmp_path: Path) -> None:
    worst = "p3,anna,bad,10.5,2012-05-03\n,anna,43.5,10.5,2012-05-03\np4,a\n"
    brought = bring(tmp_path, tmp_path / "a.csv", HEADER + A + B + A + worst)
    assert brought.rows_read == 6
    assert brought.kept == 2
    assert brought.rejected == {
        checks.DUPLICATE: 1,
        "broken line": 1,
        "coordinates missing or not numbers": 1,
        "no photo id": 1,
    }
    [path] = (tmp_path / "corpus/rejects").iterdir()
    rejects = pq.read_table(path).to_pandas()
    assert rejects["row"].tolist() == [3, 4, 5, 6]
    assert rejects["file"].unique().tolist() == ["a.csv"]


def test_the_same_file_again_changes_no_byte(tmp_path: Path) -> None:
    bring(tmp_path, tmp_path / "a.csv", HEADER + A + B)
    before = digests(tmp_path / "corpus")
    again = bring(tmp_path, tmp_path / "another name.csv", HEADER + A + B)
    assert not again.is_new
    assert again.kept == 2
    assert digests(tmp_path / "corpus") == before


def test_what_is_there_stays(tmp_path: Path) -> None:
    bring(tmp_path, tmp_path / "a.csv", HEADER + A)
    second = bring(tmp_path, tmp_path / "b.csv", HEADER + A.replace("43.5", "43.1") + B)
    assert second.rejected == {ALREADY: 1}
    # the same id of another source is another photo
    other = bring(tmp_path, Given(tmp_path / "a.csv", source="other"))
    assert other.kept == 1
    read = [pq.read_table(path).to_pandas() for path in Corpus(tmp_path / "corpus").files()]
    photos = pd.concat(read).sort_values(["source", "photo_id"])
    assert photos["lat"].tolist() == [43.5, 43.5, 43.5]
    assert photos["source"].tolist() == ["file", "file", "other"]


def test_pieces_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text(many(300))
    for size, compared, name in ((1 << 20, 1000, "one"), (700, 9, "two")):
        monkeypatch.setattr(pieces, "BYTES", size)
        monkeypatch.setattr(duplicates, "_MOST_COMPARED", compared)
        (tmp_path / name).mkdir()
        brought = bring(tmp_path / name, tmp_path / "a.csv")
        assert brought.rows_read == 300 == brought.kept + sum(brought.rejected.values())
    one, two = (digests(tmp_path / name / "corpus/photos") for name in ("one", "two"))
    assert one == two
    tables = [pq.read_table(next(tmp_path.glob(f"{n}/corpus/rejects/*"))) for n in ("one", "two")]
    assert tables[0].equals(tables[1])


def test_progress_grows_until_all_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "BYTES", 4000)
    (tmp_path / "a.csv").write_text(many(300))
    told: list[tuple[int, float]] = []
    corpus = Corpus.at(tmp_path / "corpus", create=True)
    given = Given(tmp_path / "a.csv")
    import_photos(corpus, given, today=DAY, tell=lambda *how: told.append(how))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert len(set(shares)) > 4
    assert told[-1] == (300, 1.0)


def test_parquet_and_csv_bring_the_same(tmp_path: Path) -> None:
    bring(tmp_path, tmp_path / "a.csv", many(200))
    pd.read_csv(tmp_path / "a.csv", dtype=str).to_parquet(tmp_path / "a.parquet", row_group_size=60)
    (tmp_path / "other").mkdir()
    bring(tmp_path / "other", tmp_path / "a.parquet")
    found = [
        [pq.read_table(path) for path in Corpus(folder / "corpus").files()]
        for folder in (tmp_path, tmp_path / "other")
    ]
    assert [each.num_rows for each in found[0]] == [each.num_rows for each in found[1]]
    assert all(one.equals(two) for one, two in zip(*found, strict=True))


def test_a_city_by_a_corpus_is_the_city_by_its_file(tmp_path: Path) -> None:
    content = many(200) + B  # B's time is UTC, and Rome's clocks showed another
    bring(tmp_path, tmp_path / "a.csv", content)
    by_file, by_corpus = (
        load_photos(city_of(tmp_path, source), b"salt", today=DAY).photos
        for source in ("{source: file, path: a.csv}", "{source: corpus, path: corpus}")
    )
    assert len(by_file) > 50
    city = city_of(tmp_path, "{source: corpus, path: corpus}")
    rows = SOURCES["corpus"](city.photos[0], city)
    assert_keeps_contract(rows)
    assert_frame_equal(rows, SOURCES["corpus"](city.photos[0], city))
    assert_frame_equal(by_file, by_corpus)


CELLS = st.sampled_from(
    ["", "p1", "10.5", "43.5", "0", "200", "-95", "nan", "2012-05-03 14:15:16", " x ", "NULL",
     "2012-05-03T14:15:16Z", "1336054516", "1970-01-02 00:00:00", "2999-01-01 00:00:00",
     "2012-02-30 10:10:10", "0000-00-00 00:00:00", "2012:05:03 14:15:16",
     "\x01", "\ufffd", "n/a", "1e400", "+1", "é"]
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=12))
@example([("p1", "anna", "43.5", "10.5", "2012-02-30 10:10:10")])
def test_verdicts_are_those_of_cities(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "a.csv").write_text(HEADER + "".join(",".join(row) + "\n" for row in rows))
    city = city_of(folder, "{source: file, path: a.csv}")
    read = file.read_rows(city.photos[0], city)
    verdicts = checks.judge(read, checks.Limits(WORLD, DAY))
    brought = bring(folder, folder / "a.csv")
    assert brought.rejected == Counter(verdict for verdict in verdicts if verdict)
    [path] = (folder / "corpus/rejects").iterdir()
    rejects = pq.read_table(path).to_pandas()
    of_rows = dict(zip(rejects["row"], rejects["reason"], strict=True))
    assert of_rows == {
        row: verdict for row, verdict in zip(read["row"], verdicts, strict=True) if verdict
    }


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_killed_anywhere_it_goes_on_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "BYTES", 4000)  # as in killed.py
    (tmp_path / "a.csv").write_text(many(400))
    script = Path(__file__).with_name("killed.py")

    def run(*numbers: int) -> str:
        command = [sys.executable, script, tmp_path / "a.csv", tmp_path, *map(str, numbers)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    steps = int(run(0))
    assert steps > 40
    whole = digests(tmp_path / "0")
    points = random.Random(2).sample(range(1, steps), 20)  # noqa: S311
    run(*points)
    half = [digests(tmp_path / str(point)) for point in points]
    assert sum(each != whole for each in half) >= 12  # the last steps only remove empty folders
    for point in points:
        corpus = Corpus.at(tmp_path / str(point))
        import_photos(corpus, Given(tmp_path / "a.csv"), today=DAY, tell=lambda *_: None)
        assert digests(corpus.folder) == whole, point


WIDE = HEADER[:-1] + "," + ",".join(f"c{at}" for at in range(60_000)) + "\n"


@pytest.mark.parametrize(
    "content", ["", HEADER, "a,b\n1,2\n", "\x00\x01\x02", "a\x01,b\n", WIDE, "PK\x03\x04"]
)
def test_files_that_are_no_photos(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match=r"a\.csv"):
        bring(tmp_path, tmp_path / "a.csv", content)
    assert not list((tmp_path / "corpus/imports").glob("*"))
    assert not list((tmp_path / "corpus").glob("work/*"))


def test_a_parquet_file_without_rows(tmp_path: Path) -> None:
    pd.DataFrame(columns=HEADER.strip().split(","), dtype=str).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputError, match="there are no photos in it"):
        bring(tmp_path, tmp_path / "a.parquet")


class _Killed(BaseException):
    pass


@pytest.mark.parametrize(("step", "imports"), [("write_rejects", 1), ("shutil.rmtree", 2)])
def test_what_a_replaced_file_left_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, imports: int
) -> None:
    """An import was interrupted, and then the file got other content: nobody will go on with it.

    The last step only cleans up: what was brought then counts.
    """

    def killed(*_: object, **__: object) -> None:
        if step == "write_rejects" or list((tmp_path / "corpus/imports").glob("*")):
            raise _Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"{importing.__name__}.{step}", killed)
        with pytest.raises(_Killed):
            bring(tmp_path, tmp_path / "a.csv", HEADER + A)
    assert list((tmp_path / "corpus/work").glob("*"))
    bring(tmp_path, tmp_path / "a.csv", HEADER + B)
    corpus = Corpus(tmp_path / "corpus")
    assert len(corpus.imports) == imports
    assert not list((tmp_path / "corpus/work").glob("*"))
    assert sorted(corpus.folder.glob("photos/*/*")) == sorted(corpus.files())
    assert len(list(corpus.folder.glob("rejects/*"))) == imports


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of open files")
def test_more_pieces_than_files_may_be_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    monkeypatch.setattr(pieces, "BYTES", 300)
    (tmp_path / "a.csv").write_text(many(600))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = len(list(Path("/dev/fd").iterdir())) + 40
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    try:
        brought = bring(tmp_path, tmp_path / "a.csv")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert brought.rows_read == 600


def test_a_folder_that_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no corpus"):
        Corpus.at(tmp_path)
    city = city_of(tmp_path, "{source: corpus, path: nothing}")
    with pytest.raises(InputError, match="is no corpus"):
        load_photos(city, b"salt", today=DAY)
