"""The demo's map: the boundaries of its province's communes of 2025, a zone, a checkpoint and a test point."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib.resources import files

from truyvet.areas.actions.boundaries import import_boundaries
from truyvet.areas.actions.map_marks import add_map_mark
from truyvet.areas.rules.map_marks import MarkKind, NewMapMark
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.places.queries import units_by_code

FILE = "boundaries_2025.json"
SOURCE = "thanglequoc/vietnamese-provinces-database (MIT), giản lược"
COMMUNE = "07807"
"""Quang Châu, where the outbreak of the demo is worst."""
ZONE = ((106.088, 21.222), (106.103, 21.222), (106.105, 21.236), (106.09, 21.238))


def add_map(by: By, now: datetime, scope: Scope) -> None:
    """Draws what stands on the map on the demo's day."""
    text = files("truyvet.cli.demo").joinpath("data", FILE).read_text("utf-8")
    import_boundaries(by=by, now=now, scope=scope, text=text, file_name=FILE, source=SOURCE, edition="2025")
    today = LocalDay.of(now)
    unit = units_by_code(scope, [COMMUNE], today)[COMMUNE].id
    started, ends = today - timedelta(days=6), today + timedelta(days=14)
    basis = "Quyết định 1024/QĐ-UBND ngày 25/5/2021 (ví dụ)"
    marks = (
        NewMapMark(MarkKind.ZONE, "Thôn Núi Hiểu", unit, started, ends, is_public=True, line=ZONE, legal_basis=basis),
        NewMapMark(MarkKind.CHECKPOINT, "Chốt quốc lộ 1, km 127", unit, started, ends, is_public=True, line=((106.121, 21.246),)),
        NewMapMark(
            MarkKind.TEST_POINT, "Nhà văn hóa Quang Châu", unit, started, None, is_public=True, line=((106.095, 21.212),), note="7–21 giờ"
        ),
    )
    for mark in marks:
        add_map_mark(by=by, now=now, scope=scope, mark=mark)
