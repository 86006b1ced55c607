"""The demo's work after tracing: everybody of the family is released with a certificate, the day of calls leaves every kind of answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from truyvet.access.models import Staff
from truyvet.audit.values import By, Scope
from truyvet.cli.demo import care
from truyvet.core.local_day import LocalDay
from truyvet.followup import actions
from truyvet.followup.models import FollowUp
from truyvet.isolation.models import Order, ReleaseCertificate
from truyvet.laboratory.models import LabResult
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson
from truyvet.teams.models import Round

pytestmark = pytest.mark.db
BY = By.system("test")


def test_a_family_is_released_and_a_day_is_called(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> None:
    def resident(number: int) -> tuple[int, str]:
        told = NewPerson(f"Nguyễn Văn A{number}", 1980, "m", units[care.COMMUNE], f"Nhà {number}", phones=(f"09120001{number:02}",))
        made = register_person(by=BY, now=now - timedelta(days=60), person=told)
        return made.person_id, made.code

    office = care.open_office(staff("commune_officer", care.COMMUNE).pk, now)
    care.look_after_family(office, [resident(number)[0] for number in range(care.FAMILY)])
    assert list(FollowUp.objects.values_list("close_reason", flat=True)) == ["released"] * care.FAMILY
    assert (ReleaseCertificate.objects.count(), LabResult.objects.count()) == (care.FAMILY, 2 * care.FAMILY)
    yesterday, system = now - timedelta(hours=22), Scope.system("test", LocalDay.of(now))
    for number in range(20, 20 + len(care.ANSWERS)):
        actions.follow_by_hand(
            by=BY, now=yesterday, scope=system, person_code=resident(number)[1], last_exposure=LocalDay.of(yesterday), reason="cùng xưởng"
        )
    care.call_contacts(office, yesterday)
    called = FollowUp.objects.filter(closed_at__isnull=True)
    assert (called.filter(reached_at=None, attempts__gt=0).count(), called.filter(is_unwell=True).count()) == (3, 1)
    assert (called.filter(open_needs=2).count(), Order.objects.filter(ended_at__isnull=True).count()) == (1, 2)
    care.send_team(office, now, staff("community_team", care.COMMUNE).pk)
    assert Round.objects.get().stops.count() == 3, "the team goes to those whom nobody reached"
