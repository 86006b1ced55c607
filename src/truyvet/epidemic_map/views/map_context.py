"""What a template needs to draw a map: paths, legend, marks, and the same content as values for the script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.areas.labels import MARK_KINDS
from truyvet.areas.queries.map_marks import MapMarkRow
from truyvet.areas.rules.map_marks import MarkKind
from truyvet.epidemic_map.labels import LOOKS
from truyvet.epidemic_map.queries.drawn_units import DrawnUnits
from truyvet.epidemic_map.queries.staff_map import MapRow
from truyvet.epidemic_map.rules.looks import Look
from truyvet.epidemic_map.rules.picture import Picture, centre
from truyvet.web.display_format import number_words


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A unit of the picture. ``words`` is what a reader hears of it."""

    row: MapRow
    path: str
    words: str


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A zone as a path, or a point with its place in the picture; neither where its unit is not drawn."""

    mark: MapMarkRow
    kind: object
    path: str
    x: int
    y: int
    points: tuple[tuple[float, float], ...]


def row_words(row: MapRow) -> str:
    """Returns a unit and its figure or level in words: "Quang Châu: khoảng 12"."""
    if row.words or row.value is None:
        return f"{row.unit.name}: {row.words or LOOKS[row.look]}"
    value = number_words(row.value)
    return f"{row.unit.name}: " + (_("khoảng %(value)s (ước tính)") % {"value": value} if row.is_estimate else value)


def map_context(drawn: DrawnUnits, rows: Sequence[MapRow], marks: Iterable[MapMarkRow], looks: Sequence[Look]) -> dict[str, Any]:
    """Returns the picture, its legend and what the script reads."""
    picture = drawn.picture()
    shown = [DrawnRow(row, picture.units[row.unit.code].path, row_words(row)) for row in rows if row.unit.code in picture.units]
    placed = [found for mark in marks if (found := _placed(mark, picture, drawn)) is not None]
    return {
        "picture": picture,
        "view_box": f"0 0 {picture.width} {picture.height}",
        "scale_y": picture.height - 26,
        "inset_x": picture.width - 178,
        "drawn": shown,
        "lacking": len(rows) - len(shown),
        "legend": [(look.value, LOOKS[look]) for look in looks],
        "has_estimates": any(row.is_estimate for row in rows),
        "version": drawn.version(),
        "tree": drawn.tree.value,
        "marks": placed,
        "payload": _payload(drawn, shown, placed),
    }


def _placed(mark: MapMarkRow, picture: Picture, drawn: DrawnUnits) -> DrawnMark | None:
    codes = {unit.id: unit.code for unit in drawn.units}
    kind = MARK_KINDS[mark.kind.value]
    if drawn.has_lines and mark.line:
        if mark.kind is MarkKind.ZONE:
            return DrawnMark(mark, kind, picture.path_of([[[*mark.line, mark.line[0]]]]), *picture.place(*mark.line[0]), mark.line)
        return DrawnMark(mark, kind, "", *picture.place(*mark.line[0]), mark.line)
    wanted = [number for number in (mark.unit_ids or (mark.unit_id,)) if number in codes]
    if not wanted:
        return None
    unit = picture.units.get(codes[wanted[0]])
    if unit is None:
        return None
    path = "".join(picture.units[codes[number]].path for number in wanted if codes[number] in picture.units)
    points = (centre(drawn.lines[wanted[0]].shapes),) if wanted[0] in drawn.lines else ()
    return DrawnMark(mark, kind, path if mark.kind is MarkKind.ZONE else "", unit.x, unit.y, points)


def _payload(drawn: DrawnUnits, shown: Iterable[DrawnRow], marks: Iterable[DrawnMark]) -> dict[str, Any]:
    """Returns what the script draws; without lines it draws nothing."""
    version = drawn.version()
    provinces = sorted({unit.path.split("/")[0] for unit in drawn.units})
    if version is None or len(provinces) != 1:
        return {}
    key = {"edition": drawn.tree.value, "level": drawn.level.value, "province": provinces[0]}
    return {
        "lines": f"{reverse('epidemic_map:lines', kwargs=key)}?v={version.version}",
        "units": {each.row.unit.code: [each.row.look.value, each.words, each.row.is_estimate] for each in shown},
        "marks": [
            {
                "kind": each.mark.kind.value, "words": f"{each.kind}: {each.mark.name}", "note": each.mark.note,
                "points": each.points, "units": each.mark.kind is MarkKind.ZONE and not each.mark.line,
            }
            for each in marks
        ],
    }  # fmt: skip
