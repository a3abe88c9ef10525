"""The server on loopback with a small bot behind it, for tests of what a page may and may not do."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.messengers.browser import BrowserMessenger, Hub
from bot.web.demo import Demo, Persona
from bot.web.server import Server, add_chat, build_app
from tests.fakes.store import MemoryStore

TEXTS = yaml.safe_load((Path(__file__).parents[2] / "content" / "texts" / "browser.yml").read_text("utf-8"))
CODES = {"teacher": "code-anna", "novice": "code-daria"}
"""Those who have not come in yet, and the links they get."""


async def code_for(key: str, before: str | None) -> str | None:
    return CODES.get(key)


DEMO = Demo(
    (
        Persona("teacher", "Учитель", "Анна Сергеевна Котова", 101),
        Persona("novice", "Молодой специалист", "Дарья Игоревна Лебедева", 102),
        Persona("mentor", "Наставник", "Ольга Викторовна Миронова", 103),
        Persona("head", "Руководитель МО", "Ирина Павловна Белова", 104),
        Persona("methodist", "Методист", "Марина Юрьевна Иванова", 105),
        Persona("deputy", "Завуч школы № 3", "Сергей Петрович Дорохов", 106),
        Persona("institute", "Институт развития образования", "Елена Андреевна Гусева", 107),
        Persona("stranger", "Незнакомый человек", "Ещё не в списках", 108),
    ),
    code_for,
)


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **how: float) -> None:
        self.now += timedelta(**how)


class Site:
    """One running server; `answers` is what the bot does with an update, None leaves it unconfirmed."""

    def __init__(self, store, clock, public_url, demo, codes) -> None:
        self.store, self.clock, self.public_url, self.demo, self.codes = store, clock, public_url, demo, codes
        self.updates = []
        self.status = "ok"
        self.hub = Hub(store, clock, patience=0.5)
        self.messenger = BrowserMessenger(self.hub, public_url, "Bot")
        self.bot = self.messenger.bot
        self._task: asyncio.Task[None] | None = None

    async def start(self, port: int = 0) -> None:
        app = build_app(self.public_url, self._health)
        add_chat(app, self.hub, TEXTS, self.public_url, self._is_open, self.demo)
        self.server = Server(app)
        await self.server.start("127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self.server.port}"

    async def _health(self):
        return {"status": self.status, "messengers": {"vk": True, "telegram": False}}

    async def _is_open(self, code: str) -> bool:
        return code in self.codes

    def receive(self, answer) -> None:
        self._task = asyncio.create_task(self._receive(answer))

    async def _receive(self, answer) -> None:
        while True:
            for update in (await self.messenger.fetch(None)).updates:
                self.updates.append(update)
                await answer(self.bot, update)

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.server.stop()


@asynccontextmanager
async def site(store=None, clock=None, public_url="http://127.0.0.1:8080", demo=None, codes=("good-code",), port=0):
    made = Site(store or MemoryStore(), clock or Clock(), public_url, demo, codes)
    await made.start(port)
    try:
        yield made
    finally:
        await made.stop()


MENU = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Моё МО", callback_data="mo"),
            InlineKeyboardButton(text="Наставник", callback_data="m"),
        ],
        [InlineKeyboardButton(text="Мероприятия", callback_data="events")],
        [InlineKeyboardButton(text="Задать вопрос методисту", callback_data="ask", style="primary")],
    ]
)
WELCOME = (
    "<b>Здравствуйте, Анна Сергеевна!</b>\nГлавное для вас:\n• МО учителей математики школы № 3, руководитель Ирина "
    "Павловна\n• РМО информатики, ближайшее заседание <i>чт, 26 ноября, 15:00</i>\n• Ваш наставник Ольга Викторовна"
)
CARD = (
    "<b>МО учителей математики</b> · школа № 3\nРуководитель: Ирина Павловна Белова\nБлижайшее заседание: ср, 2 "
    "декабря, 14:30, каб. 21. Тема: подготовка к ОГЭ\nУчастников: 4. Подробнее: https://example.org/mo."
)


async def small_bot(bot, update) -> None:
    """Greets, edits its card after a tap, repeats what it is told, sends a file on demand."""
    if query := update.callback_query:
        if query.data == "mo":
            back = [[InlineKeyboardButton(text="Написать руководителю", callback_data="ask")]]
            back.append([InlineKeyboardButton(text="В меню", callback_data="menu")])
            await query.message.edit_text(CARD, reply_markup=InlineKeyboardMarkup(inline_keyboard=back))
            return await query.answer("Карточка открыта")
        if query.data == "ask":
            return await query.answer("Приём вопросов закрыт до понедельника.", show_alert=True)
        return await query.answer()
    message = update.message
    if message.text and message.text.startswith("/start"):
        under = ReplyKeyboardMarkup(keyboard=[[{"text": "Меню"}]], resize_keyboard=True)
        await message.answer("Я помощник методической службы Заречного района.", reply_markup=under)
        return await message.answer(WELCOME, reply_markup=MENU)
    if message.text == "файл":
        return await message.answer_document(BufferedInputFile(b"%PDF-1.7" * 9000, "Приказ № 86.pdf"), caption="Сроки")
    return await message.reply(f"Записано: «{message.html_text if message.text else 'файл'}»")
