"""Issues the one-time code that signs a citizen in. ``real`` is real time: these rows never see the demonstration's clock.

Any number gets its code, so neither the answer nor its time tells whether somebody has it here.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.models import OneTimeCode, WrongTry
from truyvet.people.rules import one_time_code, phones
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.values import IssuedCode


def issue_code(*, by: By, now: datetime, real: datetime, phone: str, entropy: Entropy = secrets.token_bytes) -> IssuedCode:
    """Makes a one-time code for ``phone``, in any spelling. Raises PhoneInvalid.

    The caller keeps ``ticket`` in the browser that asked and, in the same transaction, hands ``code`` to messaging;
    ``code`` None: the hour's limit is reached, nothing is sent.
    """
    number = phones.normalise(phone)
    hashed = keyed_hash("phone", number)
    with transaction.atomic():
        today = OneTimeCode.objects.filter(phone_hash=hashed, asked_at__gt=real - timedelta(days=1))
        asked = list(today.values_list("asked_at", flat=True))
        wait = one_time_code.wait_seconds(asked, real)
        issued = IssuedCode("", number, None, wait, None) if wait else _issued(number, hashed, len(asked), real, entropy)
        facts = {"issued": not wait, "sent": issued.code is not None}
        record(by=by, now=now, action="people.issue_code", subject="signin", facts=facts)
    return issued


def sign_out(*, by: By, now: datetime, code: str) -> None:
    """Notes that the citizen ``code`` signed out; the door ends the session."""
    with transaction.atomic():
        record(by=by, now=now, action="people.sign_out", subject=f"person:{code}")


def _issued(number: str, hashed: str, today: int, real: datetime, entropy: Entropy) -> IssuedCode:
    sent_to_all = OneTimeCode.objects.filter(sent=True, asked_at__gt=real - one_time_code.BUDGET_WINDOW).count()
    wrong = WrongTry.objects.filter(at__gt=real - one_time_code.ATTACK_WINDOW).count()
    code = one_time_code.make_code(one_time_code.code_length(wrong), entropy)
    ticket = entropy(24).hex()
    send = one_time_code.may_send(sent_to_all=sent_to_all, sent_to_this=today)
    expires = real + one_time_code.VALID_FOR
    OneTimeCode.objects.create(
        ticket_hash=keyed_hash("ticket", ticket),
        phone_hash=hashed,
        code_hash=keyed_hash("code", ticket, code),
        asked_at=real,
        expires_at=expires,
        sent=send,
    )
    return IssuedCode(ticket, number, code if send else None, 0, expires)
