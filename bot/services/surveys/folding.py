"""What a finished run says to the figures, counted once, when it is finished: no answer is looked at again for them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from storage.models import SurveyFolded
from storage.repository import Repository

from ..days import school_year_of
from . import reliability
from .model import SUPPORT, Answer, Survey

YOUNG, MIDDLE = 3, 15
"""Stages of a career: through so many years of work."""

Scale = Mapping[str, tuple[int, Mapping[str, int]]]
"""Code of a statement -> the place of its area, what an answer counts."""


def fold(
    repo: Repository, run_id: int, round_id: int, teacher_id: int, survey: Survey, said: Mapping[str, Answer], day: date
) -> None:
    """With what its person is on this day, to be told by; whoever belongs to no municipality is in no figures."""
    shares = counted(survey, said)
    numbers = None if shares is None else (*shares, *reliability.moments(survey, areas(survey), said))
    who = repo.survey_figures.known_as(teacher_id)
    if who is None:
        return
    repo.survey_figures.fold(
        SurveyFolded(
            run_id=run_id,
            round_id=round_id,
            municipality_id=who.municipality_id,
            organization_id=who.organization_id,
            kind=who.kind,
            subject=who.subject,
            stage=stage(who.career_since, day),
            counts=None if numbers is None else ",".join(map(str, numbers)),
        )
    )


def counted(survey: Survey, said: Mapping[str, Answer]) -> tuple[int, ...] | None:
    """Answered statements with «support» and all answered ones, area after area; nothing where there are no areas.

    None for who has left an area out: all shares are of the same people, so one audit holds for each.
    """
    scale = _scale(survey)
    shares = [0] * (2 * len(areas(survey)))
    for code, answer in said.items():
        area, values = scale.get(code, (0, {}))
        if isinstance(answer, str) and answer in values:
            shares[2 * area] += values[answer] == SUPPORT
            shares[2 * area + 1] += 1
    return tuple(shares) if all(shares[1::2]) else None


@lru_cache(maxsize=64)
def areas(survey: Survey) -> tuple[str, ...]:
    """Groups of questions that are asked of everybody."""
    asked = {
        question.group
        for block in survey.blocks
        if not block.shown
        for question in block.questions
        if question.group and not question.only and not question.shown
    }
    return tuple(key for key in survey.groups if key in asked)


def stage(career_since: int | None, day: date) -> str:
    if career_since is None:
        return "unknown"
    years = school_year_of(day) - career_since + 1
    return "young" if years <= YOUNG else "middle" if years <= MIDDLE else "long"


@lru_cache(maxsize=64)
def _scale(survey: Survey) -> Scale:
    places = {key: place for place, key in enumerate(areas(survey))}
    return {one.code: (places[one.group], one.values) for one in survey.questions if one.group in places}
