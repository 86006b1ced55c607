"""Who of an imported list is likely somebody that is registered already."""

from __future__ import annotations

import pytest

from truyvet.people.rules.likeness import Agreement, PersonTraits, agreements, is_likely_same, word_orders

AN = PersonTraits("nguyen van an", 1980, 7, frozenset({"+84912345678"}), 3)


@pytest.mark.parametrize(
    ("told", "is_same"),
    [
        (PersonTraits("nguyen van an", 1980, 7), True),
        (PersonTraits("an nguyen van", 1981, 7), True),
        (PersonTraits("nguyen van an", 1982, 7), False),
        (PersonTraits("nguyen van an", 1980, 8), False),
        (PersonTraits("nguyen van an", 1980, 8, frozenset({"+84912345678"})), True),
        (PersonTraits("nguyen van an", 1980, 8, household=3), True),
        (PersonTraits("nguyen van an", 1980), True),
        (PersonTraits("nguyen van an", None, 7), True),
        (PersonTraits("nguyen van an"), False),
        (PersonTraits("an", 1980, 8, frozenset({"+84912345678"})), True),
        (PersonTraits("", None, None, frozenset({"+84912345678"})), True),
        (PersonTraits("nguyen van binh", 1980, 7, frozenset({"+84912345678"})), False),
        (PersonTraits("nguyen van an", 2010, 7, frozenset({"+84912345678"}), 3), False),
        (PersonTraits(), False),
    ],
)
def test_who_is_likely_the_same(told: PersonTraits, is_same: bool) -> None:
    assert is_likely_same(told, AN) is is_likely_same(AN, told) is is_same


def test_what_is_not_told_agrees_with_nothing() -> None:
    assert agreements(PersonTraits(), PersonTraits()) == frozenset()
    assert agreements(PersonTraits("nguyen van an", None, 7), AN) == {Agreement.NAME, Agreement.COMMUNE}


def test_the_orders_of_a_name() -> None:
    assert word_orders("a b") == {"a b", "b a"}
    assert len(word_orders("a b c d e f")) == 1
