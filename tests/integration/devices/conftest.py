"""A standing case, staff who give codes, and phones that speak the wire of the key server."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.two_communes import HERE, PROVINCE, Outbreak, Side, outbreak

from truyvet.audit.values import By
from truyvet.devices.actions import IssuedUploadCode, issue_upload_code, publish_due_keys
from truyvet.devices.rules import message_sizes
from truyvet.devices.rules.verification_certificates import base64url_encode
from truyvet.proximity.diagnosis_keys import UploadedKey, keys_hmac
from truyvet.proximity.rolling_identifiers import TemporaryExposureKey, first_interval_of_day

if TYPE_CHECKING:
    from truyvet.access.models import Staff

API = "/api/bluezone/v1/"


@dataclass(slots=True)
class Phone:
    """The keys and the requests that an app makes. ``today``: keys of the last ``days`` UTC days, the running one among them."""

    now: datetime
    days: int = 3
    address: str = "203.0.113.1"
    today: bool = True
    secret: bytes = field(default_factory=lambda: os.urandom(16))
    keys: list[UploadedKey] = field(default_factory=list)

    def __post_init__(self) -> None:
        begins = first_interval_of_day(int(self.now.timestamp()))
        back = range(0 if self.today else 1, self.days + (0 if self.today else 1))
        self.keys = self.keys or [UploadedKey(TemporaryExposureKey(os.urandom(16), begins - 144 * each), 3) for each in back]

    def ask(self, path: str, said: dict[str, Any], size: int = 0) -> Any:
        from django.test import Client

        bare = len(json.dumps({**said, "padding": ""}))
        body = json.dumps({**said, "padding": "x" * max(0, size - bare)})
        return Client(REMOTE_ADDR=self.address).post(API + path, body, content_type="application/json")

    def verify(self, code: str, *, chaff: bool = False) -> Any:
        mac = base64url_encode(keys_hmac(self.keys, self.secret))
        return self.ask("verify", {"code": code, "hmac": mac, "chaff": chaff}, message_sizes.REQUEST_BYTES["verify"])

    def publish(self, certificate: str, *, chaff: bool = False, **more: Any) -> Any:
        rows = [
            {
                "key_data": base64url_encode(each.key.key_data), "rolling_start_interval_number": each.key.rolling_start_interval_number,
                "rolling_period": each.key.rolling_period, "transmission_risk_level": each.transmission_risk_level,
            }
            for each in self.keys
        ]  # fmt: skip
        said = {"keys": rows, "hmac_secret": base64url_encode(self.secret), "certificate": certificate, "chaff": chaff, **more}
        return self.ask("publish", said, message_sizes.REQUEST_BYTES["publish"])

    def upload(self, code: str, **more: Any) -> Any:
        certificate = self.verify(code).json()["certificate"]
        return self.publish(certificate, **more)


@dataclass(slots=True)
class Station:
    """The health department: a case that stands, and codes for it."""

    made: Outbreak
    side: Side
    staff: Staff
    now: datetime

    @property
    def by(self) -> By:
        return By(f"staff:{self.staff.pk}", "tracer")

    def code(self, kind: str = "confirmed", *, now: datetime | None = None, **more: Any) -> str:
        return self.give(kind, now=now, **more).code

    def give(self, kind: str = "confirmed", *, now: datetime | None = None, **more: Any) -> IssuedUploadCode:
        told: dict[str, Any] = {"event_id": uuid.uuid4(), "case_code": self.side.case, "kind": kind, **more}
        return issue_upload_code(by=self.by, now=now or self.now, scope=PROVINCE, **told)

    def publish_due(self, now: datetime | None = None, least: int = 10) -> int:
        return publish_due_keys(by=By.system("worker"), now=now or self.now, every=0, least=least)


@pytest.fixture
def station(units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime, monkeypatch: pytest.MonkeyPatch) -> Station:
    monkeypatch.setattr(message_sizes, "MIN_RESPONSE_S", 0.0)
    made = outbreak(units, staff, house_clock)
    side = made.settle(HERE, "Mận", "1")
    made.fall_ill(side)
    return Station(made, side, made.first, house_clock)


@pytest.fixture
def phone(house_clock: datetime) -> Phone:
    return Phone(house_clock)
