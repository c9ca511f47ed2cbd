"""What is asked about each photo: the one table of questions, and of their answers.

Whoever changes it starts a new survey: answers to other questions are not understood by `answers`,
and a page keeps answers by the questions that it asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
        return tuple(key for key, _ in self.answers)


_UNSURE = (UNSURE, "Can’t tell")

QUESTIONS = (
    Question(
        "real",
        "Is this a real photograph?",
        "A drawing, a map, a screenshot, a poster or a picture put together from several is not.",
        ((YES, "Yes, a photograph"), (NO, "No, something else"), _UNSURE),
    ),
    Question(
        "outdoors",
        "Was it taken outdoors?",
        "Under a roof without walls counts as outdoors; through a window counts as indoors.",
        (("outdoors", "Outdoors"), ("indoors", "Indoors"), _UNSURE),
    ),
    Question(
        "daytime",
        "At what time of day?",
        "By the light that is seen, whatever the season.",
        (
            ("day", "By day"),
            ("twilight", "At dawn or dusk"),
            ("night", "At night"),
            _UNSURE,
        ),
    ),
    Question(
        "temporary",
        "Does it show something that will soon be gone?",
        "A market, a concert, a march, a building site: what next month’s walker will not find.",
        (
            (NO, "No, it looks like that most of the time"),
            ("event", "An event or its crowd"),
            ("other", "Something else for a while"),
            _UNSURE,
        ),
    ),
    Question(
        "subject",
        "What is it mainly about?",
        "What the photographer wanted to show.",
        (
            ("place", "A place: a street, a building, a view"),
            ("person", "A person or several"),
            ("thing", "A thing: food, a car, an animal"),
            _UNSURE,
        ),
    ),
    Question(
        "on_foot",
        "Did somebody on foot take it?",
        "From the ground or a place that one walks to; not from a vehicle, a boat or the air.",
        ((YES, "Yes, on foot"), (NO, "No, in another way"), _UNSURE),
    ),
    Question(
        ATTRACTIVE,
        "Would you like to pass here on a leisure walk?",
        "The place, not the quality of the photograph.",
        ((YES, "Yes, it is attractive"), (NO, "No, it is not"), _UNSURE),
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}
