"""Everybody reads the same published rows: the page, a unit's page, the interface and the bulletin."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pypdf
import pytest
from django.test import Client
from tests.conftest import TODAY
from tests.integration.public_figures.test_publication import VIET_YEN, YEN_DUNG, count

from truyvet.access.models import Staff
from truyvet.core.local_day import LocalDay
from truyvet.public_figures.jobs.publication import publish_waiting
from truyvet.public_figures.models import PublishedFigure

pytestmark = pytest.mark.django_db


def two_weeks(units: dict[str, int], at: datetime) -> None:
    """Publishes two weeks of an outbreak in two districts."""
    today = LocalDay.of_date(TODAY)
    for back in range(14, 0, -1):
        day = LocalDay.of_number(today.number - back)
        count(units, at, day, {VIET_YEN[0]: 12 + back, VIET_YEN[1]: 9, VIET_YEN[2]: 1, YEN_DUNG[0]: 11})
    publish_waiting(at)


def test_pages_interface_and_bulletin(
    units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime, client: Client, django_assert_max_num_queries: Any
) -> None:
    empty = client.get("/so-lieu/")
    assert "Chưa công bố con số nào" in empty.content.decode()
    staff("chair", "24")
    two_weeks(units, house_clock)
    with django_assert_max_num_queries(22):
        page = client.get("/so-lieu/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "dưới 10 hoặc được che" in text
    assert page.context["page"].total == 10 + 209, "every district and commune"
    found = client.get("/so-lieu/", {"tim": "viet yen"})
    assert [line.unit.code for line in found.context["page"].rows] == ["222"]
    assert client.get("/so-lieu/", {"tim": "không có"}).context["page"].total == 0

    unit = client.get(f"/so-lieu/{VIET_YEN[0]}/")
    assert [row.value for _, _, row in unit.context["lines"]] == [161]
    assert client.get("/so-lieu/99999/").status_code == 404

    answer = client.get("/api/figures/v1/", {"from": "2021-05-31", "to": "2021-05-31"}).json()
    assert answer["total"] == len(answer["figures"]) == PublishedFigure.objects.count()
    assert answer["next"] is None
    assert not [each for each in answer["figures"] if each["value"] is not None and each["value"] < 10]
    for wrong in ({"from": "x"}, {"from": "2021-06-02", "to": "2021-06-01"}, {"from": "2000-01-01"}):
        assert client.get("/api/figures/v1/", wrong).status_code == 400

    for language, words in (("vi", "Bản tin tuần"), ("en", "Weekly bulletin")):
        pdf = client.get(f"/so-lieu/ban-tin/{language}.pdf")
        told = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
        assert words in told
        assert "161" in told
    assert client.get("/so-lieu/ban-tin/fr.pdf").status_code == 404
