from pathlib import Path

import pytest

from guidegen.cityfiles import find_cities, load_cities
from guidegen.errors import ConfigError

CITY = "name: X\nbbox: [10, 43, 11, 44]\nphotos: [{source: file, path: x.csv}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("pisa.yaml", "pisa.places.yaml", "lyon.yaml", "notes.txt"):
        (tmp_path / name).write_text(CITY)
    return tmp_path


def test_no_names_mean_all_and_curated_files_are_no_cities(folder: Path) -> None:
    assert find_cities([], folder) == [folder / "lyon.yaml", folder / "pisa.yaml"]


def test_slugs_and_paths_in_the_order_given(folder: Path) -> None:
    path = folder / "lyon.yaml"
    assert find_cities(["pisa", str(path), "pisa"], folder) == [folder / "pisa.yaml", path]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pizza", "there is no .*pizza.yaml; did you mean 'pisa'"),
        ("zzz", "the cities in .* are: lyon, pisa"),
        ("../pisa", "neither the slug of a city .* nor the path"),
        ("..", "neither the slug"),
        ("", "neither the slug"),
        ("pisa.places", "neither the slug"),
        ("nowhere/pisa.yaml", "nowhere/pisa.yaml: there is no such file; did you mean 'pisa'"),
        ("x.places.yaml", "x.places.yaml: holds curated places"),
    ],
)
def test_names_of_no_city(folder: Path, name: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        find_cities([name], folder)


def test_all_names_that_are_wrong_in_one_message(folder: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        find_cities(["a", "pisa", "b"], folder)
    assert len(raised.value.problems) == 2


def test_two_files_for_one_folder_of_the_site(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "pisa.yaml"
    other.parent.mkdir()
    other.write_text(CITY)
    with pytest.raises(ConfigError, match="has the same name as"):
        find_cities(["pisa", str(other)], folder)


def test_a_folder_without_cities(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="guidegen new NAME"):
        find_cities([], tmp_path / "cities")
    with pytest.raises(ConfigError, match="holds no city files"):
        find_cities(["pisa"], tmp_path / "cities")


def test_mistakes_of_several_cities_in_one_message(folder: Path) -> None:
    for name in ("pisa", "lyon"):
        (folder / f"{name}.yaml").write_text(CITY + "country: x\n")
    with pytest.raises(ConfigError) as raised:
        load_cities(find_cities([], folder))
    assert [problem.path for problem in raised.value.problems] == find_cities([], folder)
