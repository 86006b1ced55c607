"""Declarations for the tests: whole ones that can be changed answer by answer."""

from __future__ import annotations

from datetime import date
from typing import Final

TODAY: Final = date(2021, 5, 21)
WHOLE: Final[dict[str, object]] = {
    "fullName": "NGUYỄN THỊ HOA", "birthYear": "1990", "gender": "Nu", "nation": "VN", "provinceId": "24", "districtId": "222",
    "wardId": "07807", "address": "Thôn Núi Hiểu", "phone": "0912 345 678", "hasPatient": "2", "hasFromSickCountry": "2", "hasSick": "2",
}  # fmt: skip
"""HDHealth with nothing to tell."""


def whole(**changes: object) -> dict[str, object]:
    """WHOLE with answers changed; None takes one out."""
    made = {**WHOLE, **changes}
    return {name: value for name, value in made.items() if value is not None}
