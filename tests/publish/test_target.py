"""Publishing by rsync, which must be installed, and by stand-ins for the AWS CLI and rclone."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from guidegen.errors import ConfigError, OutputError
from guidegen.publish.target import publish_to
from tests.publish.sites import FILES, names, write_site


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return write_site(tmp_path / "output", **{"pisa/sw__js": "self.edition = 1"})


EVERYTHING = {*FILES, "pisa/sw.js"}


def test_pieces_of_a_killed_rsync_go_and_hidden_files_of_the_server_stay(
    output: Path, tmp_path: Path
) -> None:
    there = tmp_path / "www"
    publish_to(output, str(there))
    hidden = (".htaccess", ".htaccess.backup", ".well-known/x.html", "pisa/.index.html.x1Y2z3")
    for name in hidden:
        (there / name).parent.mkdir(exist_ok=True)
        (there / name).touch()
    assert publish_to(output, str(there)).lines() == ["remove pisa/.index.html.x1Y2z3"]
    assert names(there) == EVERYTHING | set(hidden[:3])
    new = tmp_path / "new"  # killed before the marker was there
    new.mkdir()
    (new / ".index.html.x1Y2z3").touch()
    publish_to(output, str(new))
    assert names(new) == EVERYTHING


@pytest.mark.parametrize(
    "target", ["", " ", "s4://bucket", "gs://bucket/x", "https://example.org/"]
)
def test_targets_that_nothing_can_be_sent_to(output: Path, target: str) -> None:
    with pytest.raises(ConfigError, match=r"it must be user@host:folder/, .* s3://bucket/"):
        publish_to(output, target)


def test_a_folder(output: Path, tmp_path: Path) -> None:
    there = tmp_path / "www/guide"
    plan = publish_to(output, str(there), dry_run=True)
    assert plan.lines() == [f"send {name}" for name in sorted(EVERYTHING)]
    assert not there.exists()
    assert publish_to(output, str(there)) == plan
    assert names(there) == EVERYTHING
    assert publish_to(output, str(there)).lines() == []


def test_only_what_differs_is_sent(output: Path, tmp_path: Path) -> None:
    there = tmp_path / "guide"
    publish_to(output, str(there))
    kept = (there / "index.html").stat().st_mtime_ns
    for path in output.rglob("*"):
        os.utime(path, (0, 0))  # every build writes all files anew
    (output / "pisa/data/guide.js").write_text("var guide = {x: 1}")
    write_site(there, **{"pisa/old/page__html": "x", ".well-known/key": "theirs"})
    (output / "pisa/data/guide.js").write_text("var guide = {x: 1}")
    plan = publish_to(output, str(there))
    assert plan.lines() == ["send pisa/data/guide.js", "remove pisa/old/page.html"]
    assert (there / "pisa/data/guide.js").read_text() == "var guide = {x: 1}"
    assert names(there) == {*EVERYTHING, ".well-known/key"}
    assert not (there / "pisa/old").exists()
    assert kept <= (there / "index.html").stat().st_mtime_ns


def test_what_somebody_else_keeps_there_stays(output: Path, tmp_path: Path) -> None:
    there = tmp_path / "home"
    there.mkdir()
    (there / "thesis.txt").write_text("mine")
    for dry_run in (True, False):
        with pytest.raises(OutputError, match=r"such as thesis.txt.*--no-delete"):
            publish_to(output, str(there), dry_run=dry_run)
    assert names(there) == {"thesis.txt"}
    assert "remove" not in str(publish_to(output, str(there), delete=False).lines())
    assert names(there) == {*EVERYTHING, "thesis.txt"}


def test_the_site_is_not_sent_to_itself(output: Path) -> None:
    for folder in (output, output.parent, output / "pisa"):
        with pytest.raises(OutputError, match=r"the site itself is there"):
            publish_to(output, str(folder))


def test_tools_that_fail_or_are_missing(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"^rsync: ") as error:
        publish_to(output, str(tmp_path / "file/guide"))
    assert "\n" not in str(error.value)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OutputError, match=r"rsync cannot be run .*apt-get install rsync"):
        publish_to(output, "example.org:guide/")
    with pytest.raises(OutputError, match=r"needs the AWS CLI \(aws\) or rclone"):
        publish_to(output, "s3://bucket/guide")


def program(folder: Path, name: str, body: str) -> None:
    """Put a program on a path of its own that writes down how it is called."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    log = f"with open({str(folder / 'log')!r}, 'a') as log: print(*sys.argv[1:], file=log)"
    path.write_text(f"#!{sys.executable}\nimport sys\n{log}\n{body}\n")
    path.chmod(0o755)


