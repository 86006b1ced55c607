"""Names in TCVN3, in VNI and decoded twice are recognised; Unicode and foreign names are left alone."""

import pytest

from truyvet.tabular.legacy_text import TCVN3, UTF8_TWICE, VNI, legacy_encoding

RIGHT = (
    "Nguyễn Văn Ánh", "Trần Thị Hồng Nhung", "Lê Đức Thọ", "Phạm Thuý Hằng", "Đặng Quốc Khánh", "Hoà", "Thúy", "Bùi Thị Xuyến",
    "Nguyễn Khuê", "Giàng A Páo", "Lò Thị Mỷ", "Huỳnh Thúc Kháng", "Khuya", "Mỵ", "Vừ A Dính", "Y Moan Ênuôl", "H'Mai Niê", "Đắk Lắk",
    "Müller Jörg", "José García", "André Citroën", "Åse Ødegård", "Señor Núñez", "Michaël", "Anaïs Noël", "François", "Zoë", "Søren",
    "Thérèse", "Björk Guðmundsdóttir", "Loïc Martin", "Raphaël Varane", "São Tomé", "NGUYỄN VĂN A", "Tổ 3, thôn Đông", "",
)  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_unicode_is_unicode(text: str) -> None:
    assert legacy_encoding(text) is None


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("NguyÔn V¨n ¸nh", TCVN3),
        ("NGUYÔN V¨N A", TCVN3),
        ("TrÇn ThÞ Hång Nhung", TCVN3),
        ("D\u00ad¬ng Ngäc Quúnh", TCVN3),
        ("§Æng Quèc Kh¸nh", TCVN3),
        ("Nguyeãn Vaên AÙnh", VNI),
        ("Traàn Thò Hoàng Nhung", VNI),
        ("Leâ Ñöùc Thoï", VNI),
        ("Nguyá»…n VÄƒn A", UTF8_TWICE),
        ("HoÃ\u00a0", UTF8_TWICE),
        ("Ä\u0090áº·ng Quá»‘c KhÃ¡nh", UTF8_TWICE),
        ("JosÃ©", UTF8_TWICE),
    ],
)
def test_what_was_written_otherwise(text: str, encoding: str) -> None:
    assert legacy_encoding(text) == encoding
