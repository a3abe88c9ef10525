"""A person's name as people say it, and the gender it tells."""

from typing import NamedTuple

from .loader import Gender

FEMALE = ("вна", "чна", "кызы", "гызы")
MALE = ("ич", "оглы", "улы", "уулу", "угли")


class FullName(NamedTuple):
    last: str
    first: str
    middle: str = ""
    address: str = ""

    @property
    def polite(self) -> str:
        """As she wants to be addressed; else by first name and patronymic, as far as there is one."""
        return self.address or self.formal

    @property
    def formal(self) -> str:
        """First name and patronymic, as others know her."""
        return f"{self.first} {self.middle}".strip()

    @property
    def whole(self) -> str:
        return f"{self.last} {self.first} {self.middle}".strip()

    @property
    def gender(self) -> Gender:
        """From the patronymic; where it tells nothing, unknown (texts are neutral then)."""
        ending = self.middle.casefold()
        if ending.endswith(FEMALE):
            return Gender.FEMALE
        return Gender.MALE if ending.endswith(MALE) else Gender.UNKNOWN
