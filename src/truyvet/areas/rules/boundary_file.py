"""Reads a file of boundaries (GeoJSON, RFC 7946) feature by feature, and names what is wrong; nothing is mended without being said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any, Final

from truyvet.areas.rules import boundary_reasons as reasons
from truyvet.tabular.problems import ProblemReason

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]
"""The outer ring, then the holes."""

CODE_PROPERTIES: Final = (
    "code", "ma", "maxa", "ma_xa", "ma_phuong_xa", "madvhc", "ma_dvhc", "mahuyen", "ma_huyen", "matinh", "ma_tinh", "ward_code",
    "commune_code", "district_code", "province_code", "gso_code", "level3_id", "level2_id", "level1_id",
)  # fmt: skip
"""Properties that public Vietnamese files use for the official code, the commonest first."""
NAME_PROPERTIES: Final = ("name", "ten", "tenxa", "ten_xa", "ten_dvhc", "ward_name", "district_name", "name_vi")
WGS84_NAMES: Final = ("crs84", "epsg:4326", "epsg::4326", "wgs84", "wgs 84")
WEST, EAST, SOUTH, NORTH = 102.0, 118.0, 6.0, 24.0
"""Vietnam with its islands, in degrees: from A Pa Chải to the Spratly islands, from Cà Mau to Lũng Cú, with room to spare."""
MAX_DEGREES: Final = 180.0
MIN_RING_POINTS: Final = 4


@dataclass(frozen=True, slots=True)
class BoundaryFeature:
    """One unit of the file. ``number`` counts from 1; ``was_wound_wrong`` and ``had_heights`` say what was put right."""

    number: int
    code: str
    name: str
    polygons: tuple[Polygon, ...]
    was_wound_wrong: bool = False
    had_heights: bool = False


@dataclass(frozen=True, slots=True)
class FeatureFault:
    """A feature that was not taken, and why."""

    number: int
    code: str
    reason: ProblemReason


class BoundaryFileRefused(ValueError):
    """The whole file was refused; ``reason`` says why."""

    def __init__(self, reason: ProblemReason) -> None:
        self.reason = reason
        super().__init__(reason.text("en"))


class _Fault(ValueError):
    def __init__(self, reason: ProblemReason) -> None:
        self.reason = reason
        super().__init__(reason.code)


def parse_boundary_file(text: str, columns: Mapping[str, str] | None = None) -> tuple[list[BoundaryFeature], list[FeatureFault]]:
    """Returns the features that can be drawn, and the faults of the others. ``columns`` says which property is "code" and "name".

    Raises BoundaryFileRefused where no feature can be trusted.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise BoundaryFileRefused(reasons.NOT_JSON()) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection" or not features:
        raise BoundaryFileRefused(reasons.NOT_A_COLLECTION())
    _check_crs(document.get("crs"))
    every = [_properties(each) for each in features]
    code_key = (columns or {}).get("code") or _recognised(every, CODE_PROPERTIES)
    if code_key is None or not any(code_key in each for each in every):
        found = ", ".join(sorted({key for each in every for key in each}))
        raise BoundaryFileRefused(reasons.NO_CODE_PROPERTY(found=found or "–"))
    name_key = (columns or {}).get("name") or _recognised(every, NAME_PROPERTIES) or ""
    read: list[BoundaryFeature] = []
    faults: list[FeatureFault] = []
    for number, (each, properties) in enumerate(zip(features, every, strict=True), start=1):
        code = str(properties.get(code_key) or "").strip()
        try:
            if not code:
                raise _Fault(reasons.NO_CODE())
            read.append(_feature(number, code, str(properties.get(name_key) or "").strip(), each.get("geometry")))
        except _Fault as fault:
            faults.append(FeatureFault(number, code, fault.reason))
    return read, faults


def _check_crs(crs: object) -> None:
    """A ``crs`` member was struck from GeoJSON in 2016; one that says what is true anyway is let pass."""
    if crs is None:
        return
    name = json.dumps(crs, ensure_ascii=False)
    if isinstance(crs, dict) and isinstance(crs.get("properties"), dict):
        name = str(crs["properties"].get("name", name))
    if not any(known in name.casefold() for known in WGS84_NAMES):
        raise BoundaryFileRefused(reasons.WRONG_CRS(name=name[:80]))


def _properties(feature: object) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _recognised(every: Sequence[Mapping[str, Any]], wanted: Sequence[str]) -> str | None:
    names = {key.casefold(): key for each in every for key in each}
    return next((names[each] for each in wanted if each in names), None)


def _feature(number: int, code: str, name: str, geometry: object) -> BoundaryFeature:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        raise _Fault(reasons.NO_GEOMETRY())
    parts = geometry.get("coordinates")
    if kind == "Polygon":
        parts = [parts]
    if not isinstance(parts, list) or not parts or not all(isinstance(part, list) and part for part in parts):
        raise _Fault(reasons.NO_GEOMETRY())
    had_heights = any(
        len(point) > 2 for part in parts for ring in part if isinstance(ring, list) for point in ring if isinstance(point, list)
    )
    polygons = tuple(tuple(_ring(ring) for ring in part) for part in parts)
    _check_place([point for polygon in polygons for ring in polygon for point in ring])
    turned = tuple(
        tuple(ring if (signed_area(ring) > 0) == (at == 0) else ring[::-1] for at, ring in enumerate(polygon)) for polygon in polygons
    )
    return BoundaryFeature(number, code, name, turned, turned != polygons, had_heights)


def _ring(ring: object) -> Ring:
    if not isinstance(ring, list):
        raise _Fault(reasons.BAD_COORDINATES())
    points: list[Point] = []
    for point in ring:
        if not (isinstance(point, list) and len(point) >= 2 and all(type(each) in (int, float) for each in point[:2])):
            raise _Fault(reasons.BAD_COORDINATES())
        points.append((float(point[0]), float(point[1])))
    if len(points) < MIN_RING_POINTS:
        raise _Fault(reasons.TOO_FEW_POINTS())
    if points[0] != points[-1]:
        raise _Fault(reasons.UNCLOSED())
    return tuple(points)


def _check_place(points: Sequence[Point]) -> None:
    if not all(isfinite(each) for point in points for each in point):
        raise _Fault(reasons.BAD_COORDINATES())
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    if min(xs) >= WEST and max(xs) <= EAST and min(ys) >= SOUTH and max(ys) <= NORTH:
        return
    if min(xs) >= SOUTH and max(xs) <= NORTH and min(ys) >= WEST and max(ys) <= EAST:
        raise _Fault(reasons.SWAPPED())
    if max(map(abs, xs)) > MAX_DEGREES or max(map(abs, ys)) > MAX_DEGREES:
        raise _Fault(reasons.PROJECTED())
    if max(xs) - min(xs) > MAX_DEGREES:
        raise _Fault(reasons.ANTIMERIDIAN())
    raise _Fault(reasons.OUTSIDE())


def signed_area(ring: Ring) -> float:
    """Returns twice the area of a closed ring in square degrees; above zero when it runs against the clock, as an outer ring must."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
