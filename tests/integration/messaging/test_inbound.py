"""What people write to us: understood and written down where it is clear, read by a person where it is not, lost never."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.integration.two_communes import HERE, PATHS, THERE

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions import close_follow_up, follow_by_hand, record_check
from truyvet.followup.actions.checks import HealthAnswer
from truyvet.followup.jobs.daily_links import send_daily_links
from truyvet.followup.jobs.message_answers import read_message_answers
from truyvet.followup.models import DailyCheck, FollowUp
from truyvet.followup.rules.records import CheckChannel, CloseReason
from truyvet.messaging import queue
from truyvet.messaging.actions import take_inbound
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.inbound import record_inbound, settle_unused
from truyvet.messaging.models import InboundMessage, Message, OptOut
from truyvet.messaging.rules.inbound_state import InboundRefused
from truyvet.people.actions import register_person, set_household
from truyvet.people.values import NewPerson

pytestmark = pytest.mark.db
BY = By.system("test")
ONE, THREE = "+84912000001", "+84912000003"


def says(text: str, at: datetime, number: str = ONE, event: uuid.UUID | None = None) -> bool:
    return record_inbound(event_id=event or uuid.uuid4(), route="test", number=number, text=text, at=at, by=BY)


def standing(number: str = ONE) -> list[tuple[str, str]]:
    return list(InboundMessage.objects.filter(number=number).order_by("pk").values_list("meaning", "state"))


@pytest.fixture
def scope(now: datetime, settings: Any) -> Scope:
    settings.TRUYVET_ADDRESS, settings.TRUYVET_DEMO = "https://truyvet.example.vn", True
    return Scope.system("test", LocalDay.of(now))


@pytest.fixture
def asked(units: dict[str, int], scope: Scope, now: datetime, sandbox: None) -> datetime:
    """09:00 of the day after a couple and a neighbour were reached: each household has been asked by a text."""
    home = None
    for event, (name, phone) in enumerate([("Lê Thị Một", "0912000001"), ("Lê Văn Hai", "0912000002"), ("Trần Ba", "0912000003")]):
        told = NewPerson(name, 1980, "f", units[HERE], "Thôn Ví Dụ", phones=(phone,))
        code = register_person(by=BY, now=now, person=told).code
        if event < 2:
            home = set_household(by=BY, now=now, scope=scope, person_code=code, household_code=home)
        follow_by_hand(by=BY, now=now, scope=scope, person_code=code, last_exposure=LocalDay.of(now), reason="đám cưới")
        record_check(
            by=BY, now=now, scope=scope, event_id=uuid.UUID(int=event + 1), person_code=code, channel=CheckChannel.CALL,
            answer=HealthAnswer(),
        )  # fmt: skip
    morning = now + timedelta(days=1)
    send_daily_links(morning)
    assert send_due(morning).sent == 2
    return morning + timedelta(hours=1)


def test_an_answer_fills_the_check_of_the_household_that_was_asked(asked: datetime) -> None:
    assert says("Cả nhà khỏe", asked) and standing() == [("well", "understood")]
    assert not says("Cả  nhà khỏe ", asked + timedelta(minutes=1)), "a message centre that brings it again"
    assert (read_message_answers(asked), read_message_answers(asked)) == (1, 0) and standing() == [("well", "used")]
    checks = DailyCheck.objects.filter(channel="message").order_by("pk")
    assert [(each.is_well, each.answered_by_id is None, each.at) for each in checks] == [(True, True, asked), (True, False, asked)]
    assert says("ho sốt", asked + timedelta(hours=1)) and read_message_answers(asked + timedelta(hours=1)) == 1
    ill = DailyCheck.objects.filter(is_well=False).get()
    assert (ill.answers, ill.follow_up.person.code) == ("unnamed", checks[0].follow_up.person.code), "nobody else is called ill by it"
    assert FollowUp.objects.filter(is_unwell=True).count() == 1


def test_what_is_not_sure_goes_to_a_person_with_a_clock(asked: datetime, scope: Scope) -> None:
    says("nhà tôi không sốt, chỉ hơi mệt", asked)
    says("1", asked, "+84912999999")
    says("2", asked + timedelta(days=3))
    assert standing() == [("unclear", "new"), ("ill", "new")] and standing("+84912999999") == [("well", "new")], "no question was open"
    assert read_message_answers(asked) == 0 and not DailyCheck.objects.filter(channel="message").exists()
    assert says("khỏe", asked, THREE)
    follow_up = FollowUp.objects.order_by("pk")[2]
    close_follow_up(by=BY, now=asked, scope=scope, person_code=follow_up.person.code, reason=CloseReason.LEFT_PROVINCE)
    assert read_message_answers(asked) == 0 and standing(THREE) == [("well", "new")], "nobody is followed any more"
    assert says("vẫn khỏe", asked) and settle_unused(asked + timedelta(minutes=10)) == 1, "no room took it in time"
    assert [each.due_at - each.received_at for each in InboundMessage.objects.filter(number=ONE).order_by("pk")] == [
        timedelta(hours=1), timedelta(hours=1), timedelta(hours=4),
    ]  # fmt: skip
    commune, district = Scope("commune_officer", (PATHS[HERE],), scope.on), Scope("district_officer", ("24/222/",), scope.on)
    assert queue.read(commune, asked)[0].count == 4 and not queue.read(district, asked + timedelta(minutes=539))
    late = queue.read(district, asked + timedelta(hours=12))
    assert (late[0].severity, late[0].count) == ("late", 3), "what a commune leaves for too long its district sees"
    assert queue.read(Scope("tracer", ("24/",), scope.on), asked)[0].count == 1, "a number that nobody has is the province's"


def test_two_questions_at_one_number_are_answered_by_nobody(asked: datetime) -> None:
    second = Message.objects.get(to_address=THREE)
    second.to_address = ONE
    second.save()
    says("1", asked)
    assert standing() == [("well", "new")] and read_message_answers(asked) == 0


def test_a_wish_to_stop_is_obeyed_and_waits_for_nobody(asked: datetime) -> None:
    says("TC", asked)
    assert standing() == [("stop", "stopped")] and OptOut.objects.get().source == "answer"


def test_the_inbox_from_a_text_to_its_end(asked: datetime, client_for: Callable[..., Any], house_clock: datetime) -> None:
    text = "bố tôi không thở được mấy"
    says(text, asked)
    row = InboundMessage.objects.get()
    here, there = client_for("commune_officer", HERE), client_for("commune_officer", THERE)
    page = f"/tin-nhan/tra-loi/{row.event_id}/"
    listed = here.get("/tin-nhan/tra-loi/").content.decode()
    assert page in listed and text not in listed and "000 001" not in listed
    assert (there.get(page).status_code, there.post(page, {"do": "nhan"}).status_code) == (404, 404)
    assert page not in there.get("/tin-nhan/tra-loi/").content.decode()
    shown = here.get(page).content.decode()
    assert text in shown and "••• 001" in shown and "0912000001" not in shown and "Hỏi sức khỏe" in shown
    assert AuditRow.objects.filter(action="messaging.read_inbound").count() == 1
    own = here.post(page, {"do": "nhan"}, follow=True).content.decode()
    assert "Bạn đang lo tin này" in own and "tel:+84912000001" in own, "who has taken it can call"
    for _ in range(2):
        here.post(page, {"do": "gui", "loi": "answer_call_back"})
    assert Message.objects.filter(to_address=ONE, template="answer_call_back@1").count() == 1
    assert "Không có lời" in here.post(page, {"do": "gui", "loi": "gõ tay"}, follow=True).content.decode()
    assert "kết thúc thế nào" in here.post(page, {"do": "xong"}, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.state, row.due_at) == ("answered", asked + timedelta(hours=4)), "a reply ends nothing and moves no clock"
    here.post(page, {"do": "xong", "tu": "reached"})
    row.refresh_from_db()
    assert (row.state, row.close_word, row.closed_by_id) == ("closed", "reached", here.staff.pk)
    with pytest.raises(InboundRefused, match="state"):
        take_inbound(by=BY, now=asked, scope=Scope("tracer", ("24/",), LocalDay.of(asked)), event_id=row.event_id)
    assert page in here.get("/tin-nhan/tra-loi/?xem=xong").content.decode()


def test_messages_of_a_number_are_found_by_an_index(db: None) -> None:
    if connection.vendor == "sqlite":
        for rows, index in (
            (Message.objects.filter(to_address__in=[ONE]), "messaging_of_address"),
            (InboundMessage.objects.filter(number__in=[ONE]), "messaging_inbound_number"),
        ):
            assert index in rows.explain()
