import json
from pathlib import Path

import pytest

from guidegen.errors import ConfigError, OutputError
from guidegen.website.check import check_city, check_everything, check_site

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
TITLE = '<html lang="en"><title>Pisa</title><meta name="description" content="A guide">'
HEAD = f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{POLICY}">{TITLE}'


def site(folder: Path, **bodies: str) -> Path:
    """A sound site of three pages and two assets, some of them replaced."""
    files = {
        "index.html": '<a href="pisa/index.html">Pisa</a>',
        "pisa/index.html": '<link rel="stylesheet" href="../assets/site.css"><p id="map">'
        '<a href="places/tower.html">Tower</a>',
        "pisa/places/tower.html": '<a href="../index.html#map">Map</a>',
        "assets/site.css": "body { background: url('dot.svg') }",
        "assets/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"><g id="dot"/></svg>',
    }
    for name, body in (
        files | {name.replace("__", "."): body for name, body in bodies.items()}
    ).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + body if name.endswith(".html") else body, encoding="utf-8")
    return folder


def found(folder: Path, body: str) -> list[str]:
    """What is wrong with a body when it is the tower's page."""
    problems = check_site(site(folder, **{"pisa/places/tower.html": body}))
    assert {problem.path for problem in problems} <= {folder / "pisa/places/tower.html"}
    return [problem.message for problem in problems]


def test_a_sound_site(tmp_path: Path) -> None:
    assert check_site(site(tmp_path)) == []


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://en.wikipedia.org/wiki/Pisa#History">more</a>',
        '<a href="mailto:a@example.org">write</a>',
        '<a href="#">up</a><a href="#top">up</a><a href="">again</a>',
        '<p id="città"><a href="#citt%C3%A0">down</a>',
        '<a href="../index.html#place=tower">map</a>',  # the map's state is no anchor
        '<a href="../index.html#15/43.72/10.4">map</a>',
        '<a href="../index.html?v=1">map</a>',
        '<link rel="canonical" href="https://example.org/pisa/">',
        '<meta property="og:image" content="https://example.org/x.png">',
        '<meta http-equiv="refresh" content="0; url=../index.html">',
        '<img alt="" src="data:image/png;base64,AAAA">',
        '<img alt="" srcset="../../assets/dot.svg 1x, ../../assets/dot.svg 2x">',
        '<picture><source srcset="../../assets/dot.svg 400w,../../assets/dot.svg 800w"></picture>',
        '<img alt="" srcset="data:image/png;base64,AAAA 1x, ../../assets/dot.svg 2x">',
        '<svg><title>Dot</title><use href="#dot"/><g id="dot"/></svg>',
        '<script type="application/json">{"a": "</p>"}</script>',
        '<script src="../../assets/dot.svg"></script>',
    ],
)
def test_what_a_page_may_hold(tmp_path: Path, body: str) -> None:
    assert found(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<a href="nowhere.html">x</a>', "'nowhere.html' is not there"),
        ('<a href="../Index.html">x</a>', "'../Index.html' is spelt pisa/index.html"),
        ('<a href="../index.html#mop">x</a>', "has no anchor there: nothing in pisa/index.html"),
        ('<a href="#x">x</a>', "has no anchor there: nothing in pisa/places/tower.html"),
        ('<a href="../">x</a>', "is a folder, which file:// lists; name its index.html"),
        ('<a href="../../../x.html">x</a>', "leads out of the site's folder"),
        ('<a href="%2e%2e/../../../x.html">x</a>', "leads out of the site's folder"),
        ('<a href="/pisa/index.html">x</a>', "starts at the server's root"),
        ('<a href="//example.org/">x</a>', "names a host without https:"),
        ('<a href="javascript:alert(1)">x</a>', "has the scheme javascript:"),
        ('<a href="file:///etc/passwd">x</a>', "has the scheme file:"),
        ('<a href="http://[::1">x</a>', "is no address"),
        ('<img alt="" src="https://example.org/x.png">', "is loaded from outside the site"),
        ('<img alt="" srcset="../../assets/dot.svg 1x, x.png 2x">', "'x.png' is not there"),
        ('<img alt="" srcset="../../assets/dot.svg 400w,x.webp 800w">', "'x.webp' is not there"),
        ('<source srcset="https://example.org/x.avif 400w">', "is loaded from outside the site"),
        ('<meta http-equiv="Refresh" content="0;URL=\'x.html\'">', "'x.html' is not there"),
        ('<meta http-equiv="refresh" content="0; url=javascript:x()">', "has the scheme"),
        ('<video poster="x.jpg">', "'x.jpg' is not there"),
        ('<script src="//example.org/x.js"></script>', "is loaded from outside the site"),
        ('<link rel="stylesheet" href="https://example.org/x.css">', "is loaded from outside"),
        ('<link rel="icon" href="x.ico">', "'x.ico' is not there"),
        ('<iframe src="https://example.org/">', "is loaded from outside the site"),
        ('<meta http-equiv="refresh" content="0; url=x.html">', "'x.html' is not there"),
        ("<script>alert(1)</script>", "the page's policy forbids this inline <script>"),
        ("<style>p { color: red }</style>", "the page's policy forbids this inline <style>"),
        ('<p style="color: red">', "the page's policy forbids the inline style="),
        ('<p onclick="x()">', "the page's policy forbids the inline handler onclick="),
        ('<a href="#" ping="https://example.org/">x</a>', "is loaded from outside the site"),
        ('<link rel="preload" href="" imagesrcset="x.png 1x">', "'x.png' is not there"),
        ('<base href="https://example.org/">', "<base> turns all addresses"),
        ('<meta property="og:image" content="../x.png">', "'../x.png' is not there"),
        ('<link rel="alternate" hreflang="it" href="../it/">', "'../it/' is not there"),
        ('<script type="application/json">{"a": NaN}</script>', "holds NaN, which is no JSON"),
    ],
)
def test_what_a_page_may_not_hold(tmp_path: Path, body: str, message: str) -> None:
    problems = found(tmp_path, body)
    assert len(problems) == 1
    assert message in problems[0]


