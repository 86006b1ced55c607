"""A citizen's own address for e-mail: given, confirmed by a code that was sent there, taken back."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import Entropy
from truyvet.messaging.actions.outbox import enqueue
from truyvet.messaging.models import AddressKind, EmailAddress
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.email_code import DIGITS, VALID_FOR, EmailRefused, can_be_tried, may_send_code
from truyvet.messaging.rules.retention_periods import EMAIL_DAYS
from truyvet.people.keyed_hash import keyed_hash, same_hash
from truyvet.people.rules.one_time_code import make_code

TEMPLATE = "email_code"


def give_email(*, by: By, now: datetime, event_id: UUID, person_id: int, address: str, entropy: Entropy = secrets.token_bytes) -> None:
    """Keeps an address in place of the one before and sends a code there. Nothing else goes there until it is confirmed.

    Raises EmailRefused: "address", "many" (enough codes for today), "held" (this installation is on trial).
    """
    plain = address.strip()
    try:
        validate_email(plain)
        plain.encode("ascii")
    except (ValidationError, UnicodeEncodeError):
        raise EmailRefused("address") from None
    today, code = LocalDay.of(now), make_code(DIGITS, entropy)
    with transaction.atomic():
        row = EmailAddress.objects.select_for_update().filter(person_id=person_id).first()
        if row is not None and not may_send_code(row.codes, row.codes_on, today):
            raise EmailRefused("many")
        row = row or EmailAddress(person_id=person_id, codes_on=today)
        row.codes, row.codes_on = (row.codes + 1 if row.codes_on == today else 1), today
        row.address, row.code_hash, row.code_until, row.wrong_tries = plain, keyed_hash("email_code", plain, code), now + VALID_FOR, 0
        row.confirmed_at, row.at, row.delete_on = None, now, today + timedelta(days=1)
        row.save()
        sent = enqueue(
            by=by, now=now, event_id=event_id, to_kind=AddressKind.EMAIL.value, to=plain, template=TEMPLATE, language="vi",
            params={"code": code},
        )  # fmt: skip
        if sent.state is DeliveryState.WITHDRAWN:
            raise EmailRefused("held")
        record(by=by, now=now, action="messaging.give_email", subject=f"email:{row.pk}", facts={"codes": row.codes})


def confirm_email(*, by: By, now: datetime, person_id: int, code: str) -> None:
    """Notes that the code which was sent to the address was typed. Raises EmailRefused: "code" (wrong), "old" (none, outlived, spent)."""
    refused = ""
    with transaction.atomic():
        row = EmailAddress.objects.select_for_update().filter(person_id=person_id).first()
        if row is None or not row.code_hash or not can_be_tried(row.wrong_tries, row.code_until, now):
            refused = "old"
        elif not same_hash(row.code_hash, keyed_hash("email_code", row.address, "".join(code.split()))):
            row.wrong_tries += 1
            row.save(update_fields=["wrong_tries"])
            refused = "code"
        else:
            row.code_hash, row.confirmed_at, row.delete_on = "", now, LocalDay.of(now) + timedelta(days=EMAIL_DAYS)
            row.save(update_fields=["code_hash", "confirmed_at", "delete_on"])
        subject = "email:none" if row is None else f"email:{row.pk}"
        record(by=by, now=now, action="messaging.confirm_email", subject=subject, facts={"refused": refused})
    # After the transaction: a wrong try must stay counted.
    if refused:
        raise EmailRefused(refused)


def remove_email(*, by: By, now: datetime, person_id: int) -> bool:
    """Forgets a person's address; False where there was none."""
    with transaction.atomic():
        gone = EmailAddress.objects.filter(person_id=person_id).delete()[0]
        record(by=by, now=now, action="messaging.remove_email", subject="email:own", facts={"gone": gone})
    return bool(gone)
