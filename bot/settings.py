"""Settings: environment variables with the prefix BOT_, nested by two underscores, or the file .env."""

import re
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
IN_MEMORY = {"sqlite://", "sqlite:///", "sqlite:///:memory:"}
OWNER = re.compile(r"^(telegram|vk|max|browser):(\d{1,19})$")


class MessengerSettings(BaseModel):
    """`receive`: how updates come; `personal_data`: whether screens about people may leave through it."""

    token: SecretStr = SecretStr("")
    receive: Literal["polling", "webhook"] = "polling"
    personal_data: bool = True

    @property
    def is_set(self) -> bool:
        return bool(self.token.get_secret_value())


class TelegramSettings(MessengerSettings):
    api_url: str = "https://api.telegram.org"
    proxy: str = ""


class VkSettings(MessengerSettings):
    group_id: int = Field(default=0, ge=0)
    api_url: str = "https://api.vk.com/method/"


class MaxSettings(MessengerSettings):
    api_url: str = "https://platform-api2.max.ru"
    ca_file: str = ""


class BrowserSettings(BaseModel):
    enabled: bool = False
    personal_data: bool = True


class HttpSettings(BaseModel):
    """Where the bot's own server listens; `public_url` is the address people open."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""

    @field_validator("host")
    @classmethod
    def _host(cls, value: str) -> str:
        """An empty one would listen on every address of the machine."""
        return value.strip("[] ") or "127.0.0.1"

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str) -> str:
        if value and not is_site(value):
            raise PydanticCustomError("site", "{value} is no address of a site", {"value": value})
        return value

    @property
    def place(self) -> str:
        """Host and port, as they stand in an address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def address(self) -> str:
        """The address people open, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.place}"


class WebhookSettings(BaseModel):
    secret: SecretStr = SecretStr("")


class Settings(BaseSettings):
    """Raises pydantic's ValidationError that names the setting."""

    model_config = SettingsConfigDict(
        env_prefix="BOT_", env_nested_delimiter="__", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )
    database_url: str = "sqlite:///data/bot.sqlite3"
    timezone: str = "Europe/Moscow"
    owners: str = ""
    telegram: TelegramSettings = TelegramSettings()
    vk: VkSettings = VkSettings()
    max: MaxSettings = MaxSettings()
    browser: BrowserSettings = BrowserSettings()
    http: HttpSettings = HttpSettings()
    webhook: WebhookSettings = WebhookSettings()

    @field_validator("database_url")
    @classmethod
    def _kept(cls, value: str) -> str:
        if value in IN_MEMORY:
            raise PydanticCustomError("in_memory", "it would forget everything")
        kind, _, rest = value.partition("://")
        place = rest.partition("?")[0]
        if not kind.startswith("sqlite") and place.count("@") > ("@" in place.partition("/")[0]):
            raise PydanticCustomError("sign", "a sign of the password would be taken for the server's name, and logged")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise PydanticCustomError("zone", "no such time zone") from error
        return value

    @field_validator("owners")
    @classmethod
    def _owners(cls, value: str) -> str:
        for account in filter(None, map(str.strip, value.split(","))):
            if not OWNER.match(account):
                raise PydanticCustomError("account", "{account} is no account", {"account": account})
        return value

    @property
    def owner_accounts(self) -> frozenset[tuple[str, int]]:
        """(messenger, id) of the accounts that administer this bot."""
        accounts = (account.strip().partition(":") for account in self.owners.split(",") if account.strip())
        return frozenset((messenger, int(number)) for messenger, _, number in accounts)

    @property
    def vk_is_set(self) -> bool:
        return self.vk.is_set and self.vk.group_id > 0

    @property
    def has_messenger(self) -> bool:
        return self.telegram.is_set or self.vk_is_set or self.browser.enabled


def is_site(url: str) -> bool:
    """Whether an address is that of a whole site: what the bot serves lies at its root."""
    try:
        parts = urlsplit(url)
        is_named = bool((parts.hostname or "").encode("idna")) and parts.port != 0
    except ValueError:
        return False
    more = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    return parts.scheme in ("http", "https") and is_named and not more


def is_loopback(url: str) -> bool:
    """Whether an address stays on this machine."""
    return urlsplit(url).hostname in LOOPBACK
