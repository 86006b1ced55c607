"""The doors of the room: the shell, the pass for a phone, cards for oneself and for the people of a team's commune."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from tests.integration.passes.conftest import SCOPE, Desk, Phone

from truyvet.codes import code_tokens
from truyvet.keys import keyring
from truyvet.passes.models import Pass
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.queries import masked_persons
from truyvet.web.clock import real_now

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.db


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signed_in(person: int) -> Client:
    client = Client()
    session = client.session
    session[SESSION_KEY], session[SESSION_AT] = person, int(real_now().timestamp())
    session.save()
    client.cookies["truyvet"] = str(session.session_key)
    return client


def fetch(client: Client, phone: Phone, *, event: uuid.UUID | None = None, **more: Any) -> Answer:
    x, y = phone.point
    said = {"event_id": str(event or uuid.uuid4()), "x": b64(x), "y": b64(y), **more}
    return client.post("/ma/cap/", json.dumps(said), content_type="application/json")


def code_of(person: int) -> str:
    return masked_persons(SCOPE, (person,))[person].code


def test_the_shell_is_the_same_for_everybody(desk: Desk, house_clock: datetime) -> None:
    person = desk.person("Nguyễn Kín Đáo", phones=("0912345678",))
    changing = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"')
    pages = {changing.sub(b"", client.get("/ma/").content) for client in (Client(), signed_in(person))}
    assert len(pages) == 1


def test_the_shell_comes_compressed(client: Client) -> None:
    answer = client.get("/ma/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 6_000


def test_a_phone_gets_its_pass(desk: Desk, phone: Phone, house_clock: datetime) -> None:
    person = desk.person()
    desk.declares(person)
    answer = fetch(signed_in(person), phone).json()
    body = base64.urlsafe_b64decode(answer["body"] + "==")
    at = int(desk.now.timestamp())
    held = code_tokens.read_pass(code_tokens.show_pass(body, at, phone.key), now=at, keys=keyring.public_keys(desk.now))
    assert (held.declared, held.expires, at) == (answer["declared"], answer["expires"], answer["now"])


@pytest.mark.parametrize(
    ("before", "error"),
    [
        (lambda desk, person: None, "no_declaration"),
        (lambda desk, person: desk.declares(person, hours_ago=80), "declared_too_old"),
        (lambda desk, person: desk.declares(person, clear=False), "see_health_station"),
        (lambda desk, person: (desk.declares(person), desk.holds(person)), "see_health_station"),
    ],
)
def test_a_refusal_says_what_to_do_and_no_more(desk: Desk, phone: Phone, house_clock: datetime, before: Any, error: str) -> None:
    person = desk.person()
    before(desk, person)
    answer = fetch(signed_in(person), phone)
    assert (answer.status_code, answer.json()["error"]) == (422, error)


def test_whoever_is_not_signed_in_gets_none(desk: Desk, phone: Phone, house_clock: datetime) -> None:
    assert fetch(Client(), phone).status_code == 401
    assert not Pass.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        *({"x": wrong} for wrong in ("zz", "!", None, ["a"], b64(b"\x01" * 32))),
        *({"event_id": wrong} for wrong in ("no", 5)),
        {"y": "a" * 200_000},
    ],
)
def test_anything_else_is_answered_with_a_reason(desk: Desk, phone: Phone, house_clock: datetime, more: dict[str, Any]) -> None:
    person = desk.person()
    desk.declares(person)
    answer = fetch(signed_in(person), phone, **more)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"] in ("bad_request", "bad_key")
    assert not Pass.objects.exists()


def test_another_site_cannot_fetch_a_pass(desk: Desk, phone: Phone, house_clock: datetime) -> None:
    person = desk.person()
    desk.declares(person)
    client = signed_in(person)
    x, y = phone.point
    said = json.dumps({"event_id": str(uuid.uuid4()), "x": b64(x), "y": b64(y)})
    for more in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/ma/cap/", said, content_type="application/json", headers=more).status_code == 403
    assert client.post("/ma/cap/", said, content_type="text/plain").status_code == 415


def test_an_event_of_somebody_else_is_refused(desk: Desk, phone: Phone, house_clock: datetime) -> None:
    one, two, event = desk.person(), desk.person("Trần Thị Chín"), uuid.uuid4()
    desk.declares(one)
    desk.declares(two)
    assert fetch(signed_in(one), phone, event=event).status_code == 200
    assert fetch(signed_in(two), phone, event=event).status_code == 409


def test_a_citizen_prints_their_own_card_once_for_each_page(desk: Desk, house_clock: datetime) -> None:
    person = desk.person()
    client = signed_in(person)
    page = client.get("/ma/the/").content.decode()
    event = re.search(r'name="event_id" value="([0-9a-f-]{36})"', page)
    assert event is not None
    refused = client.post("/ma/the/", {"event_id": event[1]})
    assert (refused.status_code, "Chưa có tờ khai" in refused.content.decode()) == (422, True)
    desk.declares(person)
    for _ in range(2):
        answer = client.post("/ma/the/", {"event_id": event[1]})
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
        assert answer.content.startswith(b"%PDF")
    assert Pass.objects.count() == 1


@pytest.fixture
def team(client_for: Callable[..., Client]) -> Client:
    return client_for("community_team", "07783")


def test_a_team_prints_for_its_own_commune_alone(desk: Desk, team: Client) -> None:
    here, there = desk.person(), desk.person("Trần Thị Chín", commune="07444")
    for person in (here, there):
        desk.declares(person)
    event = str(uuid.uuid4())
    answer = team.post("/the/in/", {"person": code_of(here), "event_id": event})
    assert answer["Content-Type"] == "application/pdf"
    for typed in (code_of(there), "0000000000", "", "x" * 500, f"{code_of(here)} {code_of(there)}"):
        refused = team.post("/the/in/", {"person": typed, "event_id": str(uuid.uuid4()), "next": "/khai-ho/"})
        assert (refused.status_code, refused["Location"]) == (302, "/khai-ho/")
    assert Pass.objects.count() == 1, "nobody gets a card from a sheet that was refused"
    assert team.post("/the/in/", {"person": "", "next": "https://elsewhere.example/"})["Location"] == "/the/"


def test_several_cards_on_a_sheet(desk: Desk, team: Client) -> None:
    people = [desk.person(f"Nguyễn Văn {letter}") for letter in "ABCDE"]
    for person in people:
        desk.declares(person)
    typed = " ".join(code_of(person) for person in people)
    answer = team.post("/the/in/", {"person": typed, "event_id": str(uuid.uuid4())})
    assert answer["Content-Type"] == "application/pdf"
    assert Pass.objects.filter(kind="card").count() == 5


def test_one_refusal_stops_the_sheet_and_ends_no_card(desk: Desk, team: Client) -> None:
    good, held = desk.person(), desk.person("Trần Thị Chín")
    for person in (good, held):
        desk.declares(person)
    before = desk.prints(good)
    desk.holds(held)
    page = team.post("/the/in/", {"person": f"{code_of(good)},{code_of(held)}", "event_id": str(uuid.uuid4())}, follow=True)
    assert "Mời gọi trạm y tế" in page.content.decode()
    assert Pass.objects.get().token == before.token
    assert Pass.objects.get().revoked_at is None
