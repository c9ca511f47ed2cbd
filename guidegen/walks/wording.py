"""What is done on a walk in words, in the language that is being written.

The planner's page says the same, in themes/default/src/planner/steps.js.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from guidegen.languages import N_, _
from guidegen.localformats import distance, number
from guidegen.walks.legs import Leg, Way

_HERE_M = 5.0  # nearer than this is no distance to tell
# What is nameless, as where one is and as where one goes.
_ON = {
    "footpath": N_("on a footpath"), "pedestrian": N_("on a pedestrian street"),
    "lane": N_("on a lane"), "track": N_("on a track"), "cycle": N_("on a cycle path"),
    "bridle": N_("on a bridle path"), "crossing": N_("on a crossing"),
    "street": N_("on a street"), "way": N_("on a way"), "road": N_("on a road"),
}  # fmt: skip
_INTO = {
    "footpath": N_("into a footpath"), "pedestrian": N_("into a pedestrian street"),
    "lane": N_("into a lane"), "track": N_("into a track"), "cycle": N_("into a cycle path"),
    "bridle": N_("into a bridle path"), "crossing": N_("into a crossing"),
    "street": N_("into a street"), "way": N_("into a way"), "road": N_("into a road"),
}  # fmt: skip
_WINDS = (
    N_("north"), N_("north-east"), N_("east"), N_("south-east"),
    N_("south"), N_("south-west"), N_("west"), N_("north-west"),
)  # fmt: skip
_TURNS = {
    "left": N_("turn left"), "right": N_("turn right"), "back": N_("turn back"),
    "sharp left": N_("turn sharp left"), "sharp right": N_("turn sharp right"),
}  # fmt: skip
_THEN = {
    "left": N_("%(turn)s, then left"), "right": N_("%(turn)s, then right"),
    "sharp left": N_("%(turn)s, then sharp left"), "sharp right": N_("%(turn)s, then sharp right"),
}  # fmt: skip
_AGAIN = {
    "left": N_("%(turn)s, then left again"), "right": N_("%(turn)s, then right again"),
    "sharp left": N_("%(turn)s, then sharp left again"),
    "sharp right": N_("%(turn)s, then sharp right again"),
}  # fmt: skip
# By the slope that steps have for a walker.
_CLIMBS = {1: N_("climb the steps"), -1: N_("go down the steps"), 0: N_("take the steps")}
_CLIMBS_CALLED = {
    1: N_("climb the steps (%(name)s)"), -1: N_("go down the steps (%(name)s)"),
    0: N_("take the steps (%(name)s)"),
}  # fmt: skip
_OVER = {
    "steps": N_("%(action)s, over a few steps"),
    "bridge": N_("%(action)s, over the bridge"),
    "tunnel": N_("%(action)s, through the tunnel"),
}


@dataclass(frozen=True)
class Doing:
    """What is done at a junction, together with what follows soon.

    Attributes:
        kind: of its step.
        before_m: from the step before.
        legs: that begin here or soon after, each with the way before it.
        heading_deg: where the start leads, clockwise from north; None for later steps.
        towards: what one crosses a square towards, or "".
        over: what it leads over or through: steps, bridge, tunnel.
        stay: the name and the minutes of a stop; None for what is none.
    """

    kind: str
    before_m: float = 0.0
    legs: Sequence[tuple[Leg, Way]] = ()
    heading_deg: float | None = None
    towards: str = ""
    over: Sequence[str] = ()
    stay: tuple[str, float] | None = None

    @property
    def sentence(self) -> str:
        """What to do, and after how many metres."""
        if self.kind in ("start", "arrive") or self.before_m < _HERE_M:
            return self.alone
        told = {"distance": distance(self.before_m), "action": self._action()}
        return _("After %(distance)s %(action)s") % told

    @property
    def alone(self) -> str:
        """What to do, without how far it is from the step before."""
        action = self._action()
        return action[0].upper() + action[1:]

    def _action(self) -> str:
        if self.kind == "arrive":
            return _("You have arrived")
        if self.stay:
            return _stay(*self.stay)
        actions = [*self._actions()]
        if self.towards:
            told = {"action": actions.pop(), "name": self.towards}
            actions.append(_("%(action)s towards %(name)s") % told)
        together = reduce(
            lambda first, then: _("%(first)s, then %(next)s") % {"first": first, "next": then},
            actions,
        )
        return reduce(lambda action, over: _(_OVER[over]) % {"action": action}, self.over, together)

    def _actions(self) -> Iterator[str]:
        legs = list(self.legs)
        if self.heading_deg is not None:
            wind = _(_WINDS[round(self.heading_deg / 45) % 8])
            where = _place(legs.pop(0)[0].way)
            yield _("start %(where)s, heading %(wind)s") % {"where": where, "wind": wind}
        yield from (_done(leg, before) for leg, before in legs)


def _place(way: Way) -> str:
    called = {"name": way.name}
    if way.kind == "square":
        return _("across %(name)s") % called if way.name else _("across the square")
    if way.kind == "steps":
        return _("on the steps (%(name)s)") % called if way.name else _("on the steps")
    return _("on %(name)s") % called if way.name else _(_ON[way.noun])


def _done(leg: Leg, before: Way) -> str:
    """What is done at the begin of a leg, after another way."""
    way, turn = leg.way, _turn(leg)
    if way.kind in ("steps", "square"):
        action = _climb(way) if way.kind == "steps" else _cross(way)
        both = {"turn": turn, "action": action}
        return _("%(turn)s and %(action)s") % both if turn else action
    if leg.kind == "back":
        return turn
    if not turn:
        return _("continue %(where)s") % {"where": _place(way)}
    if way.name and way.is_same(before):
        return _("%(turn)s to stay on %(name)s") % {"turn": turn, "name": way.name}
    into = _("into %(name)s") % {"name": way.name} if way.name else _(_INTO[way.noun])
    return _("%(turn)s %(into)s") % {"turn": turn, "into": into}


def _turn(leg: Leg) -> str:
    turn = "" if leg.kind == "ahead" else _(_TURNS[leg.kind])
    if not leg.then:
        return turn
    return _((_AGAIN if leg.then == leg.kind else _THEN)[leg.then]) % {"turn": turn}


def _climb(way: Way) -> str:
    return _(_CLIMBS_CALLED[way.slope]) % {"name": way.name} if way.name else _(_CLIMBS[way.slope])


def _cross(way: Way) -> str:
    return _("cross %(name)s") % {"name": way.name} if way.name else _("cross the square")


def _stay(name: str, minutes: float) -> str:
    told = {"name": name, "minutes": number(round(minutes))}
    if minutes < 0.5:
        return _("stop at %(name)s") % told if name else _("stop here")
    if name:
        return _("stop at %(name)s for %(minutes)s min") % told
    return _("stop here for %(minutes)s min") % told
