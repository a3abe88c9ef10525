"""Whom something was sent to, as it is remembered: where and by what, never which people they were that day.

The places are kept, for the author may answer for more when the audience is looked up again: she stands in for
somebody, or has got another role. Whether she still answers for them is asked then.
"""

import json

from storage.models import Scope
from storage.repositories.audiences import Audience, Condition

Spot = tuple[Scope, int]


def dump(audience: Audience) -> str:
    """What nothing narrows ends as `storage.repositories.public_board` looks for it."""
    regions, municipalities, associations = audience.within
    within = [
        *((Scope.REGION, one) for one in regions),
        *((Scope.MUNICIPALITY, one) for one in municipalities),
        *((Scope.ASSOCIATION, one.id) for one in associations),
    ]
    kept = {condition.value: list(ids) for condition, ids in audience.choices.items() if ids}
    return json.dumps({"within": within, "choices": kept})


def load(raw: str) -> dict[Condition, list[int]]:
    """What was chosen."""
    return read(json.loads(raw)["choices"])


def spots(raw: str) -> list[Spot] | None:
    """For which places the author answered; None in what was sent before they were kept."""
    kept = json.loads(raw).get("within") if raw else None
    return None if kept is None else [(Scope(scope), number) for scope, number in kept]


def read(kept: dict[str, list[int]]) -> dict[Condition, list[int]]:
    return {Condition(condition): ids for condition, ids in kept.items()}
