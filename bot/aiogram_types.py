"""aiogram builds the validators of all its 450 types when it is imported: 3 s and 100 MB, and the bot uses a few."""

from typing import Any

from pydantic import BaseModel

_BUILD = BaseModel.model_rebuild
_NAMES: dict[str, Any] = {}
"""What aiogram's annotations speak of."""


def _rebuild(cls: type[BaseModel], *, _parent_namespace_depth: int = 2, **how: Any) -> Any:
    if cls.__module__.startswith("aiogram."):
        if how.get("_types_namespace"):
            _NAMES.update(how["_types_namespace"])
            return None
        how["_types_namespace"] = _NAMES or None
    return _BUILD.__func__(cls, _parent_namespace_depth=_parent_namespace_depth + 1, **how)  # type: ignore[attr-defined]


def build_when_used() -> None:
    """Called before aiogram is imported: from then on each of its types is built when it is used first.

    pydantic does so by itself with every type that could not be built yet; all it lacks are the names aiogram gives it
    at the import. Whoever imported aiogram before has everything built.
    """
    BaseModel.model_rebuild = classmethod(_rebuild)  # type: ignore[method-assign, assignment, arg-type]


def build_used() -> None:
    """What every tap needs is built at the start: nobody waits the fifth of a second it takes."""
    from aiogram import methods, types

    kinds: tuple[type[BaseModel], ...] = (
        types.Update, types.Message, types.User, types.InlineKeyboardMarkup, types.ReplyKeyboardMarkup,
        types.LinkPreviewOptions, methods.SendMessage, methods.EditMessageText, methods.AnswerCallbackQuery,
        methods.SendChatAction, methods.SendPhoto, methods.SendDocument, methods.GetFile, methods.GetMe,
    )  # fmt: skip
    for kind in kinds:
        kind.model_rebuild()
