"""A comparison becomes a plan of rows; nothing that is as it should be is touched."""

from datetime import date, datetime
from typing import Any

from storage.database import Transaction
from storage.models import (
    Association,
    AssociationSubject,
    Meeting,
    Mentorship,
    MethodicalService,
    Municipality,
    Organization,
    Region,
    Role,
    RoleGrant,
    Scope,
    Teacher,
    TeacherPlace,
    TeacherSubject,
)
from storage.repositories.roster import RosterRepository
from storage.repositories.roster_steps import Group, Steps

from . import model
from .diff import Change, Changes, Who, places_left
from .model import AssociationKey, OrganizationKey, Person, PersonKey
from .plan import Plan
from .rights import Rights, changed
from .snapshot import Led, Pair

Values = dict[str, Any]
SCOPES = {Role.DEPUTY: Scope.ORGANIZATION, Role.METHODIST: Scope.MUNICIPALITY, Role.INSTITUTE: Scope.REGION}


def make_plan(tx: Transaction, changes: Changes, now: datetime, today: date) -> Plan:
    """What is to be written of what `diff` found; only reads. `today` is the last day of what ends."""
    repository = RosterRepository(tx)
    plan = Plan(repository)
    if changes:
        _Writer(plan, repository, changes, now, today).write()
    return plan


def write_step(tx: Transaction, step: list[Group], ids: dict[int, int]) -> list[list[int]]:
    """What came of each row of a step; `ids` grow by what it inserts."""
    steps = Steps(tx, ids)
    return [steps.write(group) for group in step]


def write_plan(tx: Transaction, plan: Plan) -> Rights:
    """All of it, in this transaction; what it did to rights."""
    ids: dict[int, int] = {}
    rights = Rights()
    for step in plan.steps():
        rights = rights.and_of(changed(step, write_step(tx, step, ids)))
    return rights


