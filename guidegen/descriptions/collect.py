"""Ask all providers and put what they say into one table; what fails is told, not raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import pandas as pd

from guidegen.descriptions import foursquare, os_places, wikidata, wikimapia, wikipedia, wikivoyage
from guidegen.descriptions.candidate import Provider, Wish, candidate_table
from guidegen.errors import GoneError, OfflineError, ServiceError
from guidegen.languages import N_
from guidegen.services import SERVICES
from guidegen.web import Answer, Request, Web

T = TypeVar("T")

PROVIDERS: dict[str, Provider] = {
    "wikipedia": wikipedia.PROVIDER,
    "wikidata": wikidata.PROVIDER,
    "wikivoyage": wikivoyage.PROVIDER,
    "foursquare": foursquare.PROVIDER,
    "os_places": os_places.PROVIDER,
    "wikimapia": wikimapia.PROVIDER,
}


class Failure(NamedTuple):
    """Why an answer could not be had: not the error itself, which may hold all of an answer."""

    message: str
    offline: bool


@dataclass
class Asker:
    """Puts requests to services and remembers what went wrong: an `Ask`.

    Attributes:
        web: the way to the services.
        failed: what each service could not answer, in the order it was asked.
    """

    web: Web
    failed: dict[str, list[Failure]] = field(default_factory=dict)

    def __call__(self, request: Request, parse: Callable[[Answer], T]) -> T | None:
        """What the answer parses to, or None if there is none."""
        try:
            return self.web.get(request, parse)
        except GoneError:  # nobody can mend that: it is no fault of this build
            return None
        except ServiceError as error:
            failure = Failure(str(error), isinstance(error, OfflineError))
            self.failed.setdefault(request.service, []).append(failure)
            return None

    def notes(self) -> list[str]:
        """The same for readers: who could not be asked, and how often."""
        counts = {SERVICES[service].title: len(errors) for service, errors in self.failed.items()}
        one, many = N_("an answer could not be had"), N_("%(number)s answers could not be had")
        return [
            f"{title}: {one if count == 1 else many % {'number': count}}"
            for title, count in counts.items()
        ]

    def problems(self) -> list[str]:
        """A line for each service that failed, and one for all that is not in the cache."""
        offline = {
            SERVICES[service].title: len(errors)
            for service, failed in self.failed.items()
            if (errors := [failure for failure in failed if failure.offline])
        }
        broken = [
            _problem([failure.message for failure in failed if not failure.offline])
            for failed in self.failed.values()
        ]
        return [line for line in (_not_kept(offline), *broken) if line]


def collect(ask: Asker, wish: Wish, providers: Sequence[str]) -> pd.DataFrame:
    """What the providers know near the places.

    Args:
        ask: hears of everything that could not be had.
        wish: what is wanted.
        providers: keys of `PROVIDERS`.

    Returns:
        `tables.CANDIDATES`, in the order of the providers.

    Raises:
        ConfigError: when the operator's contact is missing.
        InputError: when a local file cannot be used.
    """
    found = [candidate for name in providers for candidate in PROVIDERS[name].find(ask, wish)]
    return candidate_table(found)


def _problem(messages: Sequence[str]) -> str:
    more = f" (and {len(messages) - 1} more)" if len(messages) > 1 else ""
    return f"{messages[0]}{more}" if messages else ""


def _not_kept(answers: Mapping[str, int]) -> str:
    if not answers:
        return ""
    listed = ", ".join(f"{title} ({count})" for title, count in answers.items())
    return (
        f"answers that are not in the cache, and the network was not to be used: {listed}; "
        '"guidegen fetch" brings them'
    )
