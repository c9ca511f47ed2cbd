"""Builds by processes whose clock is wrong by decades: the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.children import children, files_of
from tests.faults.scenes import BUILD, IMPORT, run, small_city

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


@pytest.mark.skipif(not LIBRARIES, reason="libfaketime is not installed (Debian: faketime)")
def test_neither_site_nor_corpus_depend_on_the_clock(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    env = {
        "LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    found = []
    clock.write_text("@2026-06-01 12:00:00")
    with children(**env) as kids:
        for moment in ("@2001-02-03 04:05:06", "@2038-01-18 23:59:50"):
            clock.write_text(moment)
            folder = tmp_path / moment[1:5]
            small_city(folder, 300)
            assert run(kids, folder, "--log", "log", *BUILD).code == 0
            assert (folder / "log").read_text().startswith(f'{{"time": "{moment[1:5]}-')
            (folder / "new.csv").write_bytes((folder / "cities/photos.csv").read_bytes())
            imported = run(kids, folder, *IMPORT)
            assert imported.code == 0
            found.append((files_of(folder / "site"), files_of(folder / "corpus/photos"),
                          imported.out))  # fmt: skip
        clock.write_text("@2026-06-01 12:00:00")  # back again, with what was kept in 2038
        assert run(kids, folder, *BUILD).code == 0
    assert "300 " in imported.out
    assert found[0] == found[1]
    assert files_of(folder / "site") == found[0][0]
