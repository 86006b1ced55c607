"""Phone numbers in one form."""

from __future__ import annotations

import pytest

from truyvet.people.rules import phones
from truyvet.people.rules.phones import OLD_PREFIXES, PhoneInvalid


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84912345678",
        "84912345678",
        "0084912345678",
        "(+84) 0912-345-678",
        "\u200e0912 345 678",
        "０９１２３４５６７８",
    ],
)
def test_every_spelling_is_one_number(text: str) -> None:
    assert phones.normalise(text) == "+84912345678"


@pytest.mark.parametrize(("old", "new"), OLD_PREFIXES.items())
def test_eleven_digits_from_before_2018(old: str, new: str) -> None:
    for text in (f"0{old}1234567", f"+84{old}1234567", f"0{old} 123 4567"):
        assert phones.normalise(text) == f"+84{new}1234567"


def test_the_table_of_the_change_is_whole_and_one_to_one() -> None:
    assert len(OLD_PREFIXES) == 21
    assert len(set(OLD_PREFIXES.values())) == 21


@pytest.mark.parametrize(
    "text", ["", "113", "0912", "091234567", "09123456789", "0160 123 4567", "abc", "1900 1234", "0912345678x9", "+84"]
)
def test_what_is_no_persons_number_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(PhoneInvalid) as caught:
        phones.normalise(text)
    assert str(caught.value) == "not a phone number"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_landline_and_a_foreign_number_are_kept_but_not_texted() -> None:
    assert phones.normalise("0204 3854 123") == "+842043854123"
    assert phones.normalise("+44 7911 123456") == "+447911123456"
    assert not phones.is_vietnamese_mobile("+842043854123")
    assert not phones.is_vietnamese_mobile("+447911123456")
    assert phones.is_vietnamese_mobile("+84912345678")


def test_mask() -> None:
    assert phones.mask("+84912345678") == "••• 678"
