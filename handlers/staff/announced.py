"""What became of one's announcements: the card with progress, the stop, the report, whom to tell in person."""

from bot.announcing.afterwards import Count, Excel, Print, Way, counted
from bot.announcing.draft import ConfirmStop, InPerson, Mine, Report, Resume, Show, Stop
from bot.announcing.files import IN_PERSON, REPORT, recipe
from bot.announcing.sent import in_person, mine_list, stop_question, watched_card
from bot.features import Feature
from bot.screen import File, Screen, personal
from bot.services import announced as rules
from bot.turn import Turn
from bot.views import back, to_menu

announced = Feature()


@announced.taps(Mine)
def show_mine(turn: Turn, choice: Mine) -> Screen:
    turn.talk.finish()
    return mine_list(turn)


@announced.taps(Show)
def show_card(turn: Turn, choice: Show) -> Screen:
    """With a word even where nothing has changed: the card moves by itself, and a tap wants an answer."""
    return watched_card(turn, choice.id).with_toast(turn.texts.announcements.fresh)


@announced.taps(Stop)
def stop(turn: Turn, choice: Stop) -> Screen:
    return stop_question(turn, choice.id) or stopped(turn, choice.id)


@announced.taps(ConfirmStop)
def stop_later(turn: Turn, choice: ConfirmStop) -> Screen:
    return stopped(turn, choice.id)


def stopped(turn: Turn, mailing_id: int) -> Screen:
    texts = turn.texts.announcements
    people = rules.stop(turn.repo, turn.actor, mailing_id, turn.now)
    return watched_card(turn, mailing_id).with_toast(texts.stop_done if people else texts.stop_too_late)


@announced.taps(Resume)
def resume(turn: Turn, choice: Resume) -> Screen:
    texts = turn.texts.announcements
    resumed = rules.resume(turn.repo, turn.actor, choice.id, turn.now)
    return watched_card(turn, choice.id).with_toast(texts.resume_done if resumed else "")


@announced.taps(InPerson)
def show_in_person(turn: Turn, choice: InPerson) -> Screen:
    return in_person(turn, choice.id, choice.page)


@announced.taps(Report)
def show_report(turn: Turn, choice: Report) -> Screen:
    return counted(turn, Count(id=choice.id, way=Way.ORGANIZATIONS, page=0))


@announced.taps(Count)
def show_counts(turn: Turn, choice: Count) -> Screen:
    return counted(turn, choice)


@announced.taps(Excel)
def show_workbook(turn: Turn, choice: Excel) -> Screen:
    rules.card(turn.repo, turn.actor, choice.id)
    made = recipe(REPORT, choice.id, turn.time_zone)
    ways = [back(turn.texts, Report(id=choice.id)), to_menu(turn.texts)]
    return personal(
        turn.texts.afterwards.report_ready, ways, file=File(turn.texts.announcements.report_file, b"", made)
    )


@announced.taps(Print)
def show_page(turn: Turn, choice: Print) -> Screen:
    texts = turn.texts.afterwards
    rules.card(turn.repo, turn.actor, choice.id)
    made = recipe(IN_PERSON, choice.id, turn.time_zone)
    ways = [back(turn.texts, InPerson(id=choice.id, page=0)), to_menu(turn.texts)]
    return personal(texts.printed, ways, file=File(texts.in_person_file, b"", made))
