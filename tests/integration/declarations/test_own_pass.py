"""From a declaration to one's own pass, in every order: declare, sign in, an ended session, another browser, another person's number.

A pass is never signed while something that this browser or person declared says otherwise, and is signed as soon as nothing does.
"""

from __future__ import annotations

import itertools
import json
import os
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings
from tests.fixtures.outbox_codes import last_code
from tests.integration.declarations.conftest import HERE, ILL
from tests.integration.declarations.test_submit import body, send, sign_in
from tests.integration.passes.conftest import Phone
from tests.integration.passes.test_pass_pages import fetch
from tests.unit.declarations.sample_answers import whole

from truyvet.audit.models import AuditRow
from truyvet.core.rate_limit import RateLimit
from truyvet.declarations.models import Declaration, WatchItem
from truyvet.passes.models import Pass
from truyvet.people.models import Person

pytestmark = pytest.mark.db
ANSWER = "/khai-bao/cua-toi/"
MINE = "0912345678"


@pytest.fixture(autouse=True)
def wide_buckets(monkeypatch: pytest.MonkeyPatch, units: dict[str, int], house_clock: datetime) -> None:
    for name in ("ADDRESSES", "PERSONS"):
        monkeypatch.setattr(f"truyvet.declarations.views.submission_queue.{name}", RateLimit(f"test.{name}", 1e9, 1 * 3600))


@pytest.fixture
def me(citizen: Callable[..., int], units: dict[str, int]) -> int:
    return citizen(f"+84{MINE[1:]}", birth_year=1990, commune_id=units[HERE])


def declare(browser: Client, **more: Any) -> dict[str, Any]:
    said = body(answers=whole(phone=more.pop("phone", MINE), **more))
    return {"event_id": said["event_id"], **send(browser, said).json()}


def told(browser: Client, phone: Phone, *declared: str) -> tuple[int, str]:
    answer = fetch(browser, phone, declared=list(declared))
    return answer.status_code, answer.json().get("error", "")


def reply(browser: Client, code: str, *, mine: bool) -> Any:
    return browser.post(ANSWER, json.dumps({"code": code, "mine": mine}), content_type="application/json")


LONG = "TRUYVET_WALKS" in os.environ
"""All 256 walks of four steps, asked after each step. Otherwise the eight below, asked at their end."""
SHORT = ("yes no", "no yes", "in yes", "in no out", "in yes out no", "in no out yes", "no in yes", "yes in no")


def walks() -> list[tuple[str, ...]]:
    every = itertools.product(("yes", "no", "in", "out"), repeat=4)
    return list(every) if LONG else [tuple(walk.split()) for walk in SHORT]


def test_every_order_of_declaring_signing_in_and_an_ended_session(citizen: Callable[..., int]) -> None:
    phone = Phone()
    for place, walk in enumerate(walks()):
        number = f"0912{place:06}"
        person, browser = citizen(f"+84{number[1:]}", birth_year=1990), Client()
        said: set[str] = set()
        for last, step in enumerate((*walk, "in"), start=-len(walk)):
            if step == "in":
                sign_in(browser, person)
            elif step == "out":
                browser.cookies.pop("truyvet", None)
            else:
                declare(browser, phone=number, **(ILL if step == "yes" else {}))
                said.add(step)
            hoped = (422, "see_health_station") if "yes" in said else (200, "") if said else (422, "no_declaration")
            if LONG or last == 0:
                assert told(browser, phone) == (hoped if "truyvet" in browser.cookies else (401, "sign_in")), (walk, step)


def test_a_newcomer_declares_then_asks_for_a_pass_by_phone(gateway: None) -> None:
    browser = Client()
    assert declare(browser)["needs_sign_in"]
    door = "/dang-nhap-dien-thoai/?tiep=/ma/"
    with override_settings(TRUYVET_DEMO=True):
        browser.post(door, {"step": "phone", "phone": MINE})
    assert browser.post(door, {"step": "code", "phone": MINE, "code": last_code()})["Location"] == "/ma/"
    row = Declaration.objects.get()
    assert row.verified, "claimed at the sign-in itself"
    assert told(browser, Phone()) == (200, "")
    assert Person.objects.get(pk=row.person_id).birth_year == 1990
    assert AuditRow.objects.filter(action="declarations.adopt").count() == 1


