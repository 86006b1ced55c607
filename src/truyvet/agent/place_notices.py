"""Venue codes that the device's owner scanned, compared on the device with the public list of venue notices.

The server is asked for the whole list, the same for everybody; which places the owner visited never leaves the device.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

import cbor2

from truyvet.agent.device_log import KEPT_DAYS, DeviceLog
from truyvet.proximity.errors import CallerError, PeerError
from truyvet.proximity.local_day import local_day
from truyvet.proximity.venue_notices import PlaceNotice, matching_notices

SCAN, WARNED = "place_scan", "place_warned"
"""Kinds of rows in the device's log."""
MAX_LINES: Final = 100_000
"""Lines: a province with a thousand notices a week for a month, each with several posted codes, has fewer."""
_CODE_ID: Final = 7
"""The claim of a venue code that names it (CWT, RFC 8392: the token's id)."""
_ADDRESS: Final = re.compile(r"(?:https?://[^\s/?#@\\]+/d/|TVV1:)([A-Za-z0-9_-]{20,1400})/?", re.IGNORECASE)


class PlaceNews(StrEnum):
    """What the owner has to be told of a place: something new, something else than before, or that it was not so."""

    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PlaceWarning:
    """News of a place on a day (days since 1970); ``hours`` as (from, until), empty when it was taken back."""

    news: PlaceNews
    day: int
    hours: tuple[tuple[int, int], ...]


NEWS_WORDS: Final = {
    "vi": {
        PlaceNews.NEW: "Ngày {day} bạn đã ở nơi có ca bệnh ({hours}). Theo dõi sức khỏe; không khỏe thì ở nhà và gọi trạm y tế.",
        PlaceNews.CHANGED: "Đã sửa: ngày {day} nơi bạn đến có ca bệnh vào {hours}.",
        PlaceNews.WITHDRAWN: "Thông báo trước về ngày {day} không còn đúng. Bạn không cần làm gì thêm vì thông báo ấy.",
    },
    "en": {
        PlaceNews.NEW: "On {day} you were where a case was ({hours}). Watch your health; if unwell stay at home and call.",
        PlaceNews.CHANGED: "Corrected: on {day} a case was where you were at {hours}.",
        PlaceNews.WITHDRAWN: "The earlier notice about {day} is no longer right. You need do nothing more because of it.",
    },
}  # fmt: skip


def news_line(each: PlaceWarning, language: str) -> str:
    """Returns the sentence for the owner."""
    day = date.fromordinal(date(1970, 1, 1).toordinal() + each.day)
    hours = ", ".join(f"{start}:00-{end}:00" for start, end in each.hours)
    return NEWS_WORDS[language][each.news].format(day=f"{day:%d/%m/%Y}", hours=hours)


def scanned_code_id(text: str) -> bytes:
    """Returns what names the venue in a scanned code. The signature is the province's affair. Raises CallerError."""
    found = _ADDRESS.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        token = cbor2.loads(base64.b64decode(found[1] + "=" * (-len(found[1]) % 4), altchars=b"-_", validate=True))
        code_id = cbor2.loads(token.value[2])[_CODE_ID]
    except (binascii.Error, cbor2.CBORDecodeError, ValueError, AttributeError, LookupError, TypeError):
        raise CallerError("that is no code of a place: scan the one that hangs at the entrance") from None
    if not isinstance(code_id, bytes) or len(code_id) != 16:
        raise CallerError("that is no code of a place: scan the one that hangs at the entrance")
    return code_id


def note_scan(log: DeviceLog, text: str, at: int) -> None:
    """Remembers for 21 days that the owner scanned this code. Raises CallerError."""
    log.add_document(SCAN, local_day(at), {"code": scanned_code_id(text).hex(), "at": at})


def read_list(answer: dict[str, Any]) -> list[PlaceNotice]:
    """Returns the lines of the server's answer. Raises PeerError."""
    rows = answer.get("notices")
    if not isinstance(rows, list) or len(rows) > MAX_LINES:
        raise PeerError("not_a_list", "notices")
    lines = []
    for row in rows:
        match row:
            case {"place": str(place), "day": int(day), "start_hour": int(start), "end_hour": int(end), "version": int(version)}:
                lines.append(PlaceNotice(place, day, start, end, version))
            case _:
                raise PeerError("not_a_notice", "notices")
    return lines


def place_news(log: DeviceLog, notices: Iterable[PlaceNotice], now: int) -> list[PlaceWarning]:
    """Returns what is new since the last look, by day, and remembers it. What grew older than 21 days is forgotten, and nobody told."""
    log.expire(now)
    scans = [(bytes.fromhex(row["code"]), row["at"]) for row in log.documents(SCAN)]
    found = matching_notices(scans, notices)
    warned = {row["place"]: row for row in log.documents(WARNED)}
    news = []
    for place, lines in found.items():
        told = {"place": place, "day": lines[0].day, "lines": [asdict(line) for line in lines]}
        before = warned.get(place)
        if before is None:
            log.add_document(WARNED, lines[0].day, told)
        elif before["lines"] != told["lines"]:
            log.replace_document(WARNED, lines[0].day, {**told, "number": before["number"]})
        else:
            continue
        hours = tuple((line.start_hour, line.end_hour) for line in lines)
        news.append(PlaceWarning(PlaceNews.NEW if before is None else PlaceNews.CHANGED, lines[0].day, hours))
    for place, row in warned.items():
        if place not in found and row["day"] > local_day(now) - KEPT_DAYS:
            log.store.remove(WARNED, [row["number"]])
            news.append(PlaceWarning(PlaceNews.WITHDRAWN, row["day"], ()))
    return sorted(news, key=lambda each: each.day)
