"""«Свой опрос»: a template, the table sent back, what is wrong in it, the versions that were kept."""

from bot.features import BadTapError, Feature
from bot.screen import File, Screen, personal
from bot.services import files
from bot.services.files import Refused
from bot.services.surveys import written as rules
from bot.services.surveys.rounds import home
from bot.services.surveys.standard import fits_a_table
from bot.surveying.sheet_taps import Basis, Decline, Form, Hide, Keep, Look, Own, Sheeting
from bot.surveying.sheet_worker import form_recipe
from bot.surveying.sheets import home_screen, sheet_screen, to_own
from bot.turn import Turn
from bot.views import to_menu, why_not

own_surveys = Feature()
XLSX = "xlsx"


@own_surveys.taps(Own)
def show_own(turn: Turn, choice: Own) -> Screen:
    if not 0 <= choice.page < 10**5:
        raise BadTapError
    turn.talk.finish()
    return home_screen(turn, choice.page)


@own_surveys.asks(Sheeting.FILE)
def show_first(turn: Turn) -> Screen:
    return home_screen(turn, 0)


def not_taken(turn: Turn) -> Screen:
    texts = turn.texts.own_surveys
    text = texts.too_big if turn.refused is Refused.TOO_BIG else texts.not_fetched(why_not(turn))
    return personal(text, [to_own(turn.texts), to_menu(turn.texts)])


@own_surveys.takes(Sheeting.FILE, refused=not_taken)
def take_table(turn: Turn) -> Screen:
    home(turn.repo, turn.actor)
    if turn.file is None or turn.file.kind != "document":
        return personal(turn.texts.own_surveys.not_a_table, [to_own(turn.texts), to_menu(turn.texts)])
    kept = files.keep(turn.repo, turn.actor, turn.file, turn.now)
    return sheet_screen(turn.texts, rules.begin(turn.repo, turn.actor, kept, turn.now))


@own_surveys.taps(Form)
def get_form(turn: Turn, choice: Form) -> Screen:
    texts = turn.texts.own_surveys
    home(turn.repo, turn.actor)
    is_empty = not choice.sheet or rules.get(turn.repo, turn.actor, choice.sheet).version_id is None
    turn.talk.ask(Sheeting.FILE)
    file = File(f"{texts.template_file}.{XLSX}", b"", form_recipe(choice.sheet))
    text = texts.template_ready if is_empty else texts.table_ready
    return personal(text, [to_own(turn.texts), to_menu(turn.texts)], file=file)


@own_surveys.taps(Basis)
def get_basis(turn: Turn, choice: Basis) -> Screen:
    texts, found = turn.texts.own_surveys, turn.house.surveys.get(choice.key)
    home(turn.repo, turn.actor)
    if found is None or not fits_a_table(found.survey):
        raise BadTapError
    turn.talk.ask(Sheeting.FILE)
    file = File(f"{texts.template_file}.{XLSX}", b"", form_recipe(0, choice.key))
    return personal(texts.basis_ready, [to_own(turn.texts), to_menu(turn.texts)], file=file)


@own_surveys.taps(Look)
def look(turn: Turn, choice: Look) -> Screen:
    return sheet_screen(turn.texts, rules.get(turn.repo, turn.actor, choice.sheet)).at_its_place()


@own_surveys.taps(Keep)
def keep(turn: Turn, choice: Keep) -> Screen:
    return sheet_screen(turn.texts, rules.confirm(turn.repo, turn.actor, choice.sheet, turn.now)).at_its_place()


@own_surveys.taps(Decline)
def decline(turn: Turn, choice: Decline) -> Screen:
    turn.talk.ask(Sheeting.FILE)
    return sheet_screen(turn.texts, rules.decline(turn.repo, turn.actor, choice.sheet)).at_its_place()


@own_surveys.taps(Hide)
def hide(turn: Turn, choice: Hide) -> Screen:
    turn.talk.finish()
    return sheet_screen(turn.texts, rules.hide(turn.repo, turn.actor, choice.sheet, choice.hidden))
