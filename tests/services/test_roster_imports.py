"""Who may apply and take back an import: asked at every step, for a right may go on the way."""

import json

import pytest

from bot.services import roster_imports
from bot.services.access import ForbiddenError
from bot.services.notes import Note
from storage.models import Delivery, ImportState, RosterImport, RosterStep
from tests.made import NOW


def test_who_lost_her_right_on_the_way_can_neither_apply_nor_undo(made):
    natalya = made.methodist()
    repo, actor = made.repo, made.actor(natalya)
    facts = {"region_id": made.region.id, "municipality_id": made.district.id, "author_id": natalya.id}
    preview = json.dumps({"counts": {"left": 0}, "known": 1})
    it = made.add(RosterImport(state=ImportState.READY, created_at=NOW, preview=preview, **facts))
    assert roster_imports.get(repo, actor, it.id) is it
    made.tx.connection.exec_driver_sql("UPDATE role_grant SET revoked_at = 1")
    later = made.actor(made.whole(natalya))
    for deed in (
        lambda: roster_imports.approve(repo, later, it.id, True),
        lambda: roster_imports.undo(repo, later, it.id, Note("", []), NOW),
        lambda: roster_imports.decline(repo, later, it.id),
    ):
        with pytest.raises(ForbiddenError):
            deed()


def test_who_brought_a_list_in_is_told_that_another_takes_it_back(made):
    natalya, other = made.methodist(), made.methodist()
    facts = {"region_id": made.region.id, "municipality_id": made.district.id, "author_id": natalya.id}
    it = made.add(RosterImport(state=ImportState.DONE, created_at=NOW, applied_at=NOW, preview="", **facts))
    made.add(RosterStep(import_id=it.id, number=0, body=b"", done="[]"))
    assert roster_imports.undo(made.repo, made.actor(other), it.id, Note("Taken back", []), NOW)
    (told,) = made.tx.session.query(Delivery)
    assert (told.teacher_id, it.author_id) == (natalya.id, other.id)
