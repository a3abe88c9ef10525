"""What the child process does not survive harms nobody: a file is refused, a template gives way to ours."""

import json
from io import BytesIO
from typing import Any, cast

import pytest
from docx import Document

from bot.documenting.looking import Looking
from bot.documenting.making import Making
from bot.rostering.calling import Calling, ChildError
from bot.services.documents.looking import LARGEST
from bot.services.documents.pieces import Filling
from bot.texts import load_texts
from storage.models import TemplateKind


class Dead:
    """A child that ends whatever it is asked; how often it was."""

    asked = 0

    async def ask(self, task: str, **more: Any) -> Any:
        self.asked += 1
        raise ChildError("it died")


@pytest.fixture
def dead() -> Dead:
    return Dead()


async def test_a_file_that_kills_the_child_is_no_template(dead: Dead) -> None:
    looking = Looking(cast("Calling", dead), load_texts().templates)
    found, data = await looking.look("path", b"PK whatever")
    assert (json.loads(found)["problem"], data, dead.asked) == ("not_docx", b"", 1)
    found, data = await looking.look("memo", bytes(LARGEST + 1))
    assert (json.loads(found)["problem"], data, dead.asked) == ("too_big", b"", 1)


async def test_a_kept_template_that_cannot_be_filled_gives_way_to_ours(dead: Dead) -> None:
    name = load_texts().templates.path_places["name"]
    made = await Making(cast("Calling", dead)).make(TemplateKind.PATH, b"broken", Filling({name: "Котова"}))
    assert "Педагог: Котова" in [one.text for one in Document(BytesIO(made)).paragraphs]
    assert dead.asked == 1
