"""Masking of Vietnamese names."""

from __future__ import annotations

import unicodedata

import pytest

from truyvet.people.rules import names


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
