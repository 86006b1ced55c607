"""Seconds, distances, probabilities: exact, and rounded to the safe side."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.tabular import BadValue, parse_distance, parse_probability, parse_seconds
from truyvet.tabular.quantities import MAX_DISTANCE_UM, MAX_DURATION_S


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1", 1), ("900", 900), ("0900", 900), ("900.9", 900), ("9e2", 900), ("+5", 5), (str(MAX_DURATION_S), MAX_DURATION_S)],
)
def test_reads_seconds(text: str, seconds: int) -> None:
    assert parse_seconds(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "0", "0.9", "-1", "nan", "inf", " 1", "1\n", "1_0", "٩", "²", "1e99", "1e999999999", str(MAX_DURATION_S + 1)]
)
def test_refuses_seconds(text: str) -> None:
    with pytest.raises(BadValue):
        parse_seconds(text)


@pytest.mark.parametrize(
    ("text", "micrometres"),
    [
        ("2", 2_000_000),
        ("2.0", 2_000_000),
        ("2.0000001", 2_000_001),
        ("2.000000000000000000000000000000000000000000001", 2_000_001),
        ("1.9999999", 2_000_000),
        ("0", 0),
        ("-0.0", 0),
        ("1e-300", 1),
        ("1e-999999", 1),
        ("1e300", MAX_DISTANCE_UM),
        (".5", 500_000),
        ("5.", 5_000_000),
    ],
)
def test_reads_a_distance(text: str, micrometres: int) -> None:
    assert parse_distance(text) == micrometres


@pytest.mark.parametrize("text", ["", "-0.1", "-1e-9", "nan", "NaN", "sNaN", "inf", "Infinity", "2 m", "2,5", "1e9999999", "1_0"])
def test_refuses_a_distance(text: str) -> None:
    with pytest.raises(BadValue):
        parse_distance(text)


@pytest.mark.parametrize(
    ("text", "billionths"),
    [("0", 0), ("1", 10**9), ("1.000", 10**9), ("0.5", 500_000_000), ("0.9999999999", 999_999_999), ("1e-99", 0)],
)
def test_reads_a_probability(text: str, billionths: int) -> None:
    assert parse_probability(text) == billionths


@pytest.mark.parametrize("text", ["", "-0.1", "1.0000000000000000000000000000000001", "nan", "inf", "50%", "2", "1e300"])
def test_refuses_a_probability(text: str) -> None:
    with pytest.raises(BadValue):
        parse_probability(text)


@given(st.floats(0, 1e6))
def test_a_distance_is_the_exact_number_rounded_up(number: float) -> None:
    assert parse_distance(repr(number)) == ceil(Fraction(repr(number)) * 10**6)


@given(st.floats(0, 1))
def test_a_probability_is_the_exact_number_rounded_down(number: float) -> None:
    assert parse_probability(repr(number)) == floor(Fraction(repr(number)) * 10**9)
