"""No name becomes an option of a program that publishes, and the preview opens the site alone."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from guidegen.errors import OutputError
from guidegen.publish.branch import Branch, publish_to_branch
from guidegen.publish.target import publish_to
from guidegen.website.live import LiveSite
from guidegen.website.serve import served
from tests.publish.sites import git, listed, names, repository, write_site
from tests.publish.test_target import program

SECRET = "not of the site"  # noqa: S105 - nobody's


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a repository that has a site in `output`."""
    folder = repository(tmp_path / "work")
    write_site(folder / "output")
    git(folder, "branch", "earlier")
    git(folder, "checkout", "--quiet", "earlier")
    git(folder, "checkout", "--quiet", "main")  # so that there is a branch before
    monkeypatch.chdir(folder)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    return folder


BRANCHES = (
    "-f", "--force", "-", "--", "@{-1}", "HEAD~1", "a b", "a:b", "a\nb", "../x", "a^", "",
    "--upload-pack=touch pwned", "refs/heads/a:refs/heads/main",
)  # fmt: skip
REMOTES = (
    "-f", "--all", "--upload-pack=touch pwned", "--receive-pack=touch pwned", "-oProxyCommand=x:y",
    "ext::touch pwned", "ssh://-oProxyCommand=touch%20pwned/x", "-oProxyCommand=touch pwned:x", "",
)  # fmt: skip


def test_no_name_of_a_branch_or_remote_is_an_option_of_git(work: Path) -> None:
    before, remote = names(work), work.with_name("remote.git")
    for to in [*(Branch(name) for name in BRANCHES), *(Branch(remote=name) for name in REMOTES)]:
        with pytest.raises(OutputError) as error:
            publish_to_branch(work / "output", to, message="Publish")
        assert "\n" not in str(error.value), to
        assert names(work) == before, to
    assert git(remote, "branch", "--list") == ""


def test_a_message_and_a_domain_are_no_options(work: Path) -> None:
    publish_to_branch(work / "output", Branch(), message="--amend\n-F /etc/passwd", cname="-x.org")
    assert git(work, "log", "--format=%B", "gh-pages") == "--amend\n-F /etc/passwd"
    assert git(work, "show", "gh-pages:CNAME") == "-x.org"


def test_a_branch_that_ends_in_the_same_name_is_another(work: Path) -> None:
    remote = work.with_name("remote.git")
    git(work, "push", "--quiet", "origin", "main:refs/heads/a/refs/heads/gh-pages")
    publish_to_branch(work / "output", Branch(), message="Publish")
    assert "README" not in listed(remote)
    assert git(remote, "rev-list", "--count", "gh-pages") == "1"


@pytest.mark.parametrize(
    "target",
    [
        "-e sh -c touch:x", "--rsh=touch pwned:x", "-oProxyCommand=touch pwned:x", "rsync://-x/y",
        "me@-oProxyCommand=touch pwned:x", "[-oProxyCommand=touch pwned]:x", "--daemon:x", "-:x",
        "rsync://me@-x/y", "me@[-x]:y",
    ],
)  # fmt: skip
def test_no_target_is_an_option_of_rsync_or_ssh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    site = write_site(tmp_path / "output")
    for name in ("rsync", "ssh"):
        program(tmp_path / "bin", name, "")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(OutputError, match="names no machine"):
        publish_to(site, target)
    assert not (tmp_path / "bin/log").exists()  # nothing was run


def test_a_folder_that_is_called_like_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_site(tmp_path / "output")
    monkeypatch.chdir(tmp_path)
    publish_to(site, "--delete")
    assert names(tmp_path / "--delete") == names(site)


@pytest.mark.parametrize("tool", ["aws", "rclone"])
def test_a_bucket_is_one_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    site = write_site(tmp_path / "output")
    body = f"open({str(tmp_path / 'told')!r}, 'a').write(repr(sys.argv[1:]) + '\\n')"
    program(tmp_path / "bin", tool, body)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    publish_to(site, "s3://-b --profile x/; touch pwned", dry_run=True)
    told = [eval(line) for line in (tmp_path / "told").read_text().splitlines()]  # noqa: S307
    bucket = {
        "aws": "s3://-b --profile x/; touch pwned",
        "rclone": ":s3,env_auth=true:-b --profile x/; touch pwned",
    }[tool]
    assert all(bucket in arguments for arguments in told)
    assert not any("--profile" in arguments for arguments in told)


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[int]:
    """The port of a preview that has a secret beside it, and in a folder without a page."""
    folder = write_site(tmp_path / "site", **{"pisa/data/secret__txt": "of the site"})
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "site-secret").mkdir()
    (tmp_path / "site-secret" / "index.html").write_text(SECRET)
    site = LiveSite(folder, lambda: None, tell=lambda _: None)
    site.rebuild()
    with served(site, 0) as url:
        yield int(url.rsplit(":", 1)[1].strip("/"))


