"""Words of this room for the screens."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.epidemic_map.rules.choice import MapMeasure
from truyvet.epidemic_map.rules.looks import Look

MEASURES: Final = {
    MapMeasure.NEW_CASES: _("Ca xác nhận trong 14 ngày"),
    MapMeasure.OPEN_CASES: _("Ca đang bệnh"),
    MapMeasure.COMMUNITY: _("Ca cộng đồng trong 14 ngày"),
    MapMeasure.QUARANTINE: _("Người đang cách ly"),
    MapMeasure.FOLLOWED: _("Người đang được theo dõi"),
    MapMeasure.VISITS: _("Lượt đến trong ngày"),
}
LOOKS: Final = {
    Look.NO_REPORT: _("Chưa có số liệu"),
    Look.N0: _("Không có"),
    Look.N1: _("1 đến 4"),
    Look.N2: _("5 đến 19"),
    Look.N3: _("20 đến 99"),
    Look.N4: _("Từ 100"),
    Look.NEW_NORMAL: _("Bình thường mới"),
    Look.RISK: _("Nguy cơ"),
    Look.HIGH: _("Nguy cơ cao"),
    Look.VERY_HIGH: _("Nguy cơ rất cao"),
}
NO_LEVEL: Final = _("Chưa có báo cáo, hoặc đã quá giờ")
