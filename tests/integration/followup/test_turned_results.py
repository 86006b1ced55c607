"""Who was released and turns out positive in a sample from before loses the certificate and is followed again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.integration.laboratory.conftest import commune, first, person, province, said, second, taken

from truyvet.audit.values import By, Scope
from truyvet.cases.models import Case
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions import follow_by_hand
from truyvet.followup.jobs.turned_results import take_over_results
from truyvet.followup.models import FollowUp
from truyvet.isolation import queries as isolation
from truyvet.isolation.actions import NewOrder, OrderPlace, StepKey, issue_order, release_person
from truyvet.isolation.rules import IsolationKind, IsolationPlace
from truyvet.isolation.rules.release import ReleaseFacts
from truyvet.laboratory import queries
from truyvet.laboratory.actions import correct_result, enter_result
from truyvet.laboratory.models import LabResult, Sample
from truyvet.laboratory.rules.results import LabOutcome, LabResultEntry
from truyvet.people.actions import merge
from truyvet.people.models import Person

__all__ = ["commune", "first", "person", "province", "said", "second", "taken"]

pytestmark = pytest.mark.db
Said = Callable[..., LabResultEntry]


def test_a_negative_that_was_none(
    taken: Callable[..., list[str]], said: Said, first: By, province: Scope, units: dict[str, int], now: datetime
) -> None:
    (code,) = taken()
    who = Sample.objects.get(code=code).order.person
    enter_result(by=first, now=now, scope=province, entry=said(code, "negative"))
    today, place = LocalDay.of(now), OrderPlace(IsolationPlace.HOME, "Thôn Ví Dụ")
    order = NewOrder(
        uuid.uuid4(), IsolationKind.QUARANTINE, who.pk, "12/QĐ-UBND", "879/QĐ-BYT", units["07783"], place, today, today, "2020-03-12"
    )
    number = issue_order(by=first, now=now, scope=province, entry=order)
    follow_by_hand(by=first, now=now, scope=province, person_code=who.code, last_exposure=today, reason="đám cưới")
    later = now + timedelta(days=1)
    free = ReleaseFacts(1, has_positive_test=False, has_symptoms=False, is_missing=False)
    release_person(by=first, now=later, scope=province, key=StepKey(number, 1, uuid.uuid4()), facts=free)
    FollowUp.objects.update(closed_at=later, close_reason="released", delete_on=later.date() + timedelta(days=731))
    assert take_over_results(later) == 0 and isolation.certificate_code(province, number)
    at = later + timedelta(hours=2)
    wrong = LabResult.objects.get().pk
    told = {"result_id": wrong, "event_id": uuid.uuid4(), "outcome": LabOutcome.POSITIVE, "reason": "đọc nhầm đĩa"}
    correct_result(by=first, now=at, scope=province, **told)  # type: ignore[arg-type]
    assert take_over_results(at) == 1
    assert isolation.certificate_code(province, number) == ""
    assert [row.step.value for row in isolation.order_history(province, number)][-1] == "certificate_revoked"
    again = FollowUp.objects.get(closed_at__isnull=True)
    assert (again.person_id, again.is_call_first) == (who.pk, True)
    assert take_over_results(at) == 0 and FollowUp.objects.count() == 2, "read again, nothing happens again"


def test_results_of_merged_entries_are_those_of_one_person(
    taken: Callable[..., list[str]], said: Said, person: Callable[..., int], first: By, province: Scope, now: datetime
) -> None:
    (code,) = taken()
    entry, stands = Sample.objects.get(code=code).order.person, Person.objects.get(pk=person())
    merge(by=first, now=now, scope=province, person_code=entry.code, into_code=stands.code, reason="một người")
    enter_result(by=first, now=now, scope=province, entry=said(code, "positive"))
    assert Case.objects.get().person_id == stands.pk, "the case stands with the entry that stands"
    found = queries.results_of(province, [stands.pk, entry.pk])
    assert [row.sample for row in found[stands.pk]] == [code] == [row.sample for row in found[entry.pk]]
    assert queries.has_test_orders(province, stands.pk)
