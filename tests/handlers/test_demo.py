"""The demo's switch over a town in which somebody bears a persona's name."""

from bot.commands.demo import switch
from bot.services.access import actor_of
from bot.services.personal_data import erase
from tests.handlers.zarechny import AGREE, find
from tests.running import NOW, Running


async def test_who_has_erased_herself_is_given_a_fresh_link(town: Running) -> None:
    code = switch(town.app).code
    first = await code("teacher", None)
    assert first
    assert await code("teacher", first) == first, "it is not issued anew while it opens"
    assert await code("stranger", None) is None
    anna = town.somebody("browser")
    await anna.starts(first)
    await anna.taps(AGREE["female"])
    assert await code("teacher", first) is None
    await town.change(lambda repo: erase(repo, actor_of(repo, find(repo, "Лебедева"), NOW.date()), NOW))
    second = await code("teacher", first)
    assert second not in (None, first)
    await anna.starts(second)
    assert AGREE["female"] in anna.labels
