"""What would otherwise be prepared while the first person waits: mappers, and the SQL of the hot path."""

from sqlalchemy.engine import Dialect
from sqlalchemy.orm import configure_mappers

from .compiled import compiled
from .repositories.associations import STAFF
from .repositories.invitations import USABLE, WRONG
from .repositories.serving import SERVING
from .repositories.standing import STANDING
from .repositories.survey_figures import FINISHED, INVITED
from .repositories.surveys import ANSWERS, BODY, DROP, HERS, MOVE, PUT, UNFINISHED
from .repositories.weekly import ACKNOWLEDGED, EVENTS, PEOPLE, REGULATIONS, SILENT, YOUNG
from .repositories.work import WORK
from .taps import TAPPED


def warm(dialect: Dialect) -> None:
    """Takes some hundredths of a second, once, before updates are received."""
    configure_mappers()
    answering = (UNFINISHED, HERS, BODY, ANSWERS, DROP, PUT, MOVE)
    monday = (PEOPLE, YOUNG, SILENT, EVENTS, REGULATIONS, ACKNOWLEDGED, INVITED, FINISHED)
    for statement in (STANDING, WORK, SERVING, STAFF, USABLE, WRONG, TAPPED, *answering, *monday):
        compiled(statement, dialect)
