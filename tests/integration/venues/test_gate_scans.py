"""Scans of gates: each exactly once, none lost, decided by who stands there, recorded as it was."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import base45
import cbor2
import pytest
from django.test import Client
from tests.integration.venues.gatehouse import BY, Device, card, holder, key_of, older_keys, scan, seal_to

from truyvet.audit.models import AuditRow
from truyvet.codes.code_tokens import write_pass
from truyvet.codes.sealed_scan import seal_scan
from truyvet.passes.actions import hold, revoke
from truyvet.people.actions import register_person
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import NewPerson
from truyvet.venues.actions import RegisteredVenue
from truyvet.venues.api.keyring import KEYRING
from truyvet.venues.models import CheckOut, GateScan, Visit
from truyvet.venues.rules.plausibility import Sign

pytestmark = pytest.mark.db
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
Venues = Callable[..., RegisteredVenue]
People = Callable[[], int]


@pytest.fixture
def at(units: dict[str, int], now: datetime, house_clock: datetime) -> int:
    older_keys(now)
    KEYRING.forget()
    return int(now.timestamp())


def gate(venue: Venues, now: datetime, way: str = "in", **more: object) -> Device:
    return Device(key_of(venue(**more).id, now, way), Client())


def test_somebody_with_a_pass_comes_in_and_goes_out(person: People, venue: Venues, now: datetime, at: int) -> None:
    who, place = holder(person(), now), venue().id
    coming, leaving = Device(key_of(place, now, "in"), Client()), Device(key_of(place, now, "out"), Client())
    came = coming.results(scan(who.show(at - 600), at - 600))[0]
    assert (came["state"], came["verdict"], came["reason"], came["initials"]) == ("accepted", "pass", "", "N. T. V. D.")
    assert came["declared_at"] == at - 3600
    left = leaving.results(scan(who.show(at), at))[0]
    assert (left["state"], left["verdict"]) == ("accepted", "pass")
    visit = Visit.objects.get()
    assert (visit.person_id, visit.venue_id, visit.check_in, visit.check_out, visit.source) == (who.person_id, place, at - 600, at, "gate")
    assert CheckOut.objects.get().visit_id == visit.pk
    assert list(GateScan.objects.order_by("at").values_list("verdict", "admitted", "kind")) == [("pass", True, "pass")] * 2


def test_the_same_event_again_gets_the_same_answer_and_another_body_none(person: People, venue: Venues, now: datetime, at: int) -> None:
    who, door = holder(person(), now), gate(venue, now)
    sent = scan(who.show(at), at)
    first = door.results(sent, sent)
    assert [each["state"] for each in first] == ["accepted", "repeated"]
    again = door.results(sent)[0]
    assert again == first[0] | {"state": "repeated"}
    other = door.results(sent | {"at": at - 5})[0]
    assert (other["state"], other["reason"]) == ("refused", "event_conflict")
    assert (GateScan.objects.count(), Visit.objects.count()) == (1, 1)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2)])
def test_a_gate_of_both_ways_in_any_order(person: People, venue: Venues, now: datetime, at: int, order: tuple[int, ...]) -> None:
    who, door = holder(person(), now, ago=timedelta(hours=6)), gate(venue, now, "both")
    moments = [at - 4 * 3600, at - 4 * 3600 + 40, at - 2 * 3600, at - 3600]
    for place in order:
        assert door.results(scan(who.show(moments[place]), moments[place], place=place))[0]["state"] == "accepted"
    stays = list(Visit.objects.filter(void=False).order_by("check_in").values_list("check_in", "check_out"))
    # In, scanned twice; out; in again.
    assert stays == [(moments[0], moments[2]), (moments[3], None)]
    void = Visit.objects.filter(void=True)
    assert void.count() == 2
    assert all(each.check_in == each.check_out for each in void)


def test_every_refusal_has_its_own_reason(person: People, venue: Venues, now: datetime, at: int) -> None:
    who, old, ill, held_back, gone = (holder(person(), now, **how) for how in ({}, {"ago": timedelta(hours=30)}, {"clear": False}, {}, {}))
    hold(by=BY, now=now, event_id=uuid.uuid4(), person_id=held_back.person_id, why="declaration", ref="declaration:X")
    revoke(by=BY, now=now, token=gone.token, why="lost")
    door = gate(venue, now)
    good = who.show(at)
    texts = {
        "stale": who.show(at - 200),
        "ahead": who.show(at + 200),
        "broken": good[:60],
        "other_phone": holder(person(), now).show(at)[:0] + _other_phone(who, old, at),
        "declared_too_old": old.show(at),
        "see_health_station": ill.show(at),
        "revoked": gone.show(at),
        "unknown": "tờ rơi quảng cáo",
        "blank": "   ",
    }
    results = door.results(*(scan(text, at) for text in texts.values()), scan(held_back.show(at), at))
    assert [each["reason"] for each in results] == [*texts, "see_health_station"]
    assert {each["verdict"] for each in results} == {"no"}
    assert {each["state"] for each in results} == {"accepted"}
    assert GateScan.objects.count() == len(results), "no scan is lost, whatever it was"
    assert not Visit.objects.exists()


def _other_phone(who: object, other: object, at: int) -> str:
    from truyvet.codes.code_tokens import show_pass

    return show_pass(who.body, at, other.phone)  # type: ignore[attr-defined]


def test_who_was_let_in_offline_was_there(person: People, venue: Venues, now: datetime, at: int) -> None:
    """The gate did not know yet; the visit is kept, and the difference too."""
    ill, late, door = holder(person(), now, clear=False), holder(person(), now), gate(venue, now)
    results = door.results(
        scan(ill.show(at), at, told="pass"), scan(late.show(at - 500), at, told="pass"), scan(late.show(at), at, told="no")
    )
    assert [(each["verdict"], each["reason"]) for each in results] == [("no", "see_health_station"), ("no", "stale"), ("pass", "")]
    assert set(Visit.objects.values_list("person_id", flat=True)) == {ill.person_id, late.person_id}
    assert sorted(GateScan.objects.values_list("device_verdict", "verdict", "admitted")) == [
        ("no", "pass", False),
        ("pass", "no", True),
        ("pass", "no", True),
    ]
    assert AuditRow.objects.get(action="venues.take").facts["differs"] == 3


def test_one_code_at_two_gates_is_looked_at(person: People, venue: Venues, now: datetime, at: int) -> None:
    who, one, two = holder(person(), now), gate(venue, now), gate(venue, now)
    text = who.show(at)
    assert one.results(scan(text, at))[0]["verdict"] == "pass"
    seen = two.results(scan(text, at), scan(text, at, told="pass"))
    assert [(each["verdict"], each["reason"]) for each in seen] == [("look", "replayed")] * 2
    # Let in by a gate that was offline: recorded, with the sign.
    assert sorted(Visit.objects.values_list("signs", flat=True)) == [Sign.NONE, Sign.TWO_PLACES]
    # A minute later the same person shows a code of that minute: that is somebody who walks on.
    assert two.results(scan(who.show(at + 60), at + 60))[0]["reason"] == ""


def test_the_other_spelling_of_a_signature_is_the_same_code(person: People, venue: Venues, now: datetime, at: int) -> None:
    """(r, s) and (r, n − s) both verify: without the phone's key, anybody can write the second text from a picture of the first."""
    who, one, two = holder(person(), now), gate(venue, now), gate(venue, now)
    for moment, reason in ((at, "replayed"), (at - 200, "stale")):
        text = who.show(moment)
        body, signed_at, signature = cbor2.loads(base45.b45decode(text.removeprefix("TVP1:")))
        other = P256_ORDER - int.from_bytes(signature[32:], "big")
        twin = write_pass(body, signed_at, signature[:32] + other.to_bytes(32, "big"))
        assert twin != text
        one.results(scan(text, at, told="pass"))
        assert two.results(scan(twin, at, told="pass"))[0]["reason"] == reason
    assert sorted(Visit.objects.values_list("signs", flat=True)).count(Sign.TWO_PLACES) == 2


