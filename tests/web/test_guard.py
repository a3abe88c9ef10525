import aiohttp
import pytest

from tests.web.page import DEMO, TEXTS, site

PUBLIC = "https://bot.example"


@pytest.fixture
async def http():
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def status(http, method, url, **headers):
    async with http.request(method, url, headers=headers, allow_redirects=False) as answer:
        return answer.status


@pytest.mark.parametrize("host", ["127.0.0.1:1234", "localhost", "[::1]:8080", "bot.example", "bot.example:443"])
async def test_our_own_names_are_served(http, host):
    async with site(public_url=PUBLIC) as own:
        assert await status(http, "GET", f"{own.url}/health", Host=host) == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "bot.example.evil", "[", ""])
async def test_a_foreign_name_pointed_at_us_gets_nothing(http, host):
    async with site(public_url=PUBLIC) as own:
        assert await status(http, "GET", f"{own.url}/health", Host=host) in (400, 403)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://bot.example", "Sec-Fetch-Site": "cross-site"},
        {},
    ],
)
async def test_a_post_from_another_page_is_refused(http, headers):
    async with site(public_url=PUBLIC, demo=DEMO) as own:
        for path in ("/chat/events", "/chat/files", "/chat/leave", "/enter/good-code", "/demo/teacher"):
            assert await status(http, "POST", own.url + path, **headers) == 403
        assert own.updates == []
        assert len(own.store.sessions) == len(DEMO.personas)


@pytest.mark.parametrize("headers", [{"Origin": PUBLIC}, {"Sec-Fetch-Site": "same-origin"}])
async def test_a_post_from_our_page_goes_through(http, headers):
    async with site(public_url=PUBLIC) as own:
        assert await status(http, "POST", f"{own.url}/enter/good-code", **headers) == 303


@pytest.mark.parametrize(
    ("public_url", "host"),
    [
        ("https://Bot.Example", "bot.example"),
        ("https://bot.example:443/", "bot.example"),
        ("https://bot.example:8443", "bot.example:8443"),
        ("https://методист.рф", "xn--d1abknlude.xn--p1ai"),
    ],
)
async def test_an_address_is_known_however_it_is_written(http, public_url, host):
    async with site(public_url=public_url) as own:
        post = {"Host": host, "Origin": f"https://{host}", "Sec-Fetch-Site": "same-origin"}
        assert await status(http, "GET", f"{own.url}/health", Host=host) == 200
        assert await status(http, "POST", f"{own.url}/enter/good-code", **post) == 303


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}]
)
async def test_the_stream_is_not_given_to_another_page(http, headers):
    async with site() as own:
        assert await status(http, "GET", f"{own.url}/chat/stream", **headers) == 403


async def test_a_link_from_elsewhere_still_opens_a_page(http):
    async with site() as own:
        elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        assert await status(http, "GET", f"{own.url}/enter/good-code", **elsewhere) == 200


@pytest.mark.parametrize("path", ["/chat", "/enter/x", "/health", "/nothing", "/static/chat.js", "/chat/stream"])
async def test_every_answer_carries_the_policy(http, path):
    async with site() as own, http.get(own.url + path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin")
        assert answer.headers["Cache-Control"] in ("no-store", "no-cache")


@pytest.mark.parametrize("name", ["frame.html", "../server.py", "..%2fserver.py", "none.js"])
async def test_only_scripts_styles_and_drawings_are_static(http, name):
    async with site() as own:
        assert await status(http, "GET", f"{own.url}/static/{name}") == 404


async def test_a_failure_is_logged_without_address_or_message(http, caplog):
    async with site() as own:

        async def breaks(code):
            raise RuntimeError("secret of Anna")

        own._is_open = breaks
        own.codes = None  # `in None` raises TypeError with the code's value nowhere but in the address
        assert await status(http, "POST", f"{own.url}/enter/secret-code", Origin=own.url) == 500
    assert "TypeError" in caplog.text
    assert "/enter/{code}" in caplog.text
    assert "secret" not in caplog.text


async def test_a_missing_text_stops_the_start():
    from bot.web.pages import Pages

    with pytest.raises(KeyError, match="enter_button"):
        Pages({key: text for key, text in TEXTS.items() if key != "enter_button"})


async def test_a_text_cannot_break_out_of_the_page(http):
    from bot.web.pages import Pages

    page = Pages(TEXTS | {"title": "</script><img src=x>"}).show("enter")
    assert "</script><img" not in page.text
    assert "<img src=x>" not in page.text
