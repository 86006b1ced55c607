"""Whom a declaration is about, where they were, whom they met."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.unit.declarations.sample_answers import TODAY, whole

from truyvet.declarations.rules.answer_check import check_answers
from truyvet.declarations.rules.forms import form
from truyvet.declarations.rules.subject import identity_kind, named_contacts, named_places, subject_of
from truyvet.people.rules.identifiers import IdentifierKind, normalise

HEALTH = form("HDHealth")


def answers(**changes: object) -> dict[str, object]:
    return dict(check_answers(HEALTH, whole(**changes), TODAY).answers)


def test_the_person_of_a_declaration() -> None:
    person = subject_of(HEALTH, answers(passport="024190001234"))
    assert (person.name, person.birth_year, person.gender, person.phone) == ("NGUYỄN THỊ HOA", 1990, "f", "0912345678")
    assert (person.district_code, person.commune_code, person.address) == ("222", "07807", "Thôn Núi Hiểu")
    assert person.identifiers == ((IdentifierKind.CCCD, "024190001234"),)
    assert "HOA" not in repr(person)


def test_a_traveller_stays_where_they_go() -> None:
    asked = form("HDLocal")
    found = check_answers(asked, {"fullName": "A", "fromProvinceId": 1, "fromWardId": 4, "toWardId": "07807", "toProvinceId": 24}, TODAY)
    person = subject_of(asked, found.answers)
    assert person.commune_code == "07807"


def test_nothing_told_is_nobody() -> None:
    person = subject_of(HEALTH, {})
    assert (person.name, person.birth_year, person.gender) == ("", None, "")
    assert (person.phone, person.identifiers, person.commune_code) == ("", (), "")


@pytest.mark.parametrize(
    ("number", "nation", "kind"),
    [
        ("024190001234", "VN", IdentifierKind.CCCD),
        ("121234567", "VN", IdentifierKind.CMND),
        ("2412345678", "VN", IdentifierKind.INSURANCE),
        ("DN4240112345678", "LA", IdentifierKind.INSURANCE),
        ("B1234567", "VN", IdentifierKind.PASSPORT),
        ("121234567", "US", IdentifierKind.PASSPORT),
        ("12345678", "VN", IdentifierKind.PASSPORT),
    ],
)
def test_kinds_of_numbers(number: str, nation: str, kind: IdentifierKind) -> None:
    assert identity_kind(number, nation) is kind
    assert normalise(kind, number) == number
    assert subject_of(HEALTH, answers(passport=number, nation=nation)).identifiers == ((kind, number),)


def test_places_in_epoch_seconds() -> None:
    workshop = {"venue_code": "BG7", "from": "2021-05-20T07:00", "to": "2021-05-20T08:00"}
    said = answers(placesVisited=[workshop, {"text": "Chợ", "from": "2021-05-20T00:30"}])
    start = int(datetime(2021, 5, 20, 0, 0, tzinfo=UTC).timestamp())
    first, second = named_places(HEALTH, said)
    assert (first.venue_code, first.words, first.start, first.end) == ("BG7", "", start, start + 3600)
    assert (second.venue_code, second.words, second.start, second.end) == ("", "Chợ", start - 6 * 3600 - 1800, None)
    assert "Chợ" not in repr(second)


def test_people_met() -> None:
    (person,) = named_contacts(HEALTH, answers(peopleMet=[{"name": "Bà Tư", "phone": "0987 654 321", "last_met": "2021-05-19"}]))
    assert (person.name, person.phone, person.last_met) == ("Bà Tư", "0987654321", date(2021, 5, 19))
    assert datetime.fromtimestamp(person.last_contact, UTC) == datetime(2021, 5, 19, 5, tzinfo=UTC)
    assert "Tư" not in repr(person)


def test_forms_without_lists_have_none() -> None:
    assert named_places(form("entry"), {}) == ()
    assert named_contacts(form("entry"), {}) == ()
