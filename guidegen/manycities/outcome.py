"""What became of each city of a build."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from guidegen.errors import GuideError

VERSION = 1
"""Of the summary's form; it grows when something that was there changes, not when more is said."""


class BuildError(GuideError):
    """Some cities could not be built; tells the mistakes of all."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True)
class Outcome:
    """What became of one city.

    Attributes:
        slug: which.
        photos: that its guide is made from.
        places: of the level place.
        walks: that it suggests.
        size: of its folder in bytes, without the assets that cities share.
        warnings: what somebody should look at.
        missing: what services could not give.
        stale: which services' old answers had to do.
        errors: why it has no new pages, a line each; none if it was built.
        exit_code: of a command that could not build it; 0 if it was built.
        told: what was said while it was built elsewhere, a line each.
        took_s: seconds that it took.
        peak_mb: the most memory that its process has used until then, in megabytes; 0 where the
            system does not tell.
        cause: the error itself, where it happened in this process.
        trace: where in the code it happened.
    """

    slug: str
    photos: int = 0
    places: int = 0
    walks: int = 0
    size: int = 0
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    exit_code: int = 0
    told: tuple[str, ...] = ()
    took_s: float = field(default=0.0, compare=False)
    peak_mb: float = field(default=0.0, compare=False)
    cause: Exception | None = field(default=None, compare=False)
    trace: str = field(default="", compare=False, repr=False)

    @property
    def ok(self) -> bool:
        """Whether it was built."""
        return not self.errors

    def __str__(self) -> str:
        if not self.ok:
            return f"{self.slug}: failed: {self.errors[0]}"
        counts = f"{self.photos:,} photos, {self.places:,} places, {self.walks:,} walks"
        return f"{self.slug}: {counts}, {self.size / 1e6:.1f} MB"

    def facts(self) -> dict[str, Any]:
        """Ready for JSON: nothing that differs from one build of the same to the next."""
        return {
            "slug": self.slug,
            "ok": self.ok,
            "photos": self.photos,
            "places": self.places,
            "walks": self.walks,
            "bytes": self.size,
            "warnings": list(self.warnings),
            "missing": [*self.missing, *self.stale],
            "errors": list(self.errors),
        }


@dataclass(frozen=True)
class BuildSummary:
    """What a build wants to be known.

    Attributes:
        outcomes: of all cities, in the order in which they were asked for.
    """

    outcomes: tuple[Outcome, ...]

    @property
    def cities(self) -> tuple[str, ...]:
        """Those that were built."""
        return tuple(each.slug for each in self.outcomes if each.ok)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Those that were not."""
        return tuple(each for each in self.outcomes if not each.ok)

    @property
    def warnings(self) -> list[str]:
        """What somebody should look at; themes of several cities tell it once."""
        return list(dict.fromkeys(line for each in self.outcomes for line in each.warnings))

    @property
    def missing(self) -> list[str]:
        """What services could not give."""
        ours = [f"{each.slug}: {line}" for each in self.outcomes for line in each.missing]
        return ours + sorted({line for each in self.outcomes for line in each.stale})

    def facts(self) -> dict[str, Any]:
        """Ready for JSON."""
        cities = [each.facts() for each in self.outcomes]
        return {"version": VERSION, "ok": not self.failed, "cities": cities}

    def raise_failures(self) -> None:
        """Raise what kept cities from being built, if anything did.

        Raises:
            GuideError: the mistakes of all cities at once; of a single one, its own error.
        """
        failed = self.failed
        if not failed:
            return
        if len(self.outcomes) == 1 and failed[0].cause is not None:
            raise failed[0].cause
        lines = [f"{each.slug}: {line}" for each in failed for line in each.errors]
        codes = {each.exit_code for each in self.outcomes}
        count = f"{len(failed)} of {len(self.outcomes)}"
        lines.append(f"{count} cities could not be built; pages that they had stay as they were")
        raise BuildError("\n".join(lines), codes.pop() if len(codes) == 1 else 1)


def failure(slug: str, error: Exception, **facts: Any) -> Outcome:
    """The outcome of a city that an error has stopped."""
    if isinstance(error, GuideError):
        lines, code = str(error).splitlines(), error.exit_code
    else:
        lines, code = [f"this is a bug in guidegen: {type(error).__name__}: {error}"], 1
    return Outcome(slug, errors=tuple(lines) or (type(error).__name__,), exit_code=code,
                   cause=error, **facts)  # fmt: skip
