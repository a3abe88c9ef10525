"""The table of limits against the gathered facts, and the strictest of them."""

import json

import pytest

from bot import rich
from bot.messengers.limits import EVERY_SCREEN, LIMITS, PLAIN, load, shortened
from bot.messengers.vk.text import FORMATS
from tests.fakes.specs import SPECS

FACTS = SPECS / "limits.json"


def test_every_screen_keeps_to_the_strictest_messenger():
    for name, limits in LIMITS.items():
        for field in type(limits).__slots__:
            assert getattr(EVERY_SCREEN, field) <= getattr(limits, field), f"{name} {field}"


def test_every_screen_has_the_agreed_numbers():
    assert (EVERY_SCREEN.buttons, EVERY_SCREEN.rows, EVERY_SCREEN.columns) == (10, 6, 5)
    assert (EVERY_SCREEN.payload, EVERY_SCREEN.label, EVERY_SCREEN.label_alone) == (64, 40, 24)
    assert (EVERY_SCREEN.text, EVERY_SCREEN.media_text, EVERY_SCREEN.toast) == (3900, 1000, 90)
    assert EVERY_SCREEN.file_in == 20 << 20


@pytest.mark.skipif(not FACTS.exists(), reason="the gathered facts are not beside the repository")
def test_the_numbers_are_those_that_were_gathered():
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    telegram, vk = ({name: it["value"] for name, it in facts[messenger].items()} for messenger in ("telegram", "vk"))
    ours = LIMITS["telegram"]
    assert (ours.text, ours.media_text) == (telegram["text_max_chars"], telegram["caption_max_chars"])
    assert (ours.payload, ours.toast) == (
        telegram["callback_data_bytes"][1],
        telegram["callback_answer_text_max_chars"],
    )
    assert ours.buttons == telegram["inline_buttons_total_max"]
    assert ours.columns == telegram["inline_buttons_per_row_max"]
    assert (ours.file_in, ours.file_out) == (telegram["file_download_max_bytes"], telegram["file_upload_max_bytes"])
    assert (ours.photo_out, ours.start) == (telegram["photo_upload_max_bytes"], telegram["start_param_max_chars"])
    assert ours.calls_per_second == telegram["rate_broadcast_per_s"]
    ours = LIMITS["vk"]
    inline = vk["keyboard_inline"]
    assert (ours.columns, ours.rows, ours.buttons) == (inline["columns"], inline["rows"], inline["buttons"])
    assert (ours.text, ours.payload) == (vk["text_max_chars_practical"], vk["button_payload_max_chars"])
    assert (ours.label, ours.toast) == (vk["button_label_max_chars"], vk["snackbar_text_max_chars"])
    assert (ours.file_out, ours.photo_out) == (vk["doc_upload"]["max_bytes"], vk["photo_upload"]["max_bytes"])
    assert ours.calls_per_second == vk["rate_group_token_per_s"]


def test_a_mistake_in_the_table_stops_the_start_and_names_the_key(tmp_path):
    wrong = tmp_path / "limits.json"
    wrong.write_text('{"vk": {"txt": 1}}', encoding="utf-8")
    with pytest.raises(TypeError, match="txt"):
        load(wrong)


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("коротко", 10, "коротко"),
        ("ровно десять", 12, "ровно десять"),
        ("Записались на семинар, спасибо", 24, "Записались на семинар…"),
        ("оченьдлинноеслово без пробела", 12, "оченьдлинно…"),
    ],
)
def test_long_words_are_cut_where_it_hurts_least(text, most, short):
    assert shortened(text, most) == short
    assert len(short) <= most


def test_what_is_said_of_formats_is_what_the_messenger_does():
    assert {kind for kind in rich.TAGS if kind not in FORMATS} - {"pre"} == PLAIN["vk"]
