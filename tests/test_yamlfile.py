from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from guidegen.errors import ConfigError
from guidegen.yamlfile import MAXIMUM_BYTES, MAXIMUM_VALUES, dotted, read_yaml, validate


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    path: str
    size: int = 1


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str
    items: list[Item] = []
    by_id: dict[str, Item] = {}


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "file.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_values_keep_their_types_and_keys_their_lines(tmp_path: Path) -> None:
    document = read_yaml(
        write(tmp_path, "a: 1\nb:\n  - c: 2.5\n  - {no: yes, 2024: 2026-01-31}\n\nd:\n")
    )
    # YAML 1.2: yes and no are words (no is also Norwegian); keys are always text
    assert document.data["b"] == [{"c": 2.5}, {"no": "yes", "2024": document.data["b"][1]["2024"]}]
    assert document.data["b"][1]["2024"].isoformat() == "2026-01-31"
    assert document.data["d"] is None
    assert document.line_of(("b", 0, "c")) == 3
    assert document.line_of(("b", 1, "no")) == 4
    assert document.line_of(("d",)) == 6
    # what is not there is where it would belong
    assert document.line_of(("b", 0, "missing")) == 3
    assert document.line_of(("missing",)) is None


def test_a_dotted_key() -> None:
    assert dotted(("photos", 0, "path")) == "photos[0].path"
    assert dotted(()) == ""


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("", None, "is empty"),
        ("# only a comment\n", None, "is empty"),
        ("- a\n- b\n", 1, "must be a mapping"),
        ("just text", 1, "must be a mapping"),
        ("a:\n\tb: 1\n", 2, "a tab where YAML wants spaces"),
        ("a: [1, 2\nb: 3\n", 2, "is not sound YAML"),
        ("a: 1\nb: {c: #0b5d3b}\n", 2, 'a colour must be in quotes, as in "#8c3b0f"'),
        ("a: b: c\n", 1, "mapping values are not allowed here"),
        ("a: 1\n---\nb: 2\n", 2, "expected a single document"),
        ("a: *nobody\n", 1, "undefined alias"),
        (BOMB, 3, "aliases (*) repeat more than 200 values"),  # b unfolds to 90, c to 900
        ("a: &a [*a]\n", 1, "aliases (*) repeat more than 200 values"),
        ("a: " + "[" * 5000, None, "nested too deeply"),
        ("a: !!python/object/apply:os.system [x]\n", None, ""),
        ("a: \x00\n", None, "is not sound YAML"),
        (b"a: 1\nb: \xff\n", 2, "is not UTF-8 text"),
        (b"x" * (MAXIMUM_BYTES + 1), None, "is larger than 1 MB"),
        ("a: [" + "a," * MAXIMUM_VALUES + "]", None, "holds more than 50,000 values"),
    ],
)
def test_one_clear_line_for_each_way_to_be_unreadable(
    tmp_path: Path, content: str | bytes, line: int | None, message: str
) -> None:
    path = write(tmp_path, content)
    with pytest.raises(ConfigError) as raised:
        validate(read_yaml(path), Model)
    if message:
        assert len(raised.value.problems) == 1
        assert raised.value.problems[0].line == line
    assert message in str(raised.value)
    assert str(raised.value).startswith(str(path))


def test_of_very_many_mistakes_a_hundred_are_shown(tmp_path: Path) -> None:
    path = write(tmp_path, "".join(f"key{number}: x\n" for number in range(500)))
    with pytest.raises(ConfigError) as raised:
        validate(read_yaml(path), Model)
    told = str(raised.value).splitlines()
    assert len(raised.value.problems) == 501  # the name is missing too
    assert (len(told), told[-1]) == (101, "and 401 more mistakes")


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path, message in [
        (tmp_path / "absent.yaml", "there is no such file"),
        (tmp_path, "cannot be read: Is a directory"),
        (Path("nul\0.yaml"), "cannot be read: embedded null byte"),
    ]:
        with pytest.raises(ConfigError, match=message):
            read_yaml(path)


def test_a_few_aliases_are_fine(tmp_path: Path) -> None:
    document = read_yaml(write(tmp_path, "a: &x {path: p}\nb: *x\nc: [*x, *x]\n"))
    assert document.data["b"] == document.data["c"][1] == {"path": "p"}


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert read_yaml(write(tmp_path, b"\xef\xbb\xbfname: x\n")).data == {"name": "x"}


def test_a_sound_file_becomes_a_model(tmp_path: Path) -> None:
    path = write(tmp_path, "name: x\nitems: [{path: p, size: 2}]\n")
    assert validate(read_yaml(path), Model) == Model(name="x", items=[Item(path="p", size=2)])


def test_all_mistakes_at_once_each_with_its_line(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
nmae: x
items:
  - path: p
    sise: 3
  - size: two
  - 7
by_id:
  first: {path: 2026-13-45}
  first: {path: q}
""",
    )
    with pytest.raises(ConfigError) as raised:
        validate(read_yaml(path), Model)
    found = [(problem.line, problem.key, problem.message) for problem in raised.value.problems]
    assert found == [
        (None, "name", "is missing"),
        (1, "nmae", "unknown key; did you mean 'name'?"),
        (4, "items[0].sise", "unknown key; did you mean 'size'?"),
        (5, "items[1].path", "is missing"),
        (5, "items[1].size", "must be a whole number, not 'two'"),
        (6, "items[2]", "must be a mapping (key: value), not 7"),
        (8, "by_id.first.path", "cannot be read: '2026-13-45'"),
        (9, "by_id.first", "stands here twice, first on line 8"),
    ]


@pytest.mark.parametrize("value", ['"\\ud800"', "9" * 5000, "2026-13-01", "!!int x", "!!bool x"])
def test_a_value_that_nothing_can_be_made_of(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigError, match=r"file\.yaml:1: name: cannot be read: "):
        validate(read_yaml(write(tmp_path, f"name: {value}\n")), Model)


def test_a_key_that_nothing_can_be_made_of(tmp_path: Path) -> None:
    document = read_yaml(write(tmp_path, 'name: x\n"\\ud800": 1\n'))
    assert [str(each) for each in document.problems] == [
        f"{document.path}:2: a key cannot be read: '\\ud800'"
    ]


def test_an_anchor_may_be_set_anew(tmp_path: Path) -> None:
    text = "a: &a 1\nb: *a\nc: &a 2\nd: *a\n"
    assert read_yaml(write(tmp_path, text)).data == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_of_a_long_key_the_beginning_is_shown(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        validate(read_yaml(write(tmp_path, f"name: x\n{'y' * 900}: 1\n")), Model)
    assert len(str(raised.value)) < 500


def test_an_unlike_key_gets_the_list_of_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unknown key; known here: name, items, by_id"):
        validate(read_yaml(write(tmp_path, "name: x\nzzz: 1\n")), Model)
