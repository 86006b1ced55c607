"""At the door: who is found there, who may send it, how much of it, and what an erasure finds of it."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from tests.integration.teams.hamlet import BY, OFFICER, SYSTEM, Hamlet, hamlet
from tests.integration.teams.test_rounds import ILL, opened
from tests.integration.two_communes import HERE, THERE

from truyvet.access.models import Staff
from truyvet.codes.sealed_scan import seal_scan
from truyvet.followup.models import Attempt, DailyCheck
from truyvet.keys.keyring import seal_keys
from truyvet.people.actions import erase_self
from truyvet.people.models import HouseholdMember, Person
from truyvet.people.queries import household_members
from truyvet.teams import person as share
from truyvet.teams.actions.bundles import give_bundle
from truyvet.teams.actions.rounds import print_round
from truyvet.teams.models import FieldEntry, Stop, StopPerson, Team, TeamMember
from truyvet.teams.queries.rounds import open_entries
from truyvet.teams.rules.door_entry import MAX_ENTRY_BYTES, MAX_PERSONS_AT_DOOR, read_entry
from truyvet.teams.rules.rounds import TeamRefused

pytestmark = pytest.mark.db
NEW = {"name": "Đỗ Thị Lạ", "year": 1970, "well": True, "lives_here_now": True}


@pytest.fixture
def place(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Hamlet:
    return hamlet(units, staff, now)


def test_who_was_found_at_a_door_lives_there_once_and_is_erased_with_all_that_was_written(place: Hamlet, now: datetime) -> None:
    HouseholdMember.objects.filter(person__code=place.codes["Phạm Văn Bảy"]).delete()
    Stop.objects.filter(number=2).update(household=None)
    known = {"code": place.codes["Phạm Văn Bảy"], "well": True}
    moved = {"code": place.codes["Lê Thị Mười"], "well": True, "lives_here_now": True}
    place.send(place.entry(2, "visited", known, NEW, NEW | {"name": "Đỗ Văn Hai", "year": 1999}), 1)
    place.send(place.entry(2, "visited", known, {**NEW, **ILL, "name": "do thi la"}, moved, note="chị Lạ sốt"), 2)
    lives, home = Person.objects.get(birth_year=1970, commune__code=HERE), Stop.objects.get(number=2).household
    assert len(household_members(SYSTEM, lives.pk)) == 4, "all of them in one household, nobody twice"
    assert home is not None and home.members.filter(person=lives).exists()
    # The next telephone, and the paper, show them where they were found and nowhere else.
    given = give_bundle(by=BY, now=now, scope=place.scope, event_id=uuid.uuid4(), round_code=place.round_code, phone=uuid.uuid4())
    doors = opened(given, place.round_code)["doors"]
    assert isinstance(doors, list)
    assert [sorted(each["name"].split()[-1] for each in door["persons"]) for door in doors] == [
        ["Hai", "Ông"],
        ["Bảy", "Hai", "Lạ", "Mười"],
        ["Con"],
    ]
    said = [row for row in share.export(SYSTEM, lives.pk) if row["table"] == "door_entry"]
    assert [(row["is_well"], row["symptoms"], row["needs"]) for row in said] == [(True, "", ""), (False, "cough fever", "medicine")]
    mother = Person.objects.get(code=place.codes["Lê Thị Mười"])
    assert [row["table"] for row in share.export(SYSTEM, mother.pk)] == ["door", "door", "door_entry"]
    erase_self(by=BY, now=now, person_id=lives.pk)
    assert not [row for row in FieldEntry.objects.all() if "Lạ" in row.content or "do thi la" in row.content]
    # Whom nobody listed, but who lives in the household of a door, finds it too.
    child = Person.objects.get(code=place.codes["Lê Văn Con"])
    place.send(place.entry(3, "nobody_home", note="cháu Con sang bà"), 3)
    StopPerson.objects.filter(person=child).delete()
    share.erase(child.pk, now)
    assert not FieldEntry.objects.get(number=3).content


def test_every_reason_to_look_is_kept_and_shown(place: Hamlet, client_for: Callable[..., Client], house_clock: datetime) -> None:
    stranger = {"code": "ABCDEFGHJK", "well": True}
    taken = place.send(place.entry(2, "visited", {"code": place.codes["Phạm Văn Bảy"], **ILL}, stranger))
    assert taken.problems == ("unwell_not_followed", "need_not_followed", "no_person")
    (row,) = open_entries(OFFICER, place.round_code).rows
    assert row.problems == taken.problems
    page = client_for("commune_officer", HERE).get(f"/to-cong-dong/{place.round_code}/").content.decode()
    assert all(words in page for words in ("Có triệu chứng mà chưa", "Cần giúp mà chưa", "Không tìm thấy hồ sơ đã ghi"))


def test_who_is_registered_elsewhere_is_on_the_phone_and_on_paper(place: Hamlet, now: datetime, units: dict[str, int]) -> None:
    Person.objects.filter(code=place.codes["Trần Thị Hai"]).update(commune=units[THERE])
    given = give_bundle(by=BY, now=now, scope=place.scope, event_id=uuid.uuid4(), round_code=place.round_code, phone=place.phone)
    doors = opened(given, place.round_code)["doors"]
    assert isinstance(doors, list) and [each["name"] for each in doors[0]["persons"]] == ["Trần Thị Hai", "Trần Văn Ông"]
    paper = print_round(by=BY, now=now, scope=OFFICER, round_code=place.round_code)
    assert [who.name for who, _followed in paper[0].persons] == ["Trần Thị Hai", "Trần Văn Ông"]


def test_only_the_team_and_the_commune_send(
    place: Hamlet, client_for: Callable[..., Client], staff: Callable[..., Staff], now: datetime, house_clock: datetime
) -> None:
    stranger, colleague = client_for("community_team", HERE), staff("community_team", HERE)
    mine, place.member = place.member, stranger.staff  # type: ignore[attr-defined]
    with pytest.raises(TeamRefused, match="not_of_team"):
        place.send(place.entry(1, "nobody_home"))
    body = {"round": place.round_code, "phone": str(place.phone), "number": 1, "sealed": "x", "event_id": str(uuid.uuid4())}
    answer = stranger.post("/tung-nha/gui/", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (401, "not_of_team"), "as for nobody signed in: the page keeps it"
    assert not FieldEntry.objects.exists()
    TeamMember.objects.create(team=Team.objects.get(), staff=colleague)
    place.member = colleague
    assert place.send(place.entry(1, "refused")).is_new
    assert (Attempt.objects.get().outcome, Stop.objects.get(number=1).status, DailyCheck.objects.exists()) == ("refused", "refused", False)
    place.member = mine
    assert place.send(place.entry(2, "nobody_home"), 2).is_new


def test_a_full_house_with_the_longest_words_is_taken(
    place: Hamlet, client_for: Callable[..., Client], now: datetime, house_clock: datetime
) -> None:
    """Thirty newcomers with every field as long as it may be; their year lies ahead, so that the test need not register them."""
    member = client_for("community_team", HERE)
    TeamMember.objects.create(team=Team.objects.get(), staff=member.staff)  # type: ignore[attr-defined]
    said = {"hasPatient": "2", "hasFromSickCountry": "2", "hasSick": "2", "gender": "Khac", "phone": "+84 912 345 678"}
    full = {
        "name": "ễ" * 120, "year": 2199, "well": False, "temperature": 381, "lives_here_now": True, "declaration": said,
        "symptoms": ["fever", "cough", "sore_throat", "runny_nose", "aches", "breathless"], "needs": ["food", "medicine", "child", "other"],
    }  # fmt: skip
    told = json.dumps(json.loads(place.entry(1, "visited", *[full] * MAX_PERSONS_AT_DOOR, note="ễ" * 300)), ensure_ascii=False)
    assert MAX_ENTRY_BYTES * 0.8 < len(told.encode()) <= MAX_ENTRY_BYTES and read_entry(told)
    event = uuid.uuid4()
    sealed = base64.urlsafe_b64encode(seal_scan(told.encode(), event, seal_keys(now).public)).decode()
    body = {"round": place.round_code, "phone": str(place.phone), "number": 1, "sealed": sealed, "event_id": str(event)}
    answer = member.post("/tung-nha/gui/", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["problems"]) == (200, ["person"])
    assert FieldEntry.objects.get().content == told
