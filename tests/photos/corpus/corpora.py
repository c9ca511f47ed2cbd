"""Small corpora, made as people make them."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from guidegen.photos.corpus.importing import Imported, import_photos
from guidegen.photos.corpus.layout import Corpus
from guidegen.photos.corpus.readers import Given

DAY = date(2020, 6, 1)
HEADER = "photo_id,user_id,lat,lon,taken_at\n"


def bring(folder: Path, given: Given | Path, content: str | None = None) -> Imported:
    """Import a file, written first if there is content, into the corpus in `folder`/corpus."""
    given = given if isinstance(given, Given) else Given(given)
    if content is not None:
        given.path.write_text(content)
    corpus = Corpus.at(folder / "corpus", create=True)
    return import_photos(corpus, given, today=DAY, tell=lambda *_: None, threads=2)


def digests(folder: Path) -> dict[str, str]:
    """What every file of a corpus holds."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
