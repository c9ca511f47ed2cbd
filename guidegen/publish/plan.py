"""What publishing would change, told before anything is."""

from __future__ import annotations

from dataclasses import dataclass

from guidegen.errors import OutputError
from guidegen.website.folder import MARKER


@dataclass(frozen=True)
class Plan:
    """What differs between a site and where it is to be.

    Attributes:
        sent: files that are new there or different, in order.
        removed: files that are there and not in the site, in order.
    """

    sent: tuple[str, ...]
    removed: tuple[str, ...]

    def lines(self) -> list[str]:
        """The plan, one file a line."""
        sent = [f"send {name}" for name in self.sent]
        return [*sent, *(f"remove {name}" for name in self.removed)]

    def __str__(self) -> str:
        return f"{len(self.sent)} file(s) to send, {len(self.removed)} to remove"


def plan_of(sent: list[str], removed: list[str]) -> Plan:
    """A plan in order, without folders."""
    return Plan(*(tuple(sorted(n for n in names if n[-1:] != "/")) for names in (sent, removed)))


def refuse_what_is_not_ours(plan: Plan, target: str, *, is_marked: bool) -> None:
    """Stop before the files of somebody else are removed.

    Args:
        plan: for the target.
        target: as the user named it.
        is_marked: whether the marker of guidegen's sites is there.

    Raises:
        OutputError: when something would be removed from a folder that holds no site of guidegen's.
    """
    if plan.removed and not is_marked:
        raise OutputError(
            f"{target}: holds {len(plan.removed)} file(s) that are no site of guidegen's (there is "
            f"no {MARKER}), such as {plan.removed[0]}, and they would be removed; name another "
            "folder, or add --no-delete to leave them there"
        )
