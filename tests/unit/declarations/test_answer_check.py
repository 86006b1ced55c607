"""Answers against a form: each kind, skip logic, ticks, repeats, strangers, and hands that mean harm."""

from __future__ import annotations

import pytest
from tests.unit.declarations.sample_answers import TODAY, WHOLE, whole

from truyvet.core.refusal import Refusal
from truyvet.declarations.rules.answer_check import CheckedAnswers, check_answers
from truyvet.declarations.rules.forms import form

HEALTH, TRAVEL, WORK = form("HDHealth"), form("HDLocal"), form("workplace_daily")


def checked(**changes: object) -> CheckedAnswers:
    return check_answers(HEALTH, whole(**changes), TODAY)


def reasons(result: CheckedAnswers) -> dict[str, str]:
    return {each.field: each.code for each in result.problems}


def test_a_whole_declaration_is_kept_as_it_was_meant() -> None:
    found = check_answers(HEALTH, WHOLE, TODAY)
    assert not found.problems
    assert not found.warnings
    assert found.answers == {
        **WHOLE, "birthYear": 1990, "phone": "0912345678", "otherUser": "0", "showCountryPassing": "0", "showSignal": "0",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("fullName", "  NGUYỄN\u0000 THỊ\tHOA ", "NGUYỄN THỊ HOA"),
        ("fullName", "Nguye\u0302\u0303n Thi\u0323 Hoa", "Nguyễn Thị Hoa"),
        ("fullName", "H'Hen Niê", "H'Hen Niê"),
        ("fullName", "N" * 120, "N" * 120),
        ("birthYear", 1990, 1990),
        ("birthYear", 1990.0, 1990),
        ("birthYear", "2021", 2021),
        ("birthYear", "1896", 1896),
        ("gender", "nữ", "Nu"),
        ("gender", "MALE", "Nam"),
        ("gender", 3, "Khac"),
        ("nation", "Viet Nam", "VN"),
        ("nation", "la", "LA"),
        ("provinceId", 1, "01"),
        ("wardId", "7807", "07807"),
        ("passport", "024 190 001 234", "024190001234"),
        ("passport", "b1234567", "B1234567"),
        ("passport", "DN4010112345678", "DN4010112345678"),
        ("phone", "+84 912.345.678", "0912345678"),
        ("phone", "84912345678", "0912345678"),
        ("phone", "0084912345678", "0912345678"),
        ("phone", "0204 3854 555", "02043854555"),
        ("phone", "+8562055512345", "+8562055512345"),
        ("email", "Hoa.Nguyen@Example.com", "Hoa.Nguyen@Example.com"),
        ("hasPatient", 1, "1"),
        ("hasPatient", True, "1"),
        ("hasPatient", False, "2"),
        ("showSignal", "1 ", "1"),
        ("countryPassing", ["Hà Nội", "Lào"], "Hà Nội, Lào"),
    ],
)  # fmt: skip
def test_answers_are_taken_as_people_and_systems_write_them(field: str, given: object, kept: object) -> None:
    found = checked(**{"showCountryPassing": 1, field: given})
    assert not found.problems
    assert found.answers[field] == kept


