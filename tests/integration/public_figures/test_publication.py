"""Figures go out a whole day late, in rows that stay, and corrections only when they are large enough."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.conftest import TODAY

from truyvet.access.models import Staff
from truyvet.audit.models import AuditRow
from truyvet.audit.values import By
from truyvet.cli.main import main
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.models import CountedDay, UnitFigure
from truyvet.public_figures.actions.retention import purge_releases
from truyvet.public_figures.jobs.publication import publish_waiting
from truyvet.public_figures.models import FigureRelease, PublishedFigure

pytestmark = pytest.mark.django_db
MEASURE = "cases.confirmed"
VIET_YEN, YEN_DUNG = ("07777", "07780", "07783"), ("07681", "07687", "07696")
"""Communes of two districts."""


def count(units: dict[str, int], at: datetime, day: LocalDay, counts: dict[str, int]) -> None:
    """Keeps figures as day_figures does; what is counted already is replaced."""
    CountedDay.objects.get_or_create(measure=MEASURE, day=day, defaults={"first_counted_at": at, "last_counted_at": at})
    for code, n in counts.items():
        rows = UnitFigure.objects.filter(measure=MEASURE, day=day, unit_id=units[code], replaced_at=None)
        rows.update(replaced_at=at)
        UnitFigure.objects.create(measure=MEASURE, day=day, unit_id=units[code], value=n, counted_at=at)


def values(output: str, day: LocalDay) -> dict[str, int | None]:
    rows = PublishedFigure.objects.filter(output=output, day=day).order_by("revision")
    return {row.unit: row.value for row in rows}


def test_a_week_goes_out_and_a_small_correction_waits(
    units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    staff("chair", "24")
    assert main(["figures", "public", "--from", "2021-05-01", "--to", "2021-06-30", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == []
    assert err
    today = LocalDay.of_date(TODAY)
    monday = LocalDay.of_number(today.number - 14)
    for step in range(15):
        day = LocalDay.of_number(monday.number + step)
        count(
            units, house_clock, day, {VIET_YEN[0]: 12, VIET_YEN[1]: 9, VIET_YEN[2]: 1, YEN_DUNG[0]: 11, YEN_DUNG[1]: 2 if step != 3 else 0}
        )

    publish_waiting(house_clock)
    sunday = LocalDay.of_number(monday.number + 6)
    last = LocalDay.of_number(today.number - 2)
    assert PublishedFigure.objects.order_by("-day")[0].day == last, "yesterday waits until tomorrow"
    assert values("days:1", sunday)["24"] == 35
    assert values("days:1", sunday)["222"] == 22, "a district with enough has its own daily figure"
    assert values("days:1", sunday)["221"] is None
    assert values("total", last) == {"24": 13 * 35 - 2}
    table = values("table:7", sunday)
    assert (table["24"], table["222"], table["221"]) == (243, 154, None), "with 221 shown, nobody elsewhere would be told"
    assert table[VIET_YEN[0]] == 84
    assert table[VIET_YEN[2]] is None
    assert table["07213"] is None, "nobody and a few look alike"
    assert AuditRow.objects.filter(action="public_figures.publish").count() == 1

    published = PublishedFigure.objects.count()
    publish_waiting(house_clock)
    assert PublishedFigure.objects.count() == published, "once"

    wednesday, later = LocalDay.of_number(monday.number + 2), house_clock + timedelta(days=1)
    count(units, later, wednesday, {VIET_YEN[0]: 15})
    publish_waiting(later)
    assert not FigureRelease.objects.filter(revision=2), "three more persons would be seen"
    count(units, later, wednesday, {VIET_YEN[0]: 32})
    publish_waiting(later + timedelta(days=1))
    assert values("days:1", wednesday)["24"] == 55
    assert values("table:7", sunday)[VIET_YEN[0]] == 104
    revised = PublishedFigure.objects.filter(output="table:7", day=sunday, unit=VIET_YEN[0]).order_by("revision")
    assert list(revised.values_list("revision", "value")) == [(1, 84), (2, 104)]
    assert values("total", LocalDay.of_number(last.number + 2))["24"] == 15 * 35 - 2 + 20, "with what was corrected"

    assert main(["figures", "public", "--from", "2021-05-31", "--to", "2021-05-31", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == published
    assert list(rows[0]) == ["output", "unit", "day", "measure", "value", "revision", "published_at"]
    assert purge_releases(by=By.system("retention"), now=house_clock + timedelta(days=900))
    assert not PublishedFigure.objects.exists()


def test_a_day_that_was_not_counted_is_not_a_day_without_cases(
    units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime
) -> None:
    staff("chair", "24")
    today = LocalDay.of_date(TODAY)
    for back in (6, 5, 3, 2):
        count(units, house_clock, LocalDay.of_number(today.number - back), {VIET_YEN[0]: 40})
    publish_waiting(house_clock)
    newest = PublishedFigure.objects.order_by("-day")[0].day
    assert newest == LocalDay.of_number(today.number - 5), "what comes after a gap waits for it"


def test_days_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["--from", "gestern"], ["--from", "2021-05-02", "--to", "2021-05-01"]):
        try:
            status = main(["figures", "public", "--json", *wrong])
        except SystemExit as left:
            status = int(str(left.code))
        assert status == 2
        assert capsys.readouterr().err
