"""What the raters agree on: the answer of most for each photo, and shares of photos by source.

This is the table of figure 1 of Kachkaev and Wood (2014).
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from guidegen.survey.questions import BY_KEY, QUESTIONS

NO_AGREEMENT = "no agreement"


def modes(answers: pd.DataFrame) -> pd.DataFrame:
    """The answer that most raters gave, for each photo and question.

    Args:
        answers: rater, photo_id, question, answer; one a rater, photo and question.

    Returns:
        photo_id, question, answer, raters (how many answered); where the first of several answers
        are equally common, the answer is "no agreement".
    """
    keys = ["photo_id", "question"]
    counts = answers.groupby([*keys, "answer"], sort=True).size().rename("count").reset_index()
    counts["most"] = counts.groupby(keys)["count"].transform("max")
    counts["raters"] = counts.groupby(keys)["count"].transform("sum")
    top = counts[counts["count"] == counts["most"]]
    tied = top.groupby(keys)["answer"].transform("size") > 1
    chosen = top.assign(answer=top["answer"].mask(tied, NO_AGREEMENT)).drop_duplicates(keys)
    found: pd.DataFrame = chosen[[*keys, "answer", "raters"]].reset_index(drop=True)
    return found


def tally(answers: pd.DataFrame) -> pd.DataFrame:
    """Shares of photos by source, question and answer.

    Args:
        answers: as for `modes`.

    Returns:
        question, answer, source, photos (whose mode it is), share (0 to 1, of those that were
        rated), rated (photos with an answer to the question), raters (who answered it for any
        photo of the source). Questions and answers in their own order, "no agreement" last; the
        shares of a question and source add up to 1.
    """
    named = answers.assign(source=_source(answers))
    raters = named.groupby(["question", "source"])["rater"].nunique()
    chosen = modes(answers)
    chosen = chosen.assign(source=_source(chosen))
    counts = chosen.groupby(["question", "source", "answer"]).size()
    rated = chosen.groupby(["question", "source"]).size()
    rows = [
        (
            question.key,
            answer,
            source,
            photos := int(counts.get((question.key, source, answer), 0)),
            photos / int(rated[question.key, source]),
            int(rated[question.key, source]),
            int(raters[question.key, source]),
        )
        for question in QUESTIONS
        for answer in (*question.keys, NO_AGREEMENT)
        for source in sorted(set(chosen["source"]))
        if (question.key, source) in rated.index
    ]
    columns = ["question", "answer", "source", "photos", "share", "rated", "raters"]
    return pd.DataFrame(rows, columns=columns)


def told(table: pd.DataFrame) -> Iterator[str]:
    """The table in words: a block a question, a column a source."""
    for key, rows in table.groupby("question", sort=False):
        question = BY_KEY[str(key)]
        names = dict(question.answers) | {NO_AGREEMENT: "No agreement"}
        shares = rows.pivot_table(index="answer", columns="source", values="share", sort=False)
        first = rows.drop_duplicates("source").set_index("source")
        width = max(map(len, [*names.values(), "Photos, raters"])) + 2
        yield question.text
        yield " " * (width + 2) + "".join(f"{_cut(source):>14}" for source in shares.columns)
        for answer, row in shares.iterrows():
            cells = "".join(f"{share:>14.0%}" for share in row)
            yield f"  {names[str(answer)]:<{width}}{cells}"
        counts = (f"{first['rated'][s]}, {first['raters'][s]}" for s in shares.columns)
        yield f"  {'Photos, raters':<{width}}" + "".join(f"{text:>14}" for text in counts)
        yield ""


def _source(table: pd.DataFrame) -> pd.Series[str]:
    return table["photo_id"].astype("str").str.partition(":")[0]


def _cut(text: str) -> str:
    return text if len(text) <= 13 else f"{text[:12]}…"
