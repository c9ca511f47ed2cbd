"""The workflow for GitHub Actions, against the schema of workflows and the project itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from guidegen import workflow
from guidegen.errors import ConfigError, OutputError
from guidegen.workflow import SECRETS, WORKFLOW, write_workflow
from tests.end_to_end.porto import command_in

PACKAGE = Path(workflow.__file__).parent


def test_it_is_a_workflow(tmp_path: Path) -> None:
    path = write_workflow(tmp_path)
    schema = "vendor.github-workflows"
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, path]
    done = subprocess.run(checker, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    path.write_text(path.read_text().replace("runs-on", "runs_on"))
    assert subprocess.run(checker, capture_output=True).returncode == 1


def test_what_it_does_and_may_do(tmp_path: Path) -> None:
    told = YAML(typ="safe").load(write_workflow(tmp_path).read_text())
    build, publish = told["jobs"]["build"], told["jobs"]["publish"]
    assert told["permissions"] == {}
    assert build["permissions"] == {"contents": "read", "pages": "read"}
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    used = [step.get("uses", "").partition("@")[0] for step in build["steps"] + publish["steps"]]
    assert {name.partition("/")[0] for name in used if name} == {"actions"}
    # a commit stays what it is, a tag need not
    pins = [step["uses"] for step in build["steps"] + publish["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", pin) for pin in pins)
    runs = [step["run"] for step in build["steps"] if "run" in step]
    assert runs[1:] == ['guidegen build --strict --base-url "$BASE_URL"', "guidegen check"]
    assert not any("${{" in run for run in runs)  # nothing is pasted into a shell
    # only the build knows keys
    [knows] = [step for step in build["steps"] if "secrets." in str(step)]
    assert knows["run"].startswith("guidegen build")
    assert {name: f"${{{{ secrets.{name} }}}}" for name in SECRETS}.items() <= knows["env"].items()


def test_it_hands_on_all_keys_that_there_are() -> None:
    text = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    named = set(re.findall(r"GUIDEGEN_[A-Z_]*(?:KEY|TOKEN|CONTACT)\b", text))
    assert set(SECRETS) == named


def test_an_existing_one_stays(tmp_path: Path) -> None:
    path = write_workflow(tmp_path)
    path.write_text("mine")
    with pytest.raises(ConfigError, match=r"guide.yml: is there already.* leave out --ci"):
        write_workflow(tmp_path)
    assert path.read_text() == "mine"


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / ".github").touch()
    with pytest.raises(OutputError, match=r"guide.yml: cannot be written"):
        write_workflow(tmp_path)


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = command_in(tmp_path, monkeypatch, capsys)
    new = ("new", "Pisa", "--bbox", "10,43,10.1,43.1")
    assert run(*new, "--ci")[1].split() == ["cities/pisa.yaml", str(WORKFLOW)]
    code, _, told = run("new", "Lucca", *new[2:], "--ci")
    assert code == 2
    assert "guide.yml: is there already" in told
    assert not (tmp_path / "cities/lucca.yaml").exists()
