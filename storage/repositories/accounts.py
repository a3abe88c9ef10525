"""Accounts in messengers, and which conversation and person each belongs to."""

from sqlalchemy import delete, exists, select, update

from ..database import Transaction
from ..models import Account, Conversation, WrongCode

NO_SCREEN = {"screen": None, "parts": 0, "shown": 0, "card": None}
"""An account handed over keeps nothing of what its former owner saw."""


class Accounts:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def get(self, account_id: int) -> Account:
        """Raises LookupError when there is none."""
        found = self._session.get(Account, account_id)
        if found is None:
            raise LookupError("no such account")
        return found

    def of(self, teacher_id: int) -> list[Account]:
        """The person's accounts, the oldest first."""
        return list(self._session.scalars(select(Account).where(Account.teacher_id == teacher_id).order_by(Account.id)))

    def conversation_of(self, teacher_id: int) -> Conversation | None:
        return self._session.scalars(select(Conversation).where(Conversation.teacher_id == teacher_id)).one_or_none()

    def join(self, account: Account, teacher_id: int) -> None:
        """The account is the person's now and speaks in her conversation; its own from before is dropped.

        Whose it was earlier does not matter any more: with her it would be erased.
        """
        account.former_id = None
        conversation = self.conversation_of(teacher_id) or self._new_conversation(teacher_id)
        self._move(account, teacher_id, conversation)

    def part(self, account: Account) -> None:
        """Nobody is known behind the account any more: an empty conversation of its own, nothing of the last screen."""
        self._move(account, None, self._new_conversation(None))
        self._session.execute(update(Account).where(Account.id == account.id).values(NO_SCREEN))

    def any_owner(self) -> bool:
        return self._session.scalars(select(Account.id).where(Account.owner).limit(1)).first() is not None

    def make_owner(self, account: Account) -> None:
        account.owner = True
        self._session.flush()

    def clear_talk(self, account: Account) -> None:
        """Forget what is being asked and was said so far, and the codes tried."""
        self._session.execute(
            update(Conversation).where(Conversation.id == account.conversation_id).values(state=None, data="{}")
        )
        self._session.execute(delete(WrongCode).where(WrongCode.account_id == account.id))

    def _new_conversation(self, teacher_id: int | None) -> Conversation:
        made = Conversation(teacher_id=teacher_id)
        self._session.add(made)
        self._session.flush()
        return made

    def _move(self, account: Account, teacher_id: int | None, conversation: Conversation) -> None:
        before = account.conversation_id
        account.teacher_id, account.conversation_id = teacher_id, conversation.id
        self._session.flush()
        self._drop_unused(before)

    def _drop_unused(self, conversation_id: int) -> None:
        in_use = exists().where(Account.conversation_id == conversation_id)
        orphan = (Conversation.id == conversation_id, Conversation.teacher_id.is_(None), ~in_use)
        self._session.execute(delete(Conversation).where(*orphan), execution_options={"synchronize_session": False})
