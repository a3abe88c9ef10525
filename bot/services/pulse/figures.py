"""What may be told of a municipality's week: only shares in tenths of at least K people."""

from collections.abc import Mapping
from datetime import date

from storage.repository import Repository

from .. import disclosure
from ..summaries.snapshot import Feeling
from .questions import HARD, Question


def of(repo: Repository, municipality_id: int, week: date) -> dict[str, Feeling]:
    return told(repo.pulse.counts(municipality_id, week))


def told(counts: Mapping[str, Mapping[int, int]]) -> dict[str, Feeling]:
    """Weeks are asked anew, so each is a group of its own; a question answered by fewer than K is not told of at all.

    The number of people goes down to a whole K, and the share is one of two, not of every answer: four shares of one
    small group would add up to exact counts.
    """
    found = {}
    for question in Question:
        answers = counts.get(question, {})
        people, hard = sum(answers.values()), sum(answers.get(one, 0) for one in HARD)
        if people >= disclosure.K:
            found[question.value] = Feeling(
                told=people - people % disclosure.K, tenths=disclosure.rounded(hard, people)
            )
    return found
