from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms

from guidegen.descriptions.pictures import PictureError, prepare
from guidegen.errors import OutputError

WRITTEN = "Somebody-Known"


def gradient(width: int = 900, height: int = 600) -> Image.Image:
    """Red from left to right, green from top to bottom, and a little blue."""
    down, right = np.mgrid[0:height, 0:width]
    levels = [right * 255 / width, down * 255 / height, np.full(right.shape, 40.0)]
    return Image.fromarray(np.stack(levels, axis=-1).astype(np.uint8))


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def best(data: bytes, folder: Path) -> Image.Image:
    """The widest WebP that comes out."""
    return Image.open(prepare(data, folder)[-1].path).convert("RGB")


def told_everything() -> bytes:
    """A JPEG with all that a camera and its owner may leave in it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = WRITTEN
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (43.0, 43.0, 23.0), 29: WRITTEN})
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{WRITTEN}</x:xmpmeta>".encode()
    return encoded(gradient(), exif=exif, xmp=xmp, comment=WRITTEN, icc_profile=srgb)


def test_a_picture_comes_in_two_formats_and_a_few_widths(tmp_path: Path) -> None:
    files = prepare(encoded(gradient(2000, 1000)), tmp_path)
    assert [(file.format, file.width, file.height) for file in files] == [
        ("avif", 400, 200), ("avif", 800, 400), ("avif", 1600, 800),
        ("webp", 400, 200), ("webp", 800, 400), ("webp", 1600, 800),
    ]  # fmt: skip
    for file in files:
        with Image.open(file.path) as image:
            assert (image.format, image.size) == (file.format.upper(), (file.width, file.height))
        assert file.path == tmp_path / file.name


@pytest.mark.parametrize(
    ("width", "widths"), [(300, [300]), (420, [420]), (800, [400, 800]), (1700, [400, 800, 1600])]
)
def test_pictures_are_never_made_wider(tmp_path: Path, width: int, widths: list[int]) -> None:
    files = prepare(encoded(gradient(width, 300)), tmp_path)
    assert [file.width for file in files if file.format == "webp"] == widths


def test_nothing_but_pixels_is_left(tmp_path: Path) -> None:
    data = told_everything()
    assert data.count(WRITTEN.encode()) == 4
    for file in prepare(data, tmp_path):
        content = file.path.read_bytes()
        for trace in (WRITTEN.encode(), b"Exif", b"ICCP", b"XMP ", b"xmpmeta", b"GPS"):
            assert trace not in content, trace
        with Image.open(file.path) as image:
            assert not image.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    data = encoded(gradient())
    one, other = (prepare(data, tmp_path / name) for name in "ab")
    assert [file.name for file in one] == [file.name for file in other]
    assert [f.path.read_bytes() for f in one] == [f.path.read_bytes() for f in other]


def test_a_second_call_does_no_work(tmp_path: Path) -> None:
    data = encoded(gradient())
    first = prepare(data, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert prepare(data, tmp_path) == first
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert len(before) == len(first) + 1  # and nothing half-written


@pytest.mark.parametrize("listing", ["", "{}", "[1]", '[["../x", 1, 1, "webp"]]', "[]", "\x00"])
def test_a_kept_listing_that_is_broken_is_made_anew(tmp_path: Path, listing: str) -> None:
    data = encoded(gradient())
    first = prepare(data, tmp_path)
    (path,) = tmp_path.glob("*.json")
    path.write_text(listing, "utf-8")
    assert prepare(data, tmp_path) == first
    assert len(path.read_text("utf-8")) > 100


def test_a_file_that_was_lost_is_made_anew(tmp_path: Path) -> None:
    data = encoded(gradient())
    lost = prepare(data, tmp_path)[0].path
    lost.unlink()
    prepare(data, tmp_path)
    assert lost.is_file()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_sideways_pictures_are_set_upright(tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # the top of the picture is on the right of the sensor
    upright = best(encoded(gradient(600, 400), kind, exif=exif), tmp_path)
    assert upright.size == (400, 600)
    # what was left is now on top, and what was at the bottom on the left: red grows downwards
    red_top, red_bottom = (upright.getpixel((200, y))[0] for y in (10, 590))
    green_left, green_right = (upright.getpixel((x, 300))[1] for x in (10, 390))
    assert red_bottom - red_top > 200
    assert green_left - green_right > 200


def test_only_the_first_frame_of_an_animation_is_shown(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (300, 200), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    red, _, blue = best(data, tmp_path).getpixel((150, 100))
    assert red > 240
    assert blue < 15


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    data = encoded(Image.new("RGBA", (300, 200), (0, 0, 0, 0)), "PNG")
    assert min(best(data, tmp_path).getpixel((150, 100))) > 250


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGBA", "I;16"])
def test_every_mode_becomes_rgb(tmp_path: Path, mode: str) -> None:
    half = Image.new("L", (300, 200), 128)
    image = (
        Image.fromarray(np.full((200, 300), 128 * 256, np.uint16))
        if mode == "I;16"
        else half.convert(mode, dither=Image.Dither.NONE)
    )
    level = best(encoded(image, "PNG"), tmp_path).getpixel((150, 100))[0]
    assert level == pytest.approx(255 if mode == "1" else 128, abs=3)


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    pixel = best(encoded(Image.new("CMYK", (300, 200), (0, 255, 255, 0))), tmp_path)
    red, green, _ = pixel.getpixel((150, 100))
    assert red > 200
    assert green < 60


def test_colours_go_by_the_profile(tmp_path: Path) -> None:
    data = encoded(Image.new("RGB", (300, 200), (120, 40, 40)))
    lab = ImageCms.createProfile("LAB")
    wrong = encoded(
        Image.new("RGB", (300, 200), (120, 40, 40)),
        icc_profile=ImageCms.ImageCmsProfile(lab).tobytes(),  # cannot be of an RGB picture
    )
    broken = encoded(Image.new("RGB", (300, 200), (120, 40, 40)), icc_profile=b"no profile")
    plain, *others = (best(one, tmp_path).getpixel((9, 9)) for one in (data, wrong, broken))
    assert others == [plain, plain]


def png_of(width: int, height: int) -> bytes:
    """The head of a PNG that claims a size, and nearly no pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


