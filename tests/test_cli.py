import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guidegen import cli
from guidegen.city import load_city
from guidegen.errors import ServiceError
from guidegen.terminal import Terminal

ROOT = Path(cli.__file__).parents[1]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command in an empty folder: its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("GUIDEGEN_CONTACT", raising=False)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["guidegen", *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return run_command


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "guidegen", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_help_loads_nothing_heavy() -> None:
    """So it answers at once; how fast that is depends on the machine."""
    answer = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "guidegen", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "explain" in answer.stdout
    loaded = {line.rpartition("|")[2].strip() for line in answer.stderr.splitlines()}
    assert {"guidegen.cli", "typer"} <= loaded
    heavy = {"numpy", "pandas", "pydantic", "rich", "ruamel", "pyproj", "numba", "httpx", "jinja2"}
    assert not heavy & {name.partition(".")[0] for name in loaded}


def test_help_and_version(run: Run) -> None:
    assert run("-h")[1] == run("--help")[1]
    code, out, _ = run("--version")
    assert (code, out.split()[0]) == (0, "guidegen")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["frob"],
        ["build", "--frob"],
        ["build", "--base-url", "ftp://example.org"],
        ["schema", "plces"],
        ["serve", "--port", "70000"],
        ["new"],
        ["new", "Pisa"],  # where it is can only be asked by somebody
        ["new", "Pisa", "--bbox", "1,2,3"],
        ["new", "Pisa", "--bbox", "a,b,c,d"],
        ["new", "Pisa", "--bbox", "nan,43,11,44"],
        ["build"],  # there is no city
        ["build", "pisa"],
        ["check", "../pisa"],
        ["explain", "nowhere.yaml"],
    ],
)
def test_bad_usage(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert (out, "Traceback" in err) == ("", False)
    assert list(Path.cwd().iterdir()) == []


def test_new_without_a_box_or_a_contact_says_what_to_do(run: Run) -> None:
    told = run("new", "Pisa")[2]
    assert "set GUIDEGEN_CONTACT to your e-mail address or web page" in told
    assert "for example --bbox 10.374,43.694,10.449,43.726" in told


def test_new_writes_a_file_that_loads(run: Run) -> None:
    assert run("new", "Città Alta", "--bbox", "9.65,45.69,9.68,45.71") == (
        0,
        "cities/citta-alta.yaml\n",
        "",
    )
    city = load_city(Path("cities/citta-alta.yaml"))
    assert (city.name, city.bbox.west, city.bbox.north) == ("Città Alta", 9.65, 45.71)
    first = city.path.read_text().splitlines()[0]
    schema = city.path.parent / first.removeprefix("# yaml-language-server: $schema=")
    assert json.loads(schema.read_text())["title"] == "City"


def test_everything_commented_out_in_a_new_file_is_sound(run: Run) -> None:
    run("new", "Pisa", "--bbox", "10,43,11,44")
    path = Path("cities/pisa.yaml")
    path.write_text(re.sub(r"^( *)# (\w+:)", r"\1\2", path.read_text(), flags=re.MULTILINE))
    assert load_city(path).unused() == []


def test_new_never_overwrites(run: Run) -> None:
    run("new", "Pisa", "--bbox", "10,43,11,44")
    before = Path("cities/pisa.yaml").read_text()
    code, _, err = run("new", "PISA", "--bbox", "-1,-2,3,2")
    assert (code, err) == (2, "cities/pisa.yaml: is there already; nothing was written\n")
    assert Path("cities/pisa.yaml").read_text() == before


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("a/../../b", "a-b"),
        ('O\'Brien "x" \\n', "obrien-x-n"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("- {a: #b", "a-b"),
        ("Roma 🏛", "roma"),
        ("القاهرة Cairo", "cairo"),
    ],
)
def test_new_with_names_of_all_kinds(run: Run, name: str, slug: str) -> None:
    assert run("new", "--bbox", "10,43,11,44", "--", name)[:2] == (0, f"cities/{slug}.yaml\n")
    assert load_city(Path(f"cities/{slug}.yaml")).name == name
    assert sorted(path.name for path in Path().iterdir()) == ["cities"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["東京"], "add --slug"),
        (["東京", "--slug", "../tokyo"], "'../tokyo' cannot name a city file"),
        (["Assets"], "'assets' cannot name a city file"),
        (["  "], "must not be empty"),
        (["a\nb"], "must be one line"),
        (["\udcff"], "must be one line without control characters"),
    ],
)
def test_names_that_new_refuses(run: Run, arguments: list[str], message: str) -> None:
    code, _, err = run("new", *arguments, "--bbox", "10,43,11,44")
    assert code == 2
    assert message in err
    assert not Path("cities").exists()


