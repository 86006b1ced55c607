"""What a province has set, and who is in a unit's roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.places import queries as places
from truyvet.places.queries import AdministrativeUnit
from truyvet.reports.models import DutyPerson, ReportingBody, ReportPeriod, ReportRecipient


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One body that reports beside the communes."""

    code: str
    name: str
    commune: str
    first_day: date


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """From when a province asks (None: it does not), who reports beside the communes, and where closed reports go."""

    first_day: date | None
    bodies: ListPage[BodyLine]
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of a roster; ``is_now``: today is one of its days."""

    id: int
    name: str
    phone: str
    rank: int
    first_day: date
    last_day: date
    is_now: bool


def report_settings(scope: Scope, unit: AdministrativeUnit, wanted: object = 1) -> ReportSettings:
    """Returns what a unit that the reader may act for has set. Four queries."""
    if not require_scope(scope).covers(unit.path):
        return ReportSettings(None, list_page([]), ())
    rows = ReportingBody.objects.filter(unit__path__startswith=unit.path, last_day=None).select_related("unit").order_by("name", "pk")
    bodies = list_page(rows, wanted, read=lambda part: [BodyLine(row.code, row.name, row.unit.name, row.first_day) for row in part])
    first = ReportPeriod.objects.filter(unit_id=unit.id, last_day=None).values_list("first_day", flat=True).first()
    addresses = tuple(ReportRecipient.objects.filter(unit_id=unit.id).order_by("pk").values_list("address", flat=True))
    return ReportSettings(first, bodies, addresses)


def commune_names(scope: Scope, unit: AdministrativeUnit, day: LocalDay) -> list[tuple[str, str]]:
    """Returns code and name of the communes under a unit, with their district's name, to choose from. Two queries."""
    communes = places.communes(require_scope(scope), unit.path, day)
    names = places.unit_names(scope, {each.path[: -len(each.code) - 1] for each in communes}, day)
    return [(each.code, f"{each.name}, {names.get(each.path[: -len(each.code) - 1], '')}".rstrip(", ")) for each in communes]


def roster_lines(scope: Scope, unit: AdministrativeUnit, today: LocalDay) -> tuple[RosterLine, ...]:
    """Returns the roster of a unit from today on, those on duty first. One query."""
    if not require_scope(scope).covers(unit.path):
        return ()
    rows = DutyPerson.objects.filter(unit_id=unit.id, last_day__gte=today).order_by("first_day", "rank", "pk")
    return tuple(RosterLine(row.pk, row.name, row.phone, row.rank, row.first_day, row.last_day, row.first_day <= today) for row in rows)
