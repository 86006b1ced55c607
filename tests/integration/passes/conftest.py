"""People who declared, their phones, and ways to give them passes."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.conftest import TODAY

from truyvet.audit.values import By, Scope
from truyvet.codes.cose_sign1 import point
from truyvet.passes import actions
from truyvet.passes.actions import IssuedCard, IssuedPass
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson

BY = By.system("test")
SCOPE = Scope.system("test", TODAY)


@dataclass(slots=True)
class Phone:
    """A phone's key pair."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def point(self) -> tuple[bytes, bytes]:
        return point(self.key.public_key())


def entropy() -> Callable[[int], bytes]:
    """Bytes that are new each time, the same in each run."""
    count = itertools.count(1)
    return lambda size: uuid.uuid5(uuid.NAMESPACE_OID, f"token {next(count)}").bytes[:size]


@dataclass(slots=True)
class Desk:
    """Declares for people and gives them passes, at ``now`` unless told otherwise."""

    units: dict[str, int]
    now: datetime
    draw: Callable[[int], bytes] = field(default_factory=entropy)

    def person(self, name: str = "Nguyễn Văn Tám", commune: str = "07783", **more: Any) -> int:
        told = NewPerson(name=name, birth_year=1990, commune_id=self.units[commune], **more)
        return register_person(by=BY, now=self.now, person=told).person_id

    def declares(self, person: int, *, hours_ago: float = 1, clear: bool = True) -> None:
        at = self.now - timedelta(hours=hours_ago)
        actions.note_declaration(by=BY, now=self.now, person_id=person, declared_at=at, clear=clear)

    def gives(self, person: int, phone: Phone, *, event: uuid.UUID | None = None, now: datetime | None = None) -> IssuedPass:
        return actions.issue_pass(
            by=BY, now=now or self.now, event_id=event or uuid.uuid4(), person_id=person, phone=phone.point, entropy=self.draw
        )

    def prints(self, person: int, *, event: uuid.UUID | None = None, now: datetime | None = None) -> IssuedCard:
        return actions.issue_card(by=BY, now=now or self.now, event_id=event or uuid.uuid4(), person_id=person, entropy=self.draw)

    def holds(self, person: int, *, ref: str = "declaration:K7", until: datetime | None = None, event: uuid.UUID | None = None) -> None:
        actions.hold(by=BY, now=self.now, event_id=event or uuid.uuid4(), person_id=person, why="symptoms", ref=ref, until=until)


@pytest.fixture
def desk(units: dict[str, int], now: datetime) -> Desk:
    return Desk(units, now)


@pytest.fixture
def phone() -> Phone:
    return Phone()