JPEG = encoded(gradient())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "neither a JPEG"),
        (b"<html>404</html>", "neither a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "neither a JPEG"),
        (encoded(gradient(), "GIF"), "neither a JPEG"),
        (encoded(gradient(), "TIFF"), "neither a JPEG"),
        (JPEG[: len(JPEG) // 2], "broken"),
        (encoded(gradient(), "PNG")[:3000], "broken"),
        (encoded(gradient(), "WEBP")[:2000], "broken"),
        (png_of(8000, 8000), "more than 60 megapixels"),
        (png_of(60_000, 60_000), "more than 60 megapixels"),
        (png_of(10_000, 10_000), "more than 60 megapixels"),
        (png_of(300, 200), "broken"),
        (encoded(gradient(90, 90)), "too small"),
        (encoded(gradient(2000, 130)), "too narrow"),
    ],
)
def test_what_is_no_picture_to_show(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(PictureError, match=message):
        prepare(data, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_folder_that_cannot_be_written_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match=r"file/kept: pictures cannot .*GUIDEGEN_CACHE"):
        prepare(JPEG, tmp_path / "file" / "kept")


def test_odd_files_leave_the_terminal_alone(tmp_path: Path) -> None:
    """Warnings are errors in tests, so what an operator would see takes a program of its own."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = WRITTEN
    told = encoded(gradient(), exif=exif.tobytes()[:-12])
    files = {"bomb": png_of(10_000, 9500), "exif": told, "tiff": encoded(gradient(), "TIFF")}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    program = """
import sys
from contextlib import suppress
from pathlib import Path
from guidegen.descriptions.pictures import PictureError, prepare
for path in map(Path, sys.argv[1:]):
    with suppress(PictureError):
        prepare(path.read_bytes(), path.parent / "kept")
"""
    command = [sys.executable, "-c", program, *(str(tmp_path / name) for name in files)]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""


def test_damaged_files_never_end_in_anything_else(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = np.frombuffer(encoded(gradient(200, 150), kind), np.uint8)
        for _ in range(25):
            damaged = whole.copy()
            at = random.integers(0, min(len(whole), 900), 12)
            damaged[at] = random.integers(0, 256, 12)
            with suppress(PictureError):
                assert prepare(damaged.tobytes(), tmp_path)
