"""Folding and masking of Vietnamese names."""

from __future__ import annotations

import unicodedata

import pytest

from truyvet.people.rules import names


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Đặng Thị Huệ", "dang thi hue"),
        ("NGUYỄN  VĂN\u00a0THÀNH ", "nguyen van thanh"),
        ("Phạm Ơ Ư Ă Â Ê Ô", "pham o u a a e o"),
        ("đỗ", "do"),
        ("Y Bhĭn Niê Kđăm", "y bhin nie kdam"),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert names.fold(name) == folded
    assert names.fold(unicodedata.normalize("NFD", name)) == folded
    assert names.fold(folded) == folded


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Nguyễn Văn Thành", "Nguyễn Văn T."), ("Thành", "T."), ("lê đỏ", "lê Đ."), ("", "—"), ("  ", "—"), ("—", "—")],
)
def test_mask(name: str, masked: str) -> None:
    assert names.mask(name) == masked


def test_mask_takes_a_whole_letter_however_it_is_composed() -> None:
    assert names.mask(unicodedata.normalize("NFD", "Nguyễn Ánh")) == "Nguyễn Á."


@pytest.mark.parametrize(("name", "letters"), [("Nguyễn Văn Thành", "N. V. T."), (" đỗ  Huệ", "Đ. H."), ("", ""), ("—", "")])
def test_initials(name: str, letters: str) -> None:
    assert names.initials(name) == letters
