"""The communes of the default province: five districts of Bắc Giang (province 24) as they stood in May 2021.

Codes and names are those of the General Statistics Office, edition of July 2021. A caller with the national list may
pass its own ``Commune`` values instead; no coordinates are used.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune-level unit and its district."""

    code: str
    name: str
    """With its kind: ``Xã Vân Trung``, ``Thị trấn Nếnh``, ``Phường Mỹ Độ``."""
    district_code: str
    district_name: str

    @property
    def urban(self) -> bool:
        """Whether its smallest parts are called ``Tổ dân phố`` rather than ``Thôn``."""
        return not self.name.startswith("Xã")


_DISTRICTS: dict[tuple[str, str], str] = {
    ("222", "Huyện Việt Yên"): """
        07759 Xã Thượng Lan
        07762 Xã Việt Tiến
        07765 Xã Nghĩa Trung
        07768 Xã Minh Đức
        07771 Xã Hương Mai
        07774 Xã Tự Lạn
        07777 Thị trấn Bích Động
        07780 Xã Trung Sơn
        07783 Xã Hồng Thái
        07786 Xã Tiên Sơn
        07789 Xã Tăng Tiến
        07792 Xã Quảng Minh
        07795 Thị trấn Nếnh
        07798 Xã Ninh Sơn
        07801 Xã Vân Trung
        07804 Xã Vân Hà
        07807 Xã Quang Châu
    """,
    ("221", "Huyện Yên Dũng"): """
        07681 Thị trấn Nham Biền
        07682 Thị trấn Tân An
        07684 Xã Lão Hộ
        07690 Xã Hương Gián
        07702 Xã Quỳnh Sơn
        07708 Xã Nội Hoàng
        07711 Xã Tiền Phong
        07714 Xã Xuân Phú
        07717 Xã Tân Liễu
        07720 Xã Trí Yên
        07723 Xã Lãng Sơn
        07726 Xã Yên Lư
        07729 Xã Tiến Dũng
        07735 Xã Đức Giang
        07738 Xã Cảnh Thụy
        07741 Xã Tư Mại
        07747 Xã Đồng Việt
        07750 Xã Đồng Phúc
    """,
    ("213", "Thành phố Bắc Giang"): """
        07201 Phường Thọ Xương
        07204 Phường Trần Nguyên Hãn
        07207 Phường Ngô Quyền
        07210 Phường Hoàng Văn Thụ
        07213 Phường Trần Phú
        07216 Phường Mỹ Độ
        07219 Phường Lê Lợi
        07222 Xã Song Mai
        07225 Phường Xương Giang
        07228 Phường Đa Mai
        07231 Phường Dĩnh Kế
        07441 Xã Dĩnh Trì
        07687 Xã Tân Mỹ
        07696 Xã Đồng Sơn
        07699 Xã Tân Tiến
        07705 Xã Song Khê
    """,
    ("223", "Huyện Hiệp Hòa"): """
        07813 Xã Đồng Tân
        07816 Xã Thanh Vân
        07819 Xã Hoàng Lương
        07822 Xã Hoàng Vân
        07825 Xã Hoàng Thanh
        07828 Xã Hoàng An
        07831 Xã Ngọc Sơn
        07834 Xã Thái Sơn
        07837 Xã Hòa Sơn
        07840 Thị trấn Thắng
        07843 Xã Quang Minh
        07846 Xã Lương Phong
        07849 Xã Hùng Sơn
        07852 Xã Đại Thành
        07855 Xã Thường Thắng
        07858 Xã Hợp Thịnh
        07861 Xã Danh Thắng
        07864 Xã Mai Trung
        07867 Xã Đoan Bái
        07870 Xã Bắc Lý
        07873 Xã Xuân Cẩm
        07876 Xã Hương Lâm
        07879 Xã Đông Lỗ
        07882 Xã Châu Minh
        07885 Xã Mai Đình
    """,
    ("217", "Huyện Lạng Giang"): """
        07375 Thị trấn Vôi
        07378 Xã Nghĩa Hòa
        07381 Xã Nghĩa Hưng
        07384 Xã Quang Thịnh
        07387 Xã Hương Sơn
        07390 Xã Đào Mỹ
        07393 Xã Tiên Lục
        07396 Xã An Hà
        07399 Thị trấn Kép
        07402 Xã Mỹ Hà
        07405 Xã Hương Lạc
        07408 Xã Dương Đức
        07411 Xã Tân Thanh
        07414 Xã Yên Mỹ
        07417 Xã Tân Hưng
        07420 Xã Mỹ Thái
        07426 Xã Xương Lâm
        07429 Xã Xuân Hương
        07432 Xã Tân Dĩnh
        07435 Xã Đại Lâm
        07438 Xã Thái Đào
    """,
}


def _read() -> tuple[Commune, ...]:
    found: list[Commune] = []
    for (district_code, district_name), text in _DISTRICTS.items():
        for line in text.strip().splitlines():
            code, name = line.strip().split(" ", 1)
            found.append(Commune(code, name, district_code, district_name))
    return tuple(found)


BAC_GIANG: tuple[Commune, ...] = _read()
"""Việt Yên first, where the industrial parks of the wave of May 2021 lie; then its neighbours."""

PARK_WEIGHTS: dict[str, float] = {
    "07795": 10.0,  # Nếnh: Đình Trám and Quang Châu parks, most boarding houses
    "07807": 10.0,  # Quang Châu
    "07801": 8.0,  # Vân Trung
    "07783": 5.0,  # Hồng Thái: Đình Trám park
    "07789": 5.0,  # Tăng Tiến
    "07777": 4.0,  # Bích Động
    "07708": 4.0,  # Nội Hoàng: Song Khê - Nội Hoàng park
    "07705": 3.0,  # Song Khê
}
"""How much heavier than another commune the ones around the parks weigh, workers in boarding houses included."""

DISTRICT_WEIGHTS: dict[str, float] = {"222": 1.6, "221": 0.9, "213": 1.6, "223": 0.4, "217": 0.4}


def population_weight(commune: Commune) -> float:
    """Relative population of a commune in the synthetic province; 1.0 where nothing is known."""
    return PARK_WEIGHTS.get(commune.code, DISTRICT_WEIGHTS.get(commune.district_code, 1.0))
