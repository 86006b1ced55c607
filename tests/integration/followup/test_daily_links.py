"""Each morning a household that owes an answer is sent one link; nobody is sent two, and a machine's message is nobody's call."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.integration.two_communes import HERE

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions import follow_by_hand, record_check
from truyvet.followup.actions.checks import HealthAnswer
from truyvet.followup.jobs.daily_links import send_daily_links
from truyvet.followup.models import Attempt, CheckLink, FollowUp
from truyvet.followup.rules.records import CheckChannel
from truyvet.messaging.models import Message
from truyvet.people.actions import merge, register_person, set_household
from truyvet.people.values import NewPerson

pytestmark = pytest.mark.db
BY = By.system("test")


@pytest.fixture
def scope(now: datetime, settings: Any) -> Scope:
    settings.TRUYVET_ADDRESS, settings.TRUYVET_DEMO = "https://truyvet.example.vn", True
    return Scope.system("test", LocalDay.of(now))


@pytest.fixture
def morning(units: dict[str, int], scope: Scope, now: datetime) -> datetime:
    """08:00 of the day after a couple, a neighbour and somebody without a telephone were reached."""
    home = None
    for event, (name, phone, is_home) in enumerate(
        [("Lê Thị Một", "0912000001", True), ("Lê Văn Hai", "0912000002", True), ("Trần Ba", "0912000003", False), ("Phạm Tư", "", False)]
    ):
        told = NewPerson(name, 1980, "f", units[HERE], "Thôn Ví Dụ", phones=(phone,) if phone else ())
        code = register_person(by=BY, now=now, person=told).code
        if is_home:
            home = set_household(by=BY, now=now, scope=scope, person_code=code, household_code=home)
        follow_by_hand(by=BY, now=now, scope=scope, person_code=code, last_exposure=LocalDay.of(now), reason="đám cưới")
        answer(scope, code, now, event)
    return now + timedelta(days=1)


def answer(scope: Scope, code: str, at: datetime, event: int) -> None:
    record_check(
        by=BY, now=at, scope=scope, event_id=uuid.UUID(int=event + 1), person_code=code, channel=CheckChannel.CALL, answer=HealthAnswer()
    )


def test_one_link_for_a_household_and_day(morning: datetime, scope: Scope) -> None:
    assert send_daily_links(morning - timedelta(minutes=1)) == 0, "before the hour of the rule"
    assert send_daily_links(morning) == 3
    texts = Message.objects.filter(template__startswith="daily_check")
    assert (texts.count(), CheckLink.objects.count()) == (2, 2), "one for the couple, one for the neighbour"
    assert send_daily_links(morning + timedelta(hours=1)) == 0
    row = FollowUp.objects.order_by("pk")[2]
    sent = Attempt.objects.get(follow_up=row)
    assert (sent.by_kind, sent.channel, sent.outcome, sent.staff) == ("machine", "message", "sent", None)
    assert (row.attempts, row.machine_attempts, row.unanswered, row.step) == (0, 1, 0, "daily_check"), "a machine reaches nobody"
    answer(scope, row.person.code, morning + timedelta(hours=2), 9)
    assert [each.state for each in texts.filter(why="answered")] == ["withdrawn"], "who has answered needs no text that still waits"
    assert send_daily_links(morning + timedelta(days=1)) == 3 and texts.count() == 4


def test_nothing_is_written_that_could_not_be_read(morning: datetime, settings: Any) -> None:
    settings.TRUYVET_ADDRESS = ""
    assert send_daily_links(morning) == 0, "the house has no name to write into a text"
    settings.TRUYVET_ADDRESS, settings.TRUYVET_DEMO = "https://truyvet.example.vn", False
    assert send_daily_links(morning) == 0, "no gateway"
    assert not Message.objects.exists() and not FollowUp.objects.filter(link_day__isnull=False).exists()


def test_two_entries_of_one_person_stop_nobody(morning: datetime, scope: Scope) -> None:
    first, second = FollowUp.objects.order_by("pk").select_related("person")[1:3]
    merge(
        by=BY, now=morning, scope=Scope("tracing_lead", ("24/",), LocalDay.of(morning)), reason="cùng số giấy tờ",
        person_code=second.person.code, into_code=first.person.code,
    )  # fmt: skip
    assert send_daily_links(morning) == 2 and Message.objects.filter(template__startswith="daily_check").count() == 1
