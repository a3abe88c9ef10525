"""What a messenger will not show as the preview does: it may not hear of people, shows less, or is silent now."""

from ..messengers.html import parse
from ..messengers.limits import AS_DOCUMENTS, PLAIN
from ..screen import Html
from ..services import announcements as rules
from ..services.announcements import Words
from ..turn import Turn
from .draft import Draft
from .flow import flow


def differences(turn: Turn, draft: Draft, words: Words) -> Html:
    """One line; nothing where it will look the same everywhere."""
    texts, names = turn.texts.announcements, turn.texts.profile.messengers
    found = [(names[one], less) for one in sorted(turn.house.answering) if (less := _less(turn, draft, words, one))]
    lines = [texts.differs_in(name, ", ".join(less)) for name, less in found]
    return Html("\n\n" + texts.differs(Html("; ".join(lines)))) if lines else Html("")


def _less(turn: Turn, draft: Draft, words: Words, messenger: str) -> list[str]:
    """What it does otherwise, in the order of what matters most."""
    said, house = turn.texts.announcements.differences, turn.house
    silent = [] if house.answering[messenger] else [said["silent"]]
    if messenger in house.hiding and (rules.is_personal(words) or flow(draft.kind).is_personal(turn)):
        return [said["hidden"], *silent]
    plain = PLAIN.get(messenger, frozenset()) & {span.kind for span in parse(words.text)[1]}
    kinds = AS_DOCUMENTS.get(messenger, frozenset()) & rules.kinds(turn.repo, turn.actor, words)
    return [*([said["plain"]] if plain else []), *([said["documents"]] if kinds else []), *silent]
