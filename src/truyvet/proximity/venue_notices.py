"""The public list of venue notices, and how a device compares it with the venue codes that its owner scanned.

A place stands in the list as a hash of its posted code and the local day: whoever never saw the code learns no place, and two days of one
place are not linked. Times are whole local hours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from truyvet.proximity.local_day import DAY_S, OFFSET_S, local_day

LIST_PATH: Final = "/noi-co-thong-bao.json"
HOUR_S: Final = 3_600
STAY_S: Final = 2 * HOUR_S
"""Ours: a device knows when a code was scanned and not when its owner left; most stays of a posted code end within two hours."""
_DIGEST_BYTES: Final = 16
_PURPOSE: Final = b"truyvet venue notice 1"


@dataclass(frozen=True, slots=True)
class PlaceNotice:
    """A place on one local day (days since 1970), from one full hour (0-23) to another (1-24). ``version`` grows with each correction."""

    place: str
    day: int
    start_hour: int
    end_hour: int
    version: int


def place_digest(code_id: bytes, day: int) -> str:
    """Returns how the place of a posted code stands in the list of a local day."""
    return hashlib.sha256(_PURPOSE + code_id + day.to_bytes(4, "big")).digest()[:_DIGEST_BYTES].hex()


def place_notices(code_ids: Iterable[bytes], start: int, end: int, version: int) -> list[PlaceNotice]:
    """Returns the lines of one notice: each posted code on each local day between ``start`` and ``end`` (epoch seconds), in whole hours."""
    days = range(local_day(start), local_day(max(start, end - 1)) + 1)
    lines = []
    for day in days:
        began = day * DAY_S - OFFSET_S
        first, last = max(start - began, 0) // HOUR_S, -(-min(end - began, DAY_S) // HOUR_S)
        lines += [PlaceNotice(place_digest(code, day), day, first, max(last, first + 1), version) for code in code_ids]
    return lines


def matching_notices(scans: Iterable[tuple[bytes, int]], notices: Iterable[PlaceNotice]) -> dict[str, tuple[PlaceNotice, ...]]:
    """Returns, by place, the lines that one of ``scans`` (code id, epoch second) touches with the stay that is supposed, earliest first."""
    by_place: dict[str, list[PlaceNotice]] = {}
    for each in notices:
        by_place.setdefault(each.place, []).append(each)
    found: dict[str, set[PlaceNotice]] = {}
    for code_id, at in scans:
        for day in {local_day(at), local_day(at + STAY_S)}:
            place, began = place_digest(code_id, day), day * DAY_S - OFFSET_S
            for each in by_place.get(place, ()):
                if at < began + each.end_hour * HOUR_S and at + STAY_S > began + each.start_hour * HOUR_S:
                    found.setdefault(place, set()).add(each)
    return {place: tuple(sorted(lines, key=lambda line: line.start_hour)) for place, lines in found.items()}
