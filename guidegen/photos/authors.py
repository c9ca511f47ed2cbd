"""Whose photos they are: one person is one author, whatever the sources that have their photos.

Services know people by ids of their own. Of pictures of one's own only a name is known, `author:`
in the city file or the picture's EXIF: the same name is the same person in all sources. A Flickr
export has both, so that Flickr's account, found in any source, is the person with that name.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

# Sources whose author ids are names that people gave.
_BY_NAME = ("folder", "takeout")
OWNER = "owner"
"""The column with the name, `author:` in the city file, of whom the account author_id is."""


def authors_of(rows: pd.DataFrame) -> pd.Series[str]:
    """Who took each photo: an id over all sources, to be hashed; null where nobody is known.

    Args:
        rows: source and author_id, and `OWNER` where a source has it.
    """
    ids = rows["source"] + ":" + rows["author_id"]
    if OWNER not in rows:
        return ids
    owned = pd.DataFrame({"owner": rows[OWNER], "id": ids}).dropna().drop_duplicates()
    owned["name"] = [_by_name(owner) for owner in owned["owner"]]
    same: dict[str, str] = {}
    for name, accounts in owned.groupby("name")["id"]:
        same |= dict.fromkeys([str(name), *accounts], accounts.min())
    merged = {each: _merged(each) for each in ids.dropna().unique()}
    return ids.map({each: same.get(name, name) for each, name in merged.items()})


def hash_authors(authors: pd.Series[str], salt: bytes) -> pd.Series[str]:
    """Names of authors that only who knows the salt can lead back: 16 hexadecimal digits each.

    Args:
        authors: each as "source:id".
        salt: the site's, at most 64 bytes.
    """
    codes, names = pd.factorize(authors)
    hashed = [
        hashlib.blake2b(_merged(name).encode(), key=salt, digest_size=8).hexdigest()
        for name in names
    ]
    return pd.Series(np.array(hashed, dtype=object)[codes], index=authors.index, dtype=str)


def _merged(author: str) -> str:
    """The same for a name in each source that knows people by name."""
    source, _, name = author.partition(":")
    return _by_name(name) if source in _BY_NAME else author


def _by_name(name: str) -> str:
    return f"name:{' '.join(name.split()).casefold()}"
