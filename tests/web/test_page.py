"""The page in a real browser: what a person sees and does, with nothing refused by the content security policy."""

import asyncio
import io
import re
import shutil

import pytest
import pytest_asyncio
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from PIL import Image
from playwright.async_api import expect

from tests.web.page import DEMO, MENU, site, small_bot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
AWAY = re.compile("net::ERR_|status of 401")
"""What Chromium itself writes while the server is away, and when a session is over."""
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tab():
    """One for all tests: a further window costs Chromium a second of computing. Each site has an origin of its own."""
    playwright = pytest.importorskip("playwright.async_api", reason="playwright is not installed")
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no Chromium on this machine")
    async with playwright.async_playwright() as driver:
        chromium = await driver.chromium.launch(executable_path=found, args=ARGS)
        context = await chromium.new_context(locale="ru-RU")
        made = await context.new_page()
        made.set_default_timeout(5000)
        yield made
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def own():
    async with site(demo=DEMO) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def page(tab, own):
    complaints = []

    def says(message):
        if message.type == "error" and not AWAY.search(message.text):
            complaints.append(message.text)

    def fails(error):
        complaints.append(str(error))

    tab.on("console", says)
    tab.on("pageerror", fails)
    await tab.set_viewport_size({"width": 390, "height": 844})
    await tab.context.clear_cookies()
    yield tab
    await tab.unroute_all(behavior="ignoreErrors")
    await tab.emulate_media(media="null")
    await tab.goto("about:blank")
    tab.remove_listener("console", says)
    tab.remove_listener("pageerror", fails)
    assert complaints == []


async def enters(page, own, name="Анна Сергеевна Котова"):
    await page.goto(f"{own.url}/")
    await page.get_by_role("button", name=name).click()
    await page.wait_for_url("**/chat")


async def comes_by_link(page, own):
    await page.goto(f"{own.url}/enter/good-code")
    await page.get_by_role("button").click()
    await page.get_by_role("button", name="Моё МО").wait_for()


async def test_a_person_starts_types_taps_and_sees_the_card_change_and_the_note(page, own):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_text("Здравствуйте, Анна Сергеевна!").wait_for()
    await page.get_by_label("Сообщение", exact=True).fill("Спасибо за <b>помощь</b>")
    await page.keyboard.press("Enter")
    await page.get_by_text("Записано: «Спасибо за <b>помощь</b>»").wait_for()
    assert await page.get_by_label("Сообщение", exact=True).input_value() == ""
    card = await page.query_selector("article:has-text('Здравствуйте')")
    await page.get_by_role("button", name="Моё МО").click()
    await page.get_by_text("МО учителей математики", exact=True).wait_for()
    await page.get_by_text("Карточка открыта").wait_for()
    assert "каб. 21" in await card.inner_text()
    await page.get_by_role("button", name="Написать руководителю").click()
    assert "до понедельника" in await page.get_by_role("dialog").inner_text()
    await page.get_by_role("button", name="Понятно").click()
    await page.reload()
    await page.get_by_text("Спасибо за").first.wait_for()
    assert own.updates[0].message.text == "/start code-anna"


async def test_a_link_says_nothing_in_a_chat_that_has_begun(page):
    async with site() as own:
        own.receive(small_bot)
        await comes_by_link(page, own)
        await page.goto("about:blank")
        await page.goto(f"{own.url}/chat#start=another")
        await page.get_by_role("button", name="Моё МО").wait_for()
        await page.wait_for_url("**/chat")
        assert [update.message.text for update in own.updates] == ["/start good-code"]
        assert "/start" not in await page.evaluate("JSON.stringify(localStorage)")


async def test_who_leaves_is_told_where_she_could_not(page):
    async with site() as own:
        own.receive(small_bot)
        await comes_by_link(page, own)
        await page.route("**/chat/leave", lambda route: route.fulfill(status=204))
        for told in (page.get_by_text("чат здесь ещё открыт"), page.get_by_text("Чат на этом устройстве не открыт")):
            await page.get_by_role("button", name="Выйти").click()
            await page.get_by_role("dialog").get_by_role("button", name="Выйти").click()
            await told.wait_for()
            await page.unroute("**/chat/leave")
        assert await page.evaluate("localStorage.length") == 0


