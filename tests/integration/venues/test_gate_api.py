"""The interface of devices: what it tells, what it refuses, and that nothing sent to it ends in an error of ours."""

from __future__ import annotations

import json
import random
import string
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from tests.fixtures.outbox_codes import last_code
from tests.integration.venues.gatehouse import Device, card, holder, key_of, older_keys, scan

from truyvet.codes.code_reader import revocation_mark
from truyvet.passes.actions import revoke
from truyvet.site import wsgi
from truyvet.venues.actions import RegisteredVenue
from truyvet.venues.api import door
from truyvet.venues.api.devices import REVOKED
from truyvet.venues.api.keyring import KEYRING
from truyvet.venues.api.operations import description
from truyvet.venues.api.schema import GateFile, ScanResult
from truyvet.venues.models import GateScan
from truyvet.venues.rules.scan import ScanState

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("gateway")]
Venues = Callable[..., RegisteredVenue]


@pytest.fixture
def at(units: dict[str, int], now: datetime, house_clock: datetime) -> int:
    older_keys(now)
    KEYRING.forget()
    REVOKED.forget()
    return int(now.timestamp())


@pytest.fixture
def device(venue: Venues, now: datetime, at: int) -> Device:
    return Device(key_of(venue().id, now), Client())


def call(body: bytes, **more: Any) -> tuple[int, dict[str, Any], dict[str, str]]:
    """One request through the server's own entry point."""
    import io

    seen: dict[str, Any] = {}
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/scans", "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json",
        "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", **more,
    }  # fmt: skip

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        seen.update(status=int(status[:3]), headers=dict(headers))

    answer = b"".join(wsgi.application(environ, start))  # type: ignore[arg-type]
    return seen["status"], json.loads(answer), seen["headers"]


def test_a_gate_learns_what_it_needs_and_no_more(person: Callable[[], int], device: Device, now: datetime, at: int) -> None:
    gone = holder(person(), now)
    revoke(by=_by(), now=now, token=gone.token, why="lost")
    answer = device.get().json()
    assert set(answer) == {"now", "venue", "gate", "policy", "keys", "seal", "revoked", "entrances", "until"}
    assert answer["now"] == at
    assert answer["venue"]["name"] == "Nhà máy Ví Dụ"
    assert answer["revoked"] == {"at": at, "tokens": [revocation_mark(gone.token)]}
    assert gone.token.hex() not in json.dumps(answer)
    assert answer["policy"] == {"pass_hours": 24, "card_days": 7, "card_verdict": "pass", "paper_verdict": "look"}


def _by() -> Any:
    from truyvet.audit.values import By

    return By.system("test")


def test_the_servers_own_hinge_gives_the_same_answer(person: Callable[[], int], device: Device, now: datetime, at: int) -> None:
    sent = {"scans": [scan(holder(person(), now).show(at), at)]}
    status, answer, headers = call(json.dumps(sent).encode(), HTTP_AUTHORIZATION=f"Bearer {device.key}")
    assert (status, answer["results"][0]["verdict"]) == (200, "pass")
    assert headers["Cache-Control"] == "no-store"
    again = device.send(*sent["scans"]).json()["results"][0]
    assert again == answer["results"][0] | {"state": "repeated"}


@pytest.mark.parametrize("key", ["", "tvg_", "x" * 5_000, "é", "tvg_" + "A" * 43])
def test_without_a_good_key_nothing_is_read(at: int, key: str) -> None:
    status, answer, headers = call(b"{", HTTP_AUTHORIZATION=f"Bearer {key}")
    assert (status, answer, headers["WWW-Authenticate"]) == (401, {"error": "unknown_key"}, "Bearer")
    for path in ("gate", "code", "code/check"):
        method = Client().get if path == "gate" else Client().post
        answer = method(f"/api/v1/{path}", headers={"Authorization": f"Bearer {key}"})
        assert (answer.status_code, answer.json()) == (401, {"error": "unknown_key"})


