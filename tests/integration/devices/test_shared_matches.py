"""From a warning to the tracer: with consent, marked as a machine's hint, and gone when a person refutes it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from tests.conftest import TODAY
from tests.fixtures.outbox_codes import last_code
from tests.integration.devices.conftest import Phone, Station
from tests.integration.two_communes import PATHS, THERE

from truyvet.audit.values import By, Scope
from truyvet.devices import person as part
from truyvet.devices.actions import judge_match
from truyvet.devices.models import Encounter, Installation, KeyOwner, SharedMatch
from truyvet.devices.queries import shared_matches
from truyvet.devices.rules.shared_matches import MatchVerdict
from truyvet.devices.rules.verification_certificates import base64url_encode

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("gateway")]
CONSENT = {"version": "1", "language": "vi"}
SYSTEM = Scope.system("test", TODAY)


def said(key: bytes, **more: Any) -> dict[str, Any]:
    row = {"event_id": str(uuid.uuid4()), "key_data": base64url_encode(key), "day": "2021-05-29", "minutes": 20, "confidence": "near"}
    return {**row, "probability": 0.8, **more}


def registered(phone: Phone, number: str) -> str:
    """An installation whose phone number is proved."""
    event = str(uuid.uuid4())
    answer = phone.ask("register", {"event_id": event, "platform": "android", "phone": number}).json()
    assert phone.ask("register", {"event_id": event, "platform": "android"}).json()["installation"] == answer["installation"]
    code = last_code("phone_code")
    token: str = answer["installation"]
    assert phone.ask("phone/check", {"installation": token, "code": "00000000"}).json()["outcome"] == "wrong"
    outcome = phone.ask("phone/check", {"installation": token, "code": code}).json()["outcome"]
    if outcome == "ask_year":
        outcome = phone.ask("phone/check", {"installation": token, "code": code, "birth_year": 1990}).json()["outcome"]
    assert outcome == "ok"
    return token


@pytest.fixture
def neighbour(station: Station) -> tuple[Phone, str]:
    phone = Phone(station.now, address="203.0.113.7")
    return phone, registered(phone, "0911345678")


def published(station: Station, **more: Any) -> bytes:
    """The key of 29 May of the patient's phone, given out."""
    patient = Phone(station.now)
    assert patient.upload(station.code(), **more).status_code == 200
    station.publish_due()
    return patient.keys[2].key.key_data


def test_a_match_that_is_tied_becomes_an_encounter(station: Station, neighbour: tuple[Phone, str]) -> None:
    phone, token = neighbour
    key = published(station, link=CONSENT)
    row = said(key, start=int(station.now.timestamp()) - 40 * 3_600)
    answer = phone.ask("share", {"installation": token, "consent": CONSENT, "matches": [row]})
    assert (answer.status_code, answer.json()["held"]) == (200, 1)
    met = Encounter.objects.get()
    assert (met.person_a_id, met.person_b_id) == (station.side.ids["neighbour"], station.side.ids["patient"])
    assert (met.seconds, met.probability_ppm, met.start % 900) == (1_200, 800_000, 0)
    shared = SharedMatch.objects.get()
    assert (shared.encounter, shared.day, shared.report_type, shared.delete_on) == (met.event_id, date(2021, 5, 29), 1, date(2021, 6, 19))
    again = phone.ask("share", {"installation": token, "consent": CONSENT, "matches": [row]})
    assert again.json()["held"] == 1 and SharedMatch.objects.count() == 1
    other = phone.ask("share", {"installation": token, "consent": CONSENT, "matches": [{**row, "minutes": 21}]})
    assert other.json()["error"] == "event_conflict"
    judge_match(by=By.system("t"), now=station.now, match_id=shared.pk, verdict=MatchVerdict.REFUTED, note="khác tầng", staff=None)
    assert not Encounter.objects.exists()
    page = shared_matches(SYSTEM, waiting=False)
    (judged,) = page.rows
    assert (judged.verdict, judged.note, page.total) == (MatchVerdict.REFUTED, "khác tầng", 1)


def test_an_encounter_told_by_a_phone_is_evidence_in_a_trace(station: Station, neighbour: tuple[Phone, str]) -> None:
    phone, token = neighbour
    key = published(station, link=CONSENT)
    row = said(key, start=int(station.now.timestamp()) - 40 * 3_600)
    phone.ask("share", {"installation": token, "consent": CONSENT, "matches": [row]})
    station.made.trace(station.side)
    from truyvet.investigations.models import RunContact, RunExposure
    from truyvet.tracing.answer import ENCOUNTER

    assert RunContact.objects.get(run__code=station.side.run, generation=1).person_id == station.side.ids["neighbour"]
    assert set(RunExposure.objects.values_list("kind", flat=True)) == {ENCOUNTER}

    # Somebody asks and finds that it was not so: the next run knows nothing of it.
    hint = SharedMatch.objects.get()
    judge_match(by=station.by, now=station.now, match_id=hint.pk, verdict=MatchVerdict.REFUTED, note="khác tầng", staff=None)
    before = station.side.run
    assert station.made.trace(station.side) != before
    assert not RunContact.objects.filter(run__code=station.side.run, person_id=station.side.ids["neighbour"]).exists()


