"""A person with a phone, and ways to write and carry messages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from truyvet.audit.values import By
from truyvet.messaging import actions, delivery_worker, message_templates
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.rules.message_template import MessagePriority
from truyvet.people import actions as people
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson, RegisteredPerson

PHONE = "+84912345678"
REMINDER: dict[str, Any] = {"template": "contact_notice", "params": {"day": "28/05/2021", "phone": "1900 9095"}}
NAME = "Nguyễn Văn Kín Đáo"


class Stopwatch:
    """The monotonic clock of a round: it stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def stopwatch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    watch = Stopwatch()
    monkeypatch.setattr(delivery_worker, "monotonic", watch)
    return watch


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, gateway: None) -> None:
    """Codes are made, and messages go as in a demonstration: into the sandbox."""
    monkeypatch.setattr(delivery_worker, "select_gateway", SandboxGateway)


@pytest.fixture
def demo(db: None, settings: Any) -> None:
    """This is a demonstration."""
    settings.TRUYVET_DEMO = True


@pytest.fixture
def citizen(units: dict[str, int], now: datetime) -> RegisteredPerson:
    person = NewPerson(name=NAME, birth_year=1990, commune_id=units["07783"], phones=(PHONE,))
    return register_person(by=By.system("test"), now=now, person=person)


@pytest.fixture
def write(db: None, now: datetime) -> Callable[..., QueuedMessage]:
    """``write(code="12345678", at=…)``: one sign-in message in the outbox."""

    def make(code: str = "12345678", at: datetime | None = None, **more: Any) -> QueuedMessage:
        message: dict[str, Any] = {
            "event_id": uuid.uuid4(),
            "to_kind": "phone",
            "to": PHONE,
            "template": "signin_code",
            "language": "vi",
            "params": {"code": code},
            **more,
        }
        with transaction.atomic():
            return actions.enqueue(by=By.system("test"), now=at or now, **message)

    return make


@pytest.fixture
def reminder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice of a contact, as if it were a reminder that keeps the quiet hours: no text of ours rests on consent yet."""
    plain = message_templates.templates()
    notice = replace(plain["contact_notice@1"], priority=MessagePriority.REMINDER, quiet_hours=True)
    monkeypatch.setattr(message_templates, "templates", lambda: {**plain, notice.key: notice})
    monkeypatch.setattr(message_templates, "current_template", lambda name, day: notice)


def give_consent(now: datetime, citizen: RegisteredPerson, *, give: bool) -> None:
    """The citizen agrees to messages, or takes it back."""
    act = {"by": By.system("t"), "now": now, "person_id": citizen.person_id, "purpose": "messages"}
    if give:
        people.give_consent(**act, version="2021-05", language="vi", channel="web")  # type: ignore[arg-type]
    else:
        people.withdraw_consent(**act)  # type: ignore[arg-type]
