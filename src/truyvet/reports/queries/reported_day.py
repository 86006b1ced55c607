"""The reports behind a published sum, for its outputs."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.places import queries as places
from truyvet.places.queries import AdministrativeUnit
from truyvet.reports.models import ClosureRevision, ReportRevision, SignatureCertificate
from truyvet.reports.queries.report_units import Reporter, reporters_under
from truyvet.reports.rules.report_totals import Figures


@dataclass(frozen=True, slots=True)
class ReporterFigures:
    """What one reporter had said when a sum was published, with the name of the district; None for nothing."""

    reporter: Reporter
    district: str
    figures: Figures | None


def figures_behind(scope: Scope, unit: AdministrativeUnit, day: LocalDay, revision_id: int) -> tuple[ReporterFigures, ...]:
    """Returns everybody who was to report under a unit with the figures that the published sum was made of. Five queries."""
    require_scope(scope)
    revision = ClosureRevision.objects.filter(pk=revision_id).select_related("closure").get()
    reporters = reporters_under(scope, unit.path, day)
    names = places.unit_names(scope, {each.district_path for each in reporters}, day)
    rows = ReportRevision.objects.filter(report__day=day, report__unit__path__startswith=unit.path)
    known = rows.filter(pk__lte=revision.newest)
    last: dict[tuple[int, int | None], Figures] = {}
    for unit_id, body_id, figures in known.order_by("pk").values_list("report__unit_id", "report__body_id", "figures"):
        last[unit_id, body_id] = figures
    return tuple(
        ReporterFigures(each, names.get(each.district_path, "") if each.district_path != each.path else "", last.get(each.key))
        for each in reporters
    )


def unsigned_revisions(scope: Scope, limit: int) -> tuple[tuple[int, int, str, LocalDay], ...]:
    """Returns published sums without a signed document, oldest first: revision, unit, the unit's path, day."""
    require_scope(scope)
    rows = ClosureRevision.objects.filter(document=None).select_related("closure__unit").order_by("pk")[:limit]
    return tuple((row.pk, row.closure.unit_id, row.closure.unit.path, LocalDay.of_date(row.closure.day)) for row in rows)


def signature_certificate(scope: Scope) -> tuple[int, str, str] | None:
    """Returns the certificate that signs now: its row, the PEM, the private key; None before the first one. For the machine itself."""
    require_scope(scope)
    row = SignatureCertificate.objects.order_by("-pk").first()
    return None if row is None else (row.pk, row.pem, row.private_key)
