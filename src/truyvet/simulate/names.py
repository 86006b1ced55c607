"""Invented names: common family, middle and given names put together by chance. Nobody is meant."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FAMILY: Final = _words("Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Ngô Dương Thân Giáp Lương Đào Trịnh Hà Chu Tạ Phan Lưu Đoàn Mai Tống")
"""With two that are frequent in Bắc Giang (Thân, Giáp)."""
_FAMILY_WEIGHTS: Final = (34, 10, 8, 6, 5, 4, 3, 3, 3, 3, 3, 4, 3, 2, 2, 1, 1.5, 1.5, 1, 1, 1, 1, 0.5, 0.5)

MIDDLE_M: Final = _words("Văn Đức Quang Hữu Xuân Công Đình Thanh Tuấn Minh Mạnh Ngọc Bá Trọng Việt")
_MIDDLE_M_WEIGHTS: Final = (40, 8, 5, 5, 5, 4, 4, 4, 4, 6, 4, 4, 2, 2, 3)
MIDDLE_F: Final = _words("Thị Thu Thanh Ngọc Phương Hồng Minh Thùy Kim Bích Mỹ Khánh")
_MIDDLE_F_WEIGHTS: Final = (46, 8, 6, 8, 6, 6, 6, 4, 3, 3, 2, 2)

GIVEN_M: Final = _words(
    "Hùng Dũng Tuấn Cường Hải Sơn Thắng Long Nam Minh Quân Hiếu Đạt Phúc Khoa Bình Toàn Tùng Việt Kiên Thành Trung "
    "Huy Duy Khánh Lâm Phong Vinh Tiến Hòa Chiến Lợi Mạnh Đông Hưng Quyết Thái Trường Nghĩa Tài"
)
GIVEN_F: Final = _words(
    "Hương Lan Hoa Hằng Thảo Linh Trang Ngân Mai Hạnh Nga Hiền Oanh Yến Nhung Huyền Thủy Tuyết Loan Liên Dung Hà "
    "Vân Phượng Quỳnh Anh Giang Chi Ly Ngọc Thơm Thoa Luyến Hường Hồng Lụa Bích Duyên Tâm Xuân"
)
"""As many as for men."""

Bytes = NDArray[np.uint8]


def draw_family(rng: np.random.Generator, size: int) -> Bytes:
    """Indices into ``FAMILY``; shape (size,)."""
    return _draw(rng, size, _FAMILY_WEIGHTS)


def draw_rest(rng: np.random.Generator, female: NDArray[np.bool_]) -> tuple[Bytes, Bytes]:
    """Middle and given name of each person, as indices into the lists of their gender; shapes (n,)."""
    size = female.size
    middle = np.where(female, _draw(rng, size, _MIDDLE_F_WEIGHTS), _draw(rng, size, _MIDDLE_M_WEIGHTS))
    given = rng.integers(0, len(GIVEN_M), size, dtype=np.uint8)
    return middle.astype(np.uint8), given


def full_name(family: int, middle: int, given: int, *, female: bool) -> str:
    """``Nguyễn Thị Hương``."""
    middles, givens = (MIDDLE_F, GIVEN_F) if female else (MIDDLE_M, GIVEN_M)
    return f"{FAMILY[family]} {middles[middle]} {givens[given]}"


def _draw(rng: np.random.Generator, size: int, weights: tuple[float, ...]) -> Bytes:
    edges = np.cumsum(weights) / np.sum(weights)
    return np.searchsorted(edges[:-1], rng.random(size), side="right").astype(np.uint8)


def phone_number(order: int) -> str:
    """An E.164 number unique for ``order`` < 10 million.

    It looks valid (+84 9x and seven more digits); the block +84 95 belonged to a network closed years before 2021, so
    that a demo is unlikely to ring anybody.
    """
    return f"+8495{order * 6_180_339 % 10_000_000:07d}"
