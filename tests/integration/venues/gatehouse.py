"""A gate with its key, people with passes, and what a device sends: shared by the tests of gates."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from truyvet.audit.values import By
from truyvet.codes.code_tokens import show_pass
from truyvet.codes.cose_sign1 import point
from truyvet.keys import keyring
from truyvet.passes.actions import issue_card, issue_pass, note_declaration
from truyvet.people.keyed_hash import keyed_hash
from truyvet.venues.actions.gates import NewGate, issue_gate_key
from truyvet.venues.api.keyring import KEYRING
from truyvet.venues.models import Posting, Venue
from truyvet.venues.rules.scan import GateWay

BY = By.system("test")


@dataclass(slots=True)
class Holder:
    """Somebody with a pass on a phone."""

    person_id: int
    body: bytes
    token: bytes
    phone: ec.EllipticCurvePrivateKey

    def show(self, at: int) -> str:
        """The code on the screen at this second."""
        return show_pass(self.body, at, self.phone)


def entropy(size: int) -> bytes:
    return uuid.uuid4().bytes + uuid.uuid4().bytes if size == 32 else uuid.uuid4().bytes[:size]


def holder(person_id: int, now: datetime, *, clear: bool = True, ago: timedelta = timedelta(hours=1)) -> Holder:
    """The person declares and at once gets a pass."""
    older_keys(now)
    then = now - ago
    note_declaration(by=BY, now=then, person_id=person_id, declared_at=then, clear=True)
    phone = ec.generate_private_key(ec.SECP256R1())
    issued = issue_pass(by=BY, now=then, event_id=uuid.uuid4(), person_id=person_id, phone=point(phone.public_key()), entropy=entropy)
    if not clear:
        note_declaration(by=BY, now=now, person_id=person_id, declared_at=now - ago + timedelta(minutes=1), clear=False)
    return Holder(person_id, issued.body, issued.token, phone)


def older_keys(now: datetime) -> None:
    """The installation has had its keys for some days."""
    keyring.public_keys(now - timedelta(days=5))
    keyring.seal_keys(now - timedelta(days=5))


def card(person_id: int, now: datetime) -> str:
    """The text of a printed card of the person, who declared an hour ago."""
    older_keys(now)
    then = now - timedelta(hours=1)
    note_declaration(by=BY, now=then, person_id=person_id, declared_at=then, clear=True)
    return issue_card(by=BY, now=then, event_id=uuid.uuid4(), person_id=person_id, entropy=entropy).text


def posting(venue_id: int, now: datetime, role: str = "keeper", person_id: int | None = None) -> Posting:
    return Posting.objects.create(
        event_id=uuid.uuid4(), venue_id=venue_id, role=role, person_id=person_id, phone_hash=keyed_hash("phone", uuid.uuid4().hex),
        phone_ends="123", since=now, delete_on=(now + timedelta(days=30)).date(),
    )  # fmt: skip


def key_of(venue_id: int, now: datetime, way: str = "in", kind: str = "turnstile", held: Posting | None = None) -> str:
    """The key of a new gate at the venue."""
    place = Venue.objects.get(pk=venue_id)
    who = held or posting(place.part_of_id or venue_id, now)
    made = issue_gate_key(by=BY, now=now, gate=NewGate(uuid.uuid4(), who.pk, place.code, "Cổng 2", GateWay(way), kind), entropy=entropy)
    KEYRING.forget()
    return made.key


@dataclass(slots=True)
class Device:
    """What stands at a gate, and speaks through Django's own client."""

    key: str
    client: Client

    def send(self, *scans: dict[str, Any], **more: Any) -> Any:
        return self.client.post(
            "/api/v1/scans",
            json.dumps({"scans": scans, **more}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}"},
        )

    def results(self, *scans: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        answer = self.send(*scans, **more)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["results"]
        assert len(found) == len(scans)
        return found

    def get(self, path: str = "gate") -> Any:
        return self.client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {self.key}"})

    def post(self, path: str, said: object) -> Any:
        return self.client.post(
            f"/api/v1/{path}", json.dumps(said), content_type="application/json", headers={"Authorization": f"Bearer {self.key}"}
        )


def scan(text: str, at: int, **more: Any) -> dict[str, Any]:
    return {"event_id": str(uuid.uuid4()), "at": at, "text": text, **more}


def seal_to(now: datetime) -> Any:
    """What a gate page seals to."""
    return keyring.seal_keys(now).public
