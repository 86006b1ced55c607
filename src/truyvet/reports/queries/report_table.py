"""Who has reported under a unit and who is late, with the duty number to call. A constant number of queries, however many communes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from truyvet.areas.queries.health_stations import station_phones
from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.places import queries as places
from truyvet.places.queries import AdministrativeUnit
from truyvet.places.rules import UnitLevel
from truyvet.reports.models import DailyReport, DayClosure, DutyPerson
from truyvet.reports.queries.report_units import Reporter, reporters_under
from truyvet.reports.rules.report_form import form_on, moment_of
from truyvet.reports.rules.report_states import ClosureState
from truyvet.reports.rules.report_status import WORST_FIRST, ReportStatus, status_of
from truyvet.reports.rules.report_totals import Figures, ReportTotal, total_of


@dataclass(frozen=True, slots=True)
class DutyCall:
    """Whom to call about a unit's report: somebody of the roster, or the health station (``name`` "")."""

    name: str
    phone: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class ReporterLine:
    """One reporter of the table. ``number`` 0: nothing has come."""

    reporter: Reporter
    status: ReportStatus
    number: int
    first_at: datetime | None
    figures: Figures
    remark: str
    district: str = ""
    calls: tuple[DutyCall, ...] = ()


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One district of a province's table. ``closed_at`` None: it has not consolidated."""

    unit: AdministrativeUnit
    expected: int
    reported: int
    closed_at: datetime | None
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A parent's day as it is now. ``total`` is the sum of what has come, of ``expected`` reporters."""

    unit: AdministrativeUnit
    page: ListPage[ReporterLine]
    counts: Mapping[ReportStatus, int]
    expected: int
    total: ReportTotal
    children: tuple[ChildLine, ...]
    closure: DayClosure | None

    @property
    def missing(self) -> int:
        """How many have sent nothing."""
        return self.expected - self.total.reported


def report_table(
    scope: Scope, unit: AdministrativeUnit, day: LocalDay, now: datetime, *, wanted: object = 1, only: ReportStatus | None = None
) -> ReportTable:
    """Returns the day of a district or a province: a page of its reporters, late ones first, and the sum. At most ten queries."""
    reader = require_scope(scope)
    due = moment_of(day, form_on(day).hours.due)
    reporters = reporters_under(reader, unit.path, day)
    reports = {(row.unit_id, row.body_id): row for row in _reports(unit.path, day)}
    statuses = {
        each.key: status_of(row.state, row.first_at, due, now) if row else status_of(None, None, due, now)
        for each in reporters
        for row in [reports.get(each.key)]
    }
    rows = [each for each in reporters if only is None or statuses[each.key] is only]
    rows.sort(key=lambda each: WORST_FIRST[statuses[each.key]])
    page: ListPage[Reporter] = list_page(rows, wanted)
    calls = duty_calls(reader, page.rows, day)
    districts = _districts(reader, unit, day)
    names = {each.path: each.name for each in districts}
    lines = [_line(each, reports.get(each.key), statuses[each.key], names, calls) for each in page.rows]
    values = list(statuses.values())
    closures = {row.unit_id: row for row in DayClosure.objects.filter(day=day, unit__path__startswith=unit.path)}
    return ReportTable(
        unit, ListPage(tuple(lines), page.number, page.page_rows, page.total), {each: values.count(each) for each in ReportStatus},
        len(reporters), total_of(row.figures for row in reports.values()), _children(districts, reporters, reports, closures),
        closures.get(unit.id),
    )  # fmt: skip


def _reports(path: str, day: LocalDay) -> Iterable[DailyReport]:
    return DailyReport.objects.filter(day=day, unit__path__startswith=path)


def _districts(scope: Scope, unit: AdministrativeUnit, day: LocalDay) -> tuple[AdministrativeUnit, ...]:
    """Returns the districts of a province; none in the tree that has two levels, and none of a district."""
    found = places.children(scope, unit.path, day) if unit.level is UnitLevel.PROVINCE else ()
    return tuple(each for each in found if each.level is UnitLevel.DISTRICT)


def _line(
    reporter: Reporter, report: DailyReport | None, status: ReportStatus, districts: Mapping[str, str],
    calls: Mapping[int, tuple[DutyCall, ...]],
) -> ReporterLine:  # fmt: skip
    district = districts.get(reporter.district_path, "")
    shown = calls.get(reporter.unit_id, ())
    if report is None:
        return ReporterLine(reporter, status, 0, None, {}, "", district, shown)
    return ReporterLine(reporter, status, report.number, report.first_at, report.figures, report.remark, district, shown)


def _children(
    districts: Iterable[AdministrativeUnit], reporters: Iterable[Reporter], reports: Mapping[tuple[int, int | None], DailyReport],
    closures: Mapping[int, DayClosure],
) -> tuple[ChildLine, ...]:  # fmt: skip
    expected: dict[str, int] = {}
    reported: dict[str, int] = {}
    for each in reporters:
        path = each.district_path
        expected[path] = expected.get(path, 0) + 1
        reported[path] = reported.get(path, 0) + (each.key in reports)
    return tuple(
        ChildLine(
            unit, expected.get(unit.path, 0), reported.get(unit.path, 0), closure.at if closure else None,
            closure is not None and closure.state == ClosureState.CHANGED.value,
        )
        for unit in districts
        for closure in [closures.get(unit.id)]
    )  # fmt: skip


def duty_calls(scope: Scope, reporters: Iterable[Reporter], day: LocalDay) -> dict[int, tuple[DutyCall, ...]]:
    """Returns whom to call by unit: the person on duty, then deputies; where the roster is empty the health station. Two queries."""
    require_scope(scope)
    units = {each.unit_id for each in reporters}
    rows = DutyPerson.objects.filter(unit_id__in=units, first_day__lte=day, last_day__gte=day).order_by("rank", "pk")
    found: dict[int, tuple[DutyCall, ...]] = {}
    for row in rows:
        found[row.unit_id] = (*found.get(row.unit_id, ()), DutyCall(row.name, row.phone, row.rank))
    stations = station_phones(scope, units - set(found))
    return found | {unit: (DutyCall("", phone),) for unit, phone in stations.items()}
