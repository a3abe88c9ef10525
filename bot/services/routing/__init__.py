"""Where a teacher belongs, and the associations she may look at, join and leave."""

from .associations import AssociationCard, NotJoinableError, association, join, leave
from .placement import TEACHERS_NEEDED, Listed, Missing, Placement, place

__all__ = [
    "TEACHERS_NEEDED",
    "AssociationCard",
    "Listed",
    "Missing",
    "NotJoinableError",
    "Placement",
    "association",
    "join",
    "leave",
    "place",
]
