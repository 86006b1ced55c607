"""Makes the signed PDF of each published sum, within a minute of its closing."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import override

from truyvet.audit.values import By, Scope
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.reports.actions.signatures import keep_certificate, keep_signed_report
from truyvet.reports.documents import reported_day
from truyvet.reports.outputs.pdf import new_certificate, report_pdf, signed
from truyvet.reports.queries.reported_day import signature_certificate, unsigned_revisions

DOCUMENTS_PER_ROUND: Final = 20


def sign_reports(now: datetime) -> int:
    """Signs what has no document yet; returns how many documents were made. The first one makes the installation's certificate."""
    by, scope = By.system("reports"), Scope.system("reports", LocalDay.of(now))
    waiting = unsigned_revisions(scope, DOCUMENTS_PER_ROUND)
    for revision_id, unit_id, _path, day in waiting:
        found = signature_certificate(scope)
        if found is None:
            pem, key = new_certificate("Truy Vết", now)
            keep_certificate(by=by, now=now, pem=pem, private_key=key, is_own=True)
        else:
            _row, pem, key = found
        # The report is an official paper: in Vietnamese, whatever language a worker has.
        with override("vi"):
            reported = reported_day(scope, unit_id, day, revision_id)
            labels = {figure.code: figure.label["vi"] for figure in reported.form.figures}
            pdf = signed(report_pdf(reported, labels), pem, key)
        keep_signed_report(by=by, now=now, revision_id=revision_id, pdf=pdf)
    return len(waiting)


JOB: Final = Job("reports.sign_reports", sign_reports, interval_s=15, lane=Lane.PUBLISHING, timeout_s=120)
