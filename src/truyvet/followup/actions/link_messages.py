"""Sends the link to the daily answer to the telephone of a followed person."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import Entropy
from truyvet.followup.actions.checks import make_check_link
from truyvet.followup.actions.reach import open_follow_up
from truyvet.followup.rules.records import FollowUpRefused
from truyvet.messaging.actions import enqueue
from truyvet.messaging.queries import is_queued
from truyvet.people.queries import phones_of

_NAMESPACE: Final = UUID("8d3b0f5e-52ac-5d0e-9f6a-2f1c0b7f5a10")


def send_check_link(
    *, by: By, now: datetime, scope: Scope, person_code: str, address: Callable[[str], str], entropy: Entropy = secrets.token_bytes
) -> None:
    """Makes a link to the daily answer and has it sent to the person's own number, once a day; ``address(token)`` is its page.

    Raises FollowUpAbsent, FollowUpRefused: "no_phone" when no number is the person's alone, "sent_today".
    """
    with transaction.atomic():
        follow_up = open_follow_up(scope, person_code)
        phones = phones_of(scope, follow_up.person_id)
        number = min(phones.proved or phones.unshared, default="")
        if not number:
            raise FollowUpRefused("no_phone")
        event_id = uuid5(_NAMESPACE, f"{person_code}:{LocalDay.of(now)}")
        if is_queued(scope, event_id):
            raise FollowUpRefused("sent_today")
        token = make_check_link(by=by, now=now, scope=scope, person_code=person_code, entropy=entropy)
        enqueue(
            by=by, now=now, event_id=event_id, to_kind="phone", to=number, template="daily_check", language="vi",
            params={"check_link": address(token)},
        )  # fmt: skip
