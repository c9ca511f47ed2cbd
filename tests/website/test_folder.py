import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from guidegen.errors import OutputError
from guidegen.website.folder import replaced


def build(output: Path, text: str) -> None:
    with replaced(output) as folder:
        (folder / "index.html").write_text(text)


def test_a_new_site_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    output = tmp_path / "output"
    build(output, "old")
    with replaced(output) as folder:
        (folder / "index.html").write_text("more")
        (folder / "gone-soon.html").touch()
    build(output, "new")
    assert (output / "index.html").read_text() == "new"
    assert not (output / "gone-soon.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_what_others_put_into_the_folder_stays(tmp_path: Path) -> None:
    output = tmp_path / "output"
    build(output, "old")
    (output / "CNAME").write_text("guides.example")
    (output / ".git").mkdir()
    (output / ".git" / "HEAD").write_text("ref")
    for text in ("new", "newer"):
        build(output, text)
    assert (output / "CNAME").read_text() == "guides.example"
    assert (output / ".git" / "HEAD").read_text() == "ref"


def test_who_puts_robots_txt_there_keeps_theirs(tmp_path: Path) -> None:
    output = tmp_path / "output"

    def build_with_robots(text: str) -> None:
        with replaced(output) as folder:
            (folder / "robots.txt").write_text(text)

    build_with_robots("ours")
    build_with_robots("ours, newer")
    assert (output / "robots.txt").read_text() == "ours, newer"
    build(output, "without")
    assert not (output / "robots.txt").exists()
    (output / "robots.txt").write_text("theirs")
    for _ in range(2):
        build_with_robots("ours")
        assert (output / "robots.txt").read_text() == "theirs"


def test_without_an_exchange_in_one_step_the_old_site_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "output"
    build(output, "old")
    monkeypatch.setattr("guidegen.website.folder._exchange", lambda *_: False)
    build(output, "new")
    assert (output / "index.html").read_text() == "new"
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "site":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError, match="cannot be written"):
        build(output, "newest")
    assert (output / "index.html").read_text() == "new"


def test_an_error_leaves_the_old_site_whole(tmp_path: Path) -> None:
    output = tmp_path / "output"
    build(output, "old")
    with pytest.raises(ZeroDivisionError), replaced(output) as folder:
        (folder / "index.html").write_text(str(1 // 0))
    assert (output / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_a_killed_build_leaves_the_old_site_whole(tmp_path: Path) -> None:
    output = tmp_path / "output"
    build(output, "old")
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from guidegen.website.folder import replaced\n"
        "with replaced(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'index.html').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(output)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (output / "index.html").read_text() == "old"
    build(output, "new")
    assert (output / "index.html").read_text() == "new"


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(OutputError, match="no site of guidegen's"), replaced(tmp_path):
        pass
    assert (tmp_path / "thesis.doc").exists()


def test_a_file_and_a_dangling_link_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(OutputError, match="is a file"), replaced(file):
        pass
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="link to nothing"), replaced(link):
        pass


def test_a_link_to_a_site_stays_a_link(tmp_path: Path) -> None:
    build(tmp_path / "real", "old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    build(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "index.html").read_text() == "new"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(OutputError, match="cannot be written"),
        replaced(tmp_path / "file" / "output"),
    ):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="the super-user may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="cannot be written"), replaced(tmp_path / "output"):
        pass


def test_an_old_site_that_was_moved_aside_comes_back(tmp_path: Path) -> None:
    """Where folders cannot be swapped, a build may be killed when the old one has just left."""
    output = tmp_path / "output"
    build(output, "old")
    output.rename(tmp_path / ".output.guidegen-old")
    with pytest.raises(ZeroDivisionError), replaced(output):
        1 // 0  # noqa: B018
    assert (output / "index.html").read_text() == "old"
    shutil.copytree(output, tmp_path / ".output.guidegen-old")  # killed when the new one was there
    build(output, "new")
    assert (output / "index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["output"]