class _Writer:
    def __init__(self, plan: Plan, repository: RosterRepository, changes: Changes, now: datetime, today: date) -> None:
        self.plan, self.changes, self.now, self.today = plan, changes, now, today
        current = changes.current
        self.region_id = current.region_id or 0
        self.municipalities: dict[str, int] = {key: each.id for key, each in current.municipalities.items()}
        self.organizations: dict[OrganizationKey, int] = dict(current.organization_ids)
        self.people: dict[PersonKey, int] = dict(changes.people.known)
        self.associations: dict[AssociationKey, int] = {key: each.id for key, each in current.associations.items()}
        self.subjects, self.positions = repository.subject_ids(), repository.position_ids()

    def write(self) -> None:
        if not self.region_id:
            self.region_id = self.plan.add(Region, [{"name": self.changes.current.region}])[0]
        self._municipalities()
        self._services()
        self._organizations()
        left = [each.id for each in self.changes.people.left]
        self.plan.leave(left, self.today, self.now)
        self._people()
        self._associations()
        self._members()
        self._meetings()
        self._mentorships()
        self.plan.part(left, self.today)
        self.plan.change(Organization, [{"id": each.id, "closed": True} for each in self.changes.organizations.left])

    def _municipalities(self) -> None:
        delta = self.changes.municipalities
        ids = self.plan.add(Municipality, [self._municipality(each) for each in delta.new])
        self.municipalities |= {each.key: id_ for each, id_ in zip(delta.new, ids, strict=True)}
        changed = [{"id": each.id, **self._municipality(each.after)} for each in delta.changed]
        self.plan.change(Municipality, changed)

    def _municipality(self, each: model.Municipality) -> Values:
        return {
            "region_id": self.region_id, "name": each.name, "time_zone": each.time_zone, "young_age": each.young_age,
            "young_years": each.young_years, "young_rule": each.young_rule,
        }  # fmt: skip

    def _services(self) -> None:
        delta = self.changes.services
        self.plan.put(MethodicalService, [self._service(each) for each in delta.new])
        changed = [{"id": each.id, **self._service(each.after)} for each in delta.changed]
        self.plan.change(MethodicalService, changed)
        self.plan.remove(MethodicalService, [each.id for each in delta.left])

    def _service(self, each: model.Service) -> Values:
        return {
            "municipality_id": self.municipalities[each.municipality], "name": each.name, "model": each.model,
            "phone": each.phone, "email": each.email, "address": each.address, "hours": each.hours,
        }  # fmt: skip

    def _organizations(self) -> None:
        delta = self.changes.organizations
        ids = self.plan.add(Organization, [self._organization(each) for each in delta.new])
        self.organizations |= {each.key: id_ for each, id_ in zip(delta.new, ids, strict=True)}
        changed = [{"id": each.id, **self._organization(each.after)} for each in delta.changed]
        self.plan.change(Organization, changed)

    def _organization(self, each: model.Organization) -> Values:
        return {
            "region_id": self.region_id, "municipality_id": self._municipality_id(each.municipality),
            "name": each.name, "full_name": each.full_name, "kind": each.kind, "closed": False,
        }  # fmt: skip

    def _municipality_id(self, key: str) -> int | None:
        return self.municipalities[key] if key else None

    def _people(self) -> None:
        delta = self.changes.people
        ids = self.plan.add(Teacher, ({**self._teacher(each), "listed_on": self.today} for each in delta.new))
        added = list(zip(ids, delta.new, strict=True))
        self.people |= {each.key: id_ for id_, each in added}
        came_back = {"listed_on": self.today}
        self.plan.change(
            Teacher,
            [
                {"id": each.id, **self._teacher(each.after), **(came_back if each.id in delta.returned else {})}
                for each in delta.changed
            ],
        )
        placed = [(each.id, each.after) for each in delta.changed if each.before.places != each.after.places]
        taught = [(each.id, each.after) for each in delta.changed if each.before.subjects != each.after.subjects]
        self.plan.replace(TeacherPlace, "teacher_id", {id_: self._places(id_, each) for id_, each in placed})
        self.plan.put(TeacherPlace, (row for id_, each in added for row in self._places(id_, each)))
        subjects = {id_: self._taught("teacher_id", id_, each.subjects) for id_, each in taught}
        self.plan.replace(TeacherSubject, "teacher_id", subjects)
        self.plan.put(
            TeacherSubject, (row for id_, each in added for row in self._taught("teacher_id", id_, each.subjects))
        )
        self._grants(added)

    def _teacher(self, each: Person) -> Values:
        return {
            "region_id": self.region_id, "municipality_id": self._municipality_id(each.organization.municipality),
            "organization_id": self.organizations[each.organization], "last_name": each.last_name,
            "first_name": each.first_name, "middle_name": each.middle_name, "birth_year": each.birth_year,
            "career_since": each.career_since, "qualification": each.qualification,
            "mentor_capacity": each.mentor_capacity, "from_file": True, "left_on": None,
        }  # fmt: skip

    def _places(self, id_: int, each: Person) -> list[Values]:
        return [
            {
                "teacher_id": id_,
                "organization_id": self.organizations[place.organization],
                "position_id": self.positions[place.position],
            }
            for place in each.places
        ]

    def _taught(self, owner: str, id_: int, keys: tuple[str, ...]) -> list[Values]:
        return [{owner: id_, "subject_id": self.subjects[key]} for key in keys]

    def _grants(self, added: list[tuple[int, Person]]) -> None:
        """Roles follow the organization: who moved loses the old scope and gets the new one."""
        other = [
            each
            for each in self.changes.people.changed
            if each.before.roles != each.after.roles
            or (each.after.roles and each.before.organization != each.after.organization)
        ]
        self.plan.revoke([each.id for each in other if each.before.roles], self.now)
        self.plan.revoke_at({each.id: self._scopes_left(each) for each in self.changes.people.changed}, self.now)
        granted = [(each.id, each.after) for each in other] + added
        rows = [self._grant(id_, each, role) for id_, each in granted for role in each.roles]
        self.plan.put(RoleGrant, rows)

    def _scopes_left(self, change: Change[Person]) -> set[tuple[Scope, int]]:
        """Rights end with the place, whoever gave them."""
        scopes = {(Scope.ORGANIZATION, self.organizations[key]) for key in places_left(change)}
        old, new = change.before.organization.municipality, change.after.organization.municipality
        id_ = self.municipalities.get(old) if old != new else None
        return scopes | ({(Scope.MUNICIPALITY, id_)} if id_ else set())

    def _grant(self, id_: int, each: Person, role: Role) -> Values:
        ids = {
            Scope.ORGANIZATION: self.organizations[each.organization],
            Scope.MUNICIPALITY: self._municipality_id(each.organization.municipality),
            Scope.REGION: self.region_id,
        }
        return {
            "teacher_id": id_, "role": role, "scope": SCOPES[role], "scope_id": ids[SCOPES[role]],
            "granted_at": self.now, "from_file": True,
        }  # fmt: skip

    def _id(self, who: Who) -> int:
        return who if isinstance(who, int) else self.people[who]

    def _associations(self) -> None:
        delta = self.changes.associations
        ids = self.plan.add(Association, [self._association(each) for each in delta.new])
        added = [(id_, each.record) for id_, each in zip(ids, delta.new, strict=True)]
        self.associations |= {record.key: id_ for id_, record in added}
        self.plan.change(Association, [{"id": each.id, **self._association(each.after)} for each in delta.changed])
        differ = [
            (each.id, each.after.record)
            for each in delta.changed
            if each.before.record.subjects != each.after.record.subjects
        ]
        subjects = {id_: self._taught("association_id", id_, record.subjects) for id_, record in differ + added}
        self.plan.replace(AssociationSubject, "association_id", subjects)
        self.plan.change(Association, [self._closed(each.id, each.record) for each in delta.left])
        self.plan.change(Association, [{"id": id_, "head_id": None} for id_ in self.changes.seats])

    def _association(self, each: Led) -> Values:
        record = each.record
        organization = OrganizationKey(record.municipality, record.organization)
        return {
            "level": record.level, "region_id": self.region_id,
            "municipality_id": self._municipality_id(record.municipality),
            "organization_id": self.organizations[organization] if record.organization else None,
            "title": record.title, "head_id": None if each.head is None else self._id(each.head),
            "ends_on": record.ends_on, "from_file": True,
        }  # fmt: skip

    def _closed(self, id_: int, each: Led) -> Values:
        ends_on = min(each.record.ends_on or self.today, self.today)
        return {"id": id_, "ends_on": ends_on, "from_file": False}

    def _members(self) -> None:
        members = self.changes.members
        self.plan.save_members(
            [
                {
                    "association_id": self.associations[key],
                    "teacher_id": self._id(who),
                    "since": self.today,
                    "from_file": True,
                }
                for key, who in members.new
            ],
            [(self.associations[key], person) for key, person in members.named],
            [(self.associations[key], person) for key, person in members.left],
        )

    def _meetings(self) -> None:
        """What has taken place stays, what was only planned goes with the plan."""
        delta = self.changes.meetings
        self.plan.put(Meeting, [self._meeting(each) for each in delta.new])
        self.plan.change(Meeting, [{"id": each.id, **self._meeting(each.after)} for each in delta.changed])
        planned = [each.id for each in delta.left if each.record.starts_at > self.now]
        self.plan.remove(Meeting, planned)
        past = [each.id for each in delta.left if each.record.starts_at <= self.now]
        self.plan.change(Meeting, [{"id": id_, "from_file": False} for id_ in past])

    def _meeting(self, each: model.Meeting) -> Values:
        return {
            "association_id": self.associations[each.association], "starts_at": each.starts_at, "place": each.place,
            "topic": each.topic, "from_file": True,
        }  # fmt: skip

    def _mentorships(self) -> None:
        delta = self.changes.mentorships
        self.plan.put(Mentorship, [self._pair(each) for each in delta.new])
        self.plan.change(Mentorship, [{"id": each.id, **self._pair(each.after)} for each in delta.changed])
        ended = [
            {"id": each.id, "until": min(each.record.until or self.today, self.today), "from_file": False}
            for each in delta.left
        ]
        self.plan.change(Mentorship, ended)

    def _pair(self, each: Pair) -> Values:
        return {
            "mentor_id": self._id(each.mentor), "mentee_id": self._id(each.mentee), "since": each.since,
            "until": each.until, "order_number": each.order_number, "goals": each.goals, "from_file": True,
        }  # fmt: skip
