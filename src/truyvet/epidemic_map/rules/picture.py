"""Draws units as paths of one SVG picture: by their boundaries, or as tiles where none are known. Values in, text out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

WIDTH: Final = 1000
HEIGHT: Final = 760
INSETS: Final = 190
"""Width of the column on the right in which Hoàng Sa and Trường Sa stand."""
MARGIN: Final = 12
KM_PER_DEGREE: Final = 111.32
TILE: Final = 34
TILE_GAP: Final = 4
SCALES_KM: Final = (1, 2, 5, 10, 20, 50, 100)

Shapes = Sequence[Sequence[Sequence[Sequence[float]]]]
"""Polygons of rings of [longitude, latitude]."""


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """The path of a unit, and the point at which its name or mark stands."""

    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Units by key. ``scale_km`` and ``scale_px`` are the bar under the map; 0 for tiles, which have no scale."""

    width: int
    height: int
    units: dict[str, DrawnUnit]
    scale_km: int = 0
    scale_px: int = 0
    west: float = 0.0
    north: float = 0.0
    per_degree_x: float = 0.0
    per_degree_y: float = 0.0

    def place(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Returns where a point lies in the picture."""
        return (
            round(MARGIN + (longitude - self.west) * self.per_degree_x),
            round(MARGIN + (self.north - latitude) * self.per_degree_y),
        )

    def path_of(self, shapes: Shapes) -> str:
        """Returns the path of polygons, points that fall together drawn once."""
        return "".join(self._ring(ring) for polygon in shapes for ring in polygon)

    def _ring(self, ring: Sequence[Sequence[float]]) -> str:
        points: list[tuple[int, int]] = []
        for point in ring[:-1]:
            here = self.place(point[0], point[1])
            if not points or here != points[-1]:
                points.append(here)
        return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z" if points else ""


def map_picture(shapes: Mapping[str, Shapes]) -> Picture:
    """Returns the picture of units by their boundaries, north above, one scale in both directions."""
    points = [point for each in shapes.values() for polygon in each for ring in polygon for point in ring]
    west, east = min(point[0] for point in points), max(point[0] for point in points)
    south, north = min(point[1] for point in points), max(point[1] for point in points)
    narrow = cos(radians((south + north) / 2))
    room_x, room_y = WIDTH - INSETS - 2 * MARGIN, HEIGHT - 2 * MARGIN
    per_y = min(room_x / max((east - west) * narrow, 1e-6), room_y / max(north - south, 1e-6))
    km_px = per_y / KM_PER_DEGREE
    scale = max((km for km in SCALES_KM if km * km_px <= INSETS), default=SCALES_KM[0])
    height = round((north - south) * per_y) + 2 * MARGIN
    frame = Picture(WIDTH, max(height, HEIGHT // 2), {}, scale, round(scale * km_px), west, north, per_y * narrow, per_y)
    for key, each in shapes.items():
        frame.units[key] = DrawnUnit(frame.path_of(each), *frame.place(*centre(each)))
    return frame


def tile_picture(groups: Iterable[Sequence[str]]) -> Picture:
    """Returns units as equal tiles, each group (the communes of a district) beginning on a line of its own."""
    across = (WIDTH - INSETS - 2 * MARGIN) // (TILE + TILE_GAP)
    units: dict[str, DrawnUnit] = {}
    row = 0
    for group in groups:
        for at, key in enumerate(group):
            x = MARGIN + at % across * (TILE + TILE_GAP)
            y = MARGIN + (row + at // across) * (TILE + TILE_GAP)
            units[key] = DrawnUnit(f"M{x} {y}h{TILE}v{TILE}h{-TILE}Z", x + TILE // 2, y + TILE // 2)
        row += -(-len(group) // across)
    return Picture(WIDTH, max(2 * MARGIN + row * (TILE + TILE_GAP), HEIGHT // 2), units)


def centre(shapes: Shapes) -> tuple[float, float]:
    """Returns the middle of the box around the largest polygon: a place for a mark that names a unit only."""
    largest = max(shapes, key=lambda polygon: len(polygon[0]))[0]
    xs, ys = [point[0] for point in largest], [point[1] for point in largest]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
