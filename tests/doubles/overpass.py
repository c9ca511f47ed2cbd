"""A small Overpass: it answers from an extract, as the real one does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely

from tests.doubles.http import Asked, Reply

BUSY = 'runtime error: Query timed out in "query" at line 1 after 180 seconds.'
MEMORY = "runtime error: Query run out of memory using about 2048 MB of RAM."
PAGE = '<?xml version="1.0"?><html><body><strong style="color:#FF0000">Error</strong></body></html>'
_QUESTION = re.compile(
    r"\[out:json\]\[timeout:\d+\]\[maxsize:\d+\];\((.*;)\);out body qt;>;out skel qt;"
)
_SELECTOR = re.compile(
    r'(node|way|relation)((?:\["\w+"(?:[=~]"[^"]+")?\])+)'
    r"\(([-0-9.]+),([-0-9.]+),([-0-9.]+),([-0-9.]+)\)(?:\(if:count_members\(\)<=(\d+)\))?;"
)
_FILTER = re.compile(r'\["(\w+)"(?:([=~])"([^"]+)")?\]')
_TYPES = {"n": "node", "w": "way", "r": "relation"}

Element = dict[str, Any]
Key = tuple[str, int]


def overpass(extract: Path) -> Callable[[Asked], Reply]:
    """A handler for `serving` that knows what an extract holds."""
    known = Known.of(extract)

    def handler(asked: Asked) -> Reply:
        if "guidegen" not in asked.headers.get("user-agent", ""):
            return Reply(PAGE, 406)
        found = _QUESTION.fullmatch((asked.form or {}).get("data", ""))
        if not found or _SELECTOR.sub("", found[1]):
            return Reply(PAGE, 400)
        return said(known.answer(found[1]))

    return handler


def said(elements: list[Element], **others: str) -> Reply:
    """The answer around some elements."""
    head = {"version": 0.6, "generator": "Overpass API", "osm3s": {"copyright": "ODbL"}}
    return Reply({**head, "elements": elements, **others})


def remark(text: str) -> Reply:
    """A failure that looks like an answer."""
    return said([], remark=text)


class Known:
    """What an extract holds: elements as JSON, and where those with tags are."""

    def __init__(self, path: Path) -> None:
        self.elements = {(each["type"], each["id"]): each for each in _elements(path)}
        tagged = [key for key, each in self.elements.items() if "tags" in each]
        # a thing without any place in the file is nowhere
        placed = [(key, shape) for key in tagged for shape in self._shapes(key)]
        self.placed = [key for key, _ in placed]
        self.tree = shapely.STRtree([shape for _, shape in placed])
        self.rows = defaultdict[tuple[str, str], list[int]](list)  # of `placed`, by type and key
        for row, key in enumerate(self.placed):
            for name in self.elements[key]["tags"]:
                self.rows[key[0], name].append(row)

    @staticmethod
    @cache
    def _at(path: Path, _changed_ns: int) -> Known:
        return Known(path)

    @classmethod
    def of(cls, path: Path) -> Known:
        """What a file holds; it is read once."""
        return cls._at(path, path.stat().st_mtime_ns)

    def answer(self, selectors: str) -> list[Element]:
        """What some selectors find, then bare what it is made of, even if it came before."""
        found = {
            key: None for each in _SELECTOR.finditer(selectors) for key in self._selected(each)
        }
        parts = {part: None for key in found for part in self._parts(key)}
        parts |= {node: None for part in [*parts] for node in self._parts(part)}
        bare = ({**self.elements[key]} for key in parts)
        return [
            *(self.elements[key] for key in found),
            *({k: v for k, v in each.items() if k != "tags"} for each in bare),
        ]

    def _selected(self, selector: re.Match[str]) -> Iterator[Key]:
        kind, filters, *sides, most = selector.groups()
        south, west, north, east = map(float, sides)
        wanted = [
            (key, re.compile(f"^{re.escape(value)}$" if sign == "=" else value))
            for key, sign, value in _FILTER.findall(filters)
        ]
        rows = self.tree.query(shapely.box(west, south, east, north), predicate="intersects")
        for name, _ in wanted:
            rows = np.intersect1d(rows, self.rows[kind, name])
        for key in dict.fromkeys(self.placed[int(row)] for row in rows):
            element = self.elements[key]
            few = not most or len(element.get("members", ())) <= int(most)
            if few and all(pattern.search(element["tags"][name]) for name, pattern in wanted):
                yield key

    def _parts(self, key: Key) -> Iterator[Key]:
        element = self.elements[key]
        every = [("node", ref) for ref in element.get("nodes", ())]
        every += [(each["type"], each["ref"]) for each in element.get("members", ())]
        yield from (part for part in every if part in self.elements and part[0] != "relation")

    def _shapes(self, key: Key) -> Iterator[Any]:
        element = self.elements[key]
        if key[0] == "node":
            yield shapely.Point(element["lon"], element["lat"])
        elif key[0] == "way":
            places = [self.elements[part] for part in self._parts(key)]
            if len(places) > 1:
                yield shapely.LineString([(each["lon"], each["lat"]) for each in places])
        else:
            yield from (shape for part in self._parts(key) for shape in self._shapes(part))


def _elements(path: Path) -> Iterator[Element]:
    each: Any
    for each in osmium.FileProcessor(str(path)):
        tags = {"tags": dict(each.tags)} if len(each.tags) else {}
        if each.is_node():
            lon, lat = round(each.location.lon, 7), round(each.location.lat, 7)
            yield {"type": "node", "id": each.id, "lat": lat, "lon": lon, **tags}
        elif each.is_way():
            yield {"type": "way", "id": each.id, "nodes": [n.ref for n in each.nodes], **tags}
        else:
            members = [
                {"type": _TYPES[part.type], "ref": part.ref, "role": part.role}
                for part in each.members
            ]
            yield {"type": "relation", "id": each.id, "members": members, **tags}
