"""Files somebody sends as a template are looked through in the child process before the conversation goes on."""

import base64
import json

from storage.models import TemplateKind

from ..rostering.calling import Calling, ChildError
from ..services.documents.looking import LARGEST, looked
from ..texts.templates import TemplatesTexts
from .making import usual
from .tasks import LOOK

HEAVY = json.dumps({"problem": "not_docx", "names": []})


class Looking:
    def __init__(self, calling: Calling, texts: TemplatesTexts) -> None:
        self._calling = calling
        path, memo = texts.path_places, texts.memo_places
        self._known = {TemplateKind.PATH: path, TemplateKind.MEMO: memo}
        self._required = {TemplateKind.PATH: [path["steps"], path["text"]], TemplateKind.MEMO: [memo["sections"]]}

    def usual_problems(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """(file, key of what is wrong, the places it is about) of our templates, as an office has edited them."""
        found = []
        for kind, places in self._known.items():
            try:
                problem, names, _ = looked(usual(kind), [*places.values()], self._required[kind])
            except OSError:
                problem, names = "not_docx", ()
            if problem:
                found.append((f"{kind.value}.docx", problem, names))
        return found

    async def look(self, kind: str, data: bytes) -> tuple[str, bytes]:
        """(what was found, as JSON; what may be kept of it)."""
        if len(data) > LARGEST:
            return json.dumps({"problem": "too_big", "names": []}), b""
        which = TemplateKind(kind)
        try:
            reply = await self._calling.ask(
                LOOK,
                template=base64.b64encode(data).decode(),
                known=[*self._known[which].values()],
                required=self._required[which],
            )
        except ChildError:  # it took too much of something: no honest document does
            return HEAVY, b""
        return json.dumps(reply.about), reply.frames[0]
