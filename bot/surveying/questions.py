"""One question on one screen: its place, its words, what may be answered, and the ways back, on and out."""

from collections.abc import Sequence

from ..screen import ROW_LIMIT, Button, Html, Screen, personal
from ..services.surveys.engine import Progress
from ..services.surveys.model import SCALE, Answer, Kind, Question
from ..turn import Turn
from .round_taps import About
from .taps import TRIALS, Backward, Choose, Finish, Forward, Pause, button

ALONE = 5
"""Up to so many options have a row each; more stand in pairs."""


def question_screen(turn: Turn, progress: Progress, complaint: Html | None = None) -> Screen:
    """The open question, or the end; `complaint` says why an answer was not taken."""
    question = progress.question
    if question is None:
        return end_screen(turn, progress)
    text = Html("\n\n".join(filter(None, (complaint, _words(turn, progress, question)))))
    if turn.talk.state in TRIALS:
        text = turn.texts.surveys.trial_head(text)
    options = _options(turn, progress, question)
    return personal(text, *options, *_ways(turn, progress, question, len(options)))


def end_screen(turn: Turn, progress: Progress) -> Screen:
    texts, step = turn.texts.surveys, turn.talk.step
    back = [button(texts.back, Backward, step)] if progress.place[1] else []
    if turn.talk.state in TRIALS:
        about = Button.of(turn.texts.own_surveys.to_survey, About(key=progress.survey.key))
        return personal(texts.trial_end, [about], [*back, button(texts.trial_stop, Pause, step)])
    return personal(texts.end, [button(texts.finish, Finish, step)], [*back, _pause(turn)])


def _words(turn: Turn, progress: Progress, question: Question) -> Html:
    texts, (place, total) = turn.texts.surveys, progress.place
    block = next(one.title for one in progress.survey.blocks if one.key == question.block)
    head = texts.head(place, total, block, question.words(progress.tags))
    said = progress.answers.get(question.code)
    answer = texts.said(str(said)) if question.is_typed and said is not None else ""
    return Html("\n\n".join(filter(None, (head, _hint(turn, question), answer))))


def _hint(turn: Turn, question: Question) -> Html:
    texts = turn.texts.surveys
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


def _options(turn: Turn, progress: Progress, question: Question) -> Sequence[Sequence[Button]]:
    said = progress.answers.get(question.code)
    if question.kind is Kind.SCALE:
        return [[_option(turn, str(number), number, number == said) for number in SCALE]]
    buttons = [
        _option(turn, label, number, _is_chosen(said, key))
        for number, (key, label) in enumerate(question.options.items())
    ]
    width = 1 if len(buttons) <= ALONE else 2
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


def _is_chosen(said: Answer | None, key: str) -> bool:
    return key in said if isinstance(said, list) else key == said


def _option(turn: Turn, label: str, number: int, is_chosen: bool) -> Button:
    label = turn.texts.surveys.ticked(label) if is_chosen else label
    return button(label, Choose, turn.talk.step, number)


def _ways(turn: Turn, progress: Progress, question: Question, rows: int) -> list[list[Button]]:
    """Back, on and out; out stands alone where there is a row left: three words side by side are narrow on a phone."""
    texts, step = turn.texts.surveys, turn.talk.step
    label = texts.skip
    if question.code in progress.answers:
        label = texts.ready if question.kind is Kind.MULTIPLE else texts.next
    back = [] if progress.is_first else [button(texts.back, Backward, step)]
    ways = [*back, button(label, Forward, step)]
    return [ways, [_pause(turn)]] if rows + 1 < ROW_LIMIT else [[*ways, _pause(turn)]]


def _pause(turn: Turn) -> Button:
    texts = turn.texts.surveys
    label = texts.trial_stop if turn.talk.state in TRIALS else texts.pause
    return button(label, Pause, turn.talk.step)
