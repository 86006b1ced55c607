"""From a declaration to a follow-up: who is sent home or to a test is asked every day, until that is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.declarations.conftest import ILL

from truyvet.access.models import Staff
from truyvet.audit.values import By, Scope
from truyvet.declarations.actions import DeclarationResult, close_watch
from truyvet.followup import queries
from truyvet.followup.jobs.take_over import take_over
from truyvet.followup.models import Attempt, FollowUp, FollowUpSource
from truyvet.followup.queries.first_checks import first_check_times
from truyvet.followup.rules.due_step import StepKind
from truyvet.followup.rules.records import CloseReason, SourceKind
from truyvet.people.models import Person

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
BY = By(actor="staff:1", role="commune_officer")


@pytest.fixture
def officer(staff: Callable[..., Staff]) -> Scope:
    from tests.conftest import TODAY

    return Scope("commune_officer", ("24/222/07807/",), TODAY, staff=staff("commune_officer", "07807").pk)


def test_who_is_sent_home_is_followed_and_a_later_word_ends_it(
    declared: Callable[..., DeclarationResult],
    officer: Scope,
    now: datetime,
) -> None:
    code = declared(**ILL).code
    assert take_over(now) == 0, "the call comes first"
    close_watch(by=BY, now=now, scope=officer, code=code, version=1, outcome="watch_home", note="sốt nhẹ, ở nhà")
    assert [take_over(now) for _ in range(2)] == [1, 0]
    source = FollowUpSource.objects.get()
    person = Person.objects.get(pk=source.follow_up.person_id).code
    record = queries.follow_up_record(officer, person, now)
    assert record is not None
    assert [(each.kind, each.run) for each in record.sources] == [(SourceKind.DECLARATION, code)]
    assert (record.row.step, record.row.attempts, record.row.day) == (StepKind.DAILY_CHECK, 1, 0), "the call that was made reached them"
    later = now + timedelta(hours=5)
    close_watch(by=BY, now=later, scope=officer, code=code, version=2, outcome="sent_to_test", note="đi lấy mẫu")
    assert take_over(later) == 0, "another word for the same"
    close_watch(by=BY, now=later, scope=officer, code=code, version=3, outcome="mistake", note="khai nhầm")
    assert take_over(later) == 1
    record = queries.follow_up_record(officer, person, later)
    assert record is not None and record.close_reason is CloseReason.DECLARATION_OVER
    assert FollowUp.objects.count() == Attempt.objects.count() == 1


def test_who_only_declared_is_not_told_of_a_contact(
    declared: Callable[..., DeclarationResult], officer: Scope, client_for: Callable[..., Client], now: datetime
) -> None:
    code = declared(**ILL).code
    close_watch(by=BY, now=now, scope=officer, code=code, version=1, outcome="watch_home", note="sốt nhẹ, ở nhà")
    take_over(now)
    FollowUp.objects.update(due_at=now - timedelta(hours=1), first_check_at=now, has_phone=True)
    client = client_for("commune_officer", "07807")
    client.post("/nguoi-can-theo-doi/goi/ca-truc/", {"purpose": "Gọi ca sáng"})
    page = client.get("/nguoi-can-theo-doi/goi/").content.decode()
    assert "đã khai báo y tế ngày 31/05/2021" in page
    assert "tiếp xúc gần với người mắc bệnh" not in page
    assert first_check_times(officer, now).persons == 0, "no exposure is known of whom it could be counted"


def test_who_is_well_or_a_mistake_is_not_followed(
    declared: Callable[..., DeclarationResult],
    officer: Scope,
    now: datetime,
) -> None:
    close_watch(by=BY, now=now, scope=officer, code=declared(**ILL).code, version=1, outcome="well", note="khỏe")
    assert take_over(now) == 0
    assert not FollowUp.objects.exists()