@pytest.mark.parametrize(
    ("field", "given", "reason"),
    [
        ("fullName", "12345", "not_a_name"),
        ("fullName", "<b>Hoa</b>", "not_a_name"),
        ("fullName", "N" * 121, "too_long"),
        ("fullName", "\ud800Hoa", "not_text"),
        ("fullName", True, "wrong_type"),
        ("birthYear", "2022", "out_of_range"),
        ("birthYear", "1895", "out_of_range"),
        ("birthYear", "90", "not_a_year"),
        ("birthYear", "٢٠٠٠", "not_a_year"),
        ("birthYear", 1990.5, "not_a_year"),
        ("birthYear", float("nan"), "wrong_type"),
        ("birthYear", float("inf"), "wrong_type"),
        pytest.param("birthYear", 10**5000, "wrong_type", id="huge"),
        ("gender", "unknown", "not_a_choice"),
        ("nation", "Narnia", "not_a_country"),
        ("provinceId", "Bắc Giang", "not_a_unit"),
        ("wardId", "123456", "not_a_unit"),
        ("wardId", "0", "not_a_unit"),
        ("passport", "02419000123", "not_an_identity_number"),
        ("passport", "ABCDEFGH", "not_an_identity_number"),
        ("phone", "12345", "not_a_phone"),
        ("phone", "0412345678", "not_a_phone"),
        ("phone", "113", "not_a_phone"),
        ("email", "hoa@nowhere", "not_an_email"),
        ("hasPatient", "0", "not_a_choice"),
        ("hasPatient", "3", "not_a_choice"),
        ("hasPatient", [1], "wrong_type"),
        ("showSignal", "2", "not_a_choice"),
        ("showSignal", {"a": 1}, "wrong_type"),
        pytest.param("address", "x" * 1_000_000, "too_long", id="long"),
        pytest.param("address", " " * 1_000_000, "too_long", id="wide"),
        ("address", ["a", "b"], "wrong_type"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_its_field(field: str, given: object, reason: str) -> None:
    assert reasons(checked(**{field: given})) == {field: reason}


@pytest.mark.parametrize("name", [name for name in WHOLE if name not in ("nation", "provinceId", "districtId")])
@pytest.mark.parametrize("empty", [None, "", "  ", "\u200b", []])
def test_a_required_answer_that_is_missing(name: str, empty: object) -> None:
    assert reasons(check_answers(HEALTH, {**WHOLE, name: empty}, TODAY)) == {name: "missing"}


def test_a_province_is_known_from_its_ward_and_a_nation_is_taken_for_granted() -> None:
    found = checked(provinceId=None, districtId=None, nation=None)
    assert not found.problems
    assert found.answers["nation"] == "VN"
    assert reasons(checked(provinceId=None, wardId=None)) == {"provinceId": "missing", "wardId": "missing"}


def test_an_empty_name_is_no_answer_to_what_follows_nothing() -> None:
    assert reasons(check_answers(HEALTH, {**whole(hasSick=None), "": "x"}, TODAY)) == {"hasSick": "missing"}


def test_a_note_on_health_that_contradicts_its_answer_is_kept() -> None:
    found = checked(showSignal=0, showSignalNote="khó thở", showCountryPassing=0, countryPassing="Hà Nội")
    assert found.answers["showSignalNote"] == "khó thở" and found.answers["showSignal"] == "0"
    assert found.answers["countryPassing"] == "Hà Nội"
    assert found.warnings == (Refusal("hidden", "countryPassing"), Refusal("hidden", "showSignalNote"))
    assert not found.problems


def test_a_note_without_its_question_is_never_taken_for_no() -> None:
    assert reasons(checked(showSignalNote="sốt")) == {"showSignal": "missing"}
    assert reasons(checked(showSignal="maybe", showSignalNote="sốt")) == {"showSignal": "not_a_choice"}


def test_fields_that_are_not_asked_are_kept_out_and_named() -> None:
    found = checked(lat=21.27, zodiac="Leo", **{"x" * 1000: 1, "\ud800\n": 2})
    assert not found.problems
    assert set(found.answers) >= set(WHOLE)
    assert not set(found.answers) & {"lat", "zodiac"}
    assert found.warnings == (
        Refusal("left_out", "lat"),
        Refusal("unknown_field", "zodiac"),
        Refusal("unknown_field", "x" * 64),
        Refusal("unknown_field", "??"),
    )


def test_one_tick_answers_its_question_and_no_tick_leaves_it_open() -> None:
    said = {"fromProvinceId": "24", "departureDate": "2021-05-20", "beenInEpidemicArea": 2, "hasPatient": 2}
    ticked = check_answers(TRAVEL, {**said, "cough": 1}, TODAY)
    assert {name: ticked.answers[name] for name in ("fever", "cough", "pneumonia")} == {"fever": "0", "cough": "1", "pneumonia": "0"}
    assert Refusal("missing", "symptoms") in check_answers(TRAVEL, said, TODAY).problems
    assert Refusal("missing", "symptoms") not in check_answers(TRAVEL, {**said, "fever": "0"}, TODAY).problems


@pytest.mark.parametrize(
    ("days", "fine"), [("2021-04-21", True), ("2021-04-20", False), ("28/05/2021", True), ("2021-05-29", False), ("2021-02-30", False)]
)
def test_days_lie_near_today(days: str, fine: bool) -> None:
    found = check_answers(TRAVEL, {"departureDate": days}, TODAY)
    assert ("departureDate" in found.answers) is fine
    assert ("departureDate" in reasons(found)) is not fine


@pytest.mark.parametrize(
    ("given", "kept"),
    [("37,5", "37.5"), (37.5, "37.5"), (38, "38.0"), ("36.66", "36.6"), ("38.2 °C", "38.2"), ("98.6", None), ("33.9", None), ("hot", None)],
)
def test_temperatures(given: object, kept: str | None) -> None:
    found = check_answers(WORK, {"temperature": given}, TODAY)
    assert found.answers.get("temperature") == kept
    assert ("temperature" in reasons(found)) is (kept is None)


def test_places_and_people_are_lists_of_entries() -> None:
    found = checked(
        placesVisited=[
            {"venue_code": "bg-7k2", "from": "2021-05-20T08:00", "to": "2021-05-20T09:30", "mood": "good"},
            {"text": " Chợ ", "from": "2021-05-20T18:00:00+00:00"}, {}, {"text": " "},
        ],
        peopleMet=[{"name": "Bà Tư", "last_met": "20/05/2021"}, {"phone": "0987654321", "last_met": "2021-05-01"}],
    )  # fmt: skip
    assert not found.problems
    assert found.answers["placesVisited"] == [
        {"venue_code": "BG-7K2", "from": "2021-05-20T08:00", "to": "2021-05-20T09:30"},
        {"text": "Chợ", "from": "2021-05-21T01:00"},
    ]
    assert found.answers["peopleMet"] == [
        {"name": "Bà Tư", "last_met": "2021-05-20"}, {"phone": "0987654321", "last_met": "2021-05-01"},
    ]  # fmt: skip


def test_a_list_may_be_as_long_as_the_form_says() -> None:
    found = checked(placesVisited=[{"text": "a", "from": "2021-05-20T08:00"}] * 20)
    assert len(found.answers["placesVisited"]) == 20  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ("Chợ", {"placesVisited": "wrong_type"}),
        ({"text": "Chợ"}, {"placesVisited": "wrong_type"}),
        ([1], {"placesVisited.0": "wrong_type"}),
        ([{"text": "Chợ"}], {"placesVisited.0.from": "missing"}),
        ([{"from": "2021-05-20T08:00"}], {"placesVisited.0.venue_code": "missing"}),
        ([{"text": "a", "from": "2021-05-20"}], {"placesVisited.0.from": "not_a_time"}),
        ([{"text": "a", "from": "9999-12-31T23:59:59-23:59"}], {"placesVisited.0.from": "not_a_time"}),
        ([{"text": "a", "from": "2021-04-29T08:00"}], {"placesVisited.0.from": "out_of_range"}),
        ([{"text": "a", "from": "2021-05-22T08:00"}], {"placesVisited.0.from": "out_of_range"}),
        ([{"text": "a", "from": "2021-05-20T08:00", "to": "2021-05-20T07:59"}], {"placesVisited.0": "ends_before_start"}),
        ([{"text": "a", "from": "2021-05-20T08:00"}] * 21, {"placesVisited": "too_many"}),
        ([{"text": ["a"], "from": {"b": 1}}], {"placesVisited.0.text": "wrong_type", "placesVisited.0.from": "wrong_type"}),
    ],
)  # fmt: skip
def test_wrong_entries_are_named_by_their_place(given: object, problems: dict[str, str]) -> None:
    found = checked(placesVisited=given)
    assert reasons(found) == problems
    assert "placesVisited" not in found.answers, "half an entry is not kept"


def test_not_an_object_and_too_many_fields() -> None:
    assert check_answers(HEALTH, [1], TODAY).problems == (Refusal("not_an_object"),)  # type: ignore[arg-type]
    assert check_answers(HEALTH, {str(each): 1 for each in range(201)}, TODAY).problems == (Refusal("too_many_fields"),)


def test_what_was_typed_is_in_no_message() -> None:
    found = checked(phone="0912 345 6789 0", fullName="Hoa 1")
    assert "0912" not in repr(found)
    assert "Hoa" not in repr(found)
    assert not [each for each in found.problems if "Hoa" in repr(each)]
