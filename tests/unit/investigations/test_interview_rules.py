"""The rules of interviews: hours to ask about, what changed between two versions, undated meetings, the official form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from truyvet.core.local_day import LocalDay
from truyvet.core.toml_table import DataFileError
from truyvet.investigations.rules.interviews import ChangedLine, LineChange, assumed_meeting, changed_lines, is_in_force
from truyvet.investigations.rules.investigation_form import QuestionKind, answered, form_in_force, load_forms, parse_forms
from truyvet.investigations.rules.milestones import HOUR_S, DayPart, days_of

DAY = LocalDay(2021, 5, 29)


def at(hours: float, day: LocalDay = DAY) -> int:
    return day.start_s + int(hours * HOUR_S)


def hours(stays: list[tuple[float, float | None]], first: float = 0, last: float = 24) -> dict[DayPart, list[tuple[float, float, bool]]]:
    """The parts of one day: (from, until, whether it is known), in hours."""
    rows = [(at(start), None if end is None else at(end), "x") for start, end in stays]
    found = days_of(rows, at(first), at(last) - 1, (at(0), at(24)))
    assert [each.day for each in found] == [DAY]
    return {
        part: [((each.start - at(0)) / HOUR_S, round((each.end - at(0)) / HOUR_S, 2), each.stay is not None) for each in lines]
        for part, lines in found[0].parts
    }


def test_the_hours_between_known_stays_are_to_be_asked_about() -> None:
    parts = hours([(8, 12), (17.5, 18)])
    assert parts[DayPart.MORNING] == [(5, 8, False), (8, 12, True)]
    assert parts[DayPart.AFTERNOON] == [(12, 17.5, False), (17.5, 18, True)]
    assert [line[2] for line in parts[DayPart.EVENING]] == [False]
    assert DayPart.NIGHT not in parts, "people sleep and are not asked"


def test_a_stay_over_several_parts_and_one_of_unknown_end() -> None:
    parts = hours([(4, 13)])
    assert parts[DayPart.NIGHT] == [(4, 13, True)] and DayPart.MORNING not in parts
    assert parts[DayPart.AFTERNOON] == [(13, 18, False)]
    assert hours([(9, None)])[DayPart.MORNING] == [(5, 9, False), (9, 9, True), (9, 12, False)], "it fills no hours"


@pytest.mark.parametrize(("end", "is_asked"), [(11.5, True), (11.52, False)])
def test_half_an_hour_is_worth_a_question(end: float, is_asked: bool) -> None:
    assert (len(hours([(5, end)])[DayPart.MORNING]) == 2) is is_asked


def test_days_are_local_the_newest_first_and_bounded_by_the_window() -> None:
    tomorrow = LocalDay(2021, 5, 30)
    found = days_of([(at(10), at(11), "x")], at(6), at(7, tomorrow), (at(0, tomorrow), at(7, tomorrow)))
    assert [(each.day, each.is_infectious, each.known) for each in found] == [(tomorrow, True, 0), (DAY, False, 1)]
    assert found[1].parts[0][1][0].start == at(6), "nothing is asked before the window"
    assert found[0].gaps == 1 and found[0].parts[0][1][0].end == at(7, tomorrow), "nor after it"


def test_what_changed_is_said_line_by_line() -> None:
    before = [("named A", "A, bạn"), ("named B", "B"), ("place V", "Chợ 8–9")]
    after = [("named A", "A, anh trai"), ("place V", "Chợ 8–9"), ("named C", "C")]
    assert changed_lines(before, after) == (
        ChangedLine(LineChange.CHANGED, "A, bạn", "A, anh trai"), ChangedLine(LineChange.STRUCK, "B", ""),
        ChangedLine(LineChange.ADDED, "", "C"),
    )  # fmt: skip
    assert changed_lines(after, after) == ()
    assert [line.change for line in changed_lines([("place V", "8–9")] * 2, [("place V", "8–9")])] == [LineChange.STRUCK]


def test_an_undated_meeting_is_the_last_one_that_could_infect() -> None:
    assert assumed_meeting(100, 500, [], 400) == 399
    assert assumed_meeting(100, 500, [50, 300], 400) == 299, "isolation ends it; one before the window does not"
    assert assumed_meeting(100, 500, [], 100) == 100


def test_a_version_is_in_force_until_the_next_one() -> None:
    one, two = datetime(2021, 5, 30, tzinfo=UTC), datetime(2021, 5, 31, tzinfo=UTC)
    before, late = one - timedelta(days=1), two + timedelta(hours=1)
    assert is_in_force(1, one, two, before) and is_in_force(1, one, two, one) and not is_in_force(1, one, two, two)
    assert not is_in_force(2, two, None, one) and is_in_force(2, two, None, two) and is_in_force(2, two, None, late)


def test_the_official_form_keeps_its_order_and_an_unasked_question_has_no_answer() -> None:
    form = form_in_force(DAY)
    assert form == load_forms()[0], "before the first version the first one serves"
    numbers = [question.number for question in form.questions()]
    assert numbers[:2] == ["A1", "A2"] and len(numbers) == len(set(numbers))
    assert {question.key for question in form.questions() if not question.is_confirmed} >= {"fever", "met_case"}
    assert answered(form, {"cough": " ", "fever": "no", "name": "x", "strange": "y"}) == (("fever", "no"),)
    assert all(question.fill for question in form.questions() if question.kind is QuestionKind.FILLED)
    with pytest.raises(DataFileError, match="stands twice"):
        parse_forms(
            '[[version]]\nname = "a"\nfrom = "2021-01-01"\nsource = "s"\n[[version.section]]\nname = "A"\ntitle = { vi = "a", en = "a" }\n'
            'question = [{ key = "k", kind = "text", text = { vi = "a", en = "a" }, confirmed = true },'
            ' { key = "k", kind = "text", text = { vi = "a", en = "a" }, confirmed = true }]\n'
        )