def test_a_card_or_pass_as_a_key_opens_nothing(person: Callable[[], int], now: datetime, at: int) -> None:
    who = holder(person(), now)
    for text in (who.token.hex(), who.show(at), card(person(), now), "tvg_" + who.token.hex()):
        assert call(b"{}", HTTP_AUTHORIZATION=f"Bearer {text}")[0] == 401
        assert Client().get("/api/v1/gate", headers={"Authorization": f"Bearer {text[:200]}"}).status_code == 401


@pytest.mark.parametrize(
    ("body", "more", "expected"),
    [
        (b"", {}, (400, "not_json")),
        (b"[1]", {}, (400, "no_scans")),
        (b'{"scans": 7}', {}, (400, "no_scans")),
        (b'{"scans": [], "sent_at": "now"}', {}, (400, "bad_sent_at")),
        (b"[" * 100_000, {}, (400, "not_json")),
        (json.dumps({"scans": [{}] * 201}).encode(), {}, (400, "too_many_scans")),
        (b"{}", {"CONTENT_LENGTH": "x"}, (411, "no_length")),
        (b"{}", {"CONTENT_LENGTH": str(10**9)}, (413, "too_large")),
        (b"{}", {"CONTENT_LENGTH": "500"}, (400, "cut_short")),
    ],
)
def test_what_is_no_request_is_refused_in_a_word(device: Device, body: bytes, more: dict[str, str], expected: tuple[int, str]) -> None:
    status, answer, _ = call(body, HTTP_AUTHORIZATION=f"Bearer {device.key}", **more)
    assert (status, answer["error"]) == expected


