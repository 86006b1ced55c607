"""A province of 3,321 communes, as many as the whole country has since 2025: from the last minutes before 15:00 to the closed report.

TRUYVET_MANY_COMMUNES=3321 python -m pytest -s tests/integration/reports/test_many_communes.py   (docs/explanation/performance.md)
"""

from __future__ import annotations

import os
import sys
import time
import uuid
from datetime import date
from itertools import pairwise

import pytest
from tests.integration.reports.conftest import BY, DAY, QUIET, at

from truyvet.audit.values import Scope
from truyvet.places.models import Unit
from truyvet.places.queries import unit_by_code
from truyvet.reports.actions.closures import ClosureEntry, close_day
from truyvet.reports.actions.set_up import ask_reports
from truyvet.reports.actions.submission import ReportEntry, submit_report
from truyvet.reports.documents import reported_day
from truyvet.reports.jobs.documents import sign_reports
from truyvet.reports.outputs.data_values import adx_xml, data_values_json
from truyvet.reports.outputs.workbook import workbook
from truyvet.reports.queries.report_table import report_table

MANY = int(os.environ.get("TRUYVET_MANY_COMMUNES", "0"))
pytestmark = [pytest.mark.db, pytest.mark.skipif(not MANY, reason="set TRUYVET_MANY_COMMUNES=3321")]


def test_a_province_of_many_communes_is_closed_in_time(db: None, django_assert_max_num_queries: object) -> None:
    common = {"edition": "2021", "kind": "", "name_en": "", "folded": "", "valid_from": date(2019, 1, 1), "valid_until": None}
    top = Unit.objects.create(code="99", level="province", name="Tỉnh Thử", path="99/", **common)
    Unit.objects.bulk_create(
        Unit(code=f"{10_000 + n}", level="commune", name=f"Xã {n}", parent=top, path=f"99/{10_000 + n}/", **common) for n in range(MANY)
    )
    scope = Scope("province_officer", ("99/",), DAY)
    ask_reports(by=BY, now=at(8), scope=scope, unit="99", first_day=DAY)
    marks = [("", time.monotonic())]

    def mark(what: str) -> None:
        marks.append((what, time.monotonic()))

    for n in range(MANY - 5):
        entry = ReportEntry(uuid.uuid4(), f"{10_000 + n}", "", DAY, 0, {**QUIET, "population": n}, "", "", False)
        submit_report(by=BY, now=at(14, 40), scope=scope, entry=entry)
    mark(f"{MANY - 5} reports taken one after another")
    unit = unit_by_code(scope, "99", DAY)
    assert unit is not None
    table = report_table(scope, unit, DAY, at(14, 59))
    mark("the table of who is late")
    assert table.missing == 5 and len(table.page.rows) == 50
    assert close_day(by=BY, now=at(15), scope=scope, entry=ClosureEntry(uuid.uuid4(), "99", DAY)) == 5
    mark("closed")
    assert sign_reports(at(15)) == 1
    mark("signed PDF")
    made = reported_day(scope, unit.id, DAY)
    assert workbook(made, {figure.code: figure.code for figure in made.form.figures}) and data_values_json(made) and adx_xml(made)
    mark("XLSX, DHIS2 and ADX")
    late = ReportEntry(uuid.uuid4(), f"{10_000 + MANY - 1}", "", DAY, 0, dict(QUIET))
    submit_report(by=BY, now=at(15, 10), scope=scope, entry=late)
    mark("a late report, with the next revision")
    for (_, began), (what, ended) in pairwise(marks):
        sys.stdout.write(f"{what}: {ended - began:.2f} s\n")
    # From the first report to all outputs: five minutes on two cores.
    assert marks[5][1] - marks[1][1] < 300
