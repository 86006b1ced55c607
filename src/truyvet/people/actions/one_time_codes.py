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
from truyvet.people.rules.one_time_code import AskedCode
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.values import ANY_SENDER, CodeSender, IssuedCode


def issue_code(
    *, by: By, now: datetime, real: datetime, phone: str, sender: CodeSender = ANY_SENDER, entropy: Entropy = secrets.token_bytes
) -> IssuedCode:
    """Makes a one-time code for ``phone``, in any spelling. Raises PhoneInvalid. What another sender asked for keeps this one not waiting.

    The caller keeps ``ticket`` in the browser that asked and, in the same transaction, hands ``code`` to messaging;
    ``code`` None: the hour's limit is reached, nothing is sent.
    """
    number = phones.normalise(phone)
    hashed, sender_hash = keyed_hash("phone", number), keyed_hash("code_sender", number, sender.name)
    with transaction.atomic():
        today = OneTimeCode.objects.filter(phone_hash=hashed, asked_at__gt=real - timedelta(days=1))
        asked = [AskedCode(at, whose == sender_hash) for at, whose in today.values_list("asked_at", "sender_hash")]
        wait = one_time_code.wait_seconds(asked, real, is_known=sender.is_known)
        row = OneTimeCode(phone_hash=hashed, sender_hash=sender_hash, asked_at=real, expires_at=real + one_time_code.VALID_FOR)
        issued = IssuedCode("", number, None, wait, None) if wait else _issued(row, number, len(asked), sender, entropy)
        facts = {"issued": not wait, "sent": issued.code is not None}
        record(by=by, now=now, action="people.issue_code", subject="signin", facts=facts)
    return issued


def sign_out(*, by: By, now: datetime, code: str) -> None:
    """Notes that the citizen ``code`` signed out; the door ends the session."""
    with transaction.atomic():
        record(by=by, now=now, action="people.sign_out", subject=f"person:{code}")


def _issued(row: OneTimeCode, number: str, today: int, sender: CodeSender, entropy: Entropy) -> IssuedCode:
    real = row.asked_at
    sent_to_all = OneTimeCode.objects.filter(sent=True, asked_at__gt=real - one_time_code.BUDGET_WINDOW).count()
    wrong = WrongTry.objects.filter(at__gt=real - one_time_code.ATTACK_WINDOW).count()
    code = one_time_code.make_code(one_time_code.code_length(wrong), entropy)
    ticket = entropy(24).hex()
    row.sent = one_time_code.may_send(sent_to_all=sent_to_all, sent_to_this=today, is_known=sender.is_known)
    row.ticket_hash, row.code_hash = keyed_hash("ticket", ticket), keyed_hash("code", ticket, code)
    row.save(force_insert=True)
    return IssuedCode(ticket, number, code if row.sent else None, 0, row.expires_at)
