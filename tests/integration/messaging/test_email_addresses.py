"""A citizen's own address for e-mail: nothing goes there before it is confirmed, and it is a turn between the browser and the text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from tests.integration.messaging.conftest import PHONE, give_consent
from tests.integration.messaging.test_push_gateway import NOTICE

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions import QueuedMessage, confirm_email, enqueue_push_first, give_email, withdraw_answered
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import GatewayRefused, OutboundMessage, Taken
from truyvet.messaging.gateways.email.client import EmailGateway
from truyvet.messaging.models import EmailAddress, Message, SandboxMessage
from truyvet.messaging.queries.email_addresses import email_addresses
from truyvet.messaging.rules.email_code import EmailRefused
from truyvet.people.actions import erase_self
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.queries import export_person
from truyvet.people.values import RegisteredPerson
from truyvet.web import clock

pytestmark = pytest.mark.db
BY = By.system("test")
PAGE, MAIL = "/toi/thu-dien-tu/", "lan@vi-du.example"


def own(citizen: RegisteredPerson, now: datetime) -> dict[int, str]:
    return email_addresses(Scope.system("test", LocalDay.of(now)), [citizen.person_id])


def sent_code() -> str:
    return "".join(each for each in SandboxMessage.objects.latest("pk").text if each.isdecimal())


@pytest.fixture
def confirmed(citizen: RegisteredPerson, now: datetime, demo: None) -> str:
    with_code = {"by": BY, "now": now, "person_id": citizen.person_id}
    give_email(**with_code, event_id=uuid4(), address=MAIL, entropy=bytes)
    confirm_email(**with_code, code="0000 0000")
    return MAIL


def test_from_the_page_to_the_address_and_back(client: Client, citizen: RegisteredPerson, house_clock: datetime, demo: None) -> None:
    session = client.session
    session[SESSION_KEY], session[SESSION_AT] = citizen.person_id, int(clock.real_now().timestamp())
    session.save()

    def post(**told: str) -> str:
        return client.post(PAGE, told, follow=True).content.decode()

    assert "không phải một địa chỉ" in post(do="give", address="lan@") and not EmailAddress.objects.exists()
    assert "Đã gửi mã" in post(do="give", address=f" {MAIL} ", event_id=str(uuid4())) and own(citizen, house_clock) == {}
    row = Message.objects.get()
    assert (row.to_kind, row.to_address, row.template) == ("email", MAIL, "email_code@1")
    assert "Mã chưa đúng" in post(do="confirm", code="12345678")
    give_email(by=BY, now=house_clock, event_id=uuid4(), person_id=citizen.person_id, address=MAIL, entropy=bytes)
    assert "đã xác nhận" in post(do="confirm", code=" 00000000 ") and own(citizen, house_clock) == {citizen.person_id: MAIL}
    assert "hết hạn" in post(do="confirm", code="00000000"), "a code is used once"
    rows = [row for part in export_person(Scope.system("citizen:self", LocalDay.of(house_clock)), citizen.person_id) for row in part.rows]
    assert MAIL in [row.get("address") for row in rows]
    assert "Đã xoá" in post(do="remove") and not EmailAddress.objects.exists()
    post(do="give", address=MAIL)
    give_consent(house_clock, citizen, give=True)
    give_consent(house_clock, citizen, give=False)
    assert not EmailAddress.objects.exists(), "who wants no messages gets no e-mail"
    post(do="give", address=MAIL)
    erase_self(by=BY, now=house_clock, person_id=citizen.person_id)
    assert not EmailAddress.objects.exists()


def test_a_code_is_not_guessed_and_no_mailbox_is_flooded(citizen: RegisteredPerson, now: datetime, demo: None) -> None:
    act = {"by": BY, "person_id": citizen.person_id}
    for _ in range(5):
        give_email(**act, now=now, event_id=uuid4(), address=MAIL, entropy=bytes)
    with pytest.raises(EmailRefused, match="many"):
        give_email(**act, now=now, event_id=uuid4(), address="khac@vi-du.example", entropy=bytes)
    for code in ["11111111"] * 5:
        with pytest.raises(EmailRefused, match="code"):
            confirm_email(**act, now=now, code=code)
    with pytest.raises(EmailRefused, match="old"):
        confirm_email(**act, now=now, code="00000000")
    tomorrow = now + timedelta(days=1)
    give_email(**act, now=tomorrow, event_id=uuid4(), address=MAIL, entropy=bytes)
    with pytest.raises(EmailRefused, match="old"):
        confirm_email(**act, now=tomorrow + timedelta(minutes=30), code="00000000")


def notice(now: datetime, email: str) -> UUID:
    event = uuid4()
    with transaction.atomic():
        enqueue_push_first(by=BY, now=now, event_id=event, devices=(), path="/thong-bao/", number=PHONE, email=email, **NOTICE)
    return event


def test_the_e_mail_has_its_turn_before_the_text(
    confirmed: str, now: datetime, gateway: None, settings: Any, monkeypatch: pytest.MonkeyPatch, write: Callable[..., QueuedMessage]
) -> None:
    settings.TRUYVET_DEMO = False
    fate: list[Exception | None] = [None, GatewayRefused("no such mailbox")]

    def submit(self: EmailGateway, message: OutboundMessage, at: datetime) -> Taken:
        assert "28/05" not in message.text, "it says only that something waits"
        if wrong := fate.pop(0):
            raise wrong
        return Taken()

    monkeypatch.setattr(EmailGateway, "submit", submit)
    Message.objects.all().delete()
    first = notice(now, confirmed)
    assert send_due(now).sent == 1 and Message.objects.get(event_id=first).not_before == now + timedelta(minutes=30)
    with transaction.atomic():
        assert withdraw_answered(by=BY, now=now, event_ids=[first]) == 1, "answered: the text stays away"
    second = notice(now, confirmed)
    assert send_due(now).gave_up == 1 and Message.objects.get(event_id=second).not_before == now, "refused: the text goes at once"
