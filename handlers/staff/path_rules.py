"""«Правила маршрута»: the municipality's own table of steps, handed out, sent back, looked at, applied, taken back."""

from bot.features import Feature
from bot.pathing.rules_table import file_screen, out, reading_screen, rules_screen, version_screen
from bot.pathing.rules_taps import Apply, BackToUsual, BringBack, Decline, GetTable, Look, OpenRules, RulesTable
from bot.screen import Screen, personal
from bot.services import files
from bot.services.learning_paths import own_rules as rules
from bot.turn import Turn
from bot.views import why_not

path_rules = Feature()
path_rules.asks(RulesTable.FILE)(rules_screen)


@path_rules.taps(OpenRules)
def show(turn: Turn, _: OpenRules) -> Screen:
    turn.talk.finish()
    return rules_screen(turn)


@path_rules.taps(GetTable)
def get_table(turn: Turn, _: GetTable) -> Screen:
    screen = file_screen(turn)
    turn.talk.finish()
    turn.talk.ask(RulesTable.FILE)
    return screen


def not_taken(turn: Turn) -> Screen:
    return personal(why_not(turn), out(turn.texts))


@path_rules.takes(RulesTable.FILE, refused=not_taken)
def take_table(turn: Turn) -> Screen:
    rules.place(turn.repo, turn.actor)
    if turn.file is None or turn.file.kind != "document":
        return personal(turn.texts.path_rules.not_a_table, out(turn.texts))
    kept = files.keep(turn.repo, turn.actor, turn.file, turn.now)
    return reading_screen(turn.texts, rules.begin(turn.repo, turn.actor, kept, turn.now))


@path_rules.taps(Look)
def look(turn: Turn, choice: Look) -> Screen:
    return version_screen(turn, rules.get(turn.repo, turn.actor, choice.version)).at_its_place()


@path_rules.taps(Apply)
def apply(turn: Turn, choice: Apply) -> Screen:
    texts = turn.texts.path_rules
    is_done = rules.apply(turn.repo, turn.actor, choice.version, turn.now)
    return rules_screen(turn).with_toast(texts.applied if is_done else texts.too_late).at_its_place()


@path_rules.taps(Decline)
def decline(turn: Turn, choice: Decline) -> Screen:
    texts = turn.texts.path_rules
    is_done = rules.decline(turn.repo, turn.actor, choice.version)
    return rules_screen(turn).with_toast(texts.declined if is_done else texts.too_late).at_its_place()


@path_rules.taps(BackToUsual)
def back_to_usual(turn: Turn, _: BackToUsual) -> Screen:
    rules.back_to_usual(turn.repo, turn.actor, turn.now)
    return rules_screen(turn).with_toast(turn.texts.path_rules.returned)


@path_rules.taps(BringBack)
def bring_back(turn: Turn, choice: BringBack) -> Screen:
    texts = turn.texts.path_rules
    is_done = rules.bring_back(turn.repo, turn.actor, choice.version, turn.now)
    return rules_screen(turn).with_toast(texts.brought_back if is_done else texts.too_late)
