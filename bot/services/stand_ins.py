"""Who hears of something today: instead of whoever is absent the one who stands in."""

from collections.abc import Sequence
from datetime import date

from storage.models import Teacher
from storage.repository import Repository


def who_is_there(repo: Repository, holders: Sequence[Teacher], today: date) -> list[Teacher]:
    """Each once, in the order of the holders."""
    instead = repo.roles.substitutes_of([one.id for one in holders], today)
    return list({one.id: one for one in (instead.get(one.id, one) for one in holders)}.values())
