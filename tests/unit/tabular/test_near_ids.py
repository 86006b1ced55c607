"""The id that was probably meant: shown beside what was not used."""

import unicodedata

import pytest

from truyvet.tabular import fold_id, near_id


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("24091000123", "024091000123", "lost_zero"),
        ("an ", "an", "blank"),
        ("an", "\u200ban", "blank"),
        ("1.0", "1", "decimal"),
        ("01", "1.0", "lost_zero"),
        ("AN", "an", "letter_size"),
        ("V‑1", "V-1", "look_alike"),
        ("Ｐ００１", "P001", "look_alike"),
        ("bệnh-nhân-1", unicodedata.normalize("NFD", "bệnh-nhân-1"), "unicode_form"),
    ],
)
def test_ids_that_a_program_changed_on_the_way(one: str, other: str, code: str) -> None:
    for text, meant in ((one, other), (other, one)):
        found = near_id(text, {fold_id(meant): meant})
        assert found is not None
        assert (found[0], found[1].code) == (meant, code)


@pytest.mark.parametrize(("one", "other"), [("an", "ann"), ("1", "10"), ("1.5", "15"), ("an", "an"), ("a01", "a1")])
def test_other_ids_are_other_ids(one: str, other: str) -> None:
    assert near_id(one, {fold_id(other): other}) is None
