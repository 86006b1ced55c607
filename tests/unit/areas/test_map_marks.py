"""Zones and points: what must be said of them, and that they end by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from truyvet.areas.rules.map_marks import MapMarkRefused, MarkKind, NewMapMark, check_mark, parse_line, stands_on

FIRST, LAST = date(2021, 5, 25), date(2021, 6, 14)
LINE = ((106.1, 21.2), (106.12, 21.2), (106.12, 21.22))
ZONE = NewMapMark(MarkKind.ZONE, "Thôn Ví Dụ", 1, FIRST, LAST, is_public=True, line=LINE, legal_basis="Quyết định 1/QĐ-UBND")
POINT = NewMapMark(MarkKind.CHECKPOINT, "Chốt", 1, FIRST, None, is_public=True, line=LINE[:1])


def reasons(mark: NewMapMark, units: tuple[int, ...] = (1, 2)) -> set[str]:
    try:
        check_mark(mark, units)
    except MapMarkRefused as refused:
        return {each.code for each in refused.refusals}
    return set()


@pytest.mark.parametrize(
    ("mark", "wrong"),
    [
        (ZONE, set()),
        (POINT, set()),
        (replace(ZONE, line=(), unit_ids=(1, 2)), set()),
        (replace(ZONE, unit_ids=(1, 3)), {"no_unit"}),
        (replace(POINT, unit_id=9), {"no_unit"}),
        (replace(ZONE, legal_basis=" "), {"legal_basis"}),
        (replace(ZONE, last_day=None), {"zone_days"}),
        (replace(ZONE, last_day=date(2021, 7, 24)), {"zone_days"}),
        (replace(ZONE, last_day=date(2021, 7, 23)), set()),
        (replace(ZONE, line=LINE[:2]), {"zone_line"}),
        (replace(ZONE, line=((106.1, 21.2), (106.12, 21.22), (106.12, 21.2), (106.1, 21.22))), {"zone_line"}),
        (replace(POINT, line=LINE), {"one_point"}),
        (replace(POINT, name=" ", last_day=date(2021, 5, 24)), {"name", "last_day"}),
    ],
)
def test_a_mark_is_refused_with_every_reason(mark: NewMapMark, wrong: set[str]) -> None:
    assert reasons(mark) == wrong


def test_a_line_is_longitude_and_latitude() -> None:
    assert parse_line(" 106.1, 21.2\n106.12,21.2; 106.12,21.22 ") == LINE
    for text, code in (("21.2,106.1", "swapped_line"), ("106.1", "line"), ("2.3,48.8", "line"), ("a,b", "line")):
        with pytest.raises(MapMarkRefused) as refused:
            parse_line(text)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("ended", "day", "stands"),
    [
        (None, date(2021, 5, 24), False),
        (None, FIRST, True),
        (None, LAST, True),
        (None, date(2021, 6, 15), False),
        (date(2021, 6, 1), date(2021, 6, 1), True),
        (date(2021, 6, 1), date(2021, 6, 2), False),
    ],
)
def test_it_ends_by_itself_or_earlier(ended: date | None, day: date, stands: bool) -> None:
    assert stands_on(FIRST, LAST, ended, day) is stands