async def test_a_page_that_has_slept_listens_anew_at_once(page, own):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_role("button", name="Моё МО").wait_for()
    async with page.expect_request("**/chat/stream?*"):
        await page.evaluate("""() => {
            const now = Date.now
            Date.now = () => now() + 60000
            document.dispatchEvent(new Event("visibilitychange"))
        }""")


async def test_nothing_unsent_stays_on_a_computer_after_the_session(page):
    async with site() as own:
        own.receive(small_bot)
        await comes_by_link(page, own)
        own.clock.passes(hours=13)
        await page.evaluate("localStorage.setItem('out:7:000000000000001:old', '{}')")
        await page.get_by_label("Сообщение", exact=True).fill("Личное")
        await page.keyboard.press("Enter")
        await page.get_by_text("Чат на этом устройстве не открыт").wait_for()
        assert "Личное" not in await page.evaluate("JSON.stringify(localStorage)")
        await comes_by_link(page, own)
        assert "out:7:" not in await page.evaluate("JSON.stringify(localStorage)")


async def test_what_was_typed_while_the_server_was_away_arrives_once_when_it_is_back(page, own):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_role("button", name="Моё МО").wait_for()
    port = own.server.port
    await own.stop()
    await page.get_by_text("нет связи, повторяю").wait_for()
    await page.get_by_label("Сообщение", exact=True).fill("Я ещё здесь")
    await page.keyboard.press("Enter")
    await page.get_by_label("отправляется").wait_for()
    async with site(own.store, own.clock, demo=DEMO, port=port) as again:
        again.receive(small_bot)
        await page.get_by_text("Записано: «Я ещё здесь»").wait_for(timeout=15000)
        await page.get_by_text("на связи").wait_for()
        assert [update.message.text for update in again.updates] == ["Я ещё здесь"]
        assert await page.get_by_text("Я ещё здесь", exact=True).count() == 1


async def test_quick_taps_send_one_event_and_the_keyboard_is_enough(page, own):
    seen = asyncio.Event()

    async def slow(bot, update):
        if update.callback_query:
            await seen.wait()
            await update.callback_query.answer("Готово")
        else:
            await update.message.answer("Меню", reply_markup=MENU)

    own.receive(slow)
    await enters(page, own)
    button = page.get_by_role("button", name="Наставник").last
    await button.focus()
    for _ in range(3):
        await page.keyboard.press("Enter")
    await page.locator(".key[aria-busy=true]").wait_for()
    seen.set()
    await page.get_by_text("Готово").wait_for()
    assert await page.locator(".key[aria-busy=true]").count() == 0
    assert len([update for update in own.updates if update.callback_query]) == 1


async def test_the_second_half_of_a_double_click_reaches_nothing_that_has_come_meanwhile(page, own):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_role("button", name="Моё МО").click()
    come = page.get_by_role("button", name="Написать руководителю")
    await come.dispatch_event("click", {"detail": 2})
    await come.press("Enter")  # by the keyboard it is meant
    await page.get_by_role("button", name="Понятно").click()
    await page.get_by_role("button", name="Меню", exact=True).dblclick()
    await page.get_by_text("Записано: «Меню»").wait_for()
    assert [bool(update.callback_query) for update in own.updates] == [False, True, True, False]


async def test_all_of_a_long_chat_can_be_read(page, own):
    async def hears(bot, update): ...

    own.receive(hears)
    under = ReplyKeyboardMarkup(keyboard=[[{"text": "Меню"}]], resize_keyboard=True)
    await own.bot.send_message(101, "Здравствуйте", reply_markup=under)
    for number in range(1, 252):
        await own.bot.send_message(101, f"Письмо {number}.")
    await enters(page, own)
    await page.get_by_text("Письмо 251.").wait_for()
    await own.bot.edit_message_text("Поправлено", chat_id=101, message_id=1)
    await expect(page.get_by_role("button", name="Меню", exact=True)).to_be_visible()
    earlier = page.get_by_role("button", name="Показать более ранние")
    for first in (152, 52):
        await expect(page.locator("article").first).to_contain_text(f"Письмо {first}.")
        await earlier.scroll_into_view_if_needed()
        seen = await page.locator("article").first.bounding_box()
        await earlier.click()
    await expect(page.locator("article")).to_have_count(253)  # with her /start
    await expect(page.locator("article").first).to_contain_text("Поправлено")
    await expect(earlier).to_be_hidden()
    assert abs((await page.get_by_text("Письмо 52.").bounding_box())["y"] - seen["y"]) < 60


