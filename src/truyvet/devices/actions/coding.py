"""Giving out the code with which a patient, or a confirmed contact, may upload."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import case
from truyvet.cases.rules import State, staff_of
from truyvet.devices.contacts import confirmed_contacts
from truyvet.devices.models import UploadCode
from truyvet.devices.rules import codes
from truyvet.devices.rules.certificates import UNKNOWN
from truyvet.devices.rules.exporting import onset_interval
from truyvet.devices.rules.keeping import CODE_DAYS
from truyvet.messaging.actions import enqueue
from truyvet.people.keyed import keyed_hash
from truyvet.people.queries import numbers_of
from truyvet.web.clock import local_day

STANDING = frozenset({State.CONFIRMED, State.RECOVERED})
TEMPLATE = "upload_code"


class CodeNotGiven(ValueError):
    """Why no code was given: no_case, not_confirmed, not_a_contact, too_many, no_phone, repeated."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class GivenCode:
    """Shown once: the house keeps a hash. ``sent``: it also goes to the person's phone."""

    code: str = field(repr=False)
    expires_at: datetime
    sent: bool


def give_code(
    *, by: By, now: datetime, scope: Scope, event_id: UUID, case_code: str, kind: str, contact: str = "", send: bool = False,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> GivenCode:  # fmt: skip
    """A code for the case of this code: "confirmed" and "log" for its patient, "recursive" for ``contact`` (a person's code).

    An earlier unused code of the same kind for the same person ends. Raises CodeNotGiven.
    """
    found = case(scope, case_code)
    if found is None:
        raise CodeNotGiven("no_case")
    if found.state not in STANDING or not found.names_open:
        raise CodeNotGiven("not_confirmed")
    person = found.person_id if kind != "recursive" else _contact(scope, case_code, contact)
    onset = found.dates.onset_at if kind == "confirmed" else None
    issuer = staff_of(by.actor)
    code = codes.make(entropy)
    with transaction.atomic():
        if UploadCode.objects.filter(event_id=event_id).exists():
            raise CodeNotGiven("repeated")
        mine = UploadCode.objects.filter(issued_by=issuer, issued_at__gt=now - timedelta(days=1))
        if mine.count() >= codes.PER_ISSUER:
            raise CodeNotGiven("too_many")
        UploadCode.objects.filter(person_id=person, kind=kind, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
        expires = now + codes.VALID_FOR
        UploadCode.objects.create(
            code_hash=keyed_hash("upload_code", code), event_id=event_id, case_id=found.id, person_id=person, kind=kind,
            onset_interval=UNKNOWN if onset is None else onset_interval(local_day(onset)),
            issued_by_id=issuer, issued_at=now, expires_at=expires, delete_on=local_day(expires) + timedelta(days=CODE_DAYS),
        )  # fmt: skip
        if send:
            _send(by, now, scope, event_id, person, code)
        record(by=by, now=now, action="devices.give_code", subject=f"case:{case_code}", facts={"kind": kind, "sent": send})
    return GivenCode(code, expires, send)


def _contact(scope: Scope, case_code: str, contact: str) -> int:
    for row in confirmed_contacts(scope, case_code):
        if row.code == contact:
            return row.person_id
    raise CodeNotGiven("not_a_contact")


def _send(by: By, now: datetime, scope: Scope, event_id: UUID, person: int, code: str) -> None:
    numbers = numbers_of(scope, person)
    # A number that a family shares would hand the code to all of them.
    reaches = sorted(numbers.proved & numbers.alone or numbers.alone)
    if not reaches:
        raise CodeNotGiven("no_phone")
    params = {"code": codes.spaced(code)}
    enqueue(by=by, now=now, event_id=event_id, to_kind="phone", to=reaches[0], template=TEMPLATE, language="vi", params=params)
