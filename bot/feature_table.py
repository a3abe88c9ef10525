"""The table of features: one look-up finds who answers a tap, a word, a file, the answer to a question."""

from .answers import Answers
from .callbacks import Say
from .features import BadTapError, Door, Feature, Taking, Tap, once, unpacked
from .incoming import Incoming, Kind
from .screen import Part, Screen
from .services.files import Refused
from .texts.loader import TextError
from .turn import Turn
from .words import Words, chosen, listed, normal

ALWAYS = frozenset({"menu", "cancel"})
"""Words that are commands even where a text is expected."""


class Features(Feature):
    """All features together."""

    def __init__(self, words: Words, answers: Answers, *features: Feature) -> None:
        super().__init__()
        self._vocabulary, self._own = words, answers
        self.sorry = answers.sorry
        for feature in features:
            self.searches |= feature.searches
            for name in ("tapped", "words", "answered", "questions", "taken"):
                for key, value in getattr(feature, name).items():
                    once(getattr(self, name), key, value)
        if unknown := sorted(set(self.words) - set(words.keys)):
            raise TextError(f"words.yml: missing key {unknown[0]!r}")
        self.tapped[Say.__prefix__] = Tap(self._say, None, Door.ANYONE)

    def handle(self, turn: Turn) -> Screen:
        """The screen that answers this turn; whatever arrives, there is one."""
        if turn.incoming.kind is Kind.TAP:
            return self._tap(turn, turn.text)
        if turn.incoming.kind is Kind.OTHER:
            return (self._own.unsupported if self.expects_file(turn) else self._own.wordless)(turn)
        if turn.incoming.kind is Kind.FILE:
            return self._file(turn)
        return self._text(turn)

    def forbidden(self, turn: Turn) -> Screen:
        """The answer to what the person has no right to."""
        return self._own.forbidden(turn, self.here)

    def expects_file(self, turn: Turn) -> bool:
        """Whether a file this known person sends now would be taken: by the open question or as a reply."""
        is_reply = self.answers_letter(turn) and self._own.gate(turn) is None
        return turn.person is not None and (is_reply or turn.talk.state in self.taken)

    def answers_letter(self, turn: Turn) -> bool:
        """Whether it is the messenger's own reply to a letter: that is for whoever wrote it, whatever is asked."""
        return turn.person is not None and self._own.answers_letter(turn)

    def kept(self, it: Incoming) -> Incoming:
        """As it may be written down for the administrator when it could not be handled."""
        prefix = it.text.partition(":")[0] if it.kind is Kind.TAP else ""
        return it._replace(text=prefix) if prefix in self.tapped and self.tapped[prefix].unsaid else it

    def here(self, turn: Turn) -> Screen:
        """Where the conversation stands: the open question, else the menu."""
        question = self.questions.get(turn.talk.state or "")
        return question(turn) if question else self._word(turn, "menu")

    def _text(self, turn: Turn) -> Screen:
        command = self._vocabulary.command(turn.text)
        key, turn.argument = command or (self._vocabulary.key(turn.text), "")
        expected = self.answered.get(turn.talk.state or "")
        is_command = command is not None or key in ALWAYS or turn.text.startswith("/")
        if command is None and (replied := self._replied(turn)) is not None:
            return replied
        if turn.talk.state in self.searches and turn.back:
            return self._tap(turn, turn.back)
        if expected and not is_command and not self._leaves_search(turn, key):
            return self._listed(turn) or expected(turn)
        if key in self.words:
            return self._word(turn, key)
        confirming = {number for number, one in enumerate(turn.buttons) if one.confirms}
        button = chosen(turn.text, [one.label for one in turn.buttons], confirming)
        if button is not None and (data := turn.buttons[button].data):
            return self._tap(turn, data)
        if (again := self._asked_again(turn)) is not None:
            return again
        if turn.person is None and not turn.is_owner:
            return self._own.stranger(turn)
        return (self._own.lost_reply if self._is_lost_reply(turn) else self._own.unknown)(turn)

    def _asked_again(self, turn: Turn) -> Screen | None:
        """The open question, if the buttons she saw last are its own: then what she typed was meant for it."""
        if (question := self.questions.get(turn.talk.state or "")) is None:
            return None
        here, seen = question(turn), {button.data for button in turn.buttons}
        own = {button.data for row in here.rows for button in row if button.data.partition(":")[0] != Say.__prefix__}
        return self._own.unanswered(turn, here) if own & seen else None

    def _leaves_search(self, turn: Turn, key: str | None) -> bool:
        """Whether the words lead from an open search to something else, which ends it where they are one of ours."""
        if turn.talk.state not in self.searches:
            return False
        if key in self.words:
            turn.talk.finish()
            return True
        return normal(turn.text) in {normal(button.label) for button in turn.buttons} - {""}

    def _listed(self, turn: Turn) -> Screen | None:
        """A number that stands before a line of the list she sees means that line, whatever else is asked."""
        line = listed(turn.text, [button.label for button in turn.buttons])
        return None if line is None else self._tap(turn, turn.buttons[line].data)

    def _is_lost_reply(self, turn: Turn) -> bool:
        """It answers a message and means nothing by itself: perhaps a letter that has been erased meanwhile."""
        return turn.incoming.reply_to is not None and turn.person is not None and turn.talk.state is None

    def _file(self, turn: Turn) -> Screen:
        if turn.person is None:
            return self._own.stranger(turn) if not turn.is_owner else self._own.wordless(turn)
        taking = self.taken.get(turn.talk.state or "", Taking(self._own.wordless, None))
        if turn.file is None and turn.refused is None and self.expects_file(turn):
            turn.refused = Refused.UNAVAILABLE  # the question was opened after we had looked
        run = taking.run if turn.refused is None else taking.refused or self._own.not_taken
        return self._replied(turn) or run(turn)

    def _replied(self, turn: Turn) -> Screen | None:
        """A letter answered by the messenger's own reply, before all else; the open question is asked again."""
        if not self.answers_letter(turn):
            return None
        asked, closed = turn.talk.state, self._own.gate(turn)
        found, question = closed or self._own.replied(turn), self.questions.get(asked or "")
        if closed or not (found and found.text and question) or turn.talk.state != asked:
            return found
        return question(turn).after(*(Part(it.text) for it in found.parts))

    def _word(self, turn: Turn, key: str) -> Screen:
        word = self.words[key]
        return self._closed(turn, word.door) or word.run(turn)

    def _say(self, turn: Turn, data: str) -> Screen:
        key = unpacked(Say, data).word
        if key not in self.words:
            raise BadTapError(data)
        return self._word(turn, key)

    def _tap(self, turn: Turn, data: str) -> Screen:
        tap = self.tapped.get(data.partition(":")[0])
        if tap is None or (tap.during is not None and tap.during != turn.talk.state):
            return self._own.outdated(turn, self.here(turn))
        try:
            return self._closed(turn, tap.door) or tap.run(turn, data)
        except BadTapError:
            return self._own.outdated(turn, self.here(turn))

    def _closed(self, turn: Turn, door: Door) -> Screen | None:
        """What keeps the person from this door, if anything does."""
        if door is Door.ANYONE:
            return None
        if turn.person is None:
            return self._own.stranger(turn)
        return self._own.gate(turn) if door is Door.AGREED else None