RSYNC = """
import os, subprocess
done = subprocess.run([real, *sys.argv[1:]])
found = [os.path.join(at, name) for at, _, files in os.walk(there) for name in files]
with open(log, "a") as passes:
    print(*sorted(os.path.relpath(path, there) for path in found), file=passes)
sys.exit(done.returncode)
"""


def test_the_order_on_a_live_site(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the real rsync, behind one that lists the folder after each pass
    there, log = tmp_path / "guide", tmp_path / "bin/passes"
    real = shutil.which("rsync")
    body = f"there, log, real = {str(there)!r}, {str(log)!r}, {real!r}\n{RSYNC}"
    program(tmp_path / "bin", "rsync", body)
    write_site(there, **{"pisa/old__js": "x"})
    for name in FILES:
        if name != ".guidegen":
            (there / name).unlink()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    publish_to(output, str(there))
    _, first, second, third = (set(line.split()) for line in log.read_text().splitlines())
    assert first == {".guidegen", "assets/site.css", "pisa/data/guide.js", "pisa/old.js"}
    assert second == {*first, "index.html", "pisa/index.html", "sitemap.xml"}
    assert third == EVERYTHING


AWS = """
listed = "--dryrun" in sys.argv
if sys.argv[2] == "ls": sys.exit(0 if MARKED else 1)
if listed:
    print("(dryrun) upload: output/index.html to s3://b/g/index.html")
    print("(dryrun) upload: output/pisa/a to b.js to s3://b/g/pisa/a to b.js")
    print("(dryrun) delete: s3://b/g/old.html")
"""


def test_a_bucket_by_the_aws_cli(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin", "aws", AWS.replace("MARKED", "True"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    plan = publish_to(output, "s3://b/g/", dry_run=True)
    assert plan.lines() == ["send index.html", "send pisa/a to b.js", "remove old.html"]
    log = tmp_path / "bin/log"
    sync = f"s3 sync {output} s3://b/g --exclude .git/*"
    removing = "--delete --exclude .well-known/*"
    asked = [f"{sync} --dryrun {removing}", "s3 ls s3://b/g/.guidegen"]
    assert log.read_text().splitlines() == asked
    publish_to(output, "s3://b/g")
    pages = "--exclude *.html --exclude *.xml --exclude *robots.txt"
    assert log.read_text().splitlines()[2:] == [
        *asked,
        f"{sync} --only-show-errors {pages} --exclude *sw.js",
        f"{sync} --only-show-errors --exclude *sw.js",
        f"{sync} --only-show-errors {removing}",
    ]
    program(tmp_path / "bin", "aws", AWS.replace("MARKED", "False"))
    with pytest.raises(OutputError, match=r"such as old.html"):
        publish_to(output, "s3://b/g")


RCLONE = """
if sys.argv[1] == "check":
    print("= assets/site.css\\n* index.html\\n+ pisa/new page.html\\n- old.html")
    sys.exit(1)
"""


def test_a_bucket_by_rclone(output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin", "rclone", RCLONE)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    plan = publish_to(output, "s3://b/g")
    assert plan.lines() == ["send index.html", "send pisa/new page.html", "remove old.html"]
    ends = f"{output} :s3,env_auth=true:b/g --exclude /.git/** --exclude /.well-known/**"
    pages = "--exclude *.html --exclude *.xml --exclude robots.txt"
    assert (tmp_path / "bin/log").read_text().splitlines() == [
        f"check {ends} --combined -",
        f"copy --checksum {ends} {pages} --exclude sw.js",
        f"copy --checksum {ends} --exclude sw.js",
        f"sync --delete-after --checksum {ends}",
    ]
    program(tmp_path / "bin", "rclone", "sys.stderr.write('no bucket\\n'); sys.exit(3)")
    with pytest.raises(OutputError, match=r"^rclone: no bucket$"):
        publish_to(output, "s3://b/g")
