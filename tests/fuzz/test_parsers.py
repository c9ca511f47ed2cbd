"""Damaged files: what reads them gives what it promises or says what is wrong, in bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from tests.fuzz.damage import amount, damaged
from tests.fuzz.guard import guarded, outcome
from tests.fuzz.parsers import PARSERS


@pytest.mark.parametrize("name", PARSERS)
def test_good_files_are_read(tmp_path: Path, name: str) -> None:
    """So that it is not for another reason that damaged ones are refused."""
    parser = PARSERS[name]
    path = parser.prepared(tmp_path)
    sample = parser.samples()[0]
    path.write_bytes(sample)
    with guarded(tmp_path):
        parser.read(path)
    assert path.read_bytes() == sample


@pytest.mark.parametrize("name", PARSERS)
def test_damaged_files_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    parser = PARSERS[name]
    folder = tmp_path_factory.mktemp("damaged")
    monkeypatch.setattr("tempfile.tempdir", str(folder))  # what is unpacked lies there too
    path = parser.prepared(folder)

    @amount(parser.few, share=parser.share)
    @given(damaged(parser.samples()))
    def check(content: bytes) -> None:
        path.write_bytes(content)
        with guarded(folder):
            outcome(lambda: parser.read(path), named=path.parts[len(folder.parts)])
        assert path.read_bytes() == content

    check()
