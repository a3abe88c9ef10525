"""How people are addressed."""

import pytest

from bot.texts.loader import Gender
from bot.texts.names import FullName


@pytest.mark.parametrize(
    ("middle", "gender"),
    [
        ("Сергеевна", Gender.FEMALE),
        ("Ильинична", Gender.FEMALE),
        ("Кузьминична", Gender.FEMALE),
        ("Рашид кызы", Gender.FEMALE),
        ("СЕРГЕЕВНА", Gender.FEMALE),
        ("Ильич", Gender.MALE),
        ("Петрович", Gender.MALE),
        ("Рашид оглы", Gender.MALE),
        ("Бекович", Gender.MALE),
        ("", Gender.UNKNOWN),
        ("Ахмед", Gender.UNKNOWN),
        ("Кузьмич", Gender.MALE),
        ("Фомич", Gender.MALE),
    ],
)
def test_the_patronymic_tells_the_gender_or_nothing_does(middle: str, gender: Gender) -> None:
    assert FullName("Фамилия", "Имя", middle).gender is gender


def test_without_a_patronymic_the_first_name_is_enough() -> None:
    assert FullName("Ли", "Ким").polite == "Ким"
    assert FullName("Ли", "Ким").whole == "Ли Ким"
    assert FullName("Орлова", "Наталья", "Юрьевна").polite == "Наталья Юрьевна"
