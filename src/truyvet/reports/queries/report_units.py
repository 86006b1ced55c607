"""Who reports on a day, and for which units a reader may act."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.places import queries as places
from truyvet.places.queries import AdministrativeUnit, within
from truyvet.places.rules import UnitLevel
from truyvet.reports.models import ReportingBody, ReportPeriod
from truyvet.reports.rules.report_states import ReportAbsent


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: a commune, or a body that lies in it. ``body_id`` None and ``body_code`` "" for the commune itself."""

    unit_id: int
    unit_code: str
    path: str
    name: str
    body_id: int | None = None
    body_code: str = ""

    @property
    def key(self) -> tuple[int, int | None]:
        """What names it in rows."""
        return self.unit_id, self.body_id

    @property
    def district_path(self) -> str:
        """The path of the unit between it and the province; in the tree of two levels its own."""
        return "/".join(self.path.split("/")[:2]) + "/"


def unit_in_reach(scope: Scope, code: str, day: LocalDay) -> AdministrativeUnit:
    """Returns the unit of this code in force on the day that the reader may act for. Raises ReportAbsent."""
    unit = places.unit_by_code(require_scope(scope), code, day)
    if unit is None or not scope.covers(unit.path):
        raise ReportAbsent
    return unit


def own_unit(scope: Scope, day: LocalDay) -> AdministrativeUnit | None:
    """Returns the reader's own unit in force on a day: the highest of their paths."""
    paths = sorted(require_scope(scope).paths, key=lambda path: (path.count("/"), path))
    found = (places.unit_at_path(scope, path, day) for path in paths if path)
    return next((unit for unit in found if unit is not None), None)


def period_of(scope: Scope, path: str, day: LocalDay) -> ReportPeriod | None:
    """Returns the period in which the province of ``path`` asks for reports on the day."""
    require_scope(scope)
    rows = ReportPeriod.objects.filter(unit__path=f"{path.split('/', maxsplit=1)[0]}/", first_day__lte=day)
    return rows.filter(Q(last_day=None) | Q(last_day__gte=day)).order_by("pk").last()


def _bodies(day: LocalDay) -> QuerySet[ReportingBody]:
    return ReportingBody.objects.filter(first_day__lte=day).filter(Q(last_day=None) | Q(last_day__gte=day)).select_related("unit")


def reporters_under(scope: Scope, path: str, day: LocalDay) -> tuple[Reporter, ...]:
    """Returns everybody who is to report under a path on a day, by name: communes in force, and bodies. Two queries."""
    communes = places.communes(require_scope(scope), path, day)
    found = [Reporter(unit.id, unit.code, unit.path, unit.name) for unit in communes]
    found += [
        Reporter(row.unit_id, row.unit.code, row.unit.path, row.name, row.pk, row.code)
        for row in _bodies(day).filter(unit__path__startswith=path).order_by("name")
    ]
    return tuple(found)


def reporter_in_reach(scope: Scope, code: str, body: str, day: LocalDay) -> Reporter:
    """Returns the commune of this code, or the body in it, for which the reader may report. Raises ReportAbsent."""
    unit = unit_in_reach(scope, code, day)
    if unit.level is not UnitLevel.COMMUNE:
        raise ReportAbsent
    if not body:
        return Reporter(unit.id, unit.code, unit.path, unit.name)
    row = _bodies(day).filter(within(scope, "unit__path"), unit_id=unit.id, code=body).first()
    if row is None:
        raise ReportAbsent
    return Reporter(unit.id, unit.code, unit.path, row.name, row.pk, row.code)


def bodies_in(scope: Scope, reporter: Reporter, day: LocalDay) -> tuple[Reporter, ...]:
    """Returns the bodies that report from the same commune on the day, by name."""
    require_scope(scope)
    rows = _bodies(day).filter(unit_id=reporter.unit_id).order_by("name")
    return tuple(Reporter(row.unit_id, row.unit.code, row.unit.path, row.name, row.pk, row.code) for row in rows)
