from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from guidegen.errors import InputError
from guidegen.photos.bundles import Document, Picture, documents, files_in, json_of, pictures_in
from tests.photos.samples import zipped


def found(path: Path, most_bytes: int = 100) -> list[Document]:
    return list(documents(path, (".json",), most_bytes=most_bytes))


def test_a_folder_a_zip_and_a_folder_of_zips_are_read_alike(tmp_path: Path) -> None:
    files = {"b.json": b"2", "a/a.JSON": b"1", "a/picture.jpg": b"3", "a/._a.json": b"4"}
    archive = tmp_path / "takeout-001.zip"
    archive.write_bytes(zipped(files))
    assert found(archive) == [Document("a/a.JSON", b"1"), Document("b.json", b"2")]
    (tmp_path / "z.json").write_bytes(b"5")
    assert found(tmp_path) == [
        Document("takeout-001.zip/a/a.JSON", b"1"),
        Document("takeout-001.zip/b.json", b"2"),
        Document("z.json", b"5"),
    ]
    assert found(tmp_path / "z.json") == [Document("z.json", b"5")]


def test_names_that_lead_out_of_a_zip_are_refused(tmp_path: Path) -> None:
    names = ("../x.json", "/x.json", "a/../../x.json", "..\\x.json", "C:\\x.json")
    (tmp_path / "a.zip").write_bytes(zipped(dict.fromkeys(names, b"1")))
    assert [each.content for each in found(tmp_path / "a.zip")] == [None] * len(names)
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]  # nothing was unpacked


def test_no_more_is_read_than_wanted(tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(zipped({"a.json": b" " * 10_000_000}))
    (tmp_path / "b.json").write_bytes(b" " * 101)
    assert found(tmp_path) == [
        Document("b.json", None, large=True),
        Document("bomb.zip/a.json", None, large=True),
    ]


def test_a_zip_that_lies_about_sizes(tmp_path: Path) -> None:
    data = zipped({"a.json": b" " * 10_000})
    size = (10_000).to_bytes(4, "little")
    assert data.count(size) == 2  # before the member, and in the list at the end
    (tmp_path / "bomb.zip").write_bytes(data.replace(size, (9).to_bytes(4, "little")))
    (document,) = found(tmp_path)
    assert document.content is None or len(document.content) <= 100


def test_members_that_cannot_be_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.json": b"[1, 2, 3, 4, 5, 6]"}))
    data[40] ^= 255  # its checksum no longer fits
    (tmp_path / "a.zip").write_bytes(data)
    assert found(tmp_path) == [Document("a.zip/a.json", None)]


def test_a_zip_that_is_cut_off(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.json": b"1"})[:-9])
    with pytest.raises(InputError, match=r"a\.zip: cannot be read"):
        found(tmp_path)


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_bytes(b"1")
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "a.json").write_bytes(b"2")
    (folder / "b.json").symlink_to(tmp_path / "secret.json")
    (folder / "c.json").symlink_to(folder / "inner" / "a.json")
    (folder / "d").symlink_to(tmp_path, target_is_directory=True)
    (folder / "e.json").symlink_to(folder / "e.json")  # a circle
    assert [name for name, path in files_in(folder) if path] == ["c.json", "inner/a.json"]
    assert Document("b.json", None) in found(folder)


@pytest.mark.parametrize("content", [None, b"", b"{", b"[" * 100_000, b"\xff", b"9" * 5000])
def test_json_that_is_none(content: bytes | None) -> None:
    assert json_of(content) is None


def test_a_zip_of_many_kinds_of_compression(tmp_path: Path) -> None:
    for kind in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(tmp_path / "a.zip", "w", kind) as archive:
            archive.writestr("a.json", b"1")
        assert found(tmp_path) == [Document("a.zip/a.json", b"1")]


def test_pictures_in_folders_and_zips(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"b/1.JPG": b"one", "b/1.json": b"{}", ".2.jpg": b""}))
    (tmp_path / "3.jpg").write_bytes(b"three")
    found = dict(pictures_in(tmp_path, (".jpg",)))
    assert {name: held.read() for name, held in found.items()} == {
        "3.jpg": b"three",
        "b/1.JPG": b"one",
    }
    assert [held.read() for _, held in pictures_in(tmp_path / "a.zip", (".jpg",))] == [b"one"]


def test_a_picture_that_is_gone_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(zipped({"1.jpg": b"one"}))
    assert Picture(archive, "2.jpg").read() is None
    assert Picture(tmp_path / "1.jpg").read() is None
    archive.write_bytes(archive.read_bytes()[:-9])
    assert Picture(archive, "1.jpg").read() is None
    monkeypatch.setattr("guidegen.photos.bundles._MOST_PICTURE_BYTES", 4)
    (tmp_path / "5.jpg").write_bytes(b"fives")
    assert Picture(tmp_path / "5.jpg").read() is None
    with pytest.raises(InputError, match="damaged"):
        list(pictures_in(tmp_path, (".jpg",)))