def test_cards_and_papers(units: dict[str, int], person: People, venue: Venues, now: datetime, at: int) -> None:
    from truyvet.passes.actions import note_declaration

    door, strict = gate(venue, now), gate(venue, now, kind="agency")
    text = card(person(), now)
    assert door.results(scan(text, at))[0] | {"event_id": ""} == {
        "event_id": "", "state": "accepted", "verdict": "pass", "reason": "compare_initials", "initials": "N. T. V. D.",
        "declared_at": at - 3600,
    }  # fmt: skip
    assert strict.results(scan(text, at))[0]["verdict"] == "look"
    known = NewPerson("Trần Văn Ví Dụ", commune_id=units["07783"], identifiers=((IdentifierKind.CCCD, "024099000123"),))
    who = register_person(by=BY, now=now, person=known).person_id
    note_declaration(by=BY, now=now, person_id=who, declared_at=now - timedelta(hours=2), clear=True)
    cccd = "024099000123|123456789|Trần Văn Ví Dụ|01011999|Nam|Thôn Ví Dụ, Bắc Giang|01012021"
    seen = door.results(scan(cccd, at), scan(cccd.replace("000123", "000124"), at))
    assert [(each["verdict"], each["reason"]) for each in seen] == [("look", "paper_only"), ("no", "unknown_person")]
    assert not GateScan.objects.filter(kind="cccd", admitted=True).exists()
    # The guard looked and let them in.
    assert door.results(scan(cccd, at, told="pass"))[0]["verdict"] == "look"
    assert Visit.objects.get(person_id=who).source == "manual"


