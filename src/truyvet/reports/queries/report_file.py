"""One reporter's day for its form and its history, and a closed day with its revisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from truyvet.access.queries import staff_names
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.places.queries import AdministrativeUnit, units_by_id
from truyvet.reports.models import ClosureRevision, DailyReport, DayClosure, ReportingBody, ReportRevision, SignedReport
from truyvet.reports.queries.report_units import Reporter
from truyvet.reports.rules.report_totals import FigureChange, Figures, changes_between


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One revision with what it changed. ``overridden``: figures that differ from what the house had counted then."""

    number: int
    at: datetime
    who: str
    changes: tuple[FigureChange, ...]
    overridden: tuple[FigureChange, ...]
    reason: str
    measures: str
    is_nothing_new: bool


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """One published sum. ``cause``: the name of who reported late or corrected; "" for the closing itself."""

    number: int
    at: datetime
    reported: int
    sums: Figures
    counted: Mapping[str, int]
    changes: tuple[FigureChange, ...]
    cause: str
    id: int


@dataclass(frozen=True, slots=True)
class ClosureFile:
    """A closed day: who closed it, who was missing, every published sum, and what came since somebody looked at it."""

    unit: AdministrativeUnit
    day: LocalDay
    at: datetime
    who: str
    expected: int
    missing: tuple[str, ...]
    still_missing: tuple[str, ...]
    joined_later: tuple[str, ...]
    lines: tuple[ClosureLine, ...]
    number: int
    approved_number: int
    changed_figures: int
    changed_units: int

    @property
    def last(self) -> ClosureLine:
        """The sum that stands."""
        return self.lines[-1]


def report_revisions(scope: Scope, reporter: Reporter, day: LocalDay) -> tuple[RevisionLine, ...]:
    """Returns the revisions of one reporter's day, first to last. Two queries."""
    reader = require_scope(scope)
    rows = list(
        ReportRevision.objects.filter(report__unit_id=reporter.unit_id, report__body_id=reporter.body_id, report__day=day).order_by(
            "number"
        )
    )
    names = _names(reader, [row.actor for row in rows])
    found: list[RevisionLine] = []
    before: Figures = {}
    for row in rows:
        overridden = tuple(FigureChange(code, row.known[code], row.figures.get(code)) for code in row.known
                           if row.figures.get(code) != row.known[code])  # fmt: skip
        changes = changes_between(before, row.figures) if row.number > 1 else ()
        found.append(
            RevisionLine(row.number, row.at, names.get(row.actor, ""), changes, overridden, row.reason, row.measures, row.is_nothing_new)
        )
        before = row.figures
    return tuple(found)


def closure_file(scope: Scope, unit: AdministrativeUnit, day: LocalDay) -> ClosureFile | None:
    """Returns the closed day of a unit that the reader may see, None while it is open. At most six queries."""
    reader = require_scope(scope)
    closure = DayClosure.objects.filter(unit_id=unit.id, day=day).first()
    if closure is None or not reader.covers(unit.path):
        return None
    rows = list(
        ClosureRevision.objects.filter(closure=closure).select_related("cause__report__unit", "cause__report__body").order_by("number")
    )
    lines: list[ClosureLine] = []
    before: Figures = {}
    for row in rows:
        changes = changes_between(before, row.sums) if row.number > 1 else ()
        lines.append(ClosureLine(row.number, row.at, row.reported, row.sums, row.counted, changes, _cause(row), row.pk))
        before = row.sums
    since = [row for row in rows if row.number > closure.approved_number]
    approved = next(row for row in rows if row.number == closure.approved_number)
    reports = DailyReport.objects.filter(day=day, unit__path__startswith=unit.path).values_list("unit_id", "body_id")
    missing = _reporter_names(reader, closure)
    have = set(reports)
    return ClosureFile(
        unit, day, closure.at, _names(reader, [closure.actor]).get(closure.actor, ""), closure.expected, tuple(missing.values()),
        tuple(name for key, name in missing.items() if key not in have),
        tuple(name for key, name in missing.items() if key in have), tuple(lines), closure.number, closure.approved_number,
        len(changes_between(approved.sums, rows[-1].sums)), len({row.cause.report_id for row in since if row.cause}),
    )  # fmt: skip


def _cause(row: ClosureRevision) -> str:
    if row.cause is None:
        return ""
    report: DailyReport = row.cause.report
    return report.body.name if report.body else report.unit.name


def _reporter_names(scope: Scope, closure: DayClosure) -> dict[tuple[int, int | None], str]:
    keys = [(unit_id, body_id) for unit_id, body_id in closure.missing]
    units = units_by_id(scope, [unit for unit, body in keys if body is None])
    bodies = dict(ReportingBody.objects.filter(pk__in=[body for _unit, body in keys if body]).values_list("pk", "name"))
    return {(unit, body): bodies.get(body, "") if body else units[unit].name for unit, body in keys}


def _names(scope: Scope, actors: list[str]) -> dict[str, str]:
    ids = {actor: staff for actor in actors if (staff := By(actor, "").staff) is not None}
    names = staff_names(scope, ids.values())
    return {actor: names.get(staff, "") for actor, staff in ids.items()}


def is_signed(scope: Scope, revision_id: int) -> bool:
    """Returns whether the signed PDF of a published sum has been made."""
    require_scope(scope)
    return SignedReport.objects.filter(revision_id=revision_id).exists()


def signed_pdf(scope: Scope, revision_id: int) -> bytes | None:
    """Returns the signed PDF of a published sum, None before it was made. The caller has found the sum within reach."""
    require_scope(scope)
    found = SignedReport.objects.filter(revision_id=revision_id).values_list("pdf", flat=True).first()
    return None if found is None else bytes(found)