def test_a_problem_names_its_file_and_line(tmp_path: Path) -> None:
    site(tmp_path, **{"index.html": '<p>\n\n<a href="x.html">x</a>'})
    assert str(check_site(tmp_path)[0]) == f"{tmp_path}/index.html:3: 'x.html' is not there"


def test_style_sheets_load_only_what_is_there(tmp_path: Path) -> None:
    css = """/* url(comment.png) */
@import "more.css";
p { background: url(https://example.org/x.png) }
i { background: url( "dot.svg" ) url(data:image/png;base64,AA) }
"""
    problems = check_site(site(tmp_path, **{"assets/site.css": css}))
    assert [(problem.line, problem.message) for problem in problems] == [
        (2, "'more.css' is not there"),
        (3, "'https://example.org/x.png' is loaded from outside the site"),
    ]


@pytest.mark.parametrize(
    ("policy", "body", "message"),
    [
        ("", "", "the page has no Content-Security-Policy"),
        ("script-src 'unsafe-inline'", "<script>x()</script>", "must not allow unsafe scripts"),
        ("default-src 'unsafe-eval'", "", "must not allow unsafe scripts"),
        ("img-src 'self' https:", "", "the policy must not allow another host: https:"),
        ("connect-src *.example.org", "", "must not allow another host: *.example.org"),
        ("default-src 'none'; report-uri https://a.b/c", "", "another host: https://a.b/c"),
        ("style-src 'unsafe-inline'", "<style>p{}</style><p style='a:b'>", None),
        # the SHA-256 of "x()"
        (
            "script-src 'sha256-D6IGS8VMvCoyaR/l0h9tERrBTATY01CoPS7l6xDv0kI='",
            "<script>x()</script>",
            None,
        ),
    ],
)
def test_policies(tmp_path: Path, policy: str, body: str, message: str | None) -> None:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    (tmp_path / "index.html").write_text(f"<!doctype html>{TITLE}{meta}{body}")
    problems = [problem.message for problem in check_site(tmp_path)]
    assert len(problems) == (message is not None)
    assert message is None or message in problems[0]


def test_pages_that_are_no_text_and_folders_that_are_no_site(tmp_path: Path) -> None:
    assert "there is no site here" in check_site(tmp_path)[0].message
    assert "there is no site here" in check_site(tmp_path / "absent")[0].message
    (tmp_path / "index.html").write_bytes(b"\xff")
    assert check_site(tmp_path)[0].message == "cannot be read: it is not UTF-8"