def test_sealed_scans_are_read_by_us_alone(person: People, venue: Venues, now: datetime, at: int) -> None:
    who, door = holder(person(), now), gate(venue, now)
    event, other = uuid.uuid4(), uuid.uuid4()
    plain = json.dumps({"at": at - 60, "way": "in", "text": who.show(at - 60), "told": "pass", "place": 7}).encode()
    sealed = base64.urlsafe_b64encode(seal_scan(plain, event, seal_to(now))).decode().rstrip("=")
    results = door.results(
        {"event_id": str(event), "sealed": sealed},
        {"event_id": str(other), "sealed": sealed},
        {"event_id": str(uuid.uuid4()), "sealed": "é"},
    )
    assert [each["reason"] for each in results] == ["", "broken", "broken"]
    assert {each["state"] for each in results} == {"accepted"}
    row = GateScan.objects.get(event_id=event)
    assert (row.at, row.sequence, row.device_verdict, row.admitted) == (at - 60, 7, "pass", True)
    assert GateScan.objects.filter(kind="unknown", admitted=False).count() == 2


def test_a_clock_that_was_put_back_loses_nobody(person: People, venue: Venues, now: datetime, at: int) -> None:
    """Scanned offline by a clock that ran ahead; corrected before the scans were sent: the device would throw a refused one away."""
    who, door, event = holder(person(), now), gate(venue, now), uuid.uuid4()
    plain = json.dumps({"at": at + 4_000, "way": "in", "text": who.show(at + 4_000), "told": "pass", "place": 1}).encode()
    sealed = base64.urlsafe_b64encode(seal_scan(plain, event, seal_to(now))).decode().rstrip("=")
    (result,) = door.results({"event_id": str(event), "sealed": sealed}, sent_at=at)
    assert result["state"] == "accepted"
    visit = Visit.objects.get()
    assert (visit.person_id, visit.check_in, visit.skew) == (who.person_id, at, -4_000)


def test_moments_that_cannot_be_are_refused_and_clocks_corrected(person: People, venue: Venues, now: datetime, at: int) -> None:
    who, door = holder(person(), now), gate(venue, now)
    assert [each["reason"] for each in door.results(scan("x", at + 4000), scan("x", at - 30 * 86_400))] == ["in_the_future", "too_old"]
    ahead = at + 36 * 3600
    seen = door.results(scan(who.show(at - 60), ahead - 60), sent_at=ahead)[0]
    assert seen["verdict"] == "pass"
    visit = Visit.objects.get()
    assert (visit.check_in, visit.skew, visit.signs) == (at - 60, -36 * 3600, Sign.CLOCK)


def test_answers_stand_in_the_order_of_the_scans_one_for_each(person: People, venue: Venues, now: datetime, at: int) -> None:
    door = gate(venue, now)
    good = scan(holder(person(), now).show(at), at)
    hostile = [
        None,
        7,
        [],
        {},
        {"event_id": "x"},
        {"event_id": str(uuid.uuid4())},
        scan("\ud800", at),
        scan("x", -1),
        scan("x", at, way="up"),
    ]
    results = door.results(*hostile, good)  # type: ignore[arg-type]
    assert [each["reason"] for each in results] == [
        "bad_scan", "bad_scan", "bad_scan", "bad_event_id", "bad_event_id", "bad_scan", "not_text", "bad_scan", "bad_scan", "",
    ]  # fmt: skip
    assert GateScan.objects.count() == 2


def test_one_audit_row_for_a_device_of_a_batch(person: People, venue: Venues, now: datetime, at: int) -> None:
    who, door = holder(person(), now, ago=timedelta(hours=3)), gate(venue, now)
    door.results(*(scan(who.show(at - 600 * place), at - 600 * place) for place in range(10)))
    row = AuditRow.objects.get(action="venues.take")
    assert (row.role, row.facts) == ("gate", {"accepted": 10, "differs": 0})
    assert row.actor.startswith("gate:")
    assert row.subject.startswith("venue:V")


def test_the_number_of_queries_does_not_grow(
    person: People, venue: Venues, now: datetime, at: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    door = gate(venue, now, "both")
    crowd = [holder(person(), now) for _ in range(12)]
    door.results(scan("x", at))
    counted = []
    for some in (crowd[:1], crowd[1:]):
        with django_assert_max_num_queries(60) as queries:  # type: ignore[attr-defined]
            door.results(*(scan(each.show(at), at) for each in some))
        counted.append(len(queries))
    assert counted[0] == counted[1]
