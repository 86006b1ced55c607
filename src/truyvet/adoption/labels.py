"""Words of this room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.places.rules import UnitLevel

Words = str | Promise

LEVELS: Final[Mapping[UnitLevel, Words]] = {
    UnitLevel.PROVINCE: _("Tỉnh"),
    UnitLevel.DISTRICT: _("Huyện"),
    UnitLevel.COMMUNE: _("Xã, phường"),
}
SORTS: Final[Mapping[str, Words]] = {
    "ty-le": _("Tỷ lệ thấp trước"),
    "cao": _("Tỷ lệ cao trước"),
    "tang": _("Tăng ít trước"),
    "tre": _("Chậm báo trước"),
    "ten": _("Tên"),
}
OUTLOOKS: Final[Mapping[str, tuple[Words, str]]] = {
    "likely": (_("có lẽ đạt"), "good"),
    "open": (_("chưa chắc đạt"), "warn"),
    "unlikely": (_("khó đạt"), "bad"),
}
REFUSALS: Final[Mapping[str, Words]] = {
    "unit": _("Không có đơn vị mang mã này trong địa bàn của bạn. Chưa ghi gì."),
    "title": _("Hãy ghi chỉ thị hay đợt vận động đặt ra chỉ tiêu."),
    "percent": _("Chỉ tiêu là số phần trăm từ 1 đến 100."),
    "days": _("Ngày cuối phải sau ngày đầu."),
}
ACTION_NAMES: Final[Mapping[str, object]] = {
    "adoption.add_counts": _("Nhập số lượt cài của cơ quan vận hành"),
    "adoption.add_denominators": _("Nhập dân số, số điện thoại thông minh"),
    "adoption.set_target": _("Đặt chỉ tiêu cài ứng dụng"),
    "adoption.purge": _("Xoá số liệu cài ứng dụng đã hết hạn lưu"),
}
"""Audited actions in words."""
