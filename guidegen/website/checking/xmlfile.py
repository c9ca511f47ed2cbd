"""XML files with the lines of their elements; nothing in them is expanded or loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat


class XmlMistakeError(ValueError):
    """A file is no sound XML.

    Attributes:
        line: 1-based.
    """

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass
class Element:
    """An element: its name without the namespace, and the names of those right below it."""

    name: str
    given: dict[str, str]
    line: int
    text: str = ""
    children: list[str] = field(default_factory=list)


def read_xml(text: str) -> list[Element]:
    """All elements in the order of the file.

    Raises:
        XmlMistakeError: when it is not well-formed, or has a DOCTYPE.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    elements: list[Element] = []
    above: list[Element] = []

    def start(name: str, given: dict[str, str]) -> None:
        element = Element(name.rpartition(" ")[2], given, parser.CurrentLineNumber)
        if above:
            above[-1].children.append(element.name)
        elements.append(element)
        above.append(element)

    def data(more: str) -> None:
        above[-1].text += more

    def refuse(*_: object) -> NoReturn:
        raise XmlMistakeError("has a DOCTYPE, which no file here needs", parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: above.pop()
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise XmlMistakeError(f"is not XML: {error}", error.lineno) from error
    return elements
