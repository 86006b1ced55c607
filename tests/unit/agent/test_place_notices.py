"""A device compares the public list of places with its own scans: new, corrected, taken back; and nobody learns where it was."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.agent.device_log import DeviceLog
from truyvet.agent.place_notices import PlaceNews, PlaceWarning, news_line, note_scan, place_news, read_list, scanned_code_id
from truyvet.agent.sealed_store import SealedStore
from truyvet.codes.code_tokens import make_venue
from truyvet.codes.cose_sign1 import Signer
from truyvet.proximity.errors import CallerError, PeerError
from truyvet.proximity.venue_notices import PlaceNotice, matching_notices, place_digest, place_notices

CODE, OTHER = bytes(range(16)), bytes(16)
DAY = 18_778  # 31 May 2021
MIDNIGHT = DAY * 86_400 - 7 * 3_600
HOUR = 3_600
SIGNER = Signer.of(ec.generate_private_key(ec.SECP256R1()))
TEXT = make_venue(code_id=CODE, issued=1, expires=None, signer=SIGNER, site="https://vi-du.example")


@pytest.fixture
def log(tmp_path: Path) -> DeviceLog:
    return DeviceLog(SealedStore(tmp_path / "agent.db", bytes(32), bytes))


def test_a_window_becomes_whole_hours_of_local_days_and_a_place_of_two_days_is_not_linked() -> None:
    start, end = MIDNIGHT + 22 * HOUR + 1_500, MIDNIGHT + 25 * HOUR + 60
    first, second = place_notices([CODE], start, end, 3)
    assert (first.day, first.start_hour, first.end_hour, first.version) == (DAY, 22, 24, 3)
    assert (second.day, second.start_hour, second.end_hour) == (DAY + 1, 0, 2)
    assert first.place == place_digest(CODE, DAY) != second.place
    assert [line.end_hour for line in place_notices([CODE], MIDNIGHT + 23 * HOUR, MIDNIGHT + 24 * HOUR, 1)] == [24]


@pytest.mark.parametrize(
    ("at", "is_there"),
    [(8 * HOUR, False), (8 * HOUR + 1, True), (11 * HOUR + 3_599, True), (12 * HOUR, False), (-HOUR, False)],
)
def test_a_scan_counts_with_the_stay_that_is_supposed(at: int, is_there: bool) -> None:
    notice = PlaceNotice(place_digest(CODE, DAY), DAY, 10, 12, 1)
    assert bool(matching_notices([(CODE, MIDNIGHT + at)], [notice])) is is_there
    assert not matching_notices([(OTHER, MIDNIGHT + at)], [notice])


def test_the_owner_is_told_once_again_when_it_changes_and_when_it_was_not_so(log: DeviceLog) -> None:
    note_scan(log, TEXT, MIDNIGHT + 10 * HOUR)
    now = MIDNIGHT + 20 * HOUR
    (notice,) = place_notices([CODE], MIDNIGHT + 9 * HOUR, MIDNIGHT + 11 * HOUR, 1)
    assert place_news(log, [notice], now) == [PlaceWarning(PlaceNews.NEW, DAY, ((9, 11),))]
    assert place_news(log, [notice], now) == []
    wider = replace(notice, end_hour=12, version=2)
    (changed,) = place_news(log, [wider], now)
    assert (changed.news, changed.hours) == (PlaceNews.CHANGED, ((9, 12),))
    assert [each.news for each in place_news(log, [], now)] == [PlaceNews.WITHDRAWN] and place_news(log, [], now) == []
    place_news(log, [wider], now)
    assert place_news(log, [], now + 30 * 86_400) == [], "what only grew old is not said to have been wrong"
    assert "31/05/2021" in news_line(changed, "vi") and "9:00-12:00" in news_line(changed, "en")


@pytest.mark.parametrize("text", ["", "https://vi-du.example/d/", "https://vi-du.example/d/" + "A" * 60, TEXT[:-8], "TVC1:ABC"])
def test_what_is_no_code_of_a_place_is_refused(text: str, log: DeviceLog) -> None:
    assert scanned_code_id(TEXT) == CODE
    with pytest.raises(CallerError):
        note_scan(log, text, MIDNIGHT)


@pytest.mark.parametrize("answer", [{}, {"notices": {}}, {"notices": [{"place": 1}]}, {"notices": ["x"]}])
def test_a_list_that_is_none_changes_nothing(answer: dict[str, object]) -> None:
    good = PlaceNotice("00", DAY, 1, 2, 1)
    assert read_list({"notices": [asdict(good)]}) == [good]
    with pytest.raises(PeerError):
        read_list(answer)
