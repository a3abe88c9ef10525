"""One question on one screen: its place, its words, what may be answered, and the ways back, on and out."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ..screen import ROW_LIMIT, Button, Html, Screen, personal
from ..services.surveys.engine import Progress
from ..services.surveys.model import SCALE, Kind, Question, Survey
from ..texts.surveys import SurveysTexts as Texts
from ..turn import Turn
from .round_taps import About
from .taps import ENDS, TRIALS, Backward, Choose, Finish, Forward, Pause, button, mark_at, unticked

ALONE = 5
"""Up to so many options have a row each; more stand in pairs."""


class Shown(NamedTuple):
    """All a question's screen depends on, so that it can be kept; `said` is her answer so far."""

    texts: Texts
    survey: Survey
    code: str
    tags: frozenset[str]
    place: int
    total: int
    said: str | int | tuple[str, ...] | None
    mark: int
    is_first: bool
    is_trial: bool


def question_screen(turn: Turn, progress: Progress, complaint: Html | None = None) -> Screen:
    """The open question, or the end; `complaint` says why an answer was not taken."""
    question = progress.question
    if question is None:
        return end_screen(turn, progress)
    shown = _shown(turn, progress, question)
    if question.is_typed or shown.is_trial:  # what somebody typed is kept by nothing but her run
        return _screen(shown, complaint)
    return _kept(shown)


def end_screen(turn: Turn, progress: Progress) -> Screen:
    texts, step = turn.texts.surveys, mark(turn, progress)
    back = [button(texts.back, Backward, step)] if progress.place[1] else []
    if turn.talk.state in TRIALS:
        about = Button.of(turn.texts.own_surveys.to_survey, About(key=progress.survey.key))
        text = texts.trial_end if progress.codes else texts.trial_end_of_none
        return personal(text, [about], [*back, button(texts.trial_stop, Pause, step)])
    text = texts.end if progress.codes else texts.end_of_none
    return personal(text, [button(texts.finish, Finish, step)], [*back, button(texts.pause, Pause, step)])


def mark(turn: Turn, progress: Progress) -> int:
    """What the buttons of the open question carry; a trial's are of this one time."""
    if turn.talk.state in TRIALS:
        return turn.talk.step
    return mark_at(turn.talk.data["round"], progress.survey.places.get(progress.at, ENDS))


def _shown(turn: Turn, progress: Progress, question: Question) -> Shown:
    said = progress.answers.get(question.code)
    return Shown(
        turn.texts.surveys,
        progress.survey,
        question.code,
        progress.tags,
        *progress.place,
        tuple(said) if isinstance(said, list) else said,
        mark(turn, progress),
        progress.is_first,
        turn.talk.state in TRIALS,
    )


@lru_cache(maxsize=4096)
def _kept(shown: Shown) -> Screen:
    """Of a question that is tapped: few of them are put to many people."""
    return _screen(shown, None)


def _screen(shown: Shown, complaint: Html | None) -> Screen:
    question = shown.survey.by_code[shown.code]
    text = Html("\n\n".join(filter(None, (complaint, _words(shown, question)))))
    if shown.is_trial:
        text = shown.texts.trial_head(text)
    options = _options(shown, question)
    return personal(text, *options, *_ways(shown, question, len(options)))


def _words(shown: Shown, question: Question) -> Html:
    texts, block = shown.texts, shown.survey.block_titles[question.block]
    head = texts.head(shown.place, shown.total, block, question.words(shown.tags))
    answer = texts.said(str(shown.said)) if question.is_typed and shown.said is not None else ""
    return Html("\n\n".join(filter(None, (head, _hint(texts, question), answer))))


def _hint(texts: Texts, question: Question) -> Html:
    match question.kind:
        case Kind.MULTIPLE:
            return texts.hint_many
        case Kind.SCALE if question.low and question.high:
            return texts.hint_scale(question.low, question.high)
        case Kind.NUMBER:
            return texts.hint_number(question.least, question.most)
        case Kind.TEXT:
            return texts.hint_words(question.most)
    return Html("")


def _options(shown: Shown, question: Question) -> Sequence[Sequence[Button]]:
    if question.kind is Kind.SCALE:
        return [[_option(shown, str(number), number, number == shown.said) for number in SCALE]]
    buttons = []
    for number, (key, label) in enumerate(question.options.items()):
        is_ticked = isinstance(shown.said, tuple) and key in shown.said
        option = unticked(number) if is_ticked else number
        buttons.append(_option(shown, label, option, is_ticked or key == shown.said))
    width = 1 if len(buttons) <= ALONE else 2
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


def _option(shown: Shown, label: str, number: int, is_chosen: bool) -> Button:
    label = shown.texts.ticked(label) if is_chosen else label
    return button(label, Choose, shown.mark, number)


def _ways(shown: Shown, question: Question, rows: int) -> list[list[Button]]:
    """Back, on and out; out stands alone where there is a row left: three words side by side are narrow on a phone."""
    texts, label = shown.texts, shown.texts.skip
    if shown.said is not None:
        label = texts.ready if question.kind is Kind.MULTIPLE else texts.next
    back = [] if shown.is_first else [button(texts.back, Backward, shown.mark)]
    ways = [*back, button(label, Forward, shown.mark)]
    out = button(texts.trial_stop if shown.is_trial else texts.pause, Pause, shown.mark)
    return [ways, [out]] if rows + 1 < ROW_LIMIT else [[*ways, out]]
