"""The versions of the rules by which a municipality proposes steps; they speak of nobody but who sent them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import PathRules, RulesState


class PathRulesVersions:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session
        self.added = False  # there is a file to read beside the conversation

    def add(self, made: PathRules) -> PathRules:
        self._session.add(made)
        self._session.flush()
        self.added = self.added or made.state is RulesState.READING
        return made

    def get(self, version_id: int) -> PathRules | None:
        return self._session.get(PathRules, version_id, options=[joinedload(PathRules.municipality)])

    def good(self, municipality_id: int, limit: int) -> list[PathRules]:
        """Those that held, the newest first."""
        query = select(PathRules).where(
            PathRules.municipality_id == municipality_id, PathRules.state == RulesState.GOOD
        )
        return list(
            self._session.scalars(
                query.options(joinedload(PathRules.author)).order_by(PathRules.id.desc()).limit(limit)
            )
        )

    def in_force(self, municipality_id: int | None) -> str:
        """The body of the newest; "": the usual rules."""
        query = select(PathRules.body).where(
            PathRules.municipality_id == municipality_id, PathRules.state == RulesState.GOOD
        )
        return self._session.scalars(query.order_by(PathRules.id.desc()).limit(1)).first() or ""

    def newest_of(self, municipality_id: int, author_id: int) -> PathRules | None:
        """What she sent last, whatever became of it."""
        query = select(PathRules).where(PathRules.municipality_id == municipality_id, PathRules.author_id == author_id)
        return self._session.scalars(query.order_by(PathRules.id.desc()).limit(1)).first()

    def next_to_read(self) -> PathRules | None:
        query = select(PathRules).where(PathRules.state == RulesState.READING).order_by(PathRules.id)
        return self._session.scalars(query.options(joinedload(PathRules.municipality)).limit(1)).first()
