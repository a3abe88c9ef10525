"""Surveys that services have written: whose they are, in which versions; who has sent one that is to be read."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from ..database import Transaction
from ..models import SheetState, SurveySheet

VERSIONS = (SheetState.KEPT, SheetState.HIDDEN)
MOST = 200
"""So many of the newest versions of a place are looked through."""


class SurveySheets:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session
        self.added = False  # there is a file to read beside the conversation

    def add(self, made: SurveySheet) -> SurveySheet:
        self._session.add(made)
        self._session.flush()
        self.added = True
        return made

    def get(self, sheet_id: int) -> SurveySheet | None:
        return self._session.get(SurveySheet, sheet_id)

    def next_unread(self) -> SurveySheet | None:
        query = select(SurveySheet).where(SurveySheet.state == SheetState.READING).order_by(SurveySheet.id)
        return self._session.scalars(query.limit(1)).first()

    def newest_of(self, author_id: int) -> SurveySheet | None:
        query = select(SurveySheet).where(SurveySheet.author_id == author_id)
        return self._session.scalars(query.order_by(SurveySheet.id.desc()).limit(1)).first()

    def versions(self, region_id: int, municipality_id: int | None) -> list[SurveySheet]:
        """Of all surveys of a place, the newest first; those taken from the list, too."""
        query = select(SurveySheet).where(*_place(region_id, municipality_id), SurveySheet.state.in_(VERSIONS))
        return list(self._session.scalars(query.order_by(SurveySheet.id.desc()).limit(MOST)))

    def with_version(self, version_id: int) -> SurveySheet | None:
        query = select(SurveySheet).where(SurveySheet.version_id == version_id, SurveySheet.state.in_(VERSIONS))
        return self._session.scalars(query.limit(1)).first()

    def move(self, sheet: SurveySheet, state: SheetState) -> None:
        """All versions of its survey."""
        same = update(SurveySheet).where(
            *_place(sheet.region_id, sheet.municipality_id),
            SurveySheet.key == sheet.key,
            SurveySheet.state.in_(VERSIONS),
        )
        self._session.execute(same.values(state=state))

    def given_up(self, before: datetime) -> list[SurveySheet]:
        """Nobody has answered since then."""
        waiting = (SheetState.REFUSED, SheetState.BREAKS)
        query = select(SurveySheet).where(SurveySheet.state.in_(waiting), SurveySheet.created_at < before)
        return list(self._session.scalars(query))


def _place(region_id: int, municipality_id: int | None) -> tuple[ColumnElement[bool], ...]:
    own = SurveySheet.municipality_id
    return SurveySheet.region_id == region_id, own.is_(None) if municipality_id is None else own == municipality_id
