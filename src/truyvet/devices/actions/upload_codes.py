"""Issues the upload code with which a patient, or a confirmed contact, may upload."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import case_file
from truyvet.cases.rules import CaseState
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refused
from truyvet.devices.confirmed_contacts import confirmed_contacts
from truyvet.devices.models import UploadCode
from truyvet.devices.rules import upload_codes
from truyvet.devices.rules.key_files import onset_interval
from truyvet.devices.rules.retention_periods import CODE_DAYS
from truyvet.devices.rules.verification_certificates import ONSET_UNKNOWN
from truyvet.messaging.actions import enqueue
from truyvet.messaging.gateways import select_gateway
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.queries import phones_of

CONFIRMED_STATES = frozenset({CaseState.CONFIRMED, CaseState.RECOVERED})
MESSAGE_TEMPLATE = "upload_code"


class UploadCodeRefused(Refused):
    """Why no code was issued: no_case, not_confirmed, not_a_contact, too_many, no_phone, no_gateway, repeated."""


@dataclass(frozen=True, slots=True)
class IssuedUploadCode:
    """A new code, shown once: the house keeps a hash. ``sent`` says that it also goes to the person's phone."""

    code: str = field(repr=False)
    expires_at: datetime
    sent: bool


def issue_upload_code(
    *, by: By, now: datetime, scope: Scope, event_id: UUID, case_code: str, kind: str, contact: str = "", send: bool = False,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> IssuedUploadCode:  # fmt: skip
    """Issues a code for a case: "confirmed" and "log" for its patient, "recursive" for ``contact`` (a person's code).

    An earlier unused code of the same kind for the same person ends. Raises UploadCodeRefused.
    """
    row = case_file(scope, case_code)
    if row is None:
        raise UploadCodeRefused("no_case")
    if row.state not in CONFIRMED_STATES or not row.names_open:
        raise UploadCodeRefused("not_confirmed")
    person = row.person_id if kind != "recursive" else _contact(scope, case_code, contact)
    onset = row.dates.onset_at if kind == "confirmed" else None
    issuer = by.staff
    code = upload_codes.new_code(entropy)
    with transaction.atomic():
        if UploadCode.objects.filter(event_id=event_id).exists():
            raise UploadCodeRefused("repeated")
        mine = UploadCode.objects.filter(issued_by=issuer, issued_at__gt=now - timedelta(days=1))
        if mine.count() >= upload_codes.MAX_CODES_PER_ISSUER:
            raise UploadCodeRefused("too_many")
        UploadCode.objects.filter(person_id=person, kind=kind, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
        expires = now + upload_codes.VALID_FOR
        UploadCode.objects.create(
            code_hash=keyed_hash("upload_code", code), event_id=event_id, case_id=row.id, person_id=person, kind=kind,
            onset_interval=ONSET_UNKNOWN if onset is None else onset_interval(LocalDay.of(onset)),
            issued_by_id=issuer, issued_at=now, expires_at=expires, delete_on=LocalDay.of(expires) + timedelta(days=CODE_DAYS),
        )  # fmt: skip
        if send:
            _send(by, now, scope, event_id, person, code)
        record(by=by, now=now, action="devices.give_code", subject=f"case:{case_code}", facts={"kind": kind, "sent": send})
    return IssuedUploadCode(code, expires, send)


def _contact(scope: Scope, case_code: str, contact: str) -> int:
    for row in confirmed_contacts(scope, case_code):
        if row.code == contact:
            return row.person_id
    raise UploadCodeRefused("not_a_contact")


def _send(by: By, now: datetime, scope: Scope, event_id: UUID, person: int, code: str) -> None:
    numbers = phones_of(scope, person)
    # A number that a family shares would hand the code to all of them.
    reaches = sorted(numbers.proved & numbers.unshared or numbers.unshared)
    if not reaches:
        raise UploadCodeRefused("no_phone")
    if not select_gateway().reaches_phones(MESSAGE_TEMPLATE):
        raise UploadCodeRefused("no_gateway")
    params = {"code": upload_codes.spaced_code(code)}
    enqueue(by=by, now=now, event_id=event_id, to_kind="phone", to=reaches[0], template=MESSAGE_TEMPLATE, language="vi", params=params)
