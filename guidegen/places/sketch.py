"""Sketches of sets of photos: how many photos two places share, without a list of them.

b-bit minwise hashing (Li and König 2010): under k hash functions the smallest hash of a set is
found, and only its lowest b bits are kept. Two sets with the Jaccard index J = |A ∩ B| / |A ∪ B|
agree in a value with the probability C + (1 - C) J, where C = 2⁻ᵇ is what chance adds. With
k = 128 and b = 8 a sketch has 128 bytes and J is estimated with a standard error of
√(p (1 - p) / k) / (1 - C) ≤ 0.045, p being that probability.

A sketch stands in a file that may be published. It is made of photo ids, never of authors, and
eight bits of a smallest hash lead back to no photo: millions of ids have the same. Whoever
already holds a photo's id may test whether it is likely to be one of a few photos, which says no
more than the photo's own position does. Places with fewer than `FEWEST_AUTHORS` authors get none.
"""

from __future__ import annotations

import base64
import binascii

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

VALUES = 128  # k
BITS = 8  # b
STANDARD_ERROR = 0.045  # at most, of `shared`
_CHANCE = 2.0**-BITS
_KEY = "guidegen's photo"  # 16 characters; another one makes all sketches strangers
_SEED = 20_101_117
_PART = 100_000  # photos are taken in parts of so many, which bounds the memory

Sketches = npt.NDArray[np.uint8]


def sketches(members: pd.DataFrame) -> dict[str, Sketches]:
    """The sketch, shape (128,), of every place's photos.

    Args:
        members: `tables.MEMBERS`; neither the order nor doubles matter.
    """
    if members.empty:
        return {}
    place, ids = pd.factorize(members["place_id"])
    found, functions = np.full((len(ids), VALUES), 2**64 - 1, np.uint64), _functions()
    for at in range(0, len(members), _PART):
        photos = members["photo_id"].iloc[at : at + _PART].to_numpy(object)
        # not by categories: to look for equal ids takes longer than to hash them again
        hashes = pd.util.hash_array(photos, hash_key=_KEY, categorize=False)
        _lower(found, place[at : at + _PART], hashes, functions)
    lowest_bits = (found & np.uint64(2**BITS - 1)).astype(np.uint8)
    return dict(zip(ids, lowest_bits, strict=True))


@njit(cache=True, nogil=True)
def _lower(
    found: npt.NDArray[np.uint64],
    owners: npt.NDArray[np.intp],
    hashes: npt.NDArray[np.uint64],
    functions: npt.NDArray[np.uint64],
) -> None:
    """Add hashes to the smallest of their sets under each function, shape (sets, functions)."""
    for row in range(hashes.size):
        smallest = found[owners[row]]
        for value in range(smallest.size):
            mixed = (hashes[row] ^ functions[value, 0]) * functions[value, 1]
            mixed ^= mixed >> np.uint64(32)  # the lowest bits then depend on the highest
            smallest[value] = min(smallest[value], mixed)


def _functions() -> npt.NDArray[np.uint64]:
    """A salt and an odd factor for each hash function, always the same, shape (128, 2)."""
    numbers = np.random.Generator(np.random.PCG64(_SEED)).integers(
        0, 2**64, (VALUES, 2), dtype=np.uint64
    )
    numbers[:, 1] |= np.uint64(1)
    return numbers


def shared(one: Sketches, other: Sketches) -> float:
    """The estimated Jaccard index of the sets behind two sketches, 0 to 1."""
    agreeing = float(np.mean(one == other))
    return max(0.0, (agreeing - _CHANCE) / (1 - _CHANCE))


def to_text(sketch: Sketches) -> str:
    """A sketch as base64."""
    return base64.b64encode(sketch.tobytes()).decode("ascii")


def from_text(text: str) -> Sketches:
    """A sketch from base64.

    Raises:
        ValueError: when it is none.
    """
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("must be a sketch in base64") from error
    if len(content) != VALUES:
        raise ValueError(f"must be a sketch of {VALUES} bytes, not of {len(content)}")
    return np.frombuffer(content, np.uint8)
