"""Regions, municipalities, organizations, and the services that serve them."""

from collections.abc import Sequence

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import MethodicalService, Municipality, Organization, OrganizationKind, Region, Scope

SERVICE = (
    select(MethodicalService)
    .where(MethodicalService.municipality_id == bindparam("municipality"))
    .options(joinedload(MethodicalService.municipality))
)


class Places:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def region(self, region_id: int) -> Region | None:
        return self._session.get(Region, region_id)

    def municipality(self, municipality_id: int) -> Municipality | None:
        return self._session.get(Municipality, municipality_id)

    def organization(self, organization_id: int) -> Organization | None:
        return self._session.get(Organization, organization_id)

    def at(self, scope: Scope, scope_id: int) -> Region | Municipality | Organization | None:
        """The place of a granted scope; None stands for all of them."""
        match scope:
            case Scope.REGION:
                return self.region(scope_id)
            case Scope.MUNICIPALITY:
                return self.municipality(scope_id)
            case Scope.ORGANIZATION:
                return self.organization(scope_id)
        return None

    def municipalities(self) -> list[Municipality]:
        """Of every region."""
        return list(self._session.scalars(select(Municipality).order_by(Municipality.id)))

    def municipality_ids(self, region_id: int) -> list[int]:
        """Of one region, by number."""
        query = select(Municipality.id).where(Municipality.region_id == region_id)
        return list(self._session.scalars(query.order_by(Municipality.id)))

    def municipality_named(self, name: str) -> list[Municipality]:
        """Of every region: two may have a district of the same name."""
        return list(self._session.scalars(select(Municipality).where(Municipality.name == name).order_by("id")))

    def region_named(self, name: str) -> Region | None:
        return self._session.scalars(select(Region).where(Region.name == name)).first()

    def organizations_named(self, name: str, municipality_id: int | None) -> list[Organization]:
        """By the short name, within a municipality or (None) anywhere."""
        query = select(Organization).where(Organization.name == name, ~Organization.closed)
        if municipality_id is not None:
            query = query.where(Organization.municipality_id == municipality_id)
        return list(self._session.scalars(query.order_by(Organization.id)))

    def open_organizations(
        self, regions: Sequence[int], municipalities: Sequence[int], organizations: Sequence[int]
    ) -> list[Organization]:
        """Schools and the like of any of these, by name."""
        where = or_(
            Organization.region_id.in_(regions),
            Organization.municipality_id.in_(municipalities),
            Organization.id.in_(organizations),
        )
        working = Organization.kind.not_in((OrganizationKind.SERVICE, OrganizationKind.INSTITUTE))
        query = select(Organization).where(where, working, ~Organization.closed)
        return list(self._session.scalars(query.order_by(Organization.name, Organization.id)))

    def where_people_work(self, region_id: int | None, offset: int, limit: int) -> list[Municipality]:
        """Of the region or (None) of every one, by name; only those in which somebody works."""
        works = exists().where(Organization.municipality_id == Municipality.id, ~Organization.closed)
        query = select(Municipality).where(works).order_by(Municipality.name, Municipality.id)
        if region_id is not None:
            query = query.where(Municipality.region_id == region_id)
        return list(self._session.scalars(query.offset(offset).limit(limit)))

    def organizations_of(self, municipality_id: int) -> list[Organization]:
        """Where people of the municipality work, by name; the service comes with them."""
        query = select(Organization).where(Organization.municipality_id == municipality_id, ~Organization.closed)
        return list(self._session.scalars(query.order_by(Organization.name, Organization.id)))

    def service_of(self, municipality_id: int) -> MethodicalService | None:
        return self._session.scalars(SERVICE, {"municipality": municipality_id}).one_or_none()

    def psychologist_of(self, region_id: int, municipality_id: int | None) -> str | None:
        """The municipality's contact, else the region's."""
        here = Municipality.id == municipality_id
        query = select(func.coalesce(Municipality.psychologist, Region.psychologist))
        found = query.select_from(Region).outerjoin(Municipality, here).where(Region.id == region_id)
        return self._session.scalars(found).one_or_none()

    def services_in(self, region_id: int) -> list[MethodicalService]:
        query = select(MethodicalService).join(Municipality).where(Municipality.region_id == region_id)
        return list(
            self._session.scalars(query.options(joinedload(MethodicalService.municipality)).order_by(Municipality.name))
        )

    def services(self, offset: int, limit: int) -> list[MethodicalService]:
        """Services of every region, by name of the municipality."""
        query = select(MethodicalService).join(Municipality).options(joinedload(MethodicalService.municipality))
        return list(
            self._session.scalars(query.order_by(Municipality.name, MethodicalService.id).offset(offset).limit(limit))
        )
