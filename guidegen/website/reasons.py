"""Why something was left out, in the language that is being written.

Stages keep their reasons in English, in files that outlive a build; pages translate them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from guidegen.languages import N_, _
from guidegen.localformats import general, speed

# Plain words for the rules of streets.walkable, where their own names say little to readers.
_WAYS = {
    "not there": N_("not there today"),
    "not a street": N_("nothing to walk along"),
    "outline": N_("outlines of yards and stairs"),
    "no walkers": N_("no walking"),
    "second choice": N_("beside a better way"),
    "indoors": N_("indoors"),
    "motorway": N_("motorway"),
    "cycleway": N_("cycleway"),
    "private": N_("private"),
}
_SECOND_CHOICE = N_("sidewalks drawn apart or other ways lead there too")


def reason(text: str) -> str:
    """A reason of some stage; catalogues have those with a number as "… %(number)s …".

    A speed is told in the units that are being written: "… %(speed)s …".
    """
    if (told := _(text)) != text:
        return told
    found = re.search(r"(\d+(?:\.\d+)?)( km/h)?", text)
    if not found:
        return text
    value = float(found[1])
    kind, own = ("speed", speed(value)) if found[2] else ("number", general(value))
    before, after = text[: found.start()], text[found.end() :]
    told = _(pattern := f"{before}%({kind})s{after}")
    return f"{before}{own}{after}" if told == pattern else told % {kind: own}


def problem(text: str) -> str:
    """What could not be had: "Wikipedia: an answer could not be had"."""
    if (told := reason(text)) != text:
        return told
    service, colon, rest = text.partition(": ")
    return f"{service}{colon}{reason(rest)}"


def reasons(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by reason, the reasons translated."""
    return {reason(text): count for text, count in counts.items()}


def by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Reasons, translated, with their counts, the commonest first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(reason(text), count) for text, count in ranked]


def way_left_out(name: str) -> str:
    """What pages call a rule of streets.walkable that left out ways."""
    return _(_WAYS.get(name, name))


def why_left_out(name: str, reasons: Mapping[str, str]) -> str:
    """Why a rule left out ways.

    Args:
        name: of the rule.
        reasons: by the names of rules; what is second choice depends on what else is there.
    """
    reason = _SECOND_CHOICE if name == "second choice" else reasons[name]
    return _(reason)
