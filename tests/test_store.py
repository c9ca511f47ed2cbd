import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from guidegen.errors import OutputError
from guidegen.store import Store, digest_of_data, digest_of_files, key_of

TABLE = pd.DataFrame({"n": [1, 2], "at": pd.to_datetime(["2010-01-01", "2011-02-03"])})


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    shapes = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(10, 43)], crs="EPSG:4326")
    store.save("stage", "key", {"table": TABLE, "shapes": shapes}, {"rows": 2})
    assert store.has("stage", "key")
    kept = store.load("stage", "key")
    assert kept is not None
    tables, facts = kept
    pd.testing.assert_frame_equal(tables["table"], TABLE)
    assert tables["shapes"].crs == "EPSG:4326"
    assert facts == {"rows": 2}


@pytest.mark.parametrize("harm", ["cut", "alter", "lose", "garble", "empty", "lie"])
def test_a_damaged_entry_is_not_used_and_can_be_replaced(tmp_path: Path, harm: str) -> None:
    store = Store(tmp_path)
    store.save("stage", "key", {"table": TABLE}, {"rows": 2})
    file = tmp_path / "stage" / "key" / "table.parquet"
    content = file.read_bytes()
    if harm == "cut":
        file.write_bytes(content[:-100])
    elif harm == "alter":
        file.write_bytes(content[:200] + b"x" + content[201:])
    elif harm == "lose":
        file.unlink()
    else:
        entry = file.parent / "entry.json"
        lie = entry.read_text().replace('"rows": 2', '"rows": 9')
        entry.write_text({"garble": "{", "empty": "null", "lie": lie}[harm])
    assert store.load("stage", "key") is None
    store.save("stage", "key", {"table": TABLE}, {})
    assert store.load("stage", "key") is not None


def test_another_build_may_have_been_quicker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    store.save("stage", "key", {"table": TABLE}, {})
    rmtree = shutil.rmtree
    # as if the other's entry had appeared just after the way was cleared
    monkeypatch.setattr(
        "guidegen.store.shutil.rmtree",
        lambda path, **more: rmtree(path, **more) if ".making" in str(path) else None,
    )
    store.save("stage", "key", {"table": TABLE}, {})
    assert store.load("stage", "key") is not None
    assert [path.name for path in (tmp_path / "stage").iterdir()] == ["key"]


def test_what_was_never_saved_is_not_there(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert not store.has("stage", "key")
    assert store.load("stage", "key") is None


def test_the_salt_stays_the_same_in_a_store_and_differs_between_stores(tmp_path: Path) -> None:
    one, other = Store(tmp_path / "one"), Store(tmp_path / "other")
    assert one.salt() == Store(tmp_path / "one").salt()
    assert one.salt() != other.salt()
    assert len(one.salt()) == 32


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="GUIDEGEN_CACHE"):
        Store(tmp_path / "file" / "cache")


def test_keys_follow_content(tmp_path: Path) -> None:
    assert key_of("a", 1, (2.5, None)) == key_of("a", 1, (2.5, None))
    assert key_of("a", 1) != key_of("a", "1")
    (tmp_path / "one.py").write_text("x = 1")
    before = digest_of_files(tmp_path)
    (tmp_path / "notes.txt").write_text("no code")
    assert digest_of_files(tmp_path) == before
    (tmp_path / "one.py").write_text("x = 2")
    assert digest_of_files(tmp_path) != before


def test_keys_of_data_follow_files_of_any_kind(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    picture = tmp_path / "inner" / "a.jpg"
    picture.write_bytes(b"1")
    before = digest_of_data(tmp_path)
    assert digest_of_data(tmp_path) == before
    picture.write_bytes(b"22")
    changed = digest_of_data(tmp_path)
    picture.rename(tmp_path / "a.jpg")
    assert len({before, changed, digest_of_data(tmp_path)}) == 3
    assert digest_of_data(tmp_path / "a.jpg") == digest_of_files(tmp_path / "a.jpg")
    with pytest.raises(FileNotFoundError):
        digest_of_data(tmp_path / "b.jpg")
