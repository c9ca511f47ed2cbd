from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen.city import load_city
from guidegen.errors import ConfigError
from guidegen.geo import Box
from guidegen.newcity import write_city


@given(st.text(max_size=20))
def test_a_name_is_refused_or_read_back_as_it_is(name: str) -> None:
    with TemporaryDirectory() as folder:
        try:
            path = write_city(name, Box(10, 43, 11, 44), Path(folder), slug="x")
        except ConfigError:
            assert list(Path(folder).iterdir()) == []
        else:
            assert load_city(path).name == name.strip()


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "pisa.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(ConfigError, match="is there already"):
        write_city("Pisa", Box(10, 43, 11, 44), tmp_path)
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_the_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    (tmp_path / "city.schema.json").write_text("old")
    write_city("Pisa", Box(10.123456789, 43, 11, 44), tmp_path)
    assert '"title": "City"' in (tmp_path / "city.schema.json").read_text()
    assert load_city(tmp_path / "pisa.yaml").bbox == Box(10.1234568, 43, 11, 44)
