"""The page of imports: counts, an empty state, and one set of statements however many there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from truyvet.audit.values import ScopeMissing
from truyvet.exchange import queries
from truyvet.exchange.models import ImportJob

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
ADDRESS = "/nhap-du-lieu/"


def job(now: datetime, number: int, **more: object) -> ImportJob:
    given = {"kind": "visits", "source": "cdc", "file_sha256": f"{number:064d}", "file_size": 9, "file_rows": 1_200}
    made: ImportJob = ImportJob.objects.create(**given, choices="0" * 64, by="system:import", started_at=now, **more)
    return made


def test_empty_then_unfinished_then_done(client_for: Callable[..., Client], now: datetime) -> None:
    client = client_for("tracer")
    assert "Chưa nhập tệp nào" in client.get(ADDRESS).content.decode()
    first = job(now, 1, read=300, accepted=290, rejected=10)
    page = client.get(ADDRESS).content.decode()
    assert "1 lần nhập chưa xong" in page and "đến dòng 300" in page and "1.200" in page
    ImportJob.objects.filter(pk=first.pk).update(state="done", finished_at=now)
    page = client.get(ADDRESS).content.decode()
    assert "1 tệp đã nhập xong" in page and "xong, có dòng bị loại" in page


@pytest.mark.parametrize(("role", "unit", "status"), [
    ("tracer", "24", 200), ("tracing_lead", "24", 200), ("commune_officer", "07783", 403), ("chair", "24", 403),
    ("information_department", "24", 200), ("admin", "24", 200), (None, "24", 403),
])  # fmt: skip
def test_who_sees_it(client_for: Callable[..., Client], role: str | None, unit: str, status: int) -> None:
    assert client_for(role, unit).get(ADDRESS).status_code == status


def test_constant_statements(client_for: Callable[..., Client], now: datetime) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for("tracer")
    counted = []
    for upto in (1, 3):
        for number in range(ImportJob.objects.count(), upto):
            job(now, number)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(ADDRESS, {"trang": "9"}).status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_reading_needs_a_scope() -> None:
    with pytest.raises(ScopeMissing):
        queries.list_import_jobs(None)  # type: ignore[arg-type]
