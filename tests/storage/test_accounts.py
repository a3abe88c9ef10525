"""Accounts, and codes used by two at once."""

import threading

import pytest
from sqlalchemy.orm import Session

from bot.services.invitations import hash_of
from storage.database import Transaction
from storage.models import InvitationKind
from storage.repository import Repository
from tests.made import NOW


def test_an_account_that_does_not_exist_is_an_error(repo):
    with pytest.raises(LookupError):
        repo.accounts.get(4_000_000)


def test_of_two_who_use_a_code_at_once_one_gets_it(engine):
    code = hash_of("code of two")
    with engine.begin() as connection:
        Repository(Transaction(connection)).invitations.add(
            InvitationKind.OWNER, code, None, NOW, NOW.replace(year=2030)
        )
    barrier, got = threading.Barrier(2), []

    def use():
        with engine.connect() as connection:
            barrier.wait()
            with connection.begin(), Session(connection) as session:
                got.append(Repository(Transaction(connection, session)).invitations.use(code, NOW) is not None)

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False, True]
