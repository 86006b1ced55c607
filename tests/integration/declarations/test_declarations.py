"""Taking declarations: once each, for the right person, and nothing that a stranger typed reaches anybody's entry."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.declarations.conftest import ELSEWHERE, HERE, ILL, MET, NUMBER, person_of

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.declarations.actions import DeclarationResult, declare, declare_many
from truyvet.declarations.answer_encryption import unseal_answers
from truyvet.declarations.models import Declaration, DeclaredContact, DeclaredPlace, Relative, WatchItem
from truyvet.declarations.queries import contact_rows, own_declarations, place_rows, relatives
from truyvet.declarations.rules.submission import DeclarationRefused, Submission
from truyvet.declarations.rules.triage import TriageClass
from truyvet.passes.models import GateStatus, Hold
from truyvet.people.models import Consent, Identifier, Person, Phone

pytestmark = pytest.mark.db

Declaring = Callable[..., DeclarationResult]
Saying = Callable[..., Submission]
BEEN = [{"venue_code": "VABC", "from": "2021-05-30T08:00", "to": "2021-05-30T09:00"}, {"text": "chợ Núi Hiểu", "from": "2021-05-29T06:00"}]


def test_a_signed_in_citizen_declares_for_themselves(declared: Declaring, citizen: Callable[..., int], units: dict[str, int]) -> None:
    me = citizen(name="Nguyễn Thị Hoa")
    made = declared(person_id=me, passport="024190000123")
    row = Declaration.objects.get()
    assert (row.person_id, row.verified, row.declarer_id, row.entry_hash, row.commune_id) == (me, True, None, "", units[HERE])
    assert (made.triage, made.may_have_pass, made.needs_sign_in, made.repeated) == (TriageClass.NOTHING, True, False, False)
    person = Person.objects.get(pk=me)
    assert (person.birth_year, person.gender, person.commune_id, person.address) == (1990, "f", units[HERE], "Thôn Núi Hiểu")
    assert Identifier.objects.get().person_id == me
    assert GateStatus.objects.get().clear
    assert not WatchItem.objects.exists()
    consent = Consent.objects.get()
    assert (consent.person_id, consent.purpose, consent.version, consent.language) == (me, "declaration", "2022-03.1", "vi")


def test_answers_and_notes_are_unreadable_in_the_database(declared: Declaring) -> None:
    declared(showSignal="1", showSignalNote="sốt từ hôm kia", address="Ngõ Chim Hoàng Yến")
    row = Declaration.objects.get()
    assert "hôm kia" not in row.answers
    assert "Chim" not in row.answers
    assert unseal_answers(row.answers)["showSignalNote"] == "sốt từ hôm kia"


def test_signed_out_is_accepted_and_moves_nothing(declared: Declaring, citizen: Callable[..., int]) -> None:
    victim = citizen(birth_year=1990)
    before = Person.objects.values().get(pk=victim)
    made = declared(**ILL, passport="024190000123")
    assert (made.triage, made.may_have_pass, made.needs_sign_in) == (TriageClass.SYMPTOMS, False, True)
    assert person_of(made.code).pk != victim
    assert Person.objects.values().get(pk=victim) == before
    assert not GateStatus.objects.exists()
    assert not Hold.objects.exists()
    assert not Consent.objects.exists()
    # A number or a card of a stranger's typing on another entry would stand in its owner's way.
    assert Phone.objects.get().person_id == victim
    assert not Identifier.objects.exists()
    assert WatchItem.objects.get().state == "waiting"


def test_signed_out_again_is_the_same_unproved_entry(declared: Declaring, by: By, now: datetime, saying: Saying) -> None:
    first, again = declared(), declared(fullName="nguyễn thị hoa", phone="+84912345678")
    other = declared(birthYear="1991")
    assert first.person_id == again.person_id != other.person_id
    two = declare_many(by=by, now=now, submissions=[saying(phone="0987000111"), saying(phone="0987000111"), saying(phone="0987000112")])
    people = [each.person_id for each in two if isinstance(each, DeclarationResult)]
    assert people[0] == people[1] != people[2]


def test_the_same_event_again_is_the_same_declaration(declared: Declaring, saying: Saying, by: By, now: datetime, units: object) -> None:
    said = saying(**ILL)
    first = declare(by=by, now=now, submission=said)
    for later in (now, now + timedelta(hours=2)):
        again = declare(by=by, now=later, submission=replace(said, sent_at=later))
        assert again == replace(first, repeated=True)
    assert Declaration.objects.count() == WatchItem.objects.count() == Person.objects.count() == 1
    with pytest.raises(IdempotencyConflict):
        declare(by=by, now=now, submission=replace(said, answers={**said.answers, "showSignal": "0", "showSignalNote": ""}))
    assert Declaration.objects.get().triage == "symptoms"


def test_a_group_answers_each_in_its_place(saying: Saying, by: By, now: datetime, units: object) -> None:
    good, ill = saying(), saying(**ILL)
    wrong, lost = saying(fullName=None, birthYear="190"), saying(form="no_such_form")
    changed = replace(good, answers={**good.answers, "address": "Nơi khác"})
    told = declare_many(by=by, now=now, submissions=[good, wrong, ill, good, lost, changed, wrong])
    kinds = [type(each).__name__ for each in told]
    refused, lose = "DeclarationRefused", "IdempotencyConflict"
    assert kinds == ["DeclarationResult", refused, "DeclarationResult", "DeclarationResult", refused, lose, refused]
    assert isinstance(told[1], DeclarationRefused)
    assert {(each.field, each.code) for each in told[1].refusals} == {("fullName", "missing"), ("birthYear", "not_a_year")}
    assert isinstance(told[3], DeclarationResult)
    assert told[3].repeated
    assert Declaration.objects.count() == 2
    row = AuditRow.objects.get(action="declarations.declare")
    assert row.facts == {"accepted": 2, "repeated": 2, "refused": 3, "proved": 0}


def test_mended_under_the_same_event_it_is_taken(saying: Saying, by: By, now: datetime, units: object) -> None:
    said = saying()
    wrong = replace(said, answers={**said.answers, "birthYear": "19"})
    told = declare_many(by=by, now=now, submissions=[wrong, said, wrong])
    assert [type(each).__name__ for each in told] == ["DeclarationRefused", "DeclarationResult", "IdempotencyConflict"]
    again = declare(by=by, now=now, submission=said)
    assert again.repeated


def test_the_number_of_statements_does_not_grow(saying: Saying, by: By, now: datetime, citizen: Callable[..., int]) -> None:
    people = [citizen(f"+8491234560{n}", name=f"Người {n}") for n in range(8)]
    more = {"passport": None, "peopleMet": MET, "placesVisited": BEEN}
    for person in people:  # everybody has agreed and is complete already
        declare(by=by, now=now, submission=saying(person_id=person, **more))

    def count(some: list[int]) -> int:
        with CaptureQueriesContext(connection) as seen:
            declare_many(by=by, now=now, submissions=[saying(person_id=person, **more) for person in some])
        return len(seen)

    assert count(people[:2]) == count(people)


def test_an_unclear_declaration_shuts_the_gates_until_the_call(
    declared: Declaring, citizen: Callable[..., int], now: datetime, units: object
) -> None:
    me = citizen()
    made = declared(person_id=me, **ILL)
    assert not made.may_have_pass
    assert not GateStatus.objects.get().clear
    hold = Hold.objects.get()
    assert (hold.person_id, hold.ref, hold.why) == (me, f"declaration:{made.code}", "declaration")
    later = declared(at=now + timedelta(hours=1), person_id=me, made_at=now + timedelta(hours=1))
    assert GateStatus.objects.get().clear
    assert Hold.objects.get().released_at is None
    assert not later.may_have_pass


def test_travel_does_not_shut_them(declared: Declaring, citizen: Callable[..., int]) -> None:
    made = declared(person_id=citizen(), showCountryPassing="1", countryPassing="Bắc Ninh, Hà Nội, Đà Nẵng, Campuchia")
    if made.triage is TriageClass.TRAVEL:
        assert WatchItem.objects.exists()
    assert made.triage in (TriageClass.TRAVEL, TriageClass.NOTHING)
    assert made.may_have_pass
    assert GateStatus.objects.get().clear


def test_relatives(declared: Declaring, citizen: Callable[..., int], system: Scope) -> None:
    me = citizen()
    mother = {"fullName": "TRẦN THỊ MẸ", "birthYear": "1960", "person_id": me, "made_for": "relative", "tie": "parent"}
    first = declared(**mother)
    again = declared(**mother)
    assert first.person_id == again.person_id != me
    assert not first.may_have_pass
    assert GateStatus.objects.get().person_id == first.person_id
    seen = relatives(system, me)
    assert [(each.name, each.tie) for each in seen] == [("TRẦN THỊ MẸ", "parent")]
    assert seen[0].answers["fullName"] == "TRẦN THỊ MẸ"
    assert "hasPatient" not in seen[0].answers
    chosen = declared(**{**mother, "relative_id": seen[0].id, "fullName": "TRẦN THỊ MẸ (viết khác)".replace("(viết khác)", "Hai")})
    assert chosen.person_id == first.person_id
    assert len(own_declarations(system, me)) == 3
    assert Phone.objects.count() == 1


def test_nobody_declares_as_anothers_relative(declared: Declaring, citizen: Callable[..., int], system: Scope) -> None:
    me, other = citizen(), citizen("+84987654321", name="Lê Văn Khác")
    declared(fullName="TRẦN THỊ MẸ", person_id=me, made_for="relative")
    number = relatives(system, me)[0].id
    for who, reason in ((other, "not_known"), (None, "sign_in")):
        with pytest.raises(DeclarationRefused) as refused:
            declared(fullName="TRẦN THỊ MẸ", person_id=who, made_for="relative", relative_id=number)
        assert refused.value.refusals[0].code == reason
    elsewhere = declared(fullName="TRẦN THỊ MẸ", person_id=other, made_for="relative")
    assert elsewhere.person_id != Relative.objects.get(pk=number).person_id


def test_a_form_of_another_person_is_not_that_of_whoever_is_signed_in(declared: Declaring, citizen: Callable[..., int]) -> None:
    """A mother fills it offline on the phone on which the father signs in."""
    father = citizen(name="Nguyễn Văn Cha", birth_year=1970)
    hers = declared(fullName="TRẦN THỊ MẸ", birthYear="1972", person_id=father, **ILL)
    assert hers.person_id != father
    assert (hers.verified, hers.needs_sign_in) == (False, True)
    assert not GateStatus.objects.filter(person_id=father).exists()
    assert not Hold.objects.exists()
    for fields in ({"fullName": "NGUYỄN VĂN CHA", "birthYear": "1971"}, {"fullName": "CHA", "birthYear": "1970"}):
        assert declared(person_id=father, **fields).person_id == father, "a slip in one of them is still himself"


def test_a_team_declares_at_the_door(declared: Declaring, staff: Callable[..., object], units: dict[str, int]) -> None:
    member = staff("community_team", HERE).pk  # type: ignore[attr-defined]
    door = {"staff": member, "channel": "team", "made_for": "other"}
    first = declared(**door, passport="024160000123", fullName="BÀ CỤ KHÔNG ĐIỆN THOẠI", birthYear="1940")
    again = declared(**door, passport="024160000123", fullName="BÀ CỤ", birthYear="1940")
    bare = declared(**door, fullName="ÔNG CỤ", birthYear="1939", phone="0987000999")
    same = declared(**door, fullName="ÔNG CỤ", birthYear="1939", phone="0987000999")
    neighbour = declared(**door, fullName="ÔNG CỤ", birthYear="1939", address="Nhà bên", phone="0987000999")
    assert first.person_id == again.person_id
    assert bare.person_id == same.person_id != neighbour.person_id
    row = Declaration.objects.get(code=first.code)
    assert (row.staff_id, row.channel, row.verified, row.made_for) == (member, "team", True, "other")
    assert GateStatus.objects.filter(clear=True).count() == 3
    assert Phone.objects.filter(number="+84987000999").count() == 1
    assert not first.may_have_pass


def test_signing_in_afterwards_proves_it(saying: Saying, by: By, now: datetime, citizen: Callable[..., int]) -> None:
    said = saying(**ILL, peopleMet=MET)
    first = declare(by=by, now=now, submission=said)
    assert not DeclaredContact.objects.exists()
    me = citizen()
    again = declare(by=by, now=now + timedelta(minutes=3), submission=replace(said, person_id=me))
    assert (again.code, again.repeated, again.verified, again.needs_sign_in) == (first.code, True, True, False)
    assert again.person_id == me
    row = Declaration.objects.get()
    assert (row.person_id, row.verified, row.entry_hash) == (me, True, "")
    assert not GateStatus.objects.get().clear
    assert Hold.objects.get().person_id == me
    assert DeclaredContact.objects.count() == 2
    assert WatchItem.objects.count() == 1
    declare(by=by, now=now + timedelta(minutes=4), submission=replace(said, person_id=me))
    assert DeclaredContact.objects.count() == 2


@pytest.mark.parametrize(("number", "year"), [("+84987654321", None), (NUMBER, 1960)])
def test_another_phone_or_another_year_proves_nothing(
    saying: Saying, by: By, now: datetime, citizen: Callable[..., int], number: str, year: int | None
) -> None:
    said = saying(**ILL)
    declare(by=by, now=now, submission=said)
    other = citizen(number, name="Người Khác", birth_year=year)
    again = declare(by=by, now=now, submission=replace(said, person_id=other))
    assert not again.verified
    assert again.person_id != other
    assert not GateStatus.objects.exists()


def test_whom_and_where_they_named(declared: Declaring, citizen: Callable[..., int], system: Scope) -> None:
    me, met = citizen(), citizen("+84987654321", name="Trần Văn Gặp")
    made = declared(person_id=me, peopleMet=MET, placesVisited=BEEN)
    contacts = list(contact_rows(system))
    assert len(contacts) == 2
    assert {each.person_id for each in contacts} == {me}
    assert met in {each.contact_id for each in contacts}
    assert [each.venue_code for each in place_rows(system)] == ["VABC"]
    assert DeclaredPlace.objects.count() == 2
    assert "Núi Hiểu" not in "".join(DeclaredPlace.objects.values_list("words", flat=True))
    assert not list(contact_rows(system, since=contacts[-1].change + 1))
    assert person_of(made.code).pk == me


def test_the_phone_clock_is_corrected(declared: Declaring, now: datetime) -> None:
    off = timedelta(hours=36)
    made = declared(made_at=now - timedelta(hours=1) + off, sent_at=now + off)
    ahead = declared(made_at=now + off, birthYear="1970")
    rows = {row.code: row for row in Declaration.objects.all()}
    assert rows[made.code].made_at == now - timedelta(hours=1)
    assert rows[ahead.code].made_at == now
    with pytest.raises(DeclarationRefused):
        declared(made_at=now - timedelta(days=22))


def test_the_commune_is_where_they_stay(declared: Declaring, units: dict[str, int]) -> None:
    declared(wardId=ELSEWHERE, provinceId=None, districtId=None)
    declared(wardId="99999", provinceId=None, districtId=None, birthYear="1980")
    assert set(Declaration.objects.values_list("commune_id", flat=True)) == {units[ELSEWHERE], None}


def test_an_event_id_of_uuid_only_once_even_in_one_group(saying: Saying, by: By, now: datetime, units: object) -> None:
    said = saying(event_id=uuid.uuid4())
    told = declare_many(by=by, now=now, submissions=[said] * 5)
    assert len({each.code for each in told if isinstance(each, DeclarationResult)}) == Declaration.objects.count() == 1
