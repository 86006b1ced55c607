"""Judges and simplifies boundaries together, so that neighbours keep one line between them, and says who is whose neighbour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any, Final

import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.polygon import orient

from truyvet.areas.rules.boundary_file import Polygon

SIMPLIFY_M: Final = 40.0
"""Bends smaller than a triangle of this side go: on an A3 print of a province, 100 km over 40 cm, it is 0.2 mm."""
NEAR_M: Final = 60.0
"""Two lines this near are one line: public files were simplified unit by unit, so that neighbours' lines differ by some tens of metres."""
MIN_SHARED_M: Final = 200.0
"""Units that touch along less than this meet in a corner, and are not neighbours."""
MAX_OVERLAP_SHARE: Final = 0.01
DEGREES_M: Final = 111_320.0
"""Length of a degree along a meridian."""
DECIMALS: Final = 5
"""About a metre."""


@dataclass(frozen=True, slots=True)
class SimplifiedBoundaries:
    """``shapes``: by code, the polygons as lists of rings of [longitude, latitude]; points before and after; lengths in per cent."""

    shapes: dict[str, list[list[list[list[float]]]]]
    points_before: int
    points_after: int
    shared_percent: int
    unsimplified: int


def crossing(polygons: Sequence[Polygon]) -> str:
    """Returns where the lines of one unit cross or a hole lies outside ("Self-intersection[106.2 21.3]"), or "" when all is well."""
    reason: str = shapely.is_valid_reason(_shape(polygons))
    return "" if reason == "Valid Geometry" else reason


def simplified(units: Mapping[str, Sequence[Polygon]]) -> SimplifiedBoundaries:
    """Returns the boundaries with fewer points; a line that two units share to the point stays one line."""
    codes = list(units)
    degrees = [_shape(units[code]) for code in codes]
    metres = [_to_metres(shape) for shape in degrees]
    fewer = list(shapely.coverage_simplify(metres, SIMPLIFY_M))
    kept = [(new, True) if new.is_valid and not new.is_empty else (old, False) for new, old in zip(fewer, metres, strict=True)]
    back = [_rounded(_to_degrees(shape)) for shape, _ in kept]
    outlines = [shape.boundary for shape in metres]
    total = sum(line.length for line in outlines)
    union = shapely.union_all(outlines).length
    return SimplifiedBoundaries(
        shapes={code: _rings(shape) for code, shape in zip(codes, back, strict=True)},
        points_before=int(shapely.get_num_coordinates(degrees).sum()),
        points_after=int(shapely.get_num_coordinates(back).sum()),
        shared_percent=round(100 * 2 * (total - union) / total) if total else 0,
        unsimplified=sum(not was for _, was in kept),
    )


def shared_lengths(units: Mapping[str, Sequence[Polygon]], others: Mapping[str, Sequence[Polygon]]) -> list[tuple[str, str, int]]:
    """Returns (key, key of its neighbour, metres that they share), in order, for each of ``units`` among itself and ``others``.

    The same input gives the same list, in whatever order it is given.
    """
    every = {**others, **units}
    keys = sorted(every)
    shapes = {key: _to_metres(_shape(every[key])) for key in keys}
    tree = shapely.STRtree([shapes[key] for key in keys])
    found = []
    for key in sorted(units):
        near = shapes[key].buffer(NEAR_M)
        for at in sorted(int(index) for index in tree.query(near)):
            other = keys[at]
            if other == key:
                continue
            shared = shapely.intersection(near, shapes[other].boundary).length
            if shared >= MIN_SHARED_M + 2 * NEAR_M:  # a line that only crosses the strip lies in it for twice its width
                found.append((key, other, round(shared)))
    return found


def overlaps(units: Mapping[str, Sequence[Polygon]]) -> Iterator[tuple[str, str, int]]:
    """Yields pairs that lie upon each other by more than lines that differ a little explain, with per cent of the smaller one."""
    codes = sorted(units)
    shapes = [_to_metres(_shape(units[code])) for code in codes]
    left, right = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    for first, second in sorted({(min(a, b), max(a, b)) for a, b in zip(left.tolist(), right.tolist(), strict=True)}):
        share = shapes[first].intersection(shapes[second]).area / min(shapes[first].area, shapes[second].area)
        if share > MAX_OVERLAP_SHARE:
            yield codes[first], codes[second], round(100 * share)


def _shape(polygons: Sequence[Polygon]) -> Any:
    return MultiPolygon([(polygon[0], polygon[1:]) for polygon in polygons])


def _to_metres(shape: Any) -> Any:
    return shapely.transform(shape, lambda points: points * (DEGREES_M * cos(radians(MIDDLE_LATITUDE)), DEGREES_M))


def _to_degrees(shape: Any) -> Any:
    return shapely.transform(shape, lambda points: points / (DEGREES_M * cos(radians(MIDDLE_LATITUDE)), DEGREES_M))


MIDDLE_LATITUDE: Final = 16.0
"""One scale for the whole country, so that all files meet: lengths from east to west are right within 4 % (8° to 24°)."""


def _rounded(shape: Any) -> Any:
    near = shapely.transform(shape, lambda points: points.round(DECIMALS))
    return near if near.is_valid else shape


def _rings(shape: Any) -> list[list[list[list[float]]]]:
    parts = [orient(part) for part in (shape.geoms if hasattr(shape, "geoms") else [shape])]
    return [
        [[[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring.coords] for ring in (part.exterior, *part.interiors)] for part in parts
    ]
