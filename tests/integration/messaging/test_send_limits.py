"""What the limits hold back: on every channel, from every campaign, counted; and what no limit may hold back."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.integration.messaging.conftest import PHONE, REMINDER, give_consent

from truyvet.audit.values import By
from truyvet.messaging import actions
from truyvet.messaging.actions import CodeUndeliverable, QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways.sandbox.client import SandboxGateway, SandboxSettings
from truyvet.messaging.models import Message, OptOut, OptOutSource, SandboxMessage
from truyvet.messaging.outbox_lease import lease_due
from truyvet.messaging.rules.simulator_numbers import DELIVERED
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.models import Phone
from truyvet.people.values import RegisteredPerson
from truyvet.web import clock

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("sandbox")]
Write = Callable[..., QueuedMessage]
BY = By.system("test")


class Answering(SandboxGateway):
    """A sandbox to which readers have answered."""

    def answers(self) -> list[tuple[str, str]]:
        return [(PHONE, "Từ chối"), ("+84987654321", "tôi khỏe")]


def _reasons() -> dict[str, int]:
    return dict(Counter(Message.objects.filter(state="withdrawn").values_list("why", flat=True)))


def test_a_stop_by_answer_stops_what_waits_and_what_comes_but_no_code(
    write: Write, citizen: RegisteredPerson, reminder: None, now: datetime
) -> None:
    give_consent(now, citizen, give=True)
    write(**REMINDER)
    send_due(now - timedelta(minutes=1), gateway=Answering())
    assert OptOut.objects.get().source == "answer"
    write(**REMINDER)
    assert _reasons() == {"opted_out": 2}
    assert not Message.objects.exclude(sealed_params="").exists()
    actions.resume_messages(by=BY, now=now, number=PHONE)
    write(**REMINDER)
    assert send_due(now).sent == 1


def test_the_day_is_full_over_all_campaigns_and_begins_anew(write: Write, citizen: RegisteredPerson, reminder: None, now: datetime) -> None:
    give_consent(now, citizen, give=True)
    for _ in range(3):
        write(**REMINDER)
    assert send_due(now).sent == 2
    assert _reasons() == {"day_full": 1}
    write(**REMINDER, at=now + timedelta(days=1))
    assert send_due(now + timedelta(days=1)).sent == 1
    # Written at night, a reminder counts for the morning on which it goes.
    night = now + timedelta(days=1, hours=15)
    for _ in range(3):
        write(**REMINDER, at=night)
    assert _reasons() == {"day_full": 2}


def test_a_second_try_keeps_the_quiet_hours(write: Write, citizen: RegisteredPerson, reminder: None, now: datetime) -> None:
    give_consent(now, citizen, give=True)
    late = now.replace(hour=14, minute=59, second=50)
    write(**REMINDER, at=late)
    assert send_due(late, gateway=SandboxGateway(SandboxSettings(down=True))).failed == 1
    assert send_due(late + timedelta(minutes=1)).given_back == 1
    assert Message.objects.get().not_before == now.replace(hour=0) + timedelta(days=1)


def test_a_warning_behind_campaign_rows_is_in_the_next_choice(write: Write, citizen: RegisteredPerson, now: datetime) -> None:
    campaign = [
        Message(
            event_id=uuid.uuid4(), to_kind="phone", to_address="", template="x@1", language="vi", state="queued", priority=2,
            not_before=now, created_at=now, delete_on=now.date(),
        )
        for _ in range(300)
    ]  # fmt: skip
    Message.objects.bulk_create(campaign)
    lease = timedelta(minutes=2)
    assert len(lease_due(now, 100, lease_id=uuid.uuid4(), lease=lease)) == 100, "a campaign's round is under way and hangs"
    warning = write(template="contact_notice", params=REMINDER["params"])
    chosen = lease_due(now, 100, lease_id=uuid.uuid4(), lease=lease, pressing=True)
    assert [each.message_id for each in chosen] == [warning.message_id]


def test_on_trial_only_own_staff_and_simulator_numbers_get_anything(write: Write, now: datetime, settings: Any) -> None:
    settings.TRUYVET_TRIAL_NUMBERS = frozenset({PHONE})
    write()
    write(to="+84987654321")
    write(to=DELIVERED)
    assert _reasons() == {"trial_stranger": 1}
    assert send_due(now).sent == 2
    more = {"by": BY, "now": now, "real": now, "template": "signin_code", "language": "vi"}
    with pytest.raises(CodeUndeliverable):
        actions.send_one_time_code(event_id=uuid.uuid4(), phone="0987 654 321", **more)


def test_own_page_and_staff_page(
    citizen: RegisteredPerson, client_for: Callable[..., Client], house_clock: datetime, units: dict[str, int]
) -> None:
    Phone.objects.update(verified_at=house_clock)
    own = Client()
    session = own.session
    session[SESSION_KEY], session[SESSION_AT] = citizen.person_id, int(clock.real_now().timestamp())
    session.save()
    page = own.get("/toi/tin-nhan/").content.decode()
    assert "luật phòng, chống bệnh truyền nhiễm" in page and PHONE not in page
    assert "Đã dừng" in own.post("/toi/tin-nhan/", {"do": "stop"}, follow=True).content.decode()
    assert "Đã dừng" not in own.post("/toi/tin-nhan/", {"do": "resume"}, follow=True).content.decode()
    officer = client_for("commune_officer", "07783")
    assert officer.post("/tin-nhan/khong-nhan/", {"phone": "12"}).status_code == 422
    assert officer.post("/tin-nhan/khong-nhan/", {"phone": "0912 345 678"}).status_code == 302
    assert OptOut.objects.get(resumed_at=None).source == OptOutSource.STAFF


def test_anybody_asks_whether_a_message_is_ours_and_learns_nothing_of_who_got_it(write: Write, house_clock: datetime) -> None:
    write(template="contact_notice", params=REMINDER["params"])
    send_due(house_clock)
    text = SandboxMessage.objects.get().text
    client = Client()
    page = client.post("/hoi-tin-nhan/", {"text": text}).content.decode()
    assert "Đúng lời tin của chúng tôi" in page and "đã gửi ngày 31/05/2021" in page and PHONE[3:] not in page
    code = Message.objects.get().check_code
    assert code in text and "Mã tin đúng" in client.post("/hoi-tin-nhan/", {"text": code}).content.decode()
    assert "không nhận ra" in client.post("/hoi-tin-nhan/", {"text": "ABCD123"}).content.decode()
    assert client.post("/hoi-tin-nhan/", {"text": ""}).status_code == 422
    statuses = {client.post("/hoi-tin-nhan/", {"text": "ABCD123"}).status_code for _ in range(10)}
    assert 429 in statuses
