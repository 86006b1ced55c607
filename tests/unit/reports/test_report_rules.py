"""The rules of the daily report, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from truyvet.core.local_day import LocalDay
from truyvet.core.toml_table import DataFileError
from truyvet.reports.rules.report_form import OutlierRule, form_on, load_forms, moment_of, parse_forms
from truyvet.reports.rules.report_judgement import is_unusual, judge_report, nothing_new, proposal
from truyvet.reports.rules.report_status import ReportStatus, reminder_due, status_of

FORM = load_forms()[0]
RULE = OutlierRule(days=14, min_days=5, spreads=4.0, least=5)
DUE = datetime(2021, 5, 31, 7, tzinfo=UTC)
WHOLE = {"cases_new": 0, "cases_open": 4, "contacts_found": 0, "quarantine_home": 3, "quarantine_site": 0}


def test_the_hours_are_local_and_old_days_keep_their_form() -> None:
    assert moment_of(LocalDay(2021, 5, 31), FORM.hours.due) == DUE
    assert form_on(LocalDay(2019, 1, 1)) is FORM and not FORM.is_confirmed and all(figure.source for figure in FORM.figures)


def test_a_wrong_file_is_told_whole() -> None:
    with pytest.raises(DataFileError) as told:
        parse_forms('[[version]]\nname = "x"\nfrom = 2021-05-01\nsource = "s"\ndata_set = "D"\n[version.hours]\ndue = "25:00"\n'
                    'district = "14:30"\nprovince = "14:00"\nreminders = ["10"]\n[[version.check]]\ncode = "a"\nleft = ["b"]\n'
                    'right = ["c"]\nvi = "v"\nen = "e"\n')  # fmt: skip
    words = str(told.value)
    for part in ("needs figures", "must be an hour", "comes first", "names a figure", "outlier: is missing"):
        assert part in words


@pytest.mark.parametrize(("value", "earlier", "unusual"), [
    (6, [0] * 5, True), (5, [0] * 5, False), (60, [0] * 4, False), (140, [100] * 14, False), (141, [100] * 14, True),
    (59, [100] * 14, True), (300, [100, 200] * 7, False),
])  # fmt: skip
def test_a_figure_is_unusual_beside_the_days_before(value: int, earlier: list[int], unusual: bool) -> None:
    assert is_unusual(RULE, value, earlier) is unusual


def test_what_is_missing_is_no_zero_and_fails_no_check() -> None:
    assert not judge_report(FORM, WHOLE, {}, ()).needs_word
    short = {code: value for code, value in WHOLE.items() if code != "cases_new"}
    assert judge_report(FORM, short, {}, ()).missing == ("cases_new",)
    more = judge_report(FORM, {**WHOLE, "cases_new": 9, "recovered": 1, "died": 0}, {"cases_open": 5}, ())
    assert [check.code for check in more.failed] == ["new_over_open"] and [each.before for each in more.changed] == [5]
    # A known figure that was emptied is a change too.
    assert [each.after for each in judge_report(FORM, WHOLE, {"sampled": 2}, ()).changed] == [None]


def test_one_press_is_offered_only_when_nothing_happened() -> None:
    known = {"cases_new": 0, "cases_open": 4, "quarantine_home": 3, "quarantine_site": 0, "contacts_found": 0}
    before = {**WHOLE, "population": 5_000, "households": 9}
    found = nothing_new(FORM, known, before)
    assert found is not None and found["population"] == 5_000 and found["households"] == 0 and found["cases_open"] == 4
    assert nothing_new(FORM, {**known, "cases_new": 1}, before) is None
    assert nothing_new(FORM, {**known, "quarantine_home": 2}, before) is None
    # Without a report of before and without a count nobody knows what stands.
    assert nothing_new(FORM, {}, None) is None
    filled = proposal(FORM, {"cases_new": 2}, before)
    assert filled["cases_new"] == 2 and filled["population"] == 5_000 and not {"households", "contacts_found"} & set(filled)


def test_the_hour_is_the_servers_and_reminders_have_their_time() -> None:
    before, after = DUE - timedelta(seconds=1), DUE
    assert status_of(None, None, DUE, before) is ReportStatus.WAITED_FOR and status_of(None, None, DUE, after) is ReportStatus.LATE
    assert status_of("submitted", before, DUE, after) is ReportStatus.SUBMITTED
    assert status_of("submitted", after, DUE, after) is ReportStatus.SUBMITTED_LATE
    assert status_of("returned", before, DUE, after) is ReportStatus.RETURNED
    moments = [(31, None), (30, 30), (11, 30), (10, 10), (0, None)]
    assert [reminder_due(DUE - timedelta(minutes=left), DUE, (30, 10)) for left, _due in moments] == [due for _left, due in moments]
