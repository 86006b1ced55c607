"""T5: each sender has limits of its own. A flood from a thousand senders is turned away, and honest requests are served."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import RequestFactory
from tests.examples import LONG
from tests.integration.devices.conftest import Phone, Station

from truyvet.core.rate_limit import RateLimit
from truyvet.devices.api import door
from truyvet.devices.api.schema import VerifyRequest, VerifyResponse
from truyvet.devices.rules import message_sizes, upload_codes

pytestmark = pytest.mark.db
SOURCES = 1_000 if LONG else 300


@pytest.mark.any_database
def test_a_flood_from_many_sources_leaves_honest_claims_served(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "WRONG_CODES", RateLimit("devices.wrong_codes", 1, 1, is_shared=True))
    statuses: dict[int, int] = {}
    honest = served = 0
    for number in range(SOURCES):
        flooder = Phone(station.now, days=1, address=f"10.{number >> 8}.{number & 255}.1")
        for _ in range(2):
            status = flooder.verify(upload_codes.new_code(os.urandom)).status_code
            statuses[status] = statuses.get(status, 0) + 1
        if number % 50 == 0:
            honest += 1
            patient = Phone(station.now, days=2, address=f"198.51.100.{number // 50}")
            served += patient.upload(station.code()).status_code == 200
    assert statuses == {422: SOURCES, 429: SOURCES}
    assert served / honest >= 0.99


def test_right_codes_cost_a_source_nothing(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of phones share a carrier's address."""
    monkeypatch.setattr(door, "WRONG_CODES", RateLimit("devices.wrong_codes", 2, 2, is_shared=True))
    phone = Phone(station.now)
    for _ in range(5):
        assert phone.verify(station.code()).status_code == 200
    assert phone.verify("000000001").status_code == 422
    assert phone.verify(station.code()).status_code == 200
    assert phone.verify("nothing").status_code == 422
    turned = phone.verify("nothing")
    assert (turned.status_code, len(turned.content)) == (429, 1_024)
    assert phone.verify(station.code()).status_code == 200, "others' wrong codes shut no right one out"


def test_what_is_not_a_request(station: Station) -> None:
    from django.test import Client

    client = Client()
    path = "/api/bluezone/v1/verify"
    answers = [
        client.post(path, {"code": "x"}),
        client.post(path, "[" * 20_000, content_type="application/json"),
        client.post(path, "{}", content_type="application/json"),
        client.post(path, '"x"', content_type="application/json"),
        client.post(path, b"\xff", content_type="application/json"),
        client.post(path, "x" * 40_000, content_type="application/json"),
    ]
    assert [each.status_code for each in answers] == [415, 400, 400, 400, 400, 413]
    assert {len(each.content) for each in answers} == {1_024}
    assert client.get(path).status_code == 405


@pytest.mark.any_database
def test_a_flood_at_once_takes_no_answer_its_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real or chaff: each answer takes its time, however many are asked at once; who finds no place is told to come again."""
    monkeypatch.setattr(door, "take", lambda *_: 0)
    monkeypatch.setattr(door, "PLACE_WAIT_S", 0.01)
    monkeypatch.setattr(door, "PLACES", threading.BoundedSemaphore(16))
    view = door.phone_door(VerifyRequest, reason="test")(lambda _request, _body: VerifyResponse(certificate="x", expires=1))
    body = '{"code": "000000001", "hmac": "' + "A" * 43 + '", "chaff": true}'

    def ask(_number: int) -> tuple[int, int, float]:
        began = time.monotonic()
        answer = view(RequestFactory().post("/", body, content_type="application/json"))
        return answer.status_code, len(answer.content), time.monotonic() - began  # type: ignore[attr-defined]

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(ask, range(24)))
    good = [seconds for status, _, seconds in answers if status == 200]
    assert len(good) >= 16
    assert min(good) >= message_sizes.MIN_RESPONSE_S
    assert {status for status, _, _ in answers} <= {200, 503}
    assert {size for _, size, _ in answers} == {message_sizes.RESPONSE_BYTES}