GROWS = """() => {
    const log = document.querySelector("#log"), box = document.createElement("div")
    box.style.height = "200px"
    document.querySelector("#typing").before(box)
    log.dispatchEvent(new Event("scroll"))
}"""


async def test_the_answer_to_a_button_far_above_is_gone_to_and_the_end_is_kept_to(page, own):
    async def answer(bot, update):
        if update.callback_query:
            await update.callback_query.message.answer("Ваш наставник")
            await update.callback_query.answer()
        else:
            await update.message.answer("Меню", reply_markup=MENU)
            await update.message.answer("строка\n" * 80)

    own.receive(answer)
    await enters(page, own)
    await page.get_by_text("строка").wait_for()
    await page.get_by_role("button", name="Наставник").click()
    await expect(page.get_by_text("Ваш наставник")).to_be_in_viewport()
    await page.evaluate(GROWS)  # as the bar of a file does, between two looks at the scroll bar
    await own.bot.send_message(101, "Новое письмо")
    await expect(page.get_by_text("Новое письмо")).to_be_in_viewport()
    await page.emulate_media(media="print")
    assert await page.evaluate("document.documentElement.scrollHeight") > 80 * 22  # all of it, on as many sheets


async def test_what_is_typed_after_a_click_goes_into_the_input_and_no_space_presses_a_button(page, own):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_role("button", name="Моё МО").click()
    await page.get_by_role("button", name="Написать руководителю").wait_for()
    field = page.get_by_label("Сообщение", exact=True)
    await page.keyboard.type("Good day")
    await expect(field).to_have_value("Good day")
    await page.locator("#log").focus()
    await page.keyboard.type("s!")
    await expect(field).to_have_value("Good days!")
    assert len([update for update in own.updates if update.callback_query]) == 1


async def test_a_file_is_attached_sent_and_can_be_had_back(page, own, tmp_path):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_role("button", name="Моё МО").wait_for()
    path = tmp_path / "План.txt"
    path.write_text("план на год", "utf-8")
    await page.locator("#picker").set_input_files(path)
    await page.get_by_label("Сообщение", exact=True).fill("Вот план")
    await page.get_by_role("button", name="Отправить").click()
    await page.get_by_text("Записано: «файл»").wait_for()
    assert own.updates[-1].message.document.file_name == "План.txt"
    async with page.expect_download() as download:
        await page.get_by_role("link", name="План.txt").click()
    assert (await (await download.value).path()).read_text("utf-8") == "план на год"


async def test_what_is_typed_while_a_file_goes_up_is_sent_after_it_and_a_button_at_once(page, own, tmp_path):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_role("button", name="Моё МО").wait_for()
    path = tmp_path / "План.txt"
    path.write_text("план на год", "utf-8")
    lead = asyncio.Event()
    tries = iter([lambda route: route.abort()])

    async def slow(route):
        await lead.wait()
        await next(tries, lambda it: it.continue_())(route)  # a moment without the network is nothing

    await page.route("**/chat/files?*", slow)
    field = page.get_by_label("Сообщение", exact=True)
    await page.locator("#picker").set_input_files([path, path])
    await field.press("Enter")
    await field.fill("Вот план")
    await field.press("Enter")
    await page.get_by_role("button", name="Моё МО").click()
    await page.get_by_role("button", name="Написать руководителю").wait_for()
    leaving = "dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert not await page.evaluate(leaving)  # the browser asks whether to
    lead.set()
    await page.get_by_text("Записано: «Вот план»").wait_for()
    assert await page.evaluate(leaving)
    said = [update.message for update in own.updates if update.message][1:]
    assert [bool(message.document) for message in said] == [True, True, False]
    shown = await page.locator("article").evaluate_all("all => all.map(one => one.className.split(' ')[1])")
    assert shown[-6:] == ["person", "person", "bot", "bot", "person", "bot"]


