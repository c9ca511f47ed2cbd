"""Builds by processes whose clock is wrong by decades: the same bytes."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.faults.children import Children, children, files_of
from tests.faults.scenes import BUILD, IMPORT, run, small_city

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


def at(moment: str) -> AbstractContextManager[Children]:
    """Where runs come from whose clock starts at a moment; what measures times is left alone."""
    return children(
        LD_PRELOAD=str(LIBRARIES[0]), FAKETIME=f"@{moment}", FAKETIME_DONT_FAKE_MONOTONIC="1"
    )


@pytest.mark.skipif(not LIBRARIES, reason="libfaketime is not installed (Debian: faketime)")
def test_neither_site_nor_corpus_depend_on_the_clock(tmp_path: Path) -> None:
    found = []
    with at("2001-02-03 04:05:06") as long_ago, at("2038-01-18 23:59:50") as later:
        for year, kids in (("2001", long_ago), ("2038", later)):
            folder = tmp_path / year
            small_city(folder, 300)
            assert run(kids, folder, "--log", "log", *BUILD).code == 0
            assert (folder / "log").read_text().startswith(f'{{"time": "{year}-')
            (folder / "new.csv").write_bytes((folder / "cities/photos.csv").read_bytes())
            imported = run(kids, folder, *IMPORT)
            assert imported.code == 0
            found.append((files_of(folder / "site"), files_of(folder / "corpus/photos"),
                          imported.out))  # fmt: skip
        assert run(long_ago, folder, *BUILD).code == 0  # with what was kept in 2038
    assert "300 " in imported.out
    assert found[0] == found[1]
    assert files_of(folder / "site") == found[0][0]