def test_a_yes_from_another_browser_is_asked_for_and_can_be_disowned(me: int) -> None:
    mine, other, phone = Client(), Client(), Phone()
    sign_in(mine, me)
    declare(mine)
    assert told(mine, phone) == (200, "")
    code = declare(other, **ILL)["code"]
    answer = fetch(mine, phone).json()
    assert (answer["error"], answer["code"], answer["initials"]) == ("is_it_yours", code, "N. T. H.")
    assert browser_card(mine) == 422
    assert reply(mine, "K7ZZZZZZZZ", mine=False).json() == {"claimed": [], "forget": None}, "not theirs to answer"
    assert told(mine, phone)[1] == "is_it_yours"
    assert reply(mine, code, mine=False).status_code == 200
    assert told(mine, phone) == (200, "")
    assert WatchItem.objects.get().state == "waiting", "the commune still calls whoever sent it"
    sign_in(other, me)
    assert told(other, phone) == (200, ""), "disowned, it is nobody's to claim by the number"


def test_a_yes_that_is_said_to_be_mine_closes_the_gates(me: int) -> None:
    mine, other, phone = Client(), Client(), Phone()
    sign_in(mine, me)
    declare(mine)
    code = declare(other, **ILL)["code"]
    assert reply(mine, code, mine=True).json()["claimed"] == [code]
    assert told(mine, phone) == (422, "see_health_station")


def test_a_yes_on_this_phone_under_another_number_is_asked_for(me: int) -> None:
    browser, phone = Client(), Phone()
    sign_in(browser, me)
    declare(browser)
    del browser.cookies["truyvet"]
    mother = declare(browser, phone="0987654321", fullName="Trần Thị Mẹ", **ILL)
    sign_in(browser, me)
    assert told(browser, phone)[1] == "is_it_yours"
    assert reply(browser, mother["code"], mine=False).json()["forget"] == mother["event_id"]
    assert told(browser, phone) == (200, "")
    assert Declaration.objects.get(code=mother["code"]).entry_hash, "it still waits for her"


def test_a_yes_whose_call_ended_well_asks_nobody(me: int) -> None:
    mine, phone = Client(), Phone()
    sign_in(mine, me)
    declare(mine)
    declare(Client(), **ILL)
    WatchItem.objects.update(state="closed", outcome="mistake")
    assert told(mine, phone) == (200, "")


def test_a_declaration_of_another_number_is_named_as_the_reason(me: int) -> None:
    browser, phone = Client(), Phone()
    declare(browser, phone="0987654321")
    sign_in(browser, me)
    assert told(browser, phone) == (422, "other_number")
    declare(browser)
    assert told(browser, phone) == (200, ""), "one's own speaks for oneself"


def test_two_people_of_one_number_are_told_apart_before_anything_is_claimed(citizen: Callable[..., int]) -> None:
    browser, phone = Client(), Phone()
    father, mother = declare(browser, fullName="Trần Văn Bố", birthYear="1960"), declare(browser, fullName="Lê Thị Mẹ", birthYear="1962")
    me = citizen(f"+84{MINE[1:]}", name="Chưa rõ tên")
    sign_in(browser, me)
    assert told(browser, phone)[1] == "is_it_yours"
    assert reply(browser, mother["code"], mine=True).json()["claimed"] == [mother["code"]]
    assert told(browser, phone) == (200, "")
    assert not Declaration.objects.get(code=father["code"]).verified


def test_a_yes_that_has_not_arrived_stops_the_pass(me: int) -> None:
    browser, phone = Client(), Phone()
    sign_in(browser, me)
    declare(browser)
    waiting = str(uuid.uuid4())
    assert told(browser, phone, waiting) == (422, "not_received")
    send(browser, body(event_id=waiting))
    assert told(browser, phone, waiting) == (200, "")
    for wrong in ("x", [waiting] * 21, [5], {"a": 1}):
        assert fetch(browser, phone, declared=wrong).status_code == 400
    assert Pass.objects.count() == 1


@pytest.mark.parametrize("cookie", ["", "zz.yy", "'.', ''", "0" * 5000, "g" * 32])
def test_a_cookie_that_is_not_ours_changes_nothing(me: int, cookie: str) -> None:
    browser = Client()
    browser.cookies["khai"] = cookie
    sign_in(browser, me)
    assert told(browser, Phone()) == (422, "no_declaration")


def test_the_cookie_names_nobody_and_no_script_reads_it() -> None:
    browser = Client()
    event = declare(browser)["event_id"]
    cookie = browser.cookies["khai"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (uuid.UUID(event).hex, True, "Lax")


def browser_card(browser: Client) -> int:
    return browser.post("/ma/the/").status_code