def test_without_the_patients_consent_the_tracer_sees_a_day_and_no_second_person(station: Station, neighbour: tuple[Phone, str]) -> None:
    phone, token = neighbour
    key = published(station)
    phone.ask("share", {"installation": token, "consent": CONSENT, "matches": [said(key)]})
    assert not Encounter.objects.exists() and not KeyOwner.objects.exists()
    page = shared_matches(SYSTEM, waiting=True)
    (row,) = page.rows
    assert (row.tied, row.minutes, row.confidence, page.total) == (False, 20, "near", 1)
    elsewhere = Scope("tracer", (PATHS[THERE],), TODAY)
    assert shared_matches(elsewhere, waiting=True).total == 0


def test_what_is_not_shared(station: Station, neighbour: tuple[Phone, str]) -> None:
    phone, token = neighbour
    key = published(station)
    waits = Phone(station.now)
    waits.upload(station.code())
    bare = phone.ask("register", {"event_id": str(uuid.uuid4()), "platform": "ios"}).json()["installation"]
    good = {"installation": token, "consent": CONSENT, "matches": [said(key)]}
    wrong = {
        "no_consent": [{**good, "consent": {"version": "0", "language": "vi"}}, {**good, "consent": None}],
        "unknown_key": [
            {**good, "matches": [said(bytes(16))]},
            {**good, "matches": [said(waits.keys[0].key.key_data, day="2021-05-31")]},
            {**good, "matches": [said(key, day="2021-05-27")]},
        ],
        "bad_day": [{**good, "matches": [said(key, day="2021-06-01")]}, {**good, "matches": [said(key, day="2021-05-01")]}],
        "bad_request": [
            {**good, "matches": []},
            {**good, "matches": [said(key, day="29/5")]},
            {**good, "matches": [said(key, probability="x")]},
        ],
        "refused": [{**good, "installation": "nobody"}],
        "no_phone": [{**good, "installation": bare}],
    }
    for reason, tries in wrong.items():
        assert {phone.ask("share", each).json()["error"] for each in tries} == {reason}
    assert not SharedMatch.objects.exists()


def test_a_patients_log(station: Station) -> None:
    key = published(station, link=CONSENT)
    station.made.fall_ill(station.side, part="neighbour")
    code = station.code("log")
    phone = Phone(station.now)
    answer = phone.ask("log", {"code": code, "consent": CONSENT, "matches": [said(key)]})
    assert (answer.status_code, answer.json()["held"]) == (200, 1)
    met = Encounter.objects.get()
    assert {met.person_a_id, met.person_b_id} == {station.side.ids["neighbour"], station.side.ids["patient"]}
    assert SharedMatch.objects.get().source == "log"
    assert phone.ask("log", {"code": code, "consent": CONSENT, "matches": [said(key)]}).json()["error"] == "refused"
    fails = station.code("log")
    assert phone.ask("log", {"code": fails, "consent": CONSENT, "matches": [said(bytes(16))]}).json()["error"] == "unknown_key"
    assert phone.ask("log", {"code": fails, "consent": CONSENT, "matches": [said(key)]}).status_code == 200, "a mistake costs no code"


def test_ones_own_key_makes_no_encounter(station: Station) -> None:
    key = published(station, link=CONSENT)
    phone = Phone(station.now)
    assert phone.ask("log", {"code": station.code("log"), "consent": CONSENT, "matches": [said(key)]}).status_code == 200
    assert not Encounter.objects.exists()


def test_everything_of_a_person_can_be_told_and_forgotten(station: Station, neighbour: tuple[Phone, str]) -> None:
    phone, token = neighbour
    key = published(station, link=CONSENT)
    phone.ask("share", {"installation": token, "consent": CONSENT, "matches": [said(key)]})
    mine, patient = station.side.ids["neighbour"], station.side.ids["patient"]
    assert {row["table"] for row in part.export(SYSTEM, mine)} == {"encounter", "installation", "shared_match"}
    assert {row["table"] for row in part.export(SYSTEM, patient)} == {"encounter", "upload_code", "tied_key"}
    assert part.erase(patient, station.now) == 1 + 1 + 3
    assert part.erase(mine, station.now) == 2
    assert not [model for model in (Installation, SharedMatch, Encounter, KeyOwner) if model.objects.exists()]


def test_an_app_is_forgotten(station: Station, neighbour: tuple[Phone, str]) -> None:
    phone, token = neighbour
    assert phone.ask("forget", {"installation": token}).status_code == 200
    assert phone.ask("forget", {"installation": token}).json()["error"] == "refused"
    assert not Installation.objects.exists()


def test_a_silent_installation_goes(station: Station, neighbour: tuple[Phone, str]) -> None:
    from truyvet.devices.retention import RULES

    purge = next(rule.purge for rule in RULES if rule.table == "Installation")
    assert purge(station.now + timedelta(days=89)) == 0
    assert purge(station.now + timedelta(days=90)) == 1