def test_over_capacity_a_device_is_asked_to_come_again(device: Device, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps({"scans": [scan("x", at)]}).encode()
    key = f"Bearer {device.key}"
    with door.CAPACITY.scans(door.MAX_WAITING_SCANS):
        status, answer, headers = call(body, HTTP_AUTHORIZATION=key)
    assert (status, answer["error"], headers["Retry-After"]) == (503, "busy", "2")
    monkeypatch.setattr(door, "MAX_REQUESTS_PER_DEVICE", 0)
    status, answer, headers = call(body, HTTP_AUTHORIZATION=key)
    assert (status, answer["error"], headers["Retry-After"]) == (429, "too_many_requests", "1")
    monkeypatch.undo()
    monkeypatch.setattr(door, "submit", lambda scans: 1 / 0)
    status, answer, headers = call(body, HTTP_AUTHORIZATION=key)
    assert (status, answer["error"], headers["Retry-After"]) == (503, "busy", "5")
    assert not GateScan.objects.exists()


def test_a_key_in_the_clear_is_refused_where_pages_come_by_https(device: Device, at: int, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    key = f"Bearer {device.key}"
    assert call(b"{}", HTTP_AUTHORIZATION=key)[:2] == (403, {"error": "https_only"})
    assert call(b'{"scans": []}', HTTP_AUTHORIZATION=key, HTTP_X_FORWARDED_PROTO="https")[0] == 200


def hostile(draw: random.Random, deep: int = 0) -> Any:
    """Any JSON, leaning towards what the door looks for."""
    kinds = ["word", "number", "text", "null"] + (["object", "list"] * 2 if deep < 3 else [])
    kind = draw.choice(kinds)
    if kind == "word":
        return draw.choice(
            ["in", "out", "both", "pass", str(uuid.UUID(int=draw.getrandbits(128))), "TVP1:", "TVC1:6BF", "", "\ud800", "A" * 8_000]
        )
    if kind == "number":
        return draw.choice([0, -1, 1.5, 10**30, True, 1622422800, float("inf")])
    if kind == "text":
        return "".join(draw.choice(string.printable + "đ\u202e\x00") for _ in range(draw.randrange(40)))
    if kind == "null":
        return None
    if kind == "list":
        return [hostile(draw, deep + 1) for _ in range(draw.randrange(4))]
    names = ["scans", "sent_at", "event_id", "at", "text", "way", "told", "place", "group", "sealed", "kid", "x"]
    return {draw.choice(names): hostile(draw, deep + 1) for _ in range(draw.randrange(8))}


def test_fuzzed_bodies_are_answered_each_with_a_reason(device: Device, at: int) -> None:
    draw, statuses = random.Random(3), set()
    for round_ in range(400):
        scans = []
        for _ in range(20):
            sent = scan(str(hostile(draw, 3)), at, told=draw.choice(["", "pass", "no"]))
            for name in draw.sample(list(sent), draw.randrange(3)):
                sent[name] = hostile(draw)
            scans.append(hostile(draw) if draw.random() < 0.1 else sent)
        body: Any = {"scans": scans} if round_ % 4 else hostile(draw)
        raw = json.dumps(body).encode("utf-8", "surrogatepass")
        if round_ % 7 == 0:
            raw = bytes(draw.choice([byte, draw.randrange(256)]) if draw.random() < 0.02 else byte for byte in raw)
        status, answer, _ = call(raw, HTTP_AUTHORIZATION=f"Bearer {device.key}")
        statuses.add(status)
        assert status < 500, raw[:200]
        if status == 200:
            sent = json.loads(raw)["scans"]
            assert len(answer["results"]) == len(sent)
            assert all(each["reason"] or each["verdict"] == "pass" for each in answer["results"])
        else:
            assert answer["error"]
    assert statuses == {200, 400}
    stored = sum(1 for _ in GateScan.objects.all())
    assert stored > 1_000


def test_a_number_whose_answer_was_lost_is_not_turned_away(person: Callable[..., int], device: Device, at: int) -> None:
    """The code is used up by the first question; the same question again gets the same answer, another scan none."""
    who = person(phones=("0912345678",), birth_year=1980)
    ticket = device.post("code", {"phone": "0912345678"}).json()["ticket"]
    code = last_code("gate_code")
    asked = {"ticket": ticket, "phone": "0912345678", "code": code, "birth_year": 1980, "event_id": str(uuid.uuid4()), "at": at}
    assert device.post("code/check", asked | {"at": at * 1_000}).status_code == 400, "milliseconds are no moment, and use nothing up"
    first, again = (device.post("code/check", asked).json() for _ in range(2))
    assert (first["result"]["state"], again["result"]["state"]) == ("accepted", "repeated")
    assert GateScan.objects.get().person_id == who
    assert device.post("code/check", asked | {"event_id": str(uuid.uuid4())}).json()["outcome"] == "spent"


@pytest.mark.parametrize("path", ["code", "code/check"])
def test_fuzzed_questions_for_a_code(device: Device, path: str) -> None:
    draw = random.Random(4)
    names = ["phone", "ticket", "code", "event_id", "at", "way", "birth_year", "sent_at"]
    for _ in range(150):
        answer = device.post(path, {name: hostile(draw, 2) for name in draw.sample(names, draw.randrange(len(names)))})
        assert answer.status_code in (200, 400, 429), answer.content


def test_each_result_is_as_described(device: Device, person: Callable[[], int], at: int, now: datetime) -> None:
    """The hot door builds its rows by itself; the description must say of each state what stands in it."""
    known = scan(card(person(), now), at)
    rows = [*device.results(known), *device.results(known), *device.results({"event_id": "no"}), *device.results(scan("x", at, told="?"))]
    assert {row["state"] for row in rows} == {state.value for state in ScanState}
    assert (
        any("initials" in row for row in rows)
        and any("declared_at" in row for row in rows)
        and any(row["event_id"] is None for row in rows)
    )
    for row in rows:
        assert ScanResult.model_validate(row, extra="forbid").model_dump(mode="json", exclude_unset=True) == row


def test_the_description_says_what_runs(device: Device, at: int) -> None:
    answer = description()
    assert set(answer["paths"]) == {"/api/v1/gate", "/api/v1/scans", "/api/v1/code", "/api/v1/code/check"}
    assert all("DeviceKey" in each["security"][0] for methods in answer["paths"].values() for each in methods.values())
    shapes = answer["components"]["schemas"]
    told = device.get().json()
    assert GateFile.model_validate(told, extra="forbid").model_dump(mode="json") == told
    assert Client().get("/api/openapi.json").json() == json.loads(json.dumps(answer))
    page = Client().get("/api/docs").content.decode()
    assert all(name in page for name in (*answer["paths"], *shapes))
