"""After a wrong case: one press writes to those whom a message may tell, the others stay listed until somebody has called them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from tests.integration.followup.test_list_counts import followed
from tests.integration.two_communes import HERE, PROVINCE, outbreak

from truyvet.access.models import Staff
from truyvet.audit.values import By
from truyvet.cases.actions import discard_case
from truyvet.cases.models import Case
from truyvet.cases.queries import case_file
from truyvet.followup import actions
from truyvet.followup.actions.summaries import refresh
from truyvet.followup.jobs.corrections import write_corrections
from truyvet.followup.models import Attempt, FollowUp, FollowUpSource
from truyvet.followup.queries.case_consequences import case_consequences, untold_by_case
from truyvet.followup.queue import read_corrections
from truyvet.followup.rules.records import FollowUpRefused, SourceKind
from truyvet.messaging.models import Message
from truyvet.people.actions import register_person
from truyvet.people.models import Person
from truyvet.people.values import NewPerson

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
BY = By.system("test")


@pytest.fixture
def wrong(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> tuple[str, list[str]]:
    """A discarded case and its persons: written to; written to and followed for another case; spoken with; written to by a number that
    is not theirs alone any more; nobody tried."""
    made = outbreak(units, staff, now)
    right, fallen = made.settle(HERE, "Mận", "1"), made.settle(HERE, "Ổi", "2")
    for side in (right, fallen):
        made.fall_ill(side)
    cases = dict(Case.objects.values_list("code", "pk"))
    rows = followed(units, 5)
    for at, row in enumerate(rows[:2]):
        told = NewPerson("Lê Ví Dụ", 1980, "f", units[HERE], phones=(f"091200010{at}",))
        row.person = Person.objects.get(code=register_person(by=BY, now=now, person=told).code)
        row.save()
    sources = [(row, fallen) for row in rows] + [(rows[1], right)]
    FollowUpSource.objects.bulk_create(
        FollowUpSource(
            follow_up=row, kind=SourceKind.CONTACT.value, case_id=cases[side.case], reference="TV-1", generation=1, found_at=now,
            last_exposure=row.last_exposure,
        )
        for row, side in sources
    )  # fmt: skip
    tries = (
        (0, "machine", "message", "sent"),
        (1, "machine", "message", "sent"),
        (2, "staff", "call", "reached"),
        (3, "machine", "message", "sent"),
    )
    Attempt.objects.bulk_create(
        Attempt(follow_up=rows[at], event_id=f"{at:032x}", body_hash=b"", at=now, by_kind=who, channel=how, outcome=what)
        for at, who, how, what in tries
    )
    with transaction.atomic():
        refresh([row.pk for row in rows], now)
    found = case_file(PROVINCE, fallen.case)
    assert found is not None
    by = By(f"staff:{made.second.pk}", "tracing_lead")
    discard_case(by=by, now=now, scope=PROVINCE, code=fallen.case, version=found.version, reason="lẫn")
    actions.take_over_cases(by=BY, now=now)
    return fallen.case, [FollowUp.objects.get(pk=row.pk).person.code for row in rows]


def test_told_by_a_message_or_a_call_each_once(wrong: tuple[str, list[str]], now: datetime) -> None:
    case, people = wrong
    sums = case_consequences(PROVINCE, case)
    assert sums is not None and (sums.told, sums.to_tell, sums.for_a_text) == (4, 4, 2)
    asked = [actions.ask_corrections(by=BY, now=now, scope=PROVINCE, case_code=case) for _ in range(2)]
    assert asked == [2, 0] and not Message.objects.exists(), "asked for twice it is asked for once"
    assert [write_corrections(now + timedelta(seconds=at)) for at in range(2)] == [2, 0]
    sent = Message.objects.get()
    assert sent.template.startswith("case_correction@") and sent.to_address == "+84912000100"
    assert untold_by_case(PROVINCE) == {case: 3}, "who goes on being followed, was spoken with, or has no number, is called"
    for person in people[1:4]:
        actions.record_correction_call(by=BY, now=now, scope=PROVINCE, case_code=case, person_code=person)
    with pytest.raises(FollowUpRefused):
        actions.record_correction_call(by=BY, now=now, scope=PROVINCE, case_code=case, person_code=people[1])
    assert untold_by_case(PROVINCE) == {}
    Case.objects.filter(code=case).update(state="confirmed")
    actions.take_over_cases(by=BY, now=now)
    again = case_consequences(PROVINCE, case)
    assert again is not None and (again.is_withdrawn, again.to_tell, again.for_a_text) == (False, 0, 0)
    assert set(FollowUpSource.objects.values_list("correction", flat=True)) == {"untold"}, "the case stands again: all begins anew"


def test_the_page_says_how_many_first_and_the_queue_until_all_are_told(
    wrong: tuple[str, list[str]], client_for: Callable[..., Client], now: datetime
) -> None:
    case, people = wrong
    tracer, reader = client_for("tracer", "24"), client_for("province_officer", "24")
    address = f"/nguoi-can-theo-doi/ca/{case}/"
    page = tracer.get(address).content.decode()
    assert "Gửi tin đính chính cho 2 người" in page and f"/bao-tin/ca/{case}/" in page and "còn báo lại cho 4 người" in page
    (item,) = read_corrections(PROVINCE, now)
    assert item.title == f"Báo lại cho 4 người: ca {case} không còn đứng vững" and item.url == address
    assert reader.post(address, {"do": "text"}).status_code == 403 and not FollowUpSource.objects.exclude(correction="untold").exists()
    assert tracer.post(address, {"do": "text"}).status_code == 302
    write_corrections(now)
    page = tracer.post(address, {"do": "called", "person": people[2]}, follow=True).content.decode()
    for words in ("còn báo lại cho 2 người", "đang được gửi cho 2 người", "đã nhắn đính chính", "không nhắn được", "đã gọi báo lại"):
        assert words in page, words
