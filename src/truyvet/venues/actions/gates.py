"""The keys of devices that scan. The holder of a posting makes one, sees it once, and we store a keyed hash of it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.text_folding import tidy
from truyvet.venues.models import Gate, Posting, Venue
from truyvet.venues.rules.postings import KeeperActionRefused, KeeperRefusal
from truyvet.venues.rules.scan import GateWay

Entropy = Callable[[int], bytes]
KEY_PREFIX: Final = "tvg_"
KEY_LIFETIMES: Final = {"page": timedelta(hours=24), "turnstile": timedelta(days=30)}
"""A phone changes hands with the shift; a turnstile's key is put in by a technician."""
MAX_GATES_PER_VENUE: Final = 200
"""Devices with a good key at one venue."""
MAX_LABEL_LENGTH: Final = 60
"""Ours: some words for the list of devices."""


@dataclass(frozen=True, slots=True)
class NewGate:
    """A device that is to get a key. ``venue_code``: the posting's venue or a zone of it; ``kind``: "page" or "turnstile"."""

    event_id: UUID
    posting_id: int
    venue_code: str
    label: str
    way: GateWay
    kind: str = "page"


@dataclass(frozen=True, slots=True)
class IssuedGateKey:
    """A new key. ``key`` is readable only here; we store its hash."""

    gate_id: int
    key: str = field(repr=False)
    expires_at: datetime


def issue_gate_key(*, by: By, now: datetime, gate: NewGate, entropy: Entropy = secrets.token_bytes) -> IssuedGateKey:
    """Issues a key for a device. The same event id again gives the same device another key, since the first was never seen.

    Raises KeeperActionRefused (no such posting or place, too many devices) and IdempotencyConflict.
    """
    key = KEY_PREFIX + base64.urlsafe_b64encode(entropy(32)).decode().rstrip("=")
    expires = now + KEY_LIFETIMES[gate.kind]
    with transaction.atomic():
        venue = _place(gate)
        known = Gate.objects.select_for_update().filter(event_id=gate.event_id).first()
        if known is not None:
            if (known.posting_id, known.venue_id, known.kind) != (gate.posting_id, venue.pk, gate.kind):
                raise IdempotencyConflict(gate.event_id)
            known.key_hash, known.expires_at, known.way = Gate.hash_of_key(key), expires, gate.way.value
            known.save()
            row = known
        else:
            row = _made(gate, venue, now, expires, Gate.hash_of_key(key))
        record(
            by=by, now=now, action="venues.set_up_gate", subject=f"venue:{venue.code}",
            facts={"gate": row.pk, "kind": gate.kind, "way": gate.way.value, "again": known is not None},
        )  # fmt: skip
    return IssuedGateKey(row.pk, key, expires)


def revoke_gate_key(*, by: By, now: datetime, venue_id: int, gate_id: int) -> bool:
    """Ends a device's key at a venue or one of its zones. Returns False when there is none to end."""
    with transaction.atomic():
        here = Q(venue=venue_id) | Q(venue__part_of=venue_id)
        ended = Gate.objects.filter(here, pk=gate_id, revoked_at__isnull=True).update(revoked_at=now)
        record(by=by, now=now, action="venues.revoke_gate", subject=f"gate:{gate_id}", facts={"ended": ended})
    return bool(ended)


def _place(gate: NewGate) -> Venue:
    posting = Posting.objects.filter(pk=gate.posting_id, until__isnull=True).first()
    if posting is None or not tidy(gate.label) or len(gate.label) > MAX_LABEL_LENGTH:
        raise KeeperActionRefused(KeeperRefusal.UNKNOWN)
    here = Q(pk=posting.venue_id) | Q(part_of=posting.venue_id)
    venue = Venue.objects.filter(here, code=gate.venue_code, closed_at__isnull=True).first()
    if venue is None:
        raise KeeperActionRefused(KeeperRefusal.UNKNOWN)
    return venue


def _made(gate: NewGate, venue: Venue, now: datetime, expires: datetime, key_hash: str) -> Gate:
    whole = venue.part_of_id or venue.pk
    living = Gate.objects.filter(Q(venue=whole) | Q(venue__part_of=whole), revoked_at__isnull=True, expires_at__gt=now)
    if living.count() >= MAX_GATES_PER_VENUE:
        raise KeeperActionRefused(KeeperRefusal.TOO_MANY)
    return Gate.objects.create(
        event_id=gate.event_id, venue=venue, label=tidy(gate.label), way=gate.way.value, kind=gate.kind, key_hash=key_hash,
        posting_id=gate.posting_id, created_at=now, expires_at=expires,
    )  # fmt: skip
