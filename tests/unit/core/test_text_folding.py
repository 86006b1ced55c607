"""Names typed with and without marks are found alike."""

from __future__ import annotations

import unicodedata

import pytest

from truyvet.core.text_folding import fold


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Đặng Thị Huệ", "dang thi hue"),
        ("NGUYỄN  VĂN\u00a0THÀNH ", "nguyen van thanh"),
        ("Phạm Ơ Ư Ă Â Ê Ô", "pham o u a a e o"),
        ("đỗ", "do"),
        ("  Phường   Thọ Xương ", "phuong tho xuong"),
        ("Y Bhĭn Niê Kđăm", "y bhin nie kdam"),
        ("\u00d0ặng Thị Lụa", "dang thi lua"),
        ("\u0189ặng Thị Lụa", "dang thi lua"),
        ("Đặng Thị Lụa\ufeff", "dang thi lua"),
        ("Nguyễn\u200b Thị Hoà", "nguyen thi hoa"),
        ("Nguyễn\u00ad Thị\u2060 Hòa", "nguyen thi hoa"),
        ("H’Hen Bkrông", "h'hen bkrong"),
        ("H\u02bcHen Bkrông", "h'hen bkrong"),
        ("H'Mai Niê", "h'mai nie"),
        ("Nguyễn Văn Bảy\nTổ 3", "nguyen van bay to 3"),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded
    assert fold(unicodedata.normalize("NFD", name)) == folded
    assert fold(folded) == folded
