"""What is asked about each photo: the one table of questions, and of their answers.

Whoever changes it starts a new survey: answers to other questions are not understood by `answers`,
and a page keeps answers by the questions that it asks. Their texts are in English here; pages ask
in the language that is being written, and answers have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from guidegen.languages import N_, _

UNSURE = "unsure"
ATTRACTIVE = "attractive"
"""The question that says whether a photo is wanted; its answers are YES, NO and UNSURE."""
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        key: its name in files.
        text: as raters read it.
        hint: what is meant, a sentence.
        answers: name in files and words for raters; they are chosen with the keys 1 to 5.
    """

    key: str
    text: str
    hint: str
    answers: Sequence[tuple[str, str]]

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of its answers in files."""
        return tuple(key for key, _text in self.answers)

    def told(self) -> dict[str, Any]:
        """The question as a page asks it."""
        answers = [(key, _(text)) for key, text in self.answers]
        return {"key": self.key, "text": _(self.text), "hint": _(self.hint), "answers": answers}


_UNSURE = (UNSURE, N_("Can’t tell"))

QUESTIONS = (
    Question(
        "real",
        N_("Is this a real photograph?"),
        N_("A drawing, map, screenshot, poster or picture put together from several is not."),
        ((YES, N_("Yes, a photograph")), (NO, N_("No, something else")), _UNSURE),
    ),
    Question(
        "outdoors",
        N_("Was it taken outdoors?"),
        N_("Under a roof without walls counts as outdoors; through a window counts as indoors."),
        (("outdoors", N_("Outdoors")), ("indoors", N_("Indoors")), _UNSURE),
    ),
    Question(
        "daytime",
        N_("At what time of day?"),
        N_("By the light that is seen, whatever the season."),
        (
            ("day", N_("By day")),
            ("twilight", N_("At dawn or dusk")),
            ("night", N_("At night")),
            _UNSURE,
        ),
    ),
    Question(
        "temporary",
        N_("Does it show something that will soon be gone?"),
        N_(
            "A market, a concert, a march, a building site: what next month’s walker will not find."
        ),
        (
            (NO, N_("No, it looks like that most of the time")),
            ("event", N_("An event or its crowd")),
            ("other", N_("Something else for a while")),
            _UNSURE,
        ),
    ),
    Question(
        "subject",
        N_("What is it mainly about?"),
        N_("What the photographer wanted to show."),
        (
            ("place", N_("A place: a street, a building, a view")),
            ("person", N_("A person or several")),
            ("thing", N_("A thing: food, a car, an animal")),
            _UNSURE,
        ),
    ),
    Question(
        "on_foot",
        N_("Did somebody on foot take it?"),
        N_("From the ground or a place that one walks to; not from a vehicle, a boat or the air."),
        ((YES, N_("Yes, on foot")), (NO, N_("No, in another way")), _UNSURE),
    ),
    Question(
        ATTRACTIVE,
        N_("Would you like to pass here on a leisure walk?"),
        N_("The place, not the quality of the photograph."),
        ((YES, N_("Yes, it is attractive")), (NO, N_("No, it is not")), _UNSURE),
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}
