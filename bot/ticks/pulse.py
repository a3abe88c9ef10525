"""The pulse: asked on Thursday by each municipality's clock, forgotten with its Sunday."""

from storage.repository import Repository

from ..pulsing.screens import note
from ..services.pulse.weeks import ask, close
from ..turn import House
from .enough import until_enough


def pulse(repo: Repository, house: House) -> None:
    close(repo, house.clock())
    until_enough(lambda: ask(repo, note(house.texts), house.clock()))
