"""What became of one's announcements: the card with progress, the stop, the report, whom to tell in person."""

from bot.announcing.draft import InPerson, Mine, Report, Resume, Show, Stop
from bot.announcing.sent import card_screen, in_person, mine_list
from bot.features import Feature
from bot.screen import File, Html, Screen, personal
from bot.services import announcement_report
from bot.services import announcements as rules
from bot.services.announcement_report import Words
from bot.turn import Turn
from bot.views import back, to_menu

announced = Feature()


@announced.taps(Mine)
def show_mine(turn: Turn, choice: Mine) -> Screen:
    turn.talk.finish()
    return mine_list(turn)


@announced.taps(Show)
def show_card(turn: Turn, choice: Show) -> Screen:
    return card_screen(turn, choice.id)


@announced.taps(Stop)
def stop(turn: Turn, choice: Stop) -> Screen:
    texts = turn.texts.announcements
    stopped = rules.stop(turn.repo, turn.actor, choice.id, turn.now)
    return card_screen(turn, choice.id).with_toast(texts.stop_done if stopped else texts.stop_too_late)


@announced.taps(Resume)
def resume(turn: Turn, choice: Resume) -> Screen:
    texts = turn.texts.announcements
    resumed = rules.resume(turn.repo, turn.actor, choice.id, turn.now)
    return card_screen(turn, choice.id).with_toast(texts.resume_done if resumed else "")


@announced.taps(InPerson)
def show_in_person(turn: Turn, choice: InPerson) -> Screen:
    return in_person(turn, choice.id, choice.page)


@announced.taps(Report)
def show_report(turn: Turn, choice: Report) -> Screen:
    texts = turn.texts.announcements
    recipients, tallies = rules.report(turn.repo, turn.actor, choice.id)
    words = Words(texts.report_sheet, texts.report_columns, texts.report_states, turn.texts.profile.messengers)
    data = announcement_report.workbook(recipients, tallies, words)
    text = Html(texts.report_ready + ("\n" + texts.report_counts if tallies else ""))
    ways = [back(turn.texts, Show(id=choice.id)), to_menu(turn.texts)]
    return personal(text, ways, file=File(texts.report_file, data))
