"""Files of answers that survey pages export, read as what they are: anybody's.

A file is an object with `format` (1), `survey` (which sample and questions), `city`, `rater` (a
name that the rater chose, or ""), `lot` (drawn by the page for each rater, so that two files of one
are known; may be missing) and `answers`: for each photo id an answer for each question, by the
names in `questions`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from guidegen.errors import InputError
from guidegen.mistakes import did_you_mean
from guidegen.survey.questions import BY_KEY

FORMAT = 1
COLUMNS = ("rater", "survey", "photo_id", "question", "answer")
_MOST_BYTES = 20_000_000
_MOST_SHOWN = 8  # mistakes of one file
_LONGEST = 300
# JSON can spell halves of characters, which are no text.
_PHOTO = re.compile(r"\w[\w .-]{0,40}:[^\x00-\x1f\x7f\ud800-\udfff]{1,2000}")


@dataclass(frozen=True)
class Export:
    """What one rater answered.

    Attributes:
        path: the file.
        survey: which survey it is of.
        rater: the name that the rater chose, or "".
        lot: what the page drew for the rater, or "".
        answers: answers by question, by photo id.
    """

    path: Path
    survey: str
    rater: str
    lot: str
    answers: Mapping[str, Mapping[str, str]]


def read_answers(paths: Sequence[Path]) -> pd.DataFrame:
    """The answers of all files.

    Returns:
        rater (the file's number), survey, photo_id, question, answer; all text but the first.

    Raises:
        InputError: with every mistake of every file, or when none has an answer.
    """
    exports: list[Export] = []
    problems: list[str] = []
    for path in paths:
        try:
            exports.append(read_export(path))
        except InputError as error:
            problems.append(str(error))
    problems += _twice(exports)
    if problems:
        raise InputError("\n".join(problems))
    rows = [
        (number, export.survey, photo, question, answer)
        for number, export in enumerate(exports)
        for photo, given in export.answers.items()
        for question, answer in given.items()
    ]
    if not rows:
        raise InputError(f"{', '.join(map(str, paths))}: nobody has answered anything")
    return pd.DataFrame(rows, columns=list(COLUMNS))


def read_export(path: Path) -> Export:
    """The answers of one file.

    Raises:
        InputError: with its mistakes, a line each.
    """
    told = _json(path)
    mistakes = list(_mistakes(told))
    if mistakes:
        more = len(mistakes) - _MOST_SHOWN
        shown = mistakes[:_MOST_SHOWN] + ([f"and {more} more mistakes"] if more > 0 else [])
        raise InputError("\n".join(f"{path}: {mistake}" for mistake in shown))
    return Export(path, told["survey"], told["rater"].strip(), told.get("lot", ""), told["answers"])


def _json(path: Path) -> Any:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: is larger than {_MOST_BYTES // 10**6} MB; no survey is")
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path}: is not JSON, or only a part of a file; let the page save it again"
        ) from error


def _mistakes(told: Any) -> Iterator[str]:
    if not isinstance(told, dict) or "answers" not in told:
        yield "holds no answers of a survey; save them with the page's button and give that file"
        return
    if told.get("format") != FORMAT or isinstance(told["format"], bool):
        yield f"format: must be {FORMAT}; it is of another version of guidegen"
        return
    for key in ("survey", "rater", "lot"):
        text = told.get(key, "" if key == "lot" else None)
        if not isinstance(text, str) or len(text) > _LONGEST:
            yield f"{key}: must be a text of at most {_LONGEST} characters"
    if not isinstance(told["answers"], dict):
        yield "answers: must be an object, photo ids with answers"
        return
    for photo, given in told["answers"].items():
        yield from (f"answers.{_short(photo)}{mistake}" for mistake in _of_photo(photo, given))


def _of_photo(photo: str, given: Any) -> Iterator[str]:
    if not _PHOTO.fullmatch(photo):
        yield ': must be the id of a photo, like "commons:123"'
    if not isinstance(given, dict):
        yield ": must be an object, questions with answers"
        return
    for question, answer in given.items():
        if question not in BY_KEY:
            name = _short(question)
            yield f": there is no question {name!r}{did_you_mean(name, BY_KEY)}"
        elif answer not in BY_KEY[question].keys:
            keys = ", ".join(BY_KEY[question].keys)
            yield f".{question}: {_short(str(answer))!r} is none of its answers ({keys})"


def _twice(exports: Sequence[Export]) -> Iterator[str]:
    """Answers that would count twice: a file given twice, or two of one rater on one photo."""
    for path, count in Counter(export.path.resolve() for export in exports).items():
        if count > 1:
            yield f"{path}: is given {count} times"
    seen: dict[tuple[str, str], Export] = {}
    for export in exports:
        for photo, known in product(export.answers, {export.rater.casefold(), export.lot} - {""}):
            other = seen.setdefault((known, photo), export)
            if other.path.resolve() != export.path.resolve():
                whose = repr(_short(export.rater)) if export.rater else "the same rater"
                yield (
                    f"{export.path}: {whose} has rated {_short(photo)} in {other.path} too; leave "
                    "one of the files out"
                )
                break


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
