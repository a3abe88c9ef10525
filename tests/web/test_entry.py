import aiohttp
import pytest

from tests.web.page import CODES, DEMO, site

OWN_NAME = "https://bot.example"


@pytest.fixture
async def http():
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


def post(http, at, path, **form):
    return http.post(at.url + path, data=form, headers={"Origin": at.url}, allow_redirects=False)


async def text(http, url):
    async with http.get(url) as answer:
        return answer.status, await answer.text()


async def test_opening_the_link_redeems_nothing(http):
    async with site() as own:
        good, wrong = await text(http, f"{own.url}/enter/good-code"), await text(http, f"{own.url}/enter/wrong-code")
        assert own.store.sessions == {}
        assert good == wrong
        assert "Это моё устройство" in good[1]


@pytest.mark.parametrize(("form", "hours"), [({}, 12), ({"own": "yes"}, 30 * 24)])
async def test_the_tap_opens_a_new_chat_for_as_long_as_was_chosen(http, form, hours):
    async with site() as own:
        async with post(http, own, "/enter/good-code", **form) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/chat#start=good-code")
            cookie = answer.cookies["session"]
        assert cookie["httponly"]
        assert not cookie["secure"]
        assert (cookie["samesite"], cookie["path"], int(cookie["max-age"])) == ("Lax", "/", hours * 3600)
        [(token_hash, (chat, until))] = own.store.sessions.items()
        assert cookie.value not in token_hash
        assert 0 < chat < 1 << 63
        assert (until - own.clock()).total_seconds() == hours * 3600
        assert f'data-chat="{chat}"' in (await text(http, f"{own.url}/chat"))[1]
        own.clock.passes(hours=hours)
        assert "data-chat" not in (await text(http, f"{own.url}/chat"))[1]


async def test_the_cookie_is_secure_where_the_page_is(http):
    async with site(public_url=OWN_NAME) as own, post(http, own, "/enter/good-code") as answer:
        assert answer.cookies["session"]["secure"]


async def test_two_taps_are_two_chats_and_the_first_session_ends(http):
    async with site() as own:
        await post(http, own, "/enter/good-code")
        [first] = own.store.sessions
        await post(http, own, "/enter/good-code")
        assert first not in own.store.sessions
        assert len(own.store.sessions) == 1


async def test_a_dead_link_says_so_and_too_many_of_them_are_stopped(http):
    async with site() as own:
        for _ in range(10):
            async with post(http, own, "/enter/wrong-code") as answer:
                assert answer.status == 404
                assert "уже использована или устарела" in await answer.text()
        async with post(http, own, "/enter/good-code") as answer:
            assert answer.status == 429
        own.clock.passes(minutes=11)
        async with post(http, own, "/enter/good-code") as answer:
            assert answer.status == 303


async def test_who_comes_by_her_used_link_again_is_led_to_her_open_chat(http):
    async with site() as own:
        async with post(http, own, "/enter/spent-code") as answer:
            assert 'href="/chat"' not in await answer.text()
        await post(http, own, "/enter/good-code")
        before = dict(own.store.sessions)
        async with post(http, own, "/enter/spent-code") as answer:
            assert answer.status == 404
            assert '<a class="main" href="/chat">Вернуться в чат</a>' in await answer.text()
        assert own.store.sessions == before


async def test_a_proxy_on_this_machine_is_believed_about_who_asks(http):
    async with site() as own:
        for _ in range(11):
            headers = {"Origin": own.url, "X-Forwarded-For": "9.9.9.9, 5.5.5.5"}
            await http.post(f"{own.url}/enter/wrong-code", headers=headers)
        async with post(http, own, "/enter/good-code") as answer:
            assert answer.status == 303


async def test_without_a_session_the_page_tells_how_to_get_a_link(http):
    async with site() as own:
        assert "откройте личную ссылку" in (await text(http, own.url + "/"))[1]
        for path in ("/demo", "/demo/teacher"):
            assert (await text(http, own.url + path))[0] == 404


async def test_leaving_closes_the_session(http):
    async with site() as own:
        await post(http, own, "/enter/good-code")
        async with post(http, own, "/chat/leave") as answer:
            assert answer.cookies["session"].value == ""
        assert own.store.sessions == {}


async def test_in_the_demo_a_person_is_chosen_and_begins_with_her_link_once(http):
    async with site(demo=DEMO) as own:
        status, page = await text(http, own.url + "/")
        assert status == 200
        assert all(persona.title in page for persona in DEMO.personas)
        async with post(http, own, "/demo/teacher") as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/chat#start=code-anna")
        await own.store.append(101, {"from": "bot", "text": "Здравствуйте", "time": 1})
        async with post(http, own, "/demo/teacher") as answer:
            assert answer.headers["Location"] == "/chat"
        async with post(http, own, "/demo/stranger") as answer:
            assert answer.headers["Location"] == "/chat#start="
        async with post(http, own, "/demo/nobody") as answer:
            assert answer.status == 404
        assert "Незнакомый человек" in (await text(http, own.url + "/chat"))[1]


async def test_in_the_demo_who_has_erased_herself_comes_in_by_a_fresh_link(http, monkeypatch):
    async with site(demo=DEMO) as own:
        await post(http, own, "/demo/teacher")
        await own.store.append(101, {"from": "bot", "text": "Здравствуйте", "time": 1})
        monkeypatch.delitem(CODES, "teacher")  # she is in
        async with post(http, own, "/demo/teacher") as answer:
            assert answer.headers["Location"] == "/chat"
        monkeypatch.setitem(CODES, "teacher", "code-fresh")
        own.store.sessions.clear()
        async with post(http, own, "/demo/teacher") as answer:
            assert answer.headers["Location"] == "/chat#start=code-fresh"
        async with post(http, own, "/demo/mentor"):
            await own.bot.send_message(101, "Она никем не занята, но письмо её дождётся")


async def test_in_the_demo_a_message_to_somebody_nobody_has_been_yet_waits_for_her(http):
    async with site(demo=DEMO) as own:
        await own.bot.send_message(103, "Дарья Котова спрашивает")
        async with post(http, own, "/demo/mentor") as answer:
            assert answer.headers["Location"] == "/chat"


async def test_the_demo_cannot_be_entered_by_a_made_up_cookie(http):
    async with site(demo=DEMO) as own:
        http.cookie_jar.update_cookies({"session": "demo teacher"})
        assert 'id="composer"' not in (await text(http, own.url + "/chat"))[1]
