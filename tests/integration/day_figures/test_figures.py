"""Figures by day and commune: counted once, kept, and any past moment shows what was seen then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.conftest import TODAY
from tests.integration.two_communes import HERE, PATHS, THERE, outbreak

from truyvet.access.models import Staff
from truyvet.audit.values import By, Scope
from truyvet.cases.models import Case
from truyvet.core import registry
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.actions.retention import purge_counted_days, purge_figures
from truyvet.day_figures.jobs.recount import recount
from truyvet.day_figures.models import CountedDay, UnitFigure
from truyvet.day_figures.queries.figures import counted_at, figures, sums_by_day, sums_by_unit
from truyvet.followup.jobs.take_over import take_over

pytestmark = pytest.mark.django_db
PROVINCE, COMMUNE = Scope("chair", ("24/",), TODAY), Scope("commune_officer", (PATHS[HERE],), TODAY)


def test_figures_are_what_rooms_count(
    units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime, django_assert_max_num_queries: Any
) -> None:
    made = outbreak(units, staff, house_clock)
    here, there = made.settle(HERE, "Mận", "1"), made.settle(THERE, "Đào", "2")
    made.meet(here, [here.ids["patient"], here.ids["neighbour"]])
    made.speak(here)
    for side in (here, there):
        made.fall_ill(side)
    made.trace(here)
    take_over(house_clock)
    today = LocalDay.of(house_clock)
    week = LocalDay.of_number(today.number - 6)

    assert sums_by_day(PROVINCE, ["cases.confirmed"], today, today) == {("cases.confirmed", today): None}, "not counted is not zero"
    assert counted_at(PROVINCE, ["cases.confirmed"]) is None
    assert recount(house_clock, is_whole=True)
    assert recount(house_clock, is_whole=True) == 0, "counted again, nothing changes"
    names = [measure.name for measure in registry.measures()]
    with django_assert_max_num_queries(2):
        sums = sums_by_day(PROVINCE, names, week, today)
    assert sums["cases.confirmed", today] == 2
    assert sums["cases.confirmed", week] == 0
    assert sums["isolation.quarantine_home", week] is None, "what stood a week ago was not counted then"
    assert (sums["cases.open", today], sums["followup.found", today], sums["declarations.declared", today]) == (2, 1, 1)
    assert sums["venues.visits", LocalDay.of_number(today.number - 2)] == 2
    assert sums_by_unit(PROVINCE, ["cases.confirmed"], week, today) == {("cases.confirmed", units[each]): 1 for each in (HERE, THERE)}
    assert sums_by_unit(PROVINCE, ["cases.confirmed"], week, today, path="24/218/") == {("cases.confirmed", units[THERE]): 1}
    assert sums_by_unit(COMMUNE, ["cases.confirmed"], week, today) == {("cases.confirmed", units[HERE]): 1}, "scoped by place"

    Case.objects.filter(code=there.case).update(state="discarded")
    later = house_clock + timedelta(hours=1)
    recount(later, is_whole=False)
    assert sums_by_day(PROVINCE, ["cases.confirmed"], today, today) == {("cases.confirmed", today): 1}
    assert sums_by_day(PROVINCE, ["cases.confirmed"], today, today, seen_at=house_clock) == {("cases.confirmed", today): 2}, (
        "as it was seen"
    )
    assert figures(PROVINCE, ["cases.confirmed"], today, today) == {("cases.confirmed", today, units[HERE]): 1}
    assert counted_at(PROVINCE, ["cases.confirmed"]) == later

    assert purge_figures(by=By.system("retention"), now=later + timedelta(days=900))
    assert purge_counted_days(by=By.system("retention"), now=later + timedelta(days=900))
    assert not UnitFigure.objects.exists()
    assert not CountedDay.objects.exists()
