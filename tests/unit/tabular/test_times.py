"""Times, clocks and durations: the exact edges."""
# ruff: noqa: DTZ001 - times without a zone are what these files hold

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.tabular import BadValue, iso_utc, local_midnight, parse_clock, parse_duration, parse_time

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
LAST = 4_133_980_799


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1620781200", 1_620_781_200),
        ("946684800", 946_684_800),
        ("4102444799", 4_102_444_799),
        ("1620781200.999", 1_620_781_200),
        ("1620781200.", 1_620_781_200),
        ("4102444799.9", 4_102_444_799),
        ("2021-05-12T01:00:00Z", 1_620_781_200),
        ("2021-05-12 01:00:00Z", 1_620_781_200),
        ("2021-05-12T08:00:00+07:00", 1_620_781_200),
        ("2021-05-12T08:00:00+0700", 1_620_781_200),
        ("2021-05-12T08:00+07:00", 1_620_781_200),
        ("2021-05-12T08:00:00.999999999999+07:00", 1_620_781_200),
        ("2021-05-11T20:00:00-05:00", 1_620_781_200),
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T07:00:00+07:00", 0),
        ("2100-12-31T23:59:59.9Z", LAST),
        ("2101-01-01T06:59:59+07:00", LAST),
        ("2020-02-29T00:00:00-00:00", 1_582_934_400),
    ],
)
def test_reads_a_time(text: str, seconds: int) -> None:
    assert parse_time(text) == seconds
    assert parse_time(text, plain_date_ok=True) == seconds


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("-1", "years"),
        ("-0.5", "years"),
        ("0", "number_no_time"),
        ("007", "number_no_time"),
        ("2021", "number_no_time"),
        ("946684799", "number_no_time"),
        ("4102444800", "number_no_time"),
        ("0912345678", "number_no_time"),
        ("0946684800", "number_no_time"),
        ("10956", "number_no_time"),
        ("58440", "number_no_time"),
        ("20211321", "number_no_time"),
        (str(LAST), "number_no_time"),
        ("44337", "probably_date"),
        ("1" * 40, "bad_time"),
        ("1969-12-31T23:59:59Z", "years"),
        ("2101-01-01T00:00:00Z", "years"),
        ("9999-12-31T23:59:59-23:59", "years"),
        ("0001-01-01T00:00:00+23:59", "years"),
        ("0000-01-01T00:00:00Z", "bad_date"),
        ("2021-05-12T08:00:00", "no_offset"),
        ("2021-05-12 08:00", "no_offset"),
        ("2021-05-12", "no_offset"),
        ("2021-02-29T00:00:00Z", "bad_date"),
        ("2021-05-12T24:00:00Z", "bad_date"),
        ("2021-05-12T23:60:00Z", "bad_date"),
        ("2021-05-12T23:59:60Z", "bad_date"),
        ("2021-05-12T08:00:00+07:60", "bad_date"),
        ("2021-05-12T08:00:00+24:00", "bad_date"),
        ("2021-W19-3T01:00:00Z", "bad_time"),
        ("20210512T010000Z", "bad_time"),
        ("2021-05-12X01:00:00Z", "bad_time"),
        ("2021-05-12T01:00:00z", "bad_time"),
        ("2021-05-12T01:00.5Z", "bad_time"),
        ("2021-05-12T01Z", "bad_time"),
        ("2021-05-12T01:00:00,5Z", "bad_time"),
        ("2021-05-12T01:00:00+07", "bad_time"),
        ("2021-05-12T01:00:00+07:00:30", "bad_time"),
        ("2021-05-12T01:00:00Z\n", "bad_time"),
        (" 1620781200", "bad_time"),
        ("1620781200\n", "bad_time"),
        ("+1620781200", "bad_time"),
        ("1_620_781_200", "bad_time"),
        ("1.62e9", "bad_time"),
        ("nan", "bad_time"),
        ("١٦٢٠٧٨١٢٠٠", "bad_time"),
        ("²²²²²²²²²²", "bad_time"),
        ("12/05/2021", "bad_time"),
    ],
)
def test_refuses_a_time(text: str, code: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_time(text)
    assert caught.value.reason.code == code


@pytest.mark.parametrize(
    ("text", "day", "form"),
    [
        ("44337", "2021-05-21", "Excel"),
        ("44345", "2021-05-29", "Excel"),
        ("44337.5", "2021-05-21", "Excel"),
        ("32874", "1990-01-01", "Excel"),
        ("16566", "2015-05-11", "R"),
        ("10957", "2000-01-01", "R"),
        ("20210521", "2021-05-21", "YYYYMMDD"),
        ("21052021", "2021-05-21", "DDMMYYYY"),
        ("202105210730", "2021-05-21T07:30:00", "YYYYMMDDHHMM"),
        ("20210521073000", "2021-05-21T07:30:00", "YYYYMMDDHHMMSS"),
        ("1620781200000", "2021-05-12T01:00:00Z", "ms"),
        ("1620781200000000", "2021-05-12T01:00:00Z", "µs"),
        ("1620781200000000000", "2021-05-12T01:00:00Z", "ns"),
    ],
)
def test_a_number_that_is_no_time_is_told_with_the_date_that_it_probably_is(text: str, day: str, form: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_time(text, plain_date_ok=True)
    assert caught.value.reason.code == "probably_date"
    assert f"{day} ({form})" in caught.value.reason.en
    assert f"{day} ({form})" in caught.value.reason.vi


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2100, 12, 30)),
    st.integers(-23 * 60, 23 * 60),
    st.sampled_from("T "),
    st.booleans(),
)
def test_agrees_with_datetime(wall: datetime, minutes: int, between: str, colon: bool) -> None:
    moment = wall.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    text = moment.isoformat(between)
    if not colon:
        text = text[:-3] + text[-2:]
    expected = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    assert parse_time(text) == expected


