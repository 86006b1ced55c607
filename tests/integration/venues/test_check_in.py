"""Check in, check out: exactly once, in any order, with clocks that are off."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.venues import queries
from truyvet.venues.actions import RegisteredVenue, VisitorScan, check_in, check_out
from truyvet.venues.models import CheckOut, Visit
from truyvet.venues.rules.plausibility import Sign
from truyvet.venues.rules.scan import ScanState
from truyvet.venues.rules.venue_kinds import VisitSource
from truyvet.venues.rules.visit_time import VisitRefusal, VisitRefused

pytestmark = pytest.mark.db
MINUTE = timedelta(minutes=1)


def scan(person: int, code: str, at: datetime, **more: Any) -> VisitorScan:
    return VisitorScan(uuid.uuid4(), person, code, at, **more)


def stays() -> list[tuple[int, int | None]]:
    return list(Visit.objects.order_by("check_in").values_list("check_in", "check_out"))


def test_in_and_out(person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime) -> None:
    who, code = person(), venue().code
    came = check_in(by=by, now=now, scan=scan(who, code, now - 60 * MINUTE, source=VisitSource.GATE))
    left = check_out(by=by, now=now, scan=scan(who, code, now - MINUTE))
    assert stays() == [(came.at, left.at)]
    assert came.signs is Sign.NONE
    assert {row.action for row in AuditRow.objects.all()} >= {"venues.check_in", "venues.check_out"}
    assert set(AuditRow.objects.get(action="venues.check_in").facts) == {"event", "signs"}


def test_the_same_event_again_gets_the_same_answer(
    person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime
) -> None:
    event = scan(person(), venue().code, now, sent_at=now)
    one = check_in(by=by, now=now, scan=event)
    # Sent again a day later by a device that has since set its clock.
    two = check_in(by=by, now=now + timedelta(days=1), scan=replace(event, sent_at=now + timedelta(days=2)))
    assert two == replace(one, state=ScanState.REPEATED)
    assert Visit.objects.count() == 1
    left = scan(event.person_id, event.venue_code, now + MINUTE)
    assert check_out(by=by, now=now + MINUTE, scan=left) == replace(check_out(by=by, now=now + MINUTE, scan=left), state=ScanState.ACCEPTED)
    assert CheckOut.objects.count() == 1
    assert AuditRow.objects.filter(action__startswith="venues.check").count() == 2


@pytest.mark.parametrize("change", [{"person_id": 0}, {"at": 1}, {"source": VisitSource.CARD}])
def test_the_same_id_with_another_body_is_refused(
    person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime, change: dict[str, Any]
) -> None:
    event = scan(person(), venue().code, now)
    check_in(by=by, now=now, scan=event)
    if "person_id" in change:
        change = {"person_id": person()}
    if "at" in change:
        change = {"at": now - MINUTE}
    with pytest.raises(IdempotencyConflict):
        check_in(by=by, now=now, scan=replace(event, **change))
    with pytest.raises(IdempotencyConflict):
        check_out(by=by, now=now, scan=event)
    assert Visit.objects.count() == 1


def test_an_exit_event_is_no_entry_event(person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime) -> None:
    event = scan(person(), venue().code, now)
    check_out(by=by, now=now, scan=event)
    with pytest.raises(IdempotencyConflict):
        check_in(by=by, now=now, scan=event)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_of_arrival_gives_the_same_visits(
    person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime, order: tuple[int, ...]
) -> None:
    who, code = person(), venue().code
    start = now - timedelta(hours=6)
    at = [start, start + 60 * MINUTE, start + 90 * MINUTE, start + 200 * MINUTE]
    acts = [check_in, check_out, check_in, check_out]
    for place in order:
        acts[place](by=by, now=now, scan=scan(who, code, at[place]))
    seconds = [int(moment.timestamp()) for moment in at]
    assert stays() == [(seconds[0], seconds[1]), (seconds[2], seconds[3])]
    assert CheckOut.objects.filter(visit__isnull=True).count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_arrives_late_takes_its_exit_back(
    person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime, system: Scope
) -> None:
    who, code = person(), venue().code
    first, second, out = now - 300 * MINUTE, now - 200 * MINUTE, now - 100 * MINUTE
    check_in(by=by, now=now, scan=scan(who, code, first))
    check_out(by=by, now=now, scan=scan(who, code, out))
    seen = max(row[-1] for row in queries.visit_rows(system))
    check_in(by=by, now=now, scan=scan(who, code, second))
    seconds = [int(moment.timestamp()) for moment in (first, second, out)]
    assert stays() == [(seconds[0], None), (seconds[1], seconds[2])]
    # Both visits are told again to whoever reads the changes.
    assert len(list(queries.visit_rows(system, seen + 1))) == 2


def test_clocks_that_are_off(person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime) -> None:
    who, code = person(), venue().code
    ahead = timedelta(hours=36)
    came = check_in(by=by, now=now, scan=scan(who, code, now - 60 * MINUTE + ahead, sent_at=now + ahead))
    assert came.at == int((now - 60 * MINUTE).timestamp())
    assert came.signs == Sign.CLOCK
    assert Visit.objects.get().skew == -36 * 3_600


@pytest.mark.parametrize(
    ("at", "code", "who", "reason"),
    [
        (timedelta(minutes=5), "", 0, VisitRefusal.IN_THE_FUTURE),
        (timedelta(days=-21), "", 0, VisitRefusal.TOO_OLD),
        (timedelta(0), "V000000000", 0, VisitRefusal.UNKNOWN_VENUE),
    ],
)
def test_refusals_write_nothing(
    person: Callable[[], int],
    venue: Callable[..., RegisteredVenue],
    by: By,
    now: datetime,
    at: timedelta,
    code: str,
    who: int,
    reason: VisitRefusal,
) -> None:
    event = scan(person(), code or venue().code, now + at)
    for act in (check_in, check_out):
        with pytest.raises(VisitRefused) as refused:
            act(by=by, now=now, scan=event)
        assert refused.value.code == reason
    assert not Visit.objects.exists()
    assert not CheckOut.objects.exists()


def test_signs_of_a_photographed_poster(person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime) -> None:
    code = venue("eatery", capacity=3, opens=time(6), closes=time(22)).code
    answers = [check_in(by=by, now=now, scan=scan(person(), code, now)) for _ in range(5)]
    assert [answer.signs for answer in answers] == [Sign.NONE] * 3 + [Sign.CROWD] * 2
    night = check_in(by=by, now=now, scan=scan(person(), code, now - timedelta(hours=5)))
    assert night.signs is Sign.CLOSED
    assert Visit.objects.count() == 6


def test_nobody_is_in_two_communes_at_once(person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime) -> None:
    who = person()
    check_in(by=by, now=now, scan=scan(who, venue(commune="07783").code, now - MINUTE))
    other = check_in(by=by, now=now, scan=scan(who, venue(commune="07444").code, now))
    assert other.signs is Sign.TWO_PLACES


def test_a_way_out_forgotten_yesterday_stays_forgotten(
    person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime
) -> None:
    who, code = person(), venue("canteen").code
    check_in(by=by, now=now, scan=scan(who, code, now - timedelta(hours=24)))
    check_out(by=by, now=now, scan=scan(who, code, now))
    assert stays()[0][1] is None
