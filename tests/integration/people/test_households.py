"""Who lives with whom, as rows for a trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from truyvet.audit.values import By, Scope
from truyvet.people import actions, queries
from truyvet.people.models import Household, HouseholdMember
from truyvet.people.values import PersonNotFound, RegisteredPerson

pytestmark = pytest.mark.db


def test_move_in_stay_move_out(register: Callable[..., RegisteredPerson], by: By, now: datetime, province: Scope) -> None:
    a, b = register("A"), register("B")
    act = {"by": by, "now": now, "scope": province}
    earlier = now - timedelta(days=3)
    code = actions.set_household(**act, person_code=a.code, since=earlier)
    assert actions.set_household(**act, person_code=b.code, household_code=code) == code
    assert actions.set_household(**act, person_code=b.code, household_code=code) == code
    household = Household.objects.get().id
    rows = [row[:4] for row in queries.household_rows(province)]
    assert rows == [
        (a.person_id, household, int(earlier.timestamp()), -1),
        (b.person_id, household, int(now.timestamp()), -1),
    ]
    mark = max(row[4] for row in queries.household_rows(province))
    later = now + timedelta(hours=1)
    assert actions.leave_household(**act, person_code=a.code, until=later)
    assert not actions.leave_household(**act, person_code=a.code)
    changed = {row[0]: row[3] for row in queries.household_rows(province, mark)}
    assert changed[a.person_id] == int(later.timestamp())


def test_moving_ends_the_old_membership(register: Callable[..., RegisteredPerson], by: By, now: datetime, province: Scope) -> None:
    a = register("A")
    act = {"by": by, "now": now, "scope": province, "person_code": a.code}
    first = actions.set_household(**act)
    second = actions.set_household(**act, since=now + timedelta(days=1))
    assert first != second
    ended, current = HouseholdMember.objects.order_by("id")
    assert ended.valid_until == current.valid_from == now + timedelta(days=1)
    with pytest.raises(ValueError, match="before it began"):
        actions.leave_household(**act, until=now)


def test_a_household_elsewhere_is_as_absent(register: Callable[..., RegisteredPerson], by: By, now: datetime, province: Scope) -> None:
    a, b = register("A"), register("B", commune=None)
    system = Scope.system("test", now.date())
    commune = Scope(role="commune_officer", paths=("24/222/07783/",), on=now.date())
    there = actions.set_household(by=by, now=now, scope=system, person_code=b.code)
    for code in (there, "0000000000"):
        with pytest.raises(PersonNotFound):
            actions.set_household(by=by, now=now, scope=commune, person_code=a.code, household_code=code)
