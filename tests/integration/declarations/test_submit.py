"""The door of declarations: what it answers to phones, to strangers, to hostile texts; nothing twice, never a fault of ours."""

from __future__ import annotations

import json
import random
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.declarations.conftest import ELSEWHERE, HERE, ILL
from tests.unit.declarations.sample_answers import whole

from truyvet.core.rate_limit import RateLimit
from truyvet.declarations.answer_encryption import unseal_answers
from truyvet.declarations.api.schema import AcceptedBody, RefusedBody
from truyvet.declarations.models import Declaration, WatchItem
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.db

DOOR = "/khai-bao/gui/"
NOW = 1_622_422_800


def body(**more: Any) -> dict[str, Any]:
    envelope = {
        "event_id": str(uuid.uuid4()), "form": "whole_population", "version": "2022-03.1", "language": "vi", "consent": "2022-03.1",
        "made_for": "self", "made_at": NOW, "sent_at": "2021-05-31T01:00:00.000Z", "answers": whole(),
    }  # fmt: skip
    return envelope | more


def send(client: Client, said: object) -> Answer:
    """Whatever is answered is what the description says."""
    answer = client.post(DOOR, said if isinstance(said, bytes) else json.dumps(said), content_type="application/json")
    shape = AcceptedBody if answer.status_code == 200 else RefusedBody
    assert shape.model_validate_json(answer.content, strict=True, extra="forbid").model_dump(exclude_none=True) == answer.json()
    return answer


def sign_in(client: Client, person: int) -> None:
    session = client.session
    session[SESSION_KEY], session[SESSION_AT] = person, int(datetime.now(UTC).timestamp())
    session.save()


@pytest.fixture
def phone(units: dict[str, int], house_clock: datetime) -> Client:
    from django.test import Client

    return Client()


def test_what_a_phone_is_told(phone: Client, citizen: Callable[..., int]) -> None:
    said = body(answers=whole(**ILL))
    told = send(phone, said).json()
    assert (told["state"], told["may_have_pass"], told["needs_sign_in"]) == ("accepted", False, True)
    assert any("115" in line for line in told["advice"])
    assert not any("F1" in line or "F0" in line for line in told["advice"])
    again = send(phone, said).json()
    assert again == {**told, "state": "repeated"}
    conflict = send(phone, {**said, "answers": whole()})
    assert (conflict.status_code, conflict.json()) == (409, {"error": "event_conflict"})
    sign_in(phone, citizen())
    proved = send(phone, said).json()
    assert (proved["code"], proved["state"], proved["needs_sign_in"]) == (told["code"], "repeated", False)
    clear = send(phone, body(answers=whole(passport="024190000123"))).json()
    assert clear["needs_sign_in"] is False
    assert Declaration.objects.count() == 2


def test_a_note_that_contradicts_its_answer_is_on_the_watch(phone: Client) -> None:
    told = send(phone, body(answers=whole(showSignal="0", showSignalNote="sốt 39 khó thở"))).json()
    assert any("115" in line for line in told["advice"])
    row = WatchItem.objects.get().declaration
    assert row.reasons == ["breathlessness", "contradiction"]
    assert unseal_answers(row.answers)["showSignalNote"] == "sốt 39 khó thở"


def test_one_for_a_chosen_relative_waits_for_the_sign_in(phone: Client, citizen: Callable[..., int]) -> None:
    said = body(made_for="relative", relative_id=1)
    answer = send(phone, said)
    assert (answer.status_code, answer.json()) == (401, {"error": "sign_in"}), "the phone keeps it"
    sign_in(phone, citizen())
    assert send(phone, said).status_code == 422, "signed in, and it is no relative of theirs"
    assert not Declaration.objects.exists()


def test_by_way_of_the_zalo_page_and_again_without_it(phone: Client) -> None:
    session = phone.session
    session["declaration_channel"] = "zalo"
    session.save()
    said = body()
    assert send(phone, said).status_code == 200
    phone.cookies.clear()
    assert send(phone, said).json()["state"] == "repeated"
    assert Declaration.objects.get().channel == "zalo"


def test_in_english(phone: Client) -> None:
    phone.cookies["django_language"] = "en"
    said = json.dumps(body(answers=whole(birthYear="19")))
    wrong = phone.post(DOOR, said, content_type="application/json", headers={"Accept-Language": "en"})
    assert wrong.status_code == 422
    assert [(each["field"], each["reason"]) for each in wrong.json()["problems"]] == [("birthYear", "not_a_year")]
    assert wrong.json()["problems"][0]["words"]


def test_another_site_cannot_send(phone: Client) -> None:
    for headers in ({"Origin": "https://kẻ-xấu.example".encode().decode()}, {"Sec-Fetch-Site": "cross-site"}):
        assert phone.post(DOOR, json.dumps(body()), content_type="application/json", headers=headers).status_code == 403
    assert phone.post(DOOR, "x=1", content_type="application/x-www-form-urlencoded").status_code == 415
    assert phone.get(DOOR).status_code == 405
    assert not Declaration.objects.exists()


def test_too_many_wait(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truyvet.declarations.views.submission_queue.ADDRESSES", RateLimit("test.sender", 3, 0.5 * 3600))
    answers = [send(phone, body()) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1]["Retry-After"]) >= 1
    assert Declaration.objects.count() == 3


NASTY: list[Any] = [
    None, True, -1, 0, 1e308, 10**40, "", " ", "x" * 5000, "\u202e", "😷", "\\ud800", [], [[]], {}, {"a": {}}, "1", "2", "2021-02-30",
    "'; DROP", "%00",
    "NaN", "\u0000", "\ufeff", "١٩٩٠", "０９１２", {"$ne": 1}, [None, 1, "a"], "1990-01-01T00:00", "<script>",
]  # fmt: skip