def write_city(folder: Path, text: str = "") -> Path:
    path = folder / "pisa.yaml"
    least = "name: Pisa\nbbox: [10, 43, 11, 44]\nphotos:\n  - source: file\n    path: x.csv\n"
    path.write_text(least + text)
    return path


def test_a_city_is_checked_with_its_photo_and_curated_files(tmp_path: Path) -> None:
    path = write_city(tmp_path, "streets: {source: file, path: x.osm.pbf}\n")
    (tmp_path / "pisa.places.yaml").write_text("plaecs: {}\n")
    assert [str(problem) for problem in check_city(path)] == [
        f"{path}:5: photos[0].path: there is no file x.csv",
        f"{path}:6: streets.path: there is no file x.osm.pbf",
        f"{tmp_path}/pisa.places.yaml:1: plaecs: unknown key; did you mean 'places'?",
    ]


def test_everything_together(tmp_path: Path) -> None:
    path, output = write_city(tmp_path), tmp_path / "output"
    (tmp_path / "x.csv").touch()
    assert check_everything([path], output, warn=print) == "sound: 1 city file(s), no pages yet"
    site(output)
    assert "the 3 pages in" in check_everything([path], output, warn=print)
    site(output, **{"index.html": '<a href="x.html">x</a>'})
    with pytest.raises(OutputError, match=r"index.html:1: 'x.html' is not there"):
        check_everything([path], output, warn=print)
    write_city(tmp_path, "county: IT\n")
    with pytest.raises(ConfigError, match=r"did you mean 'country'(?s:.*)x.html"):
        check_everything([path], output, warn=print)


def test_a_site_without_its_first_page_is_not_sound(tmp_path: Path) -> None:
    path, output = write_city(tmp_path), site(tmp_path / "output", __guidegen="")
    (tmp_path / "x.csv").touch()
    (output / "index.html").unlink()
    (output / "pisa/index.html").write_text(f'{HEAD}<a href="../index.html">All</a>')
    with pytest.raises(OutputError, match=r"'../index.html' is not there"):
        check_everything([path], output, warn=print)


def test_what_is_doubtful_in_a_theme_is_told(tmp_path: Path) -> None:
    path = write_city(tmp_path, "theme: ./mine\n")
    (tmp_path / "x.csv").touch()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/theme.yaml").write_text("name: Mine\nextends: default\n")
    (tmp_path / "mine/extra.css").touch()
    told: list[str] = []
    check_everything([path], tmp_path / "output", warn=told.append)
    assert [line.partition("mine/")[2] for line in told] == [
        "extra.css: nothing uses this here; move it to assets/"
    ]
    with pytest.raises(OutputError, match=r"--strict: the site has 1 warning"):
        check_everything([path], tmp_path / "output", warn=told.append, strict=True)


def test_a_city_is_checked_with_its_theme_and_lock(tmp_path: Path) -> None:
    path = write_city(tmp_path, "theme: defalt\n")
    (tmp_path / "x.csv").touch()
    (tmp_path / "pisa.places.lock.json").write_text("{")
    theme, lock = (str(problem) for problem in check_city(path))
    assert "there is no theme 'defalt'" in theme
    assert "is not sound JSON" in lock


def test_what_editors_merge_must_be_known(tmp_path: Path) -> None:
    path = write_city(tmp_path)
    (tmp_path / "x.csv").touch()
    place = {"level": "place", "position": [10.5, 43.5], "bandwidth_m": 40.0, "photos": 9,
             "area": "POLYGON ((10 43, 11 43, 11 44, 10 43))"}  # fmt: skip
    known = {"version": 1, "places": {"leaning-tower": place}}
    (tmp_path / "pisa.places.lock.json").write_text(json.dumps(known))
    curated = "places:\n  square:\n    at: [10.5, 43.5]\n    merge: [leaning-towre]\n"
    (tmp_path / "pisa.places.yaml").write_text(curated)
    [problem] = check_city(path)
    assert "did you mean 'leaning-tower'" in str(problem)
    assert f"{tmp_path}/pisa.places.yaml:4: " in str(problem)
