"""Wikimedia Commons: files by name."""

from __future__ import annotations

from collections.abc import Iterable

from guidegen.descriptions.candidate import Wish
from guidegen.descriptions.mediawiki import query
from guidegen.jsonvalues import file_name
from guidegen.web import Ask
from guidegen.wikimedia.files import FACTS, WIDTH_PX, FileInfo, parse_files
from guidegen.wikimedia.query import BATCH, Chunk, batches, fetch, final_title


def picture_infos(ask: Ask, wish: Wish, names: Iterable[str]) -> dict[str, FileInfo]:
    """What is known of files, by their names as given.

    Files that are missing, are no pictures or may not be published are left out.
    """
    wanted = {name: title for name in names if (title := file_name(name))}
    found: dict[str, FileInfo] = {}
    for batch in batches(sorted(set(wanted.values())), BATCH):
        found |= _named(fetch(ask, query(wish, "commons", **_details(batch))), batch)
    return {name: found[title] for name, title in wanted.items() if title in found}


def _details(names: Iterable[str]) -> dict[str, str]:
    return {
        "titles": "|".join(f"File:{name}" for name in names),
        "prop": "imageinfo",
        "iiprop": "url|user|size|mime|extmetadata",
        "iiurlwidth": str(WIDTH_PX),
        "iiextmetadatafilter": FACTS,
        "iiextmetadatalanguage": "en",
        "redirects": "1",
    }


def _named(chunk: Chunk, names: Iterable[str]) -> dict[str, FileInfo]:
    """Files by the names that were asked for; a file may have been renamed since."""
    infos = parse_files(chunk)
    titles = {name: final_title(f"File:{name}", chunk.renamed) for name in names}
    return {name: infos[title] for name, title in titles.items() if title in infos}
