"""From the lists to the doors and back: who stands on a round, what a telephone is given, where each outcome goes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client
from tests.conftest import TODAY
from tests.integration.teams.hamlet import BY, OFFICER, SYSTEM, Hamlet, hamlet
from tests.integration.two_communes import HERE, THERE

from truyvet.access.models import Staff
from truyvet.audit.models import AuditRow
from truyvet.audit.values import Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.declarations.models import Declaration
from truyvet.followup.actions import make_check_link
from truyvet.followup.models import Attempt, DailyCheck, FollowUp, SupportNeed
from truyvet.followup.queries.order_facts import release_facts
from truyvet.people.actions import change_person, merge, register_person
from truyvet.people.models import HouseholdMember, Person
from truyvet.people.values import NewPerson
from truyvet.teams.actions.bundles import SealedBundle, give_bundle
from truyvet.teams.actions.rounds import close_round, print_round
from truyvet.teams.models import FieldEntry, Round, Stop, StopPerson
from truyvet.teams.queries.rounds import open_entries, round_page, rounds_to_walk
from truyvet.teams.rules.rounds import MAX_BUNDLE_BYTES, MAX_DOORS, RoundAbsent, TeamRefused

pytestmark = pytest.mark.db
ILL = {"well": False, "symptoms": ["cough"], "temperature": 381, "needs": ["medicine"]}
SAID = {"hasPatient": "2", "hasFromSickCountry": "2", "hasSick": "2", "showCountryPassing": "0", "gender": "Nam", "phone": ""}


@pytest.fixture
def place(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Hamlet:
    return hamlet(units, staff, now)


def opened(given: SealedBundle, code: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(AESGCM(given.key).decrypt(given.box[:12], given.box[12:], code.encode()))
    return told


def test_doors_in_walking_order_and_one_bundle_for_one_member(place: Hamlet, now: datetime) -> None:
    stops = list(Stop.objects.order_by("number").values_list("address", "reason"))
    assert stops == [
        ("Thôn Đông, số 2", "to_visit"),
        ("Thôn Đông, số 7", "not_declared"),
        ("Thôn Đông, số 10", "not_declared"),
    ]
    event = uuid.uuid4()

    def give(event_id: uuid.UUID, scope: Scope = place.scope, at: datetime = now) -> SealedBundle:
        return give_bundle(by=BY, now=at, scope=scope, event_id=event_id, round_code=place.round_code, phone=place.phone)

    told = opened(give(event), place.round_code)
    doors = told["doors"]
    assert isinstance(doors, list) and [len(door["persons"]) for door in doors] == [2, 1, 2]
    assert [each["followed"] for each in doors[0]["persons"]] == [True, False]
    assert opened(give(event), place.round_code)["doors"] == doors, "a broken answer is asked for again"
    assert AuditRow.objects.filter(action="people.open_identities", purpose=f"round:{place.round_code}").count() == 2
    with pytest.raises(TeamRefused, match="given"):
        give(uuid.uuid4())
    with pytest.raises(RoundAbsent):
        give(uuid.uuid4(), Scope("community_team", place.scope.paths, TODAY, staff=(place.scope.staff or 0) + 9_999))
    with pytest.raises(RoundAbsent):
        give(event, at=now + timedelta(hours=40))
    close_round(by=BY, now=now, scope=OFFICER, round_code=place.round_code)
    with pytest.raises(RoundAbsent):
        give(event)


def test_fifty_full_households_fit_one_request(place: Hamlet, now: datetime, units: dict[str, int]) -> None:
    """The longest names, addresses and directions that the tables hold, six persons behind each of fifty doors."""
    Stop.objects.all().delete()
    found, letters = Round.objects.get(), Random(1)
    long = "".join(letters.choice("ạậễộựđ") for _ in range(120))
    row = Person.objects.get(code=place.codes["Trần Thị Hai"])
    persons = [
        Person(code=f"{n:010d}", name=long, folded=long, birth_year=1950, commune_id=units[HERE], address=long, created_at=now,
               delete_on=row.delete_on, change=1)
        for n in range(MAX_DOORS * 6)
    ]  # fmt: skip
    Person.objects.bulk_create(persons)
    stops = Stop.objects.bulk_create(
        Stop(round=found, number=n, code=f"{n:03d}", reason="not_declared", address=long + long[:80], directions=long + long[:80])
        for n in range(MAX_DOORS)
    )
    StopPerson.objects.bulk_create(StopPerson(stop=stops[n // 6], person=person) for n, person in enumerate(persons))
    given = give_bundle(by=BY, now=now, scope=place.scope, event_id=uuid.uuid4(), round_code=found.code, phone=place.phone)
    assert MAX_BUNDLE_BYTES / 4 < len(given.box) <= MAX_BUNDLE_BYTES


def test_each_outcome_goes_where_it_belongs_and_once(place: Hamlet, now: datetime) -> None:
    grandmother, event, before = place.codes["Trần Thị Hai"], uuid.uuid4(), now - timedelta(hours=1)
    content = place.entry(1, "visited", {"code": grandmother, **ILL}, {"code": place.codes["Trần Văn Ông"], "well": True}, at=before)
    assert [place.send(content, 2, event).is_new for _ in range(3)] == [True, False, False]
    tried, check = Attempt.objects.get(), DailyCheck.objects.get()
    assert (tried.by_kind, tried.channel, tried.outcome, tried.at, tried.staff) == ("team", "visit", "reached", before, place.member)
    assert (check.channel, check.is_well, check.answers, check.at) == ("visit", False, "cough fever 381", before)
    assert SupportNeed.objects.get().kind == "medicine"
    with pytest.raises(IdempotencyConflict):
        place.send(place.entry(1, "moved"), 2, event)
    place.send(place.entry(2, "nobody_home"), 3)
    place.send(place.entry(3, "visited", {"code": place.codes["Lê Thị Mười"], "well": True, "declaration": SAID}), 5)
    told = Declaration.objects.get()
    assert (told.staff, told.person.code) == (place.member, place.codes["Lê Thị Mười"]), "of whom it is, not of a second entry"
    (row,) = round_page(OFFICER).rows
    assert row.sums == {"doors": 3, "waiting": 0, "visited": 2, "nobody_home": 1, "refused": 0, "moved": 0, "unwell": 1, "needs": 1,
                        "open": 0, "phones": 0, "missing": 2}, "numbers 1 and 4 have not come"  # fmt: skip
    assert not round_page(Scope("commune_officer", (f"24/218/{THERE}/",), TODAY)).rows


def test_nothing_is_lost_when_somebody_moved_was_merged_or_is_new(place: Hamlet, now: datetime, units: dict[str, int]) -> None:
    grandmother = Person.objects.get(code=place.codes["Trần Thị Hai"])
    told = NewPerson("Trần Thị Hai", 1950, "f", units[THERE], "Xã khác")
    change_person(by=BY, now=now, scope=SYSTEM, code=grandmother.code, version=grandmother.version, person=told)
    stands = register_person(by=BY, now=now, person=NewPerson("Trần Thị Hai", 1950, "f", units[THERE])).code
    merge(by=BY, now=now, scope=SYSTEM, person_code=grandmother.code, into_code=stands, reason="một người")
    new = {"name": "Đỗ Văn Mới", "year": 1970, "well": True, "lives_here_now": True}
    moved = {"code": place.codes["Phạm Văn Bảy"], "lives_here_now": True, "well": False, "symptoms": ["breathless"]}
    taken = place.send(place.entry(1, "visited", {"code": grandmother.code, "well": True}, new, moved))
    assert FollowUp.objects.get().attempts == 1 and DailyCheck.objects.get().is_well
    home = Stop.objects.get(number=1).household
    assert HouseholdMember.objects.filter(household=home, valid_until__isnull=True).count() == 4
    assert taken.problems == ("unwell_not_followed",)
    assert [each.problems for each in open_entries(OFFICER, place.round_code).rows] == [("unwell_not_followed",)]
    stranger = register_person(by=BY, now=now, person=NewPerson("Người Xã Khác", 1980, "f", units[THERE])).code
    told_of = {"code": stranger, "well": False, "symptoms": ["cough"], "lives_here_now": True}
    assert place.send(place.entry(2, "visited", told_of), 9).problems == ("no_person",), "a code that was not on the round opens nothing"
    assert not HouseholdMember.objects.filter(person__code=stranger).exists()
    FieldEntry.objects.filter(number=9).delete()
    # What nobody can read, and a door of another round, are kept and shown too.
    assert place.send(None, 2).problems == ("unreadable",)
    assert place.send(json.dumps({**json.loads(place.entry(1, "moved")), "door": "ZZZ"}), 3).problems == ("no_door",)
    assert FieldEntry.objects.count() == 3


def test_paper_has_names_and_codes_and_is_typed_back_by_the_commune(place: Hamlet, now: datetime) -> None:
    doors = print_round(by=BY, now=now, scope=OFFICER, round_code=place.round_code)
    assert [each.name for each, _followed in doors[0].persons] == ["Trần Thị Hai", "Trần Văn Ông"]
    assert len({door.code for door in doors}) == 3
    later = replace(OFFICER, staff=place.member.pk, on=TODAY + timedelta(days=2))
    assert [found.code for found in rounds_to_walk(later, now + timedelta(days=2))] == [place.round_code]
    assert not rounds_to_walk(replace(place.scope, on=later.on), now + timedelta(days=2)), "a telephone's round has ended"
    assert not rounds_to_walk(replace(later, on=TODAY + timedelta(days=4)), now + timedelta(days=4))


def test_two_telephones_disagree_on_one_field_and_one_person_ends_it(place: Hamlet, now: datetime) -> None:
    door = place.door(2)

    def wrote(value: str, number: int) -> None:
        told = {"kind": "directions", "door": door.code, "at": int(now.timestamp()), "member": place.member.pk, "value": value, "base": ""}
        place.send(json.dumps(told), number)

    wrote("sau chùa", 1)
    place.phone = uuid.uuid4()
    wrote("cạnh giếng", 1)
    (waits,) = open_entries(OFFICER, place.round_code).rows
    assert (waits.problems, set(waits.directions.split(" / "))) == (("contested",), {"sau chùa", "cạnh giếng"})
    told = {"kind": "directions", "door": door.code, "at": int(now.timestamp()), "member": place.member.pk, "value": "sau chùa"}
    place.send(json.dumps({**told, "base": " ".join(str(each) for each in FieldEntry.objects.values_list("event_id", flat=True))}), 2)
    place.send(place.entry(2, "nobody_home"), 3)
    assert Stop.objects.get(pk=door.pk).directions == "sau chùa", "a later visit does not bring the other value back"


def test_odd_clocks_and_codes_are_answered(place: Hamlet, client_for: Callable[..., Client], house_clock: datetime) -> None:
    told = json.loads(place.entry(1, "visited", {"code": place.codes["Trần Thị Hai"], "well": True}))
    far = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
    assert place.send(json.dumps(told | {"at": 0}), 1, sent_at=far).problems == ("moment",), "nobody was followed in 1970"
    assert place.send(json.dumps(told | {"base": "\0"}), 2).problems == ("unreadable",)
    team = client_for("community_team", HERE)
    sent = {"phone": str(uuid.uuid4()), "event_id": str(uuid.uuid4()), "number": 1, "sealed": "x"}
    for odd in ("a\0b", "\ud800", "'--"):
        told_of = json.dumps(sent | {"round": odd})
        assert team.post("/tung-nha/gui/", told_of, content_type="application/json").status_code == 404
    officer = client_for("commune_officer", HERE)
    step = f"/to-cong-dong/{place.round_code}/buoc/"
    assert officer.post(step, {"do": "settle", "entry": "9" * 5_000}).status_code == 404


def test_a_merge_hides_no_symptoms_and_all_well_drops_none(
    place: Hamlet, client_for: Callable[..., Client], now: datetime, units: dict[str, int], house_clock: datetime
) -> None:
    grandmother = place.codes["Trần Thị Hai"]
    token = make_check_link(by=BY, now=now, scope=SYSTEM, person_code=grandmother)
    told = {"event_id": str(uuid.uuid4()), f"{grandmother}-answered": "1", f"{grandmother}-symptoms": ["breathless"]}
    page = f"/suc-khoe-hang-ngay/{token}/"
    assert Client().post(page, {**told, "do": "all_well"}).status_code == 422
    assert Client().post(page, {**told, "do": "send"}).status_code == 200
    stands = register_person(by=BY, now=now, person=NewPerson("Trần Thị Hai", 1950, "f", units[HERE])).code
    merge(by=BY, now=now, scope=SYSTEM, person_code=grandmother, into_code=stands, reason="một người")
    person = Person.objects.get(code=stands).pk
    facts = release_facts(OFFICER, person, now - timedelta(days=1), now)
    assert facts is not None and facts.has_symptoms