def test_new_takes_a_slug(run: Run) -> None:
    run("new", "東京", "--slug", "tokyo", "--bbox", "139,35,140,36")
    assert load_city(Path("cities/tokyo.yaml")).name == "東京"


def test_new_where_nothing_can_be_written(run: Run) -> None:
    Path("cities").write_text("a file")
    code, _, err = run("new", "Pisa", "--bbox", "10,43,11,44")
    assert (code, err) == (1, "cities/pisa.yaml: cannot be written: File exists\n")


def test_check_says_all_mistakes_on_stderr(run: Run) -> None:
    run("new", "Pisa", "--bbox", "10,43,11,44")
    lines = Path("cities/pisa.yaml").read_text("utf-8").splitlines()
    Path("cities/pisa.yaml").write_text("\n".join([*lines, "lanugage: [en]"]), "utf-8")
    code, out, err = run("check")
    assert (code, out) == (2, "")
    assert (
        err
        == f"cities/pisa.yaml:{len(lines) + 1}: lanugage: unknown key; did you mean 'languages'?\n"
    )


def test_check_of_what_is_sound(run: Run) -> None:
    run("new", "Pisa", "--bbox", "10,43,11,44")
    Path("cities/data").mkdir()
    Path("cities/data/pisa-photos.csv").touch()
    assert run("check", "pisa") == (0, "", "sound: 1 city file(s), no pages yet\n")
    assert run("check", "cities/pisa.yaml", "-q") == (0, "", "")
    Path("output").mkdir()
    head = '<html lang=en><title>Pisa</title><meta name=description content="A guide">'
    Path("output/index.html").write_text(head + "<a href=x.html>x</a>")
    code, _, err = run("check")
    assert code == 1
    assert err.splitlines() == [
        "output/index.html:1: the page has no Content-Security-Policy",
        "output/index.html:1: 'x.html' is not there",
    ]


def test_check_of_what_is_worth_a_look(run: Run) -> None:
    run("new", "Pisa", "--bbox", "10,43,11,44")
    policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
    Path("output").mkdir()
    Path("output/index.html").write_text(f"<html lang=en>{policy}<title>Pisa</title>")
    warning = 'warning: output/index.html:1: the page has no <meta name="description">'
    code, _, err = run("check")
    assert (code, err.splitlines()[0]) == (0, warning)
    code, _, err = run("check", "--strict")
    assert (code, err.splitlines()) == (1, [warning, "--strict: the site has 1 warning(s)"])


@pytest.mark.parametrize("of", [[], ["city"], ["places"]])
def test_schemas(run: Run, of: list[str]) -> None:
    code, out, _ = run("schema", *of)
    assert code == 0
    assert json.loads(out)["title"] == ("CuratedFile" if of == ["places"] else "City")


def test_a_traceback_only_with_vv_anywhere(run: Run) -> None:
    for arguments in (["check", "x.yaml"], ["-v", "check", "x.yaml"], ["check", "x.yaml", "-q"]):
        assert "Traceback" not in run(*arguments)[2]
    for arguments in (["-vv", "check", "x.yaml"], ["check", "-v", "x.yaml", "-v"]):
        code, _, err = run(*arguments)
        assert code == 2
        assert "Traceback" in err


def test_a_flag_after_two_hyphens_is_a_name(run: Run) -> None:
    assert "'-q'" in run("check", "--", "-q")[2]


def test_exit_codes_of_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert Terminal().fail(ServiceError("https://example.org/: no answer")) == 3
    assert capsys.readouterr().err == "https://example.org/: no answer\n"
    assert Terminal().fail(ZeroDivisionError("oops")) == 1
    err = capsys.readouterr().err
    assert err.startswith("this is a bug in guidegen: ZeroDivisionError: oops; run it with -vv")
    assert Terminal().fail(OSError(36, "File name too long", "xxx")) == 1
    assert capsys.readouterr().err == "xxx: File name too long\n"


def test_messages_are_neither_wrapped_nor_markup_nor_commands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Terminal().warn("[red]" + "x" * 200 + ":smile: \x1b[31m")
    assert capsys.readouterr().err == "warning: [red]" + "x" * 200 + ":smile: �[31m\n"


def test_colours_only_where_they_are_wanted() -> None:
    colourful = program("check", "x.yaml", FORCE_COLOR="1")
    assert "\x1b[31m" in colourful.stderr
    plain = program("check", "x.yaml", FORCE_COLOR="1", NO_COLOR="1")
    assert "\x1b[31m" not in plain.stderr
    assert colourful.returncode == plain.returncode == 2