def ask(port: int, line: str, *headers: str) -> str:
    """The whole answer to a request as it stands."""
    with closing(socket.create_connection(("127.0.0.1", port), 10)) as connection:
        told = "\r\n".join((line, *headers, "Connection: close", "", ""))
        connection.sendall(told.encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(1 << 16), b"")).decode("utf-8", "replace")


PATHS = (
    "/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/pisa/../../secret.txt",
    "/pisa/%2e%2e/%2e%2e/secret.txt", "//../secret.txt", "/..\\secret.txt", "/..%5csecret.txt",
    "/%2e%2e%2fsite-secret/", "/../site-secret/index.html", "/../site-secret", "../secret.txt",
    "{folder}/secret.txt", "/{folder}/secret.txt", "//{folder}/secret.txt",
    "/%2f{folder}/secret.txt", "file://{folder}/secret.txt", "/secret.txt%00.html",
    "/..%00/secret.txt", "/./.././secret.txt", "/..;/secret.txt", "/%c0%ae%c0%ae/secret.txt",
    "/%252e%252e/secret.txt", "/~/secret.txt", "/pisa/data", "/pisa/data/", "/assets/",
    "/pisa//data/", "/pisa/data/.", "/pisa/data/?C=N",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_nothing_but_files_of_the_site_is_served(preview: int, tmp_path: Path, path: str) -> None:
    line = f"GET {path.format(folder=tmp_path)} HTTP/1.1"
    answer = ask(preview, line, f"Host: 127.0.0.1:{preview}")
    assert answer.split()[1] in ("301", "400", "404"), answer
    assert SECRET not in answer
    assert "secret.txt" not in answer.partition("\r\n\r\n")[2]  # no folder is listed
    assert "Location: //" not in answer


def test_no_redirect_leads_to_another_machine(preview: int) -> None:
    for path in (
        "//evil.example/..%2fpisa",
        "//evil.example/%2e%2e/pisa",
        "/\\evil.example/../pisa",
    ):
        answer = ask(preview, f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{preview}")
        assert "Location:" not in answer
    assert "Location: /pisa/\r" in ask(preview, "GET /pisa HTTP/1.1", f"Host: 127.0.0.1:{preview}")


HOSTS = (
    "evil.example", "evil.example:{port}", "127.0.0.1", "localhost", "127.0.0.1:1",
    "localhost.:{port}", "127.0.0.1.evil.example:{port}", "localhost.evil.example:{port}",
    "me@127.0.0.1:{port}", "", "127.0.0.1:{port}.evil.example", "[::1]:{port}", "0.0.0.0:{port}",
    "2130706433:{port}",
)  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_a_name_that_was_led_here_is_told_nothing(preview: int, host: str) -> None:
    for path in (
        "/",
        "/pisa/data/secret.txt",
        "/_guidegen/events",
        "/_guidegen/reload.js",
        "/x.png",
    ):
        answer = ask(preview, f"GET {path} HTTP/1.1", f"Host: {host.format(port=preview)}")
        assert answer.split()[1] == "403"
        assert "of the site" not in answer
    assert ask(preview, "GET / HTTP/1.0").split()[1] == "403"  # no host at all


def test_pages_of_other_sites_may_lead_here_and_load_nothing(preview: int) -> None:
    host = f"Host: localhost:{preview}"
    for whose in ("cross-site", "same-site"):
        for mode in ("no-cors", "cors", "websocket"):
            sent = (host, f"Sec-Fetch-Site: {whose}", f"Sec-Fetch-Mode: {mode}")
            for path in ("/pisa/data/secret.txt", "/_guidegen/events?page=x", "/index.html"):
                assert ask(preview, f"GET {path} HTTP/1.1", *sent).split()[1] == "403"
        link = (host, f"Sec-Fetch-Site: {whose}", "Sec-Fetch-Mode: navigate")
        assert ask(preview, "GET / HTTP/1.1", *link).split()[1] == "200"
    for whose in ("same-origin", "none"):
        own = (host, f"Sec-Fetch-Site: {whose}", "Sec-Fetch-Mode: cors")
        assert ask(preview, "GET /pisa/data/secret.txt HTTP/1.1", *own).endswith("of the site")


def test_nothing_can_be_written(preview: int, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for method in ("PUT", "POST", "DELETE", "PATCH", "MKCOL", "MOVE", "COPY", "OPTIONS", "TRACE"):
        for path in ("/index.html", "/new.html", "/../new.html", "/_guidegen/events"):
            connection = HTTPConnection("127.0.0.1", preview, timeout=10)
            connection.request(method, path, b"x", {"Destination": "/y.html"})
            assert connection.getresponse().status == 501
            connection.close()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_it_listens_on_this_machine_alone(preview: int) -> None:
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{preview:04X}")
    ]
    assert listening == [f"0100007F:{preview:04X}"]  # 127.0.0.1 by IPv4
