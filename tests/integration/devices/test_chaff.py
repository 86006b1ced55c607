"""T6: a real upload and chaff look alike from outside and in the log: size, time, line, and what the database is asked."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.examples import LONG
from tests.integration.devices.conftest import Phone, Station

from truyvet.devices.models import ChaffRow, DiagnosisKey, KeyOwner, UploadCode, UsedCertificate
from truyvet.devices.rules import message_sizes, upload_codes

pytestmark = [pytest.mark.db, pytest.mark.slow]
PAIRS: Final = int(os.environ.get("TRUYVET_CHAFF_PAIRS", "600" if LONG else "250"))
"""Real uploads and as many of chaff, of two requests each. An area under the curve that is at chance has a standard deviation of
1 / sqrt(6 · pairs): 0.017 with 600, a third of what is allowed."""
CHANCE: Final = 0.55 if PAIRS >= 600 else 0.5 + 4 / (6 * PAIRS) ** 0.5
"""With few pairs four times what chance alone does to the share; a difference that can be used lies far above."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody on the line, or with the log, sees of one upload (two requests)."""

    sizes: tuple[int, ...]
    headers: tuple[str, ...]
    seconds: float
    lines: tuple[str, ...]


def auc(real: Sequence[float], chaff: Sequence[float]) -> float:
    """Chance that a real one ranks above a chaff one, either way round."""
    ranked = sorted([(value, 1) for value in real] + [(value, 0) for value in chaff])
    place = 0
    total = 0.0
    while place < len(ranked):
        same = [kind for value, kind in ranked[place:] if value == ranked[place][0]]
        total += sum(same) * (place + (len(same) + 1) / 2)
        place += len(same)
    share = (total - len(real) * (len(real) + 1) / 2) / (len(real) * len(chaff))
    return max(share, 1 - share)


def upload(phone: Phone, code: str, chaff: bool, logged: list[str], clock: Callable[[], float] = time.perf_counter) -> Seen:
    logged.clear()
    began = clock()
    first = phone.verify(code, chaff=chaff)
    second = phone.publish(first.json()["certificate"], chaff=chaff, link={"version": "1", "language": "vi"})
    took = clock() - began
    assert (first.status_code, second.status_code) == (200, 200), (first.content, second.content)
    answers = (first, second)
    sent = tuple(int(each.wsgi_request.META["CONTENT_LENGTH"]) for each in answers)
    sizes = tuple(len(each.content) for each in answers)
    headers = tuple(f"{name}:{len(value)}" for each in answers for name, value in each.items())
    return Seen((*sent, *sizes), headers, took, tuple(logged))


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lines of the request log without the moment, the request's random id and the milliseconds (those are the time that is measured)."""
    from truyvet.site import logs

    found: list[str] = []

    def info(event: str, *, extra: dict[str, Any]) -> None:
        found.append(" ".join([event, *(f"{name}={extra[name]}" for name in sorted(extra) if name != "ms")]))

    monkeypatch.setattr(logs._log, "info", info)
    return found


def new_phone(station: Station) -> Phone:
    return Phone(station.now, days=14)


@pytest.mark.any_database
def test_size_headers_and_log_line_are_the_same(station: Station, logged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_codes, "MAX_CODES_PER_ISSUER", 10**6)
    seen: dict[bool, list[Seen]] = {False: [], True: []}
    for place in range(80):
        chaff = place % 2 == 1
        code = station.code()  # the same rows lie there in both cases
        if chaff:
            code = upload_codes.new_code(os.urandom)
        seen[chaff].append(upload(new_phone(station), code, chaff, logged))
    real, chaff_seen = seen[False], seen[True]
    assert {(each.sizes, each.headers, each.lines) for each in real} == {(each.sizes, each.headers, each.lines) for each in chaff_seen}
    assert len({each.sizes for each in real}) == 1


class Skipping:
    """The time module with a sleep that takes no time: its clock jumps instead. Exact, so harder to hide in than a real one."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def monotonic(self) -> float:
        return time.perf_counter() + self.skipped

    def sleep(self, seconds: float) -> None:
        self.skipped += seconds


@pytest.mark.any_database
def test_with_the_floor_time_says_nothing(station: Station, logged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What phones meet: the answer comes after a fixed time, whatever the work took."""
    from truyvet.devices.api import door

    clock = Skipping()
    monkeypatch.setattr(door, "time", clock)
    monkeypatch.setattr(message_sizes, "MIN_RESPONSE_S", 0.1)  # as in service
    monkeypatch.setattr(upload_codes, "MAX_CODES_PER_ISSUER", 10**6)
    order = [False, True] * (PAIRS + 20)
    random.Random(7).shuffle(order)
    seen: dict[bool, list[float]] = {False: [], True: []}
    for place, chaff in enumerate(order):
        code = station.code() if not chaff else upload_codes.new_code(os.urandom)
        one = upload(new_phone(station), code, chaff, logged, clock.monotonic)
        if place >= 40:  # the first ones fill caches
            seen[chaff].append(one.seconds)
    share = auc(seen[False], seen[True])
    print(f"AUC of the time with the floor: {share:.3f}, {PAIRS} of each")  # noqa: T201 - a measure
    assert clock.skipped > PAIRS * 0.1, "nothing was waited for"
    assert share <= CHANCE


def test_the_database_is_asked_the_same(station: Station) -> None:
    asked = {}
    for chaff in (False, True, False, True):
        phone, code = new_phone(station), station.code()
        with CaptureQueriesContext(connection) as queries:
            certificate = phone.verify(upload_codes.new_code(os.urandom) if chaff else code, chaff=chaff).json()["certificate"]
            phone.publish(certificate, chaff=chaff, link={"version": "1", "language": "vi"})
        asked[chaff] = Counter(each["sql"].split()[0] for each in queries.captured_queries)
    assert asked[False] == asked[True]


def test_chaff_changes_nothing_that_counts(station: Station) -> None:
    code, phone = station.code(), new_phone(station)
    certificate = phone.verify(code, chaff=True).json()["certificate"]
    assert UploadCode.objects.get().used_at is None, "chaff that happens to name a living code does not use it up"
    assert phone.publish(certificate, chaff=True).json()["taken"] == 14
    assert not DiagnosisKey.objects.exists() and not KeyOwner.objects.exists()
    assert phone.publish(certificate).json()["error"] == "bad_certificate", "a certificate for chaff is good for nothing"
    assert UsedCertificate.objects.count() == 1 and ChaffRow.objects.count() == 1 + 14 + 1
    assert phone.upload(code).json()["taken"] == 14
