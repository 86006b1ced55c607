"""Keys of devices: made for a posting, shown once, dead with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.integration.venues.gatehouse import BY, Device, entropy, key_of, older_keys, posting, scan

from truyvet.audit.models import AuditRow
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.venues.actions import RegisteredVenue
from truyvet.venues.actions.gates import NewGate, issue_gate_key, revoke_gate_key
from truyvet.venues.api.keyring import KEYRING
from truyvet.venues.models import Gate, Venue
from truyvet.venues.rules.postings import KeeperActionRefused
from truyvet.venues.rules.scan import GateWay

pytestmark = pytest.mark.db
Venues = Callable[..., RegisteredVenue]


@pytest.fixture(autouse=True)
def quiet(units: dict[str, int], house_clock: datetime, now: datetime) -> None:
    older_keys(now)
    KEYRING.forget()


def status(key: str) -> int:
    KEYRING.forget()
    answer: int = Device(key, Client()).get().status_code
    return answer


def test_only_a_keyed_hash_is_kept(venue: Venues, now: datetime) -> None:
    key = key_of(venue().id, now)
    row = Gate.objects.get()
    assert (row.key_hash, row.revoked_at) == (Gate.hash_of_key(key), None)
    assert key not in str(Gate.objects.values())
    assert key not in str(AuditRow.objects.values())


def test_a_key_ends_with_its_time_its_posting_its_venue_and_by_hand(venue: Venues, now: datetime) -> None:
    place = venue().id
    who = posting(place, now)
    key = key_of(place, now, held=who)
    gate = Gate.objects.get()
    assert status(key) == 200
    for change in ({"expires_at": now}, {"revoked_at": now}):
        Gate.objects.filter(pk=gate.pk).update(**change)
        assert status(key) == 401
        Gate.objects.filter(pk=gate.pk).update(expires_at=now + timedelta(days=1), revoked_at=None)
    who.until = now
    who.save()
    assert status(key) == 401
    who.until = None
    who.save()
    Venue.objects.filter(pk=place).update(closed_at=now)
    assert status(key) == 401


@pytest.mark.parametrize(("kind", "life"), [("page", timedelta(hours=24)), ("turnstile", timedelta(days=30))])
def test_how_long_a_key_lives(venue: Venues, now: datetime, kind: str, life: timedelta) -> None:
    key_of(venue().id, now, kind=kind)
    assert Gate.objects.get().expires_at == now + life


def test_the_same_event_again_is_the_same_device_with_another_key(venue: Venues, now: datetime) -> None:
    place = venue()
    who, event = posting(place.id, now), uuid.uuid4()
    new_gate = NewGate(event, who.pk, place.code, "Cổng 2", GateWay.IN)
    one, two = (issue_gate_key(by=BY, now=now, gate=new_gate, entropy=entropy) for _ in range(2))
    assert one.gate_id == two.gate_id
    assert (status(one.key), status(two.key)) == (401, 200)
    other = posting(venue().id, now)
    with pytest.raises((IdempotencyConflict, KeeperActionRefused)):
        issue_gate_key(by=BY, now=now, gate=NewGate(event, other.pk, place.code, "Cổng 2", GateWay.IN), entropy=entropy)


def test_a_device_stands_at_its_own_venue_or_a_zone_of_it(venue: Venues, now: datetime) -> None:
    here, there = venue(), venue()
    with pytest.raises(KeeperActionRefused):
        issue_gate_key(by=BY, now=now, gate=NewGate(uuid.uuid4(), posting(here.id, now).pk, there.code, "x", GateWay.IN), entropy=entropy)


def test_revoking_reaches_the_venues_own_devices_only(venue: Venues, now: datetime) -> None:
    here, there = venue(), venue()
    key = key_of(here.id, now)
    gate = Gate.objects.get()
    assert not revoke_gate_key(by=BY, now=now, venue_id=there.id, gate_id=gate.pk)
    assert status(key) == 200
    assert revoke_gate_key(by=BY, now=now, venue_id=here.id, gate_id=gate.pk)
    assert status(key) == 401
    assert Device(key, Client()).send(scan("x", int(now.timestamp()))).status_code == 401
