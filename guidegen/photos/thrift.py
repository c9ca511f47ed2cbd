"""Thrift's compact protocol, as far as Parquet uses it.

https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from typing import Any


def struct_at(head: bytes, at: int) -> tuple[dict[int, Any], int]:
    """The fields of a struct by their numbers, without texts and fractions, and where it ends.

    Args:
        head: the bytes that it is in.
        at: where it begins.

    Raises:
        IndexError: when it does not end in them.
        ValueError: when it is none.
        RecursionError: when it is nested without end.
    """
    fields: dict[int, Any] = {}
    number = 0
    while kind := head[at]:
        at += 1
        if kind >> 4:
            number += kind >> 4
        else:
            number, at = _whole(head, at)
        fields[number], at = _value(head, at, kind & 15)
    return fields, at + 1


def _value(head: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in (1, 2):  # true and false
        return kind == 1, at
    if kind in (4, 5, 6):  # whole numbers
        return _whole(head, at)
    if kind == 8:  # text, as in statistics
        length, at = _varint(head, at)
        return None, at + length
    if kind in (9, 10):
        return _list(head, at)
    if kind == 12:
        return struct_at(head, at)
    if kind in (3, 7):  # a byte, and a number with a fraction
        return None, at + (1 if kind == 3 else 8)
    raise ValueError("no kind of field that Parquet has")


def _list(head: bytes, at: int) -> tuple[list[Any], int]:
    length, kind = head[at] >> 4, head[at] & 15
    at += 1
    if length == 15:
        length, at = _varint(head, at)
    found = []
    for _ in range(length):
        # true and false have no byte of their own as fields, and one as items
        item, at = (None, at + 1) if kind in (1, 2) else _value(head, at, kind)
        found.append(item)
        if at > len(head):
            raise IndexError
    return found, at


def _whole(head: bytes, at: int) -> tuple[int, int]:
    number, at = _varint(head, at)
    return number >> 1 if number % 2 == 0 else -(number + 1) >> 1, at


def _varint(head: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while shift < 70:
        byte = head[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at
    raise ValueError("no number")