@given(st.text(max_size=30))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        assert 0 <= parse_time(text) <= LAST
    except BadValue as error:
        assert error.reason.vi
        assert error.reason.en


@given(st.dates(date(1970, 1, 1), date(2100, 12, 31)))
def test_a_plain_date_is_local_midnight(day: date) -> None:
    expected = int(datetime(day.year, day.month, day.day, tzinfo=HERE).timestamp())
    assert parse_time(day.isoformat(), plain_date_ok=True) == expected == local_midnight(day)


@pytest.mark.parametrize("day", ["1970-01-01", "1975-06-12", "1975-06-13", "1975-06-14", "2021-05-12", "2100-12-31"])
def test_the_days_around_the_change_of_zone(day: str) -> None:
    expected = int(datetime.combine(date.fromisoformat(day), datetime.min.time(), HERE).timestamp())
    assert parse_time(day, plain_date_ok=True) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("1969-12-31", "years"), ("2101-01-01", "years"), ("2021-02-29", "bad_date"), ("2021-5-2", "bad_time")],
)
def test_refuses_a_date(text: str, code: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_time(text, plain_date_ok=True)
    assert caught.value.reason.code == code


@given(st.integers(0, LAST))
def test_iso_utc_round_trips(seconds: int) -> None:
    text = iso_utc(seconds)
    assert text == datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert parse_time(text) == seconds


def test_iso_utc_before_1970() -> None:
    assert iso_utc(-28_800) == "1969-12-31T16:00:00Z"
    assert iso_utc(1_620_781_200) == "2021-05-12T01:00:00Z"


@pytest.mark.parametrize(("text", "seconds"), [("00:00", 0), ("22:30", 81_000), ("23:59", 86_340)])
def test_reads_a_clock(text: str, seconds: int) -> None:
    assert parse_clock(text) == seconds


@pytest.mark.parametrize("text", ["", "24:00", "7:30", "07:60", "07:30:00", " 07:30", "07:30\n", "٠٧:٣٠"])
def test_refuses_a_clock(text: str) -> None:
    with pytest.raises(BadValue):
        parse_clock(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("900", 900),
        ("900s", 900),
        ("15min", 900),
        ("2h", 7_200),
        ("3d", 259_200),
        ("0", 0),
        ("1.5h", 5_400),
        ("2.0", 2),
    ],
)
def test_reads_a_duration(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "-1", "15m", "15 min", "1.5", "0.3333h", "h", "1e3", "inf", "900s\n", "１５min"])
def test_refuses_a_duration(text: str) -> None:
    with pytest.raises(BadValue):
        parse_duration(text)
