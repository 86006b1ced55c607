"""The sorting: a table that a doctor can read, days at their edges, and the files behind it."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib.resources import files

import pytest
from tests.unit.declarations.sample_answers import TODAY, whole

from truyvet.areas.rules import risk_areas as areas
from truyvet.areas.rules.risk_areas import RiskArea
from truyvet.core.refusal import Refusal
from truyvet.core.toml_table import DataFileError
from truyvet.declarations.rules import triage, triage_table
from truyvet.declarations.rules.answer_check import check_answers
from truyvet.declarations.rules.forms import form, load
from truyvet.declarations.rules.triage import TriageClass, TriageResult

DATA = files("truyvet.declarations").joinpath("data")
AREAS = files("truyvet.areas").joinpath("data")
EXAMPLES = tomllib.loads(DATA.joinpath("triage_examples.toml").read_text("utf-8"))
HEALTH, TRAVEL = form("HDHealth"), form("HDLocal")


def area(first: date, last: date, code: str = "222", *names: str) -> RiskArea:
    return RiskArea("district", code, names, {"vi": "", "en": ""}, first, last, "test")


def sort(form_name: str, answers: dict[str, object], today: date = TODAY, listed: tuple[RiskArea, ...] = ()) -> TriageResult:
    asked = form(form_name)
    found = check_answers(asked, answers, today)
    assert not triage.blocking_problems(asked, found), found.problems
    return triage.triage_answers(asked, found.answers, today, listed)


@pytest.mark.parametrize("example", EXAMPLES["example"], ids=lambda example: example["title"])
def test_the_examples_that_are_printed(example: dict[str, object]) -> None:
    today = date.fromisoformat(str(example.get("today", EXAMPLES["today"])))
    came = sort(str(example["form"]), example["answers"], today, areas.sample_risk_areas())  # type: ignore[arg-type]
    assert (came.triage, list(came.reasons), came.danger) == (example["triage"], example["reasons"], example["danger"])


def test_the_examples_show_every_class_and_every_form() -> None:
    assert {each["triage"] for each in EXAMPLES["example"]} == set(TriageClass)
    assert {form(each["form"]).name for each in EXAMPLES["example"]} == set(load())


def test_due_times() -> None:
    hours = {name: sort("HDHealth", whole(**said)).due for name, said in {
        "both": {"showSignal": 1, "hasSick": 1}, "symptoms": {"showSignal": 1}, "exposure": {"hasPatient": 1}, "nothing": {},
    }.items()}  # fmt: skip
    assert hours == {"both": timedelta(hours=1), "symptoms": timedelta(hours=2), "exposure": timedelta(hours=4), "nothing": None}


def test_a_place_in_their_own_words_counts_while_the_area_was_at_risk_in_the_last_fourteen_days() -> None:
    said = whole(showCountryPassing=1, countryPassing="chợ Việt   Yên")
    first = TODAY - timedelta(days=14)
    for last, found in ((first, True), (first - timedelta(days=1), False)):
        listed = (area(date(2021, 1, 1), last, "222", "việt yên"),)
        assert (sort("HDHealth", said, TODAY, listed).triage is TriageClass.TRAVEL) is found
    assert sort("HDHealth", said, TODAY, (area(TODAY, TODAY, "222", "việt yên"),)).triage is TriageClass.TRAVEL
    assert (
        sort("HDHealth", said, TODAY, (area(TODAY + timedelta(days=1), date(2021, 12, 1), "222", "việt yên"),)).triage
        is TriageClass.NOTHING
    )


@pytest.mark.parametrize("text", ["Vietyen", "viet yenn", "việt", "Phú Việt Yên2"])
def test_only_whole_words_name_an_area(text: str) -> None:
    said = whole(showCountryPassing=1, countryPassing=text)
    assert sort("HDHealth", said, TODAY, (area(TODAY, TODAY, "222", "việt yên"),)).triage is TriageClass.NOTHING


@pytest.mark.parametrize(("entry", "found"), [
    ({"from": "2021-05-07T23:59"}, True),
    ({"from": "2021-05-06T23:59"}, False),
    ({"from": "2021-05-06T22:00", "to": "2021-05-07T00:00"}, True),
    ({"from": "2021-05-06T16:59:00Z"}, False),
    ({"from": "2021-05-06T17:00:00Z"}, True),
])  # fmt: skip
def test_a_listed_place_is_looked_at_by_its_local_day(entry: dict[str, str], found: bool) -> None:
    """The 14th day back is 7 May, in Asia/Ho_Chi_Minh: it begins at 17:00 UTC of the day before."""
    said = whole(placesVisited=[{"text": "Việt Yên", **entry}])
    came = sort("HDHealth", said, TODAY, (area(date(2021, 5, 1), date(2021, 6, 1), "222", "việt yên"),))
    assert (came.triage is TriageClass.TRAVEL) is found


def test_a_place_after_the_area_was_freed_does_not_count() -> None:
    said = whole(placesVisited=[{"text": "Việt Yên", "from": "2021-05-15T08:00"}])
    assert sort("HDHealth", said, TODAY, (area(date(2021, 5, 1), date(2021, 5, 14), "222", "việt yên"),)).triage is TriageClass.NOTHING


@pytest.mark.parametrize(("code", "found"), [("24", True), ("222", True), ("07807", True), ("27", False), ("02", False)])
def test_where_a_journey_began_is_compared_by_code(code: str, found: bool) -> None:
    said = {"fromProvinceId": 24, "fromDistrictId": 222, "fromWardId": 7807, "departureDate": "2021-05-20", "fever": 0,
            "beenInEpidemicArea": 2, "hasPatient": 2}  # fmt: skip
    came = sort("HDLocal", said, TODAY, (area(date(2021, 5, 1), date(2021, 6, 1), code),))
    assert (came.triage is TriageClass.TRAVEL) is found


def test_identity_may_be_missing_but_health_may_not() -> None:
    found = check_answers(HEALTH, {"hasPatient": 1, "hasFromSickCountry": 2}, TODAY)
    assert triage.blocking_problems(HEALTH, found) == (Refusal("missing", "hasSick"),)
    ticks = check_answers(TRAVEL, {"beenInEpidemicArea": 2, "hasPatient": 2}, TODAY)
    assert triage.blocking_problems(TRAVEL, ticks) == (Refusal("missing", "symptoms"),)
    wrong = check_answers(HEALTH, whole(email="nobody"), TODAY)
    assert triage.blocking_problems(HEALTH, wrong) == (Refusal("not_an_email", "email"),)


def test_a_note_alone_is_a_sign() -> None:
    """A form may ask for signs in words only."""
    assert triage.triage_answers(HEALTH, {"showSignalNote": "mệt"}, TODAY, ()).triage is TriageClass.SYMPTOMS


def test_words_of_reasons() -> None:
    assert triage.reason_words("contact_case", "vi") == "Tiếp xúc với người mắc hoặc nghi mắc bệnh"
    assert triage.reason_words("of_a_newer_version", "vi") == "of_a_newer_version"
    assert all(each.words["vi"] and each.words["en"] and each.why for each in triage_table.load().reasons)


def test_every_sign_of_alarm_is_found_in_the_words_that_its_file_names() -> None:
    for reason in triage_table.load().reasons:
        for phrase in reason.note_phrases:
            came = sort("HDHealth", whole(showSignal=1, showSignalNote=f"từ hôm qua {phrase.upper()}, mệt"))
            assert reason.code in came.reasons, phrase
            assert came.danger == reason.danger


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('due = "1h"', 'due = "3h"', "a worse danger is due later"),
        ('due = "2h"', 'due = "soon"', "is not a duration"),
        ("[both]\ndanger = 4", "[both]\ndanger = 2", "cannot be less than signs alone"),
        ('code = "risk_area"', 'code = "risk_aera"', "reason risk_area: is missing"),
        ('code = "cough"', 'code = "fever"', "reason fever: stands twice"),
        ("danger = 3\ndue", "danger = 2\ndue", "needs each danger from 1 to 4"),
        ("fever_from = 37.5", "fever_from = 99", "fever_from: must be a number"),
    ],
)
def test_a_watch_that_would_mislead_is_refused(old: str, new: str, told: str) -> None:
    text = DATA.joinpath("watch.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(DataFileError, match=told):
        triage_table.parse_triage_table(text.replace(old, new, 1))


def test_every_error_of_a_list_of_areas_is_told() -> None:
    text = AREAS.joinpath("risk_areas.toml").read_text("utf-8")
    for good, bad in (('code = "222"', 'code = "22"'), ('code = "IN"', 'code = "in"'), ('until = "2021-07-31"', 'until = "2020-07-31"')):
        assert good in text
        text = text.replace(good, bad)
    with pytest.raises(DataFileError) as told:
        areas.parse_risk_areas(text, "mine.toml")
    assert len(told.value.errors) == 3
    assert "mine.toml: area 22: code: is no code of a district" in told.value.errors


def test_an_area_may_be_at_risk_for_one_day() -> None:
    text = AREAS.joinpath("risk_areas.toml").read_text("utf-8").replace('until = "2021-07-15"', 'until = "2021-05-08"')
    assert areas.parse_risk_areas(text, "mine.toml")[0].lasts(date(2021, 5, 8), date(2021, 5, 8))


def test_the_samples_say_that_they_are_not_official() -> None:
    for file in (AREAS / "risk_areas.toml", DATA / "watch.toml"):
        assert tomllib.loads(file.read_text("utf-8"))["official"] is False
