"""Registers an installation, and ties a phone number to it. No warning needs either."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.encryption import encrypt_values
from truyvet.core.local_day import LocalDay
from truyvet.devices.models import PURPOSE, Installation, decrypted_values
from truyvet.devices.rules.retention_periods import INSTALLATION_DAYS
from truyvet.messaging.actions import send_one_time_code
from truyvet.people.actions import check_code
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.rules.one_time_code import CodeOutcome
from truyvet.people.values import ANY_SENDER, CodeSender

MESSAGE_TEMPLATE = "phone_code"


class UnknownInstallation(LookupError):
    """No installation has this token."""


def register_installation(*, by: By, now: datetime, event_id: UUID, platform: str) -> str:
    """Returns the token of a new installation; the same event gets the same token, so that a lost answer can be asked for again."""
    token = keyed_hash("installation", str(event_id))
    day = LocalDay.of(now)
    days = {"seen_on": day, "delete_on": day + timedelta(days=INSTALLATION_DAYS)}
    with transaction.atomic():
        row, new = Installation.objects.get_or_create(token_hash=_hash(token), defaults={"platform": platform, **days})
        if new:
            record(by=by, now=now, action="devices.register", subject=f"installation:{row.pk}", facts={"platform": platform})
    return token


def send_phone_code(
    *, by: By, now: datetime, real: datetime, event_id: UUID, token: str, phone: str, language: str, sender: CodeSender = ANY_SENDER
) -> int:
    """Sends a one-time code; returns the seconds to wait where one was sent just now.

    Raises PhoneInvalid, UnknownInstallation, CodeUndeliverable.
    """
    with transaction.atomic():
        row = _seen(token, now)
        issued = send_one_time_code(
            by=by, now=now, real=real, event_id=event_id, phone=phone, template=MESSAGE_TEMPLATE, language=language, sender=sender
        )
        if issued.ticket:
            row.pending = encrypt_values(PURPOSE, {"ticket": issued.ticket, "number": issued.number})
        row.save()
        record(by=by, now=now, action="devices.ask_phone", subject=f"installation:{row.pk}", facts={"sent": issued.code is not None})
    return issued.wait_seconds


def check_phone_code(*, by: By, now: datetime, real: datetime, token: str, code: str, birth_year: int | None = None) -> CodeOutcome:
    """Checks the code; the right one ties the installation to its owner. Raises UnknownInstallation."""
    with transaction.atomic():
        row = _seen(token, now)
        asked = decrypted_values(row.pending)
        if not asked:
            return CodeOutcome.EXPIRED
        checked = check_code(by=by, now=now, real=real, ticket=asked["ticket"], phone=asked["number"], code=code, birth_year=birth_year)
        if checked.outcome is CodeOutcome.OK:
            row.person_id, row.pending = checked.person_id, ""
        row.save()
        record(by=by, now=now, action="devices.check_phone", subject=f"installation:{row.pk}", facts={"outcome": checked.outcome.value})
    return checked.outcome


def forget_installation(*, by: By, now: datetime, token: str) -> None:
    """Removes an installation because its phone asked for it. Raises UnknownInstallation."""
    with transaction.atomic():
        row = _seen(token, now)
        record(by=by, now=now, action="devices.forget", subject=f"installation:{row.pk}")
        row.delete()


def owner_of(token: str, now: datetime) -> int | None:
    """Returns the phone's owner, None while no number was proved; inside the caller's transaction. Raises UnknownInstallation."""
    row = _seen(token, now)
    row.save()
    return row.person_id


def _seen(token: str, now: datetime) -> Installation:
    """Returns the installation, locked, with today as the day of its last contact; not saved."""
    row = Installation.objects.select_for_update().filter(token_hash=_hash(token)).first()
    if row is None:
        raise UnknownInstallation
    row.seen_on = LocalDay.of(now)
    row.delete_on = row.seen_on + timedelta(days=INSTALLATION_DAYS)
    return row


def _hash(token: str) -> str:
    return keyed_hash("installation_token", token)
