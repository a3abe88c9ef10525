"""How a round's areas differ from the round before: between told shares only, of questions in the same words."""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from storage.models import Municipality
from storage.repositories.audiences import Condition
from storage.repositories.survey_figures import Put
from storage.repository import Repository

from ..surveys.model import Survey as Definition
from ..surveys.reading import from_stored
from . import figures
from .snapshot import Area, Share, Survey

LOOKED_AT = 8
"""So many earlier rounds are looked through for one that asked the same people."""


def compared(repo: Repository, found: Put, place: Municipality, now_told: Survey) -> Survey:
    """With what was told of the newest earlier round of the same survey and audience; as it is where there is none."""
    if not now_told.areas:
        return now_told
    for earlier in repo.survey_figures.earlier(found, place, LOOKED_AT):
        if _asked(earlier) != _asked(found):
            continue
        before = figures.told(repo, earlier, place)
        if before:
            began = earlier.opened_at.astimezone(ZoneInfo(place.time_zone)).date()
            versions = [from_stored(one.key, one.body) for one in (earlier, found)]
            areas = with_before(now_told.areas, before, *versions)
            return now_told.model_copy(update={"areas": areas, "earlier": began})
    return now_told


def with_before(
    areas: tuple[Area, ...], before: Mapping[str, Share], then: Definition, today: Definition
) -> tuple[Area, ...]:
    """Each with its share in the round before; a break where a question of it came, went or has other words."""
    made = []
    for one in areas:
        is_broken = one.key in before and _words(then, one.key) != _words(today, one.key)
        update = {"before": None if is_broken else before.get(one.key), "is_broken": is_broken}
        made.append(one.model_copy(update=update))
    return tuple(made)


def _words(survey: Definition, group: str) -> Mapping[str, Any]:
    """By code, all a person reads and what it counts."""
    return {
        one.code: (one.kind, one.text, dict(one.instead), one.only, dict(one.options), dict(one.values))
        for one in survey.questions
        if one.group == group
    }


def _asked(found: Put) -> dict[str, list[int]]:
    """By what the audience was narrowed; of which municipalities does not matter, for each is told apart."""
    audience: dict[str, list[int]] = json.loads(found.audience)
    return {key: sorted(ids) for key, ids in audience.items() if key != Condition.MUNICIPALITY.value}