def hostile(dice: random.Random) -> object:
    """A body that was whole once."""
    met, been = [{"name": "A B", "last_met": "2021-05-30"}], [{"text": "chợ", "from": "2021-05-30T08:00"}]
    said: Any = body(answers=whole(peopleMet=met, placesVisited=been))
    for _ in range(dice.randint(1, 4)):
        target = said if dice.random() < 0.4 else said.get("answers")
        if not isinstance(target, dict) or not target:
            return said
        name = dice.choice([*target, "strange", "otherUser", "relative_id", "tie"])
        if dice.random() < 0.15:
            target.pop(name, None)
        elif dice.random() < 0.2 and isinstance(target.get(name), list) and target[name] and isinstance(target[name][0], dict):
            target[name][0][dice.choice(["name", "phone", "last_met", "from", "to", "venue_code", "?"])] = dice.choice(NASTY)
        else:
            target[name] = dice.choice(NASTY)
    return said


def test_hostile_bodies_get_a_reason_and_never_a_fault_of_ours(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truyvet.declarations.views.submission_queue.ADDRESSES", RateLimit("test.sender", 1e9, 1 * 3600))
    dice = random.Random(20210531)
    seen: dict[int, int] = {}
    for _ in range(2_000):
        said = hostile(dice)
        answer = send(phone, said)
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
        assert answer.status_code in (200, 400, 409, 422), (answer.status_code, said)
        told = answer.json()
        if answer.status_code == 422:
            assert told["problems"]
            assert all(each["reason"] and each["words"] for each in told["problems"])
    assert set(seen) >= {200, 422}
    for raw in (b"", b"[]", b"{", b'"x"', b"{}", b"\xff\xfe", b'{"a":' * 5000, b'{"answers":"\\ud800"}', b'{"event_id":NaN}'):
        assert send(phone, raw).status_code in (400, 415, 422)


def bare_page(phone: Client, path: str) -> str:
    """A page without what is random in it."""
    page = phone.get(path)
    assert page.status_code == 200
    text = page.content.decode()
    return re.sub(r'(X-CSRFToken": |csrfmiddlewaretoken" value=|event_id" value=)"[^"]+"', "", text)


def test_the_pages_hold_nothing_of_anybody(phone: Client, citizen: Callable[..., int]) -> None:
    me = citizen(birth_year=1990)
    bare = {path: bare_page(phone, path) for path in ("/khai-bao/", "/khai-bao/whole-population/", "/khai-bao/workplace-daily/")}
    assert phone.get("/khai-bao/toi/").status_code == 302
    sign_in(phone, me)
    send(phone, body(answers=whole(fullName="NGUYỄN THỊ CHIM HOÀNG YẾN")))
    for path, before in bare.items():
        assert bare_page(phone, path) == before
    told = phone.get("/khai-bao/toi/").json()
    assert told["answers"]["fullName"] == "NGUYỄN THỊ CHIM HOÀNG YẾN"
    assert "hasPatient" not in told["answers"]
    assert len(told["recent"]) == 1
    assert phone.get("/khai-bao/khong-co/").status_code == 404


def test_units_of_a_province(phone: Client) -> None:
    tree = phone.get("/khai-bao/don-vi/24/").json()
    assert tree["name"] == "Tỉnh Bắc Giang"
    assert any(unit["code"] == HERE for district in tree["units"] for unit in district["units"])
    assert phone.get("/khai-bao/don-vi/222/").status_code == 404
    assert phone.get("/khai-bao/don-vi/x'/").status_code == 404


def test_a_team_declares_in_its_own_commune_only(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    team = client_for("community_team", HERE)
    posted = {f"a.{name}": str(value) for name, value in whole(provinceId=None, districtId=None).items()}
    answer = team.post("/khai-ho/", {**posted, "event_id": str(uuid.uuid4()), "a.wardId": ELSEWHERE})
    assert answer.status_code == 422
    assert "ngoài địa bàn" in answer.content.decode()
    assert not Declaration.objects.exists()
    event = str(uuid.uuid4())
    for _ in range(2):
        assert team.post("/khai-ho/", {**posted, "event_id": event, "opened": str(NOW)}).status_code == 302
    row = Declaration.objects.get()
    assert (row.staff_id, row.channel) == (team.staff.pk, "team")  # type: ignore[attr-defined]
    assert row.code in team.get(f"/khai-ho/?xong={row.code}").content.decode()
    assert row.person.code not in client_for("community_team", HERE).get(f"/khai-ho/?xong={row.code}").content.decode()
    assert client_for("tracer").get("/khai-ho/").status_code == 403


def test_a_scanned_paper_fills_and_is_not_kept(client_for: Callable[..., Client]) -> None:
    team = client_for("community_team", HERE)
    paper = "024190000123|123456789|Trần Thị Cụ|01021940|Nữ|Thôn Núi Hiểu, Quang Châu|01012021"
    told = team.post("/khai-ho/quet/", json.dumps({"text": paper}), content_type="application/json").json()
    assert told["fields"]["passport"] == "024190000123"
    assert told["fields"]["birthYear"] == "1940"
    assert told["fields"]["gender"] == "Nu"
    for wrong in ("không phải", "", "x" * 9_000, 5, None):
        answer = team.post("/khai-ho/quet/", json.dumps({"text": wrong}), content_type="application/json")
        assert answer.status_code == 422
