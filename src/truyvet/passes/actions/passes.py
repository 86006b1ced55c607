"""Issues passes and cards: once for each event id, and only to a person whose newest declaration allows it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.codes.code_tokens import make_card, make_pass
from truyvet.codes.cose_sign1 import public_key
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import IdempotencyConflict, write_once
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refused
from truyvet.keys import keyring
from truyvet.passes.models import Pass
from truyvet.passes.queries import PersonGateStatus, gate_status_of
from truyvet.passes.rules.pass_validity import card_end, is_fresh, pass_deletion_day, pass_end
from truyvet.people import queries as people

Entropy = Callable[[int], bytes]
Point = tuple[bytes, bytes]


class PassRefused(Refused):
    """No pass or card: ``code`` is "no_declaration", "not_clear", "held", "declared_too_old" or "bad_key"."""


@dataclass(frozen=True, slots=True)
class IssuedPass:
    """What the phone keeps. ``body`` goes into every code it shows."""

    body: bytes = field(repr=False)
    token: bytes = field(repr=False)
    declared_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """``text`` is printed as the code, ``initials`` beside it and never in it."""

    text: str = field(repr=False)
    token: bytes = field(repr=False)
    initials: str = field(repr=False)
    expires_at: datetime


def issue_pass(*, by: By, now: datetime, event_id: UUID, person_id: int, phone: Point, entropy: Entropy) -> IssuedPass:
    """Returns a pass for the phone with the public key ``phone`` (x, y), from the person's newest declaration.

    One phone of a person holds a pass: another phone's is revoked. The same phone asking again for the same declaration
    gets the pass it has. Raises PassRefused; IdempotencyConflict for an event id used with another phone or person, or for an
    older declaration.
    """
    try:
        public_key(*phone)
    except ValueError:
        raise PassRefused("bad_key") from None
    return _signed_pass(_issue(by, now, _Wanted(event_id, person_id, "phone", phone), entropy), now)


def issue_card(*, by: By, now: datetime, event_id: UUID, person_id: int, entropy: Entropy) -> IssuedCard:
    """Returns a printed card for the person; the cards they had are revoked. Raises PassRefused, IdempotencyConflict."""
    row = _issue(by, now, _Wanted(event_id, person_id, "card", None), entropy)
    letters = people.initials(Scope.system("card", LocalDay.of(now)), (person_id,))
    text = make_card(**_claims(row), signer=keyring.signer(min(row.issued_at, now)))
    return IssuedCard(text, bytes(row.token), letters.get(person_id, ""), row.expires_at)


@dataclass(frozen=True, slots=True)
class _Wanted:
    event_id: UUID
    person_id: int
    kind: str
    phone: Point | None

    @property
    def hash(self) -> bytes:
        x, y = self.phone or (b"", b"")
        return hashlib.sha256(b"\x1f".join((self.kind.encode(), str(self.person_id).encode(), x, y))).digest()


def _issue(by: By, now: datetime, wanted: _Wanted, entropy: Entropy) -> Pass:
    return write_once(lambda: _answered(wanted, now), lambda: _make(by, now, wanted, entropy))


def _answered(wanted: _Wanted, now: datetime) -> Pass | None:
    """Returns what this event got. A phone's pass only while it still says the newest: the answer may have been lost days ago."""
    row = Pass.objects.filter(event_id=wanted.event_id).first()
    if row is None:
        return None
    if bytes(row.body_hash) != wanted.hash:
        raise IdempotencyConflict(wanted.event_id)
    if wanted.kind == "phone" and (row.revoked_at is not None or _allowed(_standing(now, wanted.person_id), now) != row.declared_at):
        raise IdempotencyConflict(wanted.event_id)
    return row


def _make(by: By, now: datetime, wanted: _Wanted, entropy: Entropy) -> Pass:
    declared_at = _allowed(_standing(now, wanted.person_id), now)
    living = Pass.objects.select_for_update().filter(
        person_id=wanted.person_id, kind=wanted.kind, expires_at__gt=now, revoked_at__isnull=True
    )
    same = [row for row in living if wanted.phone is not None and _point(row) == wanted.phone]
    again = next((row for row in same if row.declared_at == declared_at), None)
    if again is not None:
        return again
    change = next_change()
    # The same phone's older pass stays: it opens nothing more, and the list that gates carry stays short.
    lost = living.exclude(pk__in=[row.pk for row in same]).update(
        revoked_at=now, revoked_why="new_phone" if wanted.kind == "phone" else "new_card", change=change
    )
    expires = pass_end(declared_at) if wanted.kind == "phone" else card_end(declared_at)
    x, y = wanted.phone or (None, None)
    made = Pass.objects.create(
        token=entropy(16), event_id=wanted.event_id, body_hash=wanted.hash, person_id=wanted.person_id, kind=wanted.kind,
        declared_at=declared_at, issued_at=now, expires_at=expires, phone_x=x, phone_y=y, change=change,
        delete_on=pass_deletion_day(LocalDay.of(expires)),
    )  # fmt: skip
    record(
        by=by, now=now, action=f"passes.issue_{wanted.kind}", subject=f"person:{wanted.person_id}",
        facts={"pass": made.pk, "revoked": lost, "expires": expires.isoformat()},
    )  # fmt: skip
    return made


def _standing(now: datetime, person_id: int) -> PersonGateStatus:
    return gate_status_of(Scope.system("pass", LocalDay.of(now)), (person_id,), now=now)[person_id]


def _allowed(status: PersonGateStatus, now: datetime) -> datetime:
    """Returns when the declaration was made that speaks for a pass. Raises PassRefused."""
    if status.is_on_hold:
        raise PassRefused("held")
    if status.declared_at is None:
        raise PassRefused("no_declaration")
    if not status.clear:
        raise PassRefused("not_clear")
    if not is_fresh(status.declared_at, now):
        raise PassRefused("declared_too_old")
    return status.declared_at


def _point(row: Pass) -> Point:
    return bytes(row.phone_x or b""), bytes(row.phone_y or b"")


class _Claims(TypedDict):
    token: bytes
    issued: int
    expires: int
    declared: int


def _claims(row: Pass) -> _Claims:
    issued, expires, declared = (int(at.timestamp()) for at in (row.issued_at, row.expires_at, row.declared_at))
    return _Claims(token=bytes(row.token), issued=issued, expires=expires, declared=declared)


def _signed_pass(row: Pass, now: datetime) -> IssuedPass:
    # By the key of that day: a repeated question gets a pass that says the same.
    body = make_pass(**_claims(row), phone=_point(row), signer=keyring.signer(min(row.issued_at, now)))
    return IssuedPass(body, bytes(row.token), row.declared_at, row.expires_at)
