"""What a page may send, checked to the letter: it comes from a stranger's browser."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
DATA_LIMIT = 64
"""The limits Telegram sets (specs/limits.json): characters of a text and of a caption, bytes of a button's data."""


def _speaks(text: str) -> str:
    text = text.replace("\0", "").strip()  # PostgreSQL takes no NUL
    if not text:
        raise ValueError("empty")
    return text


def _fits(data: str) -> str:
    if not 0 < len(data.encode()) <= DATA_LIMIT:
        raise ValueError("data")
    return data


MessageId = Annotated[int, Field(gt=0, lt=1 << 63)]  # larger ones no database takes


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    id: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")


class Said(_Event):
    kind: Literal["text"]
    text: Annotated[str, Field(max_length=TEXT_LIMIT), AfterValidator(_speaks)]
    reply: MessageId | None = None


class Sent(_Event):
    kind: Literal["file"]
    file: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    text: Annotated[str, AfterValidator(str.strip)] = Field("", max_length=CAPTION_LIMIT)
    album: str | None = Field(None, pattern=r"^[A-Za-z0-9_-]{8,64}$")  # files sent together share it
    reply: MessageId | None = None


class Tapped(_Event):
    kind: Literal["tap"]
    message: MessageId
    data: Annotated[str, AfterValidator(_fits)]


class Album(_Event):
    """Files sent together come together: what the bot says to the first must stand below the last."""

    kind: Literal["album"]
    parts: list[Sent] = Field(min_length=1, max_length=60)


Part = Said | Sent | Tapped
Event = Part | Album
_reader: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


def read_event(raw: bytes) -> Event:
    """Read one event. Raises ValueError for anything the page would not send."""
    return _reader.validate_json(raw)