async def test_what_one_tab_has_sent_is_sent_in_the_other_too(page, own):
    own.receive(small_bot)
    await enters(page, own)
    other = await page.context.new_page()
    await other.goto(f"{own.url}/chat")
    await other.get_by_role("button", name="Моё МО").wait_for()
    await page.get_by_label("Сообщение", exact=True).fill("Вижу вас дважды")
    await page.keyboard.press("Enter")
    for one in (page, other):
        await one.get_by_text("Записано: «Вижу вас дважды»").wait_for()
        await expect(one.get_by_label("отправляется")).to_have_count(0)
    await other.close()


HEARD = """() => {
    heard = []
    const log = document.querySelector("#log")
    const note = ({ addedNodes }) => heard.push(...[...addedNodes].map(node => node.className))
    new MutationObserver(changes => changes.forEach(note)).observe(log, { childList: true })
}"""


async def test_a_screen_reader_reads_what_comes_and_neither_history_nor_days_nor_her_own_words(page, own):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_role("button", name="Моё МО").wait_for()
    log = page.locator("#log")
    assert 'role="log" aria-live="off"' in await (await page.request.get(f"{own.url}/chat")).text()
    await expect(log).to_have_attribute("aria-live", "polite")
    assert await log.locator(".person").get_attribute("aria-live") == "off"
    await page.evaluate(HEARD)
    own.clock.passes(hours=24)
    for _ in range(2):
        await own.bot.send_message(101, "Завтра семинар")
    await expect(page.get_by_text("Завтра семинар")).to_have_count(2)
    assert [name.split()[0] for name in await page.evaluate("heard")] == ["message", "day", "message"]


async def test_a_page_nobody_looks_at_counts_messages_and_not_their_changes(page, own):
    own.receive(small_bot)
    await enters(page, own)
    card = page.get_by_role("button", name="Моё МО")
    await card.wait_for()
    await page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    await card.click()
    await page.get_by_role("button", name="Написать руководителю").wait_for()
    assert await page.title() == "Помощник методиста"
    await page.get_by_label("Сообщение", exact=True).fill("Здесь кто-нибудь есть?")
    await page.keyboard.press("Enter")
    await page.get_by_text("Записано: «Здесь кто-нибудь есть?»").wait_for()
    assert await page.title() == "(1) Помощник методиста"


