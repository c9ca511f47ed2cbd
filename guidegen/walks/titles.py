"""What a walk is called, as facts that can be told in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guidegen.languages import _
from guidegen.localformats import listed, number


@dataclass(frozen=True)
class Title:
    """The name of a walk.

    Attributes:
        form: how it is made: past, along, between, loop, back, tour or plain.
        kind: of the walk.
        minutes: wished for.
        names: of places or streets, in the order in which the form tells them.
        places: for each name the id of its place, "" for a street.
        timed: whether it has its minutes, to tell it from another.
        copy: which it is of walks that would be called the same; 1 for the first.
    """

    form: str
    kind: str
    minutes: float
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    timed: bool = False
    copy: int = 1

    def worded(self, called: Mapping[str, str] | None = None) -> str:
        """The name in the language that is being written.

        Args:
            called: what places are called in that language, by id; others keep their name.
        """
        pairs = zip(self.names, self.places, strict=True)
        name = self._told([(called or {}).get(place, name) for name, place in pairs])
        if self.timed and self.form != "plain":
            told = {"name": name, "minutes": number(round(self.minutes))}
            name = _("%(name)s, %(minutes)s minutes") % told
        return f"{name} ({self.copy})" if self.copy > 1 else name

    def _told(self, names: list[str]) -> str:
        match self.form, names:
            case "plain", _names:
                return self._plain()
            case "back", [start]:
                return _("From %(start)s and back") % {"start": start}
            case "back", [start, *others]:
                told = {"start": start, "names": ", ".join(others)}
                return _("From %(start)s and back: %(names)s") % told
            case "between", [start, end]:
                return _("From %(start)s to %(end)s") % {"start": start, "end": end}
            case "between", [start, end, past]:
                told = {"start": start, "end": end, "name": past}
                return _("From %(start)s to %(end)s past %(name)s") % told
        text = {
            "past": _("Past %(names)s"),
            "along": _("Along %(names)s"),
            "loop": _("%(names)s: a round walk"),
            "tour": _("%(names)s: a tour"),
        }[self.form]
        return text % {"names": listed(names)}

    def _plain(self) -> str:
        text = {
            "loop": _("A loop of %(minutes)s minutes"),
            "between": _("A walk of %(minutes)s minutes"),
            "tour": _("A tour of %(minutes)s minutes"),
        }[self.kind]
        return text % {"minutes": number(round(self.minutes))}
