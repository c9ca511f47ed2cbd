"""A number for each photo id, to find ids that may be the same without comparing them all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Keys = npt.NDArray[np.uint64]

_WORD = 8
_BLOCK = 1 << 14  # so that a block stays in the processor's cache
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / the golden ratio, as in Fibonacci hashing
_SHIFT = np.uint64(29)
# Ones for the bytes of a word that belong to a text of so many bytes.
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(_WORD + 1)], np.uint64)


def keys_of(ids: pa.Array) -> Keys:
    """The keys of texts, shape (n,): the same for the same text, on every machine.

    Two texts may share a key, so what matters must be compared by the texts.

    Args:
        ids: strings without nulls.
    """
    letters, starts = letters_of(ids)
    padded = np.concatenate([letters, np.zeros(_WORD, np.uint8)])
    words: Keys = np.ndarray((len(letters) + 1,), "<u8", padded, strides=(1,))
    blocks = range(0, len(ids), _BLOCK)
    keys = [_of_block(words, starts[at : at + _BLOCK + 1].astype(np.int64)) for at in blocks]
    return np.concatenate(keys or [np.array([], np.uint64)])


def letters_of(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """The UTF-8 bytes of texts one after another, and where each begins; and the last one's end.

    Args:
        texts: strings without nulls.
    """
    if not len(texts):
        return np.array([], np.uint8), np.zeros(1, np.int32)
    starts = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset :][: len(texts) + 1]
    letters = np.frombuffer(texts.buffers()[2] or b"", np.uint8)[starts[0] : starts[-1]]
    return letters, starts - starts[0]


def _of_block(words: Keys, starts: npt.NDArray[np.int64]) -> Keys:
    here, lengths = starts[:-1], np.diff(starts)
    keys = lengths.astype(np.uint64)
    shortest = lengths.min()
    for done in range(0, int(lengths.max()), _WORD):
        at = slice(None) if shortest > done else np.flatnonzero(lengths > done)
        word = words[here[at] + done]
        if shortest < done + _WORD:
            word &= _MASKS[np.minimum(lengths[at] - done, _WORD)]
        word ^= keys[at]
        word *= _FACTOR
        keys[at] = word ^ (word >> _SHIFT)
    return keys
