"""A small district with somebody in every role, the same for every test; people come in by their personal links."""

from datetime import datetime, timedelta

from bot.app import App
from bot.services import invitations, joining
from bot.services.access import COMMAND_LINE
from bot.services.roster import load_catalogue, sync_catalogues
from bot.texts import CONTENT
from bot.texts.loader import read
from storage.models import (
    Association,
    Level,
    MethodicalService,
    Organization,
    OrganizationKind,
    Position,
    QualificationCategory,
    Role,
    Scope,
    ServiceModel,
    Subject,
    Teacher,
)
from storage.repository import Repository
from tests.made import NOW, TODAY, Made
from tests.people import Someone
from tests.running import Running

AGREE = {"female": "Согласна, начать", "male": "Согласен, начать", "unknown": "Даю согласие, начать"}
FIRST = "2026-11-26T15:00+05:00"


class District:
    """Makes the rows; every method is one theme."""

    def __init__(self, made: Made) -> None:
        self.made = made
        catalogues = CONTENT / "catalogues"
        catalogue = load_catalogue(read(catalogues / "subjects.yml"), read(catalogues / "positions.yml"))
        sync_catalogues(made.tx, catalogue)
        made.tx.flush()
        self.district = made.municipality("Заречный район")
        self.school = made.organization("Школа № 3", self.district)
        self.other_school = made.organization("Школа № 2", self.district)
        self.centre = made.organization("Методический центр", self.district, OrganizationKind.SERVICE)

    def subject(self, key: str) -> Subject:
        return self.made.tx.session.query(Subject).filter_by(key=key).one()

    def person(self, name: str, at: Organization, position: str, *subjects: str, **facts) -> Teacher:
        last, first, middle = name.split()
        taught = [self.subject(key) for key in subjects]
        made = self.made.teacher(*taught, at=at, last_name=last, first_name=first, middle_name=middle, **facts)
        self.made.works_also(made, at, self.made.tx.session.query(Position).filter_by(key=position).one())
        return made

    def people(self) -> None:
        school, made = self.school, self.made
        first = QualificationCategory.FIRST
        teacher = self.person(
            "Лебедева Анна Сергеевна", school, "teacher", "mathematics", "informatics", career_since=2012
        )
        teacher.qualification = first
        young = {"birth_year": 2003, "career_since": 2026}
        novice = self.person("Котова Дарья Андреевна", self.other_school, "teacher", "mathematics", **young)
        self.person("Зуев Пётр Ильич", school, "teacher", "informatics", **young)
        mentor = self.person("Миронова Ольга Викторовна", school, "teacher", "mathematics", mentor_capacity=3)
        made.mentorship(mentor, novice, TODAY - timedelta(days=82), order_number="17", goals="вести урок < 45 минут")
        self.head = self.person("Белова Ирина Павловна", school, "teacher", "mathematics")
        self.leader = self.person("Сомов Олег Петрович", self.other_school, "teacher", "mathematics")
        deputy = self.person("Хасанова Гульнара Ринатовна", school, "deputy_teaching")
        made.grant(deputy, Role.DEPUTY, Scope.ORGANIZATION, school.id)
        methodist = self.person("Орлова Наталья Юрьевна", self.centre, "methodist")
        made.grant(methodist, Role.METHODIST, Scope.MUNICIPALITY, self.district.id)

    def associations(self) -> None:
        made, maths = self.made, self.subject("mathematics")
        moment = datetime.fromisoformat(FIRST)
        own = made.association(maths, at=self.school, title="МО учителей математики", head_id=self.head.id)
        made.meeting(own, moment + timedelta(days=6), place="каб. 21", topic="подготовка к ОГЭ")
        made.meeting(own, moment + timedelta(days=70))
        district = made.association(
            maths, level=Level.MUNICIPAL, at=self.district, title="РМО учителей математики", head_id=self.leader.id
        )
        made.meeting(district, moment)
        informatics = self.subject("informatics")
        made.association(informatics, level=Level.MUNICIPAL, at=self.district, title="РМО учителей информатики")
        made.association(maths, level=Level.REGIONAL, title="Региональное объединение математиков")
        made.association(level=Level.NETWORK, title="Сетевое сообщество «Цифровой урок»")

    def service(self) -> None:
        self.made.add(
            MethodicalService(
                municipality_id=self.district.id,
                name="Методический центр Заречного района",
                model=ServiceModel.CENTRE,
                phone="8 (343) 200-00-01",
                email="centre@example.org",
                hours="пн–пт 9:00–17:00",
            )
        )

    def region(self) -> None:
        """The institute, and a city where nothing is set up yet."""
        made = self.made
        institute = made.add(
            Organization(
                region_id=made.region.id, name="Институт развития образования", kind=OrganizationKind.INSTITUTE
            )
        )
        staff = self.person("Самойлов Сергей Викторович", institute, "regional_methodist")
        made.grant(staff, Role.INSTITUTE, Scope.REGION, made.region.id)
        city = made.municipality("Город Ключи")
        self.person("Ли Ким -", made.organization("Школа № 1", city), "teacher", "history").middle_name = ""


def build(made: Made) -> None:
    """Everything; the people are found by their last names."""
    district = District(made)
    district.people()
    district.associations()
    district.service()
    district.region()
    made.tx.flush()


def find(repo: Repository, last_name: str) -> Teacher:
    return repo.tx.session.query(Teacher).filter_by(last_name=last_name).one()


def association(repo: Repository, title: str) -> Association:
    return repo.tx.session.query(Association).filter_by(title=title).one()


def organization(repo: Repository, name: str) -> Organization:
    return repo.tx.session.query(Organization).filter_by(name=name).one()


async def code_for(town: Running, last_name: str) -> str:
    """A personal link's code, as the methodist hands it out."""
    return await town.change(
        lambda repo: invitations.issue_personal(repo, COMMAND_LINE, find(repo, last_name), town.app.clock())
    )


async def offered(town: Running, messenger: str, last_name: str, number: int = 501) -> Someone:
    """She has opened her link and is asked whether she agrees."""
    person = town.somebody(messenger, number)
    await person.starts(await code_for(town, last_name))
    return person


async def came_in(town: Running, messenger: str, last_name: str, number: int = 501) -> Someone:
    """By her link; she sees what matters most."""
    person = await offered(town, messenger, last_name, number)
    await person.taps(person.labels[0], "Всё верно")
    return person


async def entered(town: Running, messenger: str, last_name: str, number: int = 501) -> Someone:
    """The same at less expense: how one comes in is told elsewhere. Older accounts of hers hear nothing of it."""
    person = town.somebody(messenger, number)
    now = town.app.clock()

    def comes_in(repo: Repository) -> None:
        given = (repo.tx, messenger, number)
        place = town.app.conversations.find(*given) or town.app.conversations.open(*given, now)
        account, teacher = repo.accounts.get(place.account_id), find(repo, last_name)
        joining.join(repo, account, teacher, town.app.texts.entry.consent_version, now, now, None)

    await town.change(comes_in)
    await person.starts()
    return person


def new_consent(app: App) -> None:
    """The text of the consent has changed since everybody agreed."""
    type(app.texts.entry).consent_version = 2


__all__ = [
    "AGREE", "NOW", "association", "build", "came_in", "code_for", "entered", "find", "new_consent", "offered",
    "organization",
]  # fmt: skip
