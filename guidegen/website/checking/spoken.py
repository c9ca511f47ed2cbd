"""What a page owes to those who hear it, and to those whose pictures it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# An alternative text that is there and empty means: only decoration.
_NEEDS_ALT = {"img": True, "area": False, "input": False}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of a picture that a page shows.

    Attributes:
        url: as written, relative to the page.
        line: 1-based.
        credited: whether a caption stands below it.
    """

    url: str
    line: int
    credited: bool


@dataclass
class _Link:
    line: int
    words: str
    has_picture: bool = False


@dataclass
class Spoken:
    """Follows a page's tags and words.

    Attributes:
        language: of the page's `html`; None when there is no such tag.
        title: of the page; None when it has none.
        mistakes: (line, message) for what somebody could not hear.
        shown: the files of its pictures.
    """

    language: str | None = None
    title: str | None = None
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _link: _Link | None = None
    _figure: list[tuple[str, int]] | None = None
    _caption: str = ""
    _inside: str = ""
    _is_drawn: bool = False

    def start(self, tag: str, given: Mapping[str, str], line: int) -> None:
        """A tag begins."""
        if "id" in given:
            self._identify(given["id"], line)
        if tag == "a" and "href" in given:
            self._link = _Link(line, "")
        elif tag in _NEEDS_ALT:
            self._alternative(tag, given, line)
        else:
            self._surround(tag, given)
        if self._link is not None:
            self._link.words += _label(given)

    def _surround(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "html":
            self.language = given.get("lang", "").strip()
        elif tag == "title" and self.title is None and not self._is_drawn:
            self.title, self._inside = "", tag
        elif tag == "figure":
            self._figure, self._caption = [], ""
        elif tag == "figcaption":
            self._inside, self._caption = tag, ""
        elif tag == "svg":
            self._is_drawn = True

    def pictures(self, urls: Sequence[str], line: int) -> None:
        """An `img` or `source` names files."""
        if self._figure is None:
            self.shown += [Shown(url, line, credited=False) for url in urls]
        else:
            self._figure += [(url, line) for url in urls]

    def text(self, data: str) -> None:
        """Words between tags."""
        if self._link is not None:
            self._link.words += data
        if self._inside == "title":
            self.title = (self.title or "") + data
        elif self._inside == "figcaption":
            self._caption += data

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag == self._inside:
            self._inside = ""
        if tag == "a" and self._link is not None:
            self._follow(self._link)
            self._link = None
        elif tag == "figure" and self._figure is not None:
            credited = bool(self._caption.strip())
            self.shown += [Shown(url, line, credited) for url, line in self._figure]
            self._figure = None

    def close(self) -> None:
        """The page ends."""
        if not self.language:
            self.mistakes.append((1, "the page does not say its language: <html lang=…>"))
        if not (self.title or "").strip():
            self.mistakes.append((1, "the page has no title"))

    def _identify(self, name: str, line: int) -> None:
        if name in self._ids:
            self.mistakes.append((line, f"the id {name[:100]!r} is there twice"))
        self._ids.add(name)

    def _alternative(self, tag: str, given: Mapping[str, str], line: int) -> None:
        if tag == "input" and given.get("type", "").lower() != "image":
            return
        alternative = given.get("alt", "").strip()
        is_enough = "alt" in given if _NEEDS_ALT[tag] else bool(alternative)
        if not is_enough and not (tag == "area" and "href" not in given):
            self.mistakes.append((line, f"this <{tag}> has no alternative text: alt=…"))
        if self._link is not None:
            self._link.has_picture = True
            self._link.words += alternative

    def _follow(self, link: _Link) -> None:
        if link.words.strip():
            return
        told = "its picture's alt must tell" if link.has_picture else "it has no words"
        self.mistakes.append((link.line, f"nobody can hear where this link leads: {told}"))


def _label(given: Mapping[str, str]) -> str:
    return given.get("aria-label", "") + given.get("aria-labelledby", "") + given.get("title", "")