PASTES = """([text, name]) => {
    const clipboardData = new DataTransfer()
    if (text) clipboardData.setData("text/plain", text)
    clipboardData.items.add(new File(["x"], name, { type: "image/png" }))
    const field = document.querySelector("#text")
    return field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""


async def test_what_is_copied_in_word_is_pasted_as_its_text_and_not_as_its_picture(page, own):
    await enters(page, own)
    assert await page.evaluate(PASTES, ["Уважаемые коллеги!", "image.png"])
    assert await page.locator("#files li").count() == 0
    for text, name in (("", "image.png"), ("Схема.png", "Схема.png")):
        assert not await page.evaluate(PASTES, [text, name])
    assert await page.locator("#files li").count() == 2


async def test_a_picture_has_its_place_before_it_has_come(page, own):
    await enters(page, own)
    drawn = io.BytesIO()
    Image.new("RGB", (1200, 1700)).save(drawn, "PNG")
    await own.bot.send_photo(101, BufferedInputFile(drawn.getvalue(), "Афиша.png"), caption="Ждём вас")
    lead = asyncio.Event()

    async def slow(route):
        await lead.wait()
        await route.continue_()

    await page.route("**/chat/files/*", slow)
    await page.reload()
    await page.get_by_text("Ждём вас").wait_for()
    before = await page.locator(".picture").bounding_box()
    lead.set()
    await expect(page.locator(".picture img")).to_have_js_property("naturalWidth", 1200)
    assert await page.locator(".picture").bounding_box() == before
    assert before["height"] > 400


async def test_a_text_too_long_for_a_message_or_a_file_stays_whole_in_the_input(page, own, tmp_path):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_role("button", name="Моё МО").wait_for()
    path = tmp_path / "План.txt"
    path.write_text("план на год", "utf-8")
    field = page.get_by_label("Сообщение", exact=True)
    await field.fill("ж" * 4097)
    await page.keyboard.press("Enter")
    await page.get_by_text("не больше 4096 знаков").wait_for()  # not cut while it is pasted
    await expect(field).to_have_value("ж" * 4097)
    await page.locator("#picker").set_input_files(path)
    await field.fill("ж" * 1025)
    await page.keyboard.press("Enter")
    await page.get_by_text("не больше 1024 знаков").wait_for()
    await expect(field).to_have_value("ж" * 1025)
    await expect(page.locator("#files li")).to_have_count(1)
    await page.reload()
    await expect(field).to_have_value("ж" * 1025)
    await page.locator("#picker").set_input_files(path)
    await field.fill("ж" * 1024)
    await page.keyboard.press("Enter")
    await page.get_by_text("Записано: «файл»").wait_for()
    await page.reload()
    await expect(field).to_have_value("")


async def test_persons_are_switched_in_the_drawer_and_escape_closes_it(page, own):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_role("button", name="Сменить человека").click()
    await page.keyboard.press("Escape")
    assert not await page.locator("#persons").is_visible()
    await becomes(page, "Ольга Викторовна Миронова")
    await page.get_by_text("Наставник · Ольга Викторовна Миронова").wait_for()
    await page.get_by_role("button", name="Моё МО").wait_for()
    await becomes(page, "Анна Сергеевна Котова")
    await page.get_by_text("Учитель · Анна Сергеевна Котова").wait_for()
    await page.get_by_role("button", name="Моё МО").wait_for()
    assert [update.message.chat.id for update in own.updates] == [101, 103]


async def becomes(page, name):
    await page.get_by_role("button", name="Сменить человека").click()
    await page.get_by_role("button", name=name).click()


async def test_news_of_the_other_persons_are_counted_beside_their_names(page, own):
    own.receive(small_bot)
    await enters(page, own)
    await page.get_by_role("button", name="Моё МО").wait_for()
    sent = await own.bot.send_message(103, "Дарья Котова спрашивает")
    await sent.edit_text("Дарья Лебедева спрашивает")
    await own.bot.send_message(103, "Ещё один вопрос")
    await page.get_by_role("button", name="Сменить человека").click()
    await expect(page.get_by_role("button", name="Ольга Викторовна Миронова")).to_have_text(re.compile("2$"))
    await page.get_by_role("button", name="Ольга Викторовна Миронова").click()
    await page.get_by_text("Дарья Лебедева спрашивает").wait_for()
    await page.get_by_role("button", name="Сменить человека").click()
    assert (await page.get_by_role("button", name="Ольга Викторовна Миронова").inner_text()).endswith("Миронова")


@pytest.mark.parametrize("width", [320, 360, 390])
async def test_no_word_of_the_menu_is_broken_on_a_phone(page, own, width):
    own.receive(small_bot)
    await page.set_viewport_size({"width": width, "height": 700})
    await enters(page, own)
    labels = [["Моё МО", "Наставничество"], ["Методслужба", "Мероприятия"], ["Добавить свой", "В Word", "В меню"]]
    rows = [[InlineKeyboardButton(text=label, callback_data="x") for label in row] for row in labels]
    text = "Анна Сергеевна, с чем вам помочь сегодня?"
    await own.bot.send_message(101, text, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))
    await page.get_by_text("Методслужба").wait_for()
    broken = """() => [...document.querySelectorAll('.key')].flatMap(key => {
        const text = key.firstChild, range = document.createRange()
        return [...text.data.matchAll(/\\S+/g)].filter(word => {
            range.setStart(text, word.index)
            range.setEnd(text, word.index + word[0].length)
            return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1
        }).map(word => word[0])
    })"""
    assert await page.evaluate(broken) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_sticks_out_sideways_and_everything_to_tap_is_large(page, own, width):
    own.receive(small_bot)
    await page.set_viewport_size({"width": width, "height": 700})
    await enters(page, own)
    await page.get_by_role("button", name="Моё МО").wait_for()
    await own.bot.send_message(101, "https://example.org/" + "длинный" * 40)
    await page.get_by_text("длинный").wait_for()
    overflow = "() => ['html', '#log'].map(it => document.querySelector(it)).map(it => it.scrollWidth - it.clientWidth)"
    assert await page.evaluate(overflow) == [0, 0]
    small = """() => [...document.querySelectorAll('button, textarea')].filter(it => it.offsetParent)
        .map(it => [it.id || it.className, it.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 44).map(([name]) => name)"""
    assert await page.evaluate(small) == []
    assert await page.evaluate("parseFloat(getComputedStyle(document.querySelector('#text')).fontSize)") >= 16
