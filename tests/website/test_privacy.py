import pytest

from guidegen.website.privacy import told, withhold


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ([50, 5, 4], [True, True, True]),
        ([50, 5, 2], [True, False, False]),  # else 57 - 50 - 5 = 2
        ([50, 1, 2], [False, False, False]),  # 3 together, but that may be told only with more
        ([50, 5, 0], [True, True, False]),  # nobody is nobody's secret
        ([2, 0, 0], [False, False, False]),
        ([], []),
    ],
)
def test_what_is_withheld_cannot_be_had_by_subtraction(
    people: list[int], shown: list[bool]
) -> None:
    assert told(people, people) == shown


def test_days_are_withheld_by_the_people_they_rest_on() -> None:
    # 40 days by two people are withheld; with them the smallest number that could be told
    assert told([40, 9, 12], [2, 4, 5]) == [False, False, True]


def test_groups_of_people() -> None:
    assert withhold({"tourists": 50, "locals": 5, "unknown": 2, "else": 0}) == {
        "tourists": 50,
        "locals": None,
        "unknown": None,
        "else": 0,
    }
