"""The study of a brightness threshold: rated photos in, a curve and a word of advice out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from guidegen.errors import InputError, OutputError
from guidegen.survey.rated import read_rated
from guidegen.survey.threshold import curve, suggest
from guidegen.survey.threshold_chart import threshold_csv, threshold_svg


def study(files: Sequence[Path], output: Path) -> Iterator[str]:
    """Write the curve of rated photos, as SVG and as CSV beside it.

    Args:
        files: see `rated.read_rated`.
        output: the SVG file.

    Yields:
        What came out, in lines.

    Raises:
        InputError: when the files have mistakes, or hold no rated photo whose light is known.
        OutputError: when the files cannot be written, or are among those that are read.
    """
    table = _table_beside(output, files)
    rated = read_rated(files)
    if not rated.luminance_bv.size:
        raise InputError(
            f"{', '.join(map(str, files))}: {rated.without_light} photos were rated, and the "
            "light of none is known; add the survey's photos.csv, or a table with photo_id and "
            "luminance_bv"
        )
    found = curve(rated.luminance_bv, rated.attractive)
    advice = suggest(rated.luminance_bv, rated.attractive)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(threshold_svg(found, advice), "utf-8", newline="\n")
        table.write_text(threshold_csv(found), "utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{output}: cannot be written: {error.strerror}") from error
    yield f"{found.photos} rated photos with known light, {found.all_attractive} attractive"
    if rated.without_light:
        yield f"{rated.without_light} more whose light is not known"
    if rated.undecided:
        yield f"{rated.undecided} more that raters cannot tell or do not agree on"
    if advice.threshold_bv is not None:
        yield f"suggested: quality: {{luminance: {{minimum_bv: {advice.threshold_bv:g}}}}}"
    yield advice.why
    yield str(output)
    yield str(table)


def _table_beside(output: Path, files: Sequence[Path]) -> Path:
    """The path of the table; nothing that is read is ever written over."""
    if not output.suffix or output.suffix.lower() == ".csv":
        raise OutputError(f"{output}: name a file for the drawing, such as light.svg")
    table = output.with_suffix(".csv")
    read = {file.resolve() for file in files}
    for written in (output, table):
        if written.resolve() in read:
            raise OutputError(
                f"{written}: is read, and would be written over; name another file for the "
                "drawing with --output"
            )
    return table
