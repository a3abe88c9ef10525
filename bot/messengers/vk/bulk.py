"""One call of VK that brings the same message to as many as a hundred people."""

from collections.abc import Sequence
from typing import Any, Final

from aiogram.exceptions import TelegramAPIError, TelegramServerError
from aiogram.methods import SendMessage

from bot.messengers.base import once
from bot.messengers.vk.errors import SHAPES, TROUBLES, VkError, translated
from bot.messengers.vk.keyboard import vk_keyboard
from bot.messengers.vk.session import VkSession, rendered, without_preview

LOOKED_AT: Final = 100
"""Messages of a dialogue looked at for one that may have arrived."""


class VkBulk:
    """Implements `bot.messengers.base.Bulk`."""

    def __init__(self, session: VkSession) -> None:
        self._session = session

    async def send(self, chats: Sequence[int], method: SendMessage) -> list[int | TelegramAPIError]:
        """One messages.send with all of them in `peer_ids`: each that VK refuses has its error in the good answer."""
        shown = rendered(method, method.text)
        try:
            answer = await self._session.call(
                "messages.send",
                peer_ids=list(chats),
                random_id=once.get(),
                message=shown.message,
                format_data=shown.format_data,
                keyboard=vk_keyboard(method.reply_markup),
                dont_parse_links=without_preview(method),
                disable_mentions=True,
            )
            results = {int(item["peer_id"]): _result(item, method) for item in answer}
            return [results[chat] for chat in chats]
        except TROUBLES as trouble:
            raise translated(trouble, method) from None
        except SHAPES:
            raise TelegramServerError(method, "vk answered in a shape nobody knows") from None

    async def found(self, chat: int, number: int) -> int | None:
        method = SendMessage(chat_id=chat, text="")
        try:
            answer = await self._session.call("messages.getHistory", peer_id=chat, count=LOOKED_AT)
            same = (item for item in answer["items"] if item.get("random_id") == number)
            return next((int(item["conversation_message_id"]) for item in same), None)
        except TROUBLES as trouble:
            raise translated(trouble, method) from None
        except SHAPES:
            raise TelegramServerError(method, "vk answered in a shape nobody knows") from None


def _result(item: dict[str, Any], method: SendMessage) -> int | TelegramAPIError:
    if error := item.get("error"):
        return translated(VkError(error.get("code", 1), str(error.get("description", "")), of_one=True), method)
    return int(item["conversation_message_id"])
