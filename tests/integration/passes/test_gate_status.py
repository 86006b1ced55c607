"""The newest declaration counts, whatever the order in which declarations arrive; holds once for each reason."""

from __future__ import annotations

import itertools
import random
import uuid
from datetime import datetime, timedelta

import pytest
from tests.integration.passes.conftest import BY, SCOPE, Desk

from truyvet.core.idempotency import IdempotencyConflict
from truyvet.passes import actions, queries, retention
from truyvet.passes.actions import GateDeclaration
from truyvet.passes.models import GateStatus, Hold

pytestmark = pytest.mark.db


def purge(table: str, now: datetime) -> int:
    return next(rule for rule in retention.RULES if rule.table == table).purge(now)


def test_any_order_of_arrival_leaves_the_same_standing(desk: Desk) -> None:
    hours = [(5, True), (3, False), (1, True), (1, False)]
    found = set()
    for order in itertools.permutations(hours):
        person = desk.person(f"Người {uuid.uuid4().hex[:6]}")
        for ago, clear in order:
            desk.declares(person, hours_ago=ago, clear=clear)
        seen = queries.gate_status_of(SCOPE, (person,))[person]
        found.add((seen.declared_at, seen.clear))
    assert found == {(desk.now - timedelta(hours=1), False)}, "of two at the same moment the careful one"


def test_many_at_once_are_kept_like_one_after_the_other(desk: Desk, now: datetime) -> None:
    draw = random.Random(7)
    people = [desk.person(f"Người {number}") for number in range(8)]
    noted = [
        GateDeclaration(draw.choice(people), now - timedelta(minutes=draw.randrange(5)), draw.choice([True, False])) for _ in range(120)
    ]
    for one in noted[:40]:
        actions.note_declaration(by=BY, now=now, person_id=one.person_id, declared_at=one.declared_at, clear=one.clear)
    actions.note_declarations(by=BY, now=now, declarations=noted[40:])
    for person in people:
        newest = max(one.declared_at for one in noted if one.person_id == person)
        clear = all(one.clear for one in noted if (one.person_id, one.declared_at) == (person, newest))
        seen = queries.gate_status_of(SCOPE, (person,))[person]
        assert (seen.declared_at, seen.clear) == (newest, clear)


def test_many_take_as_many_statements_as_few(desk: Desk, now: datetime, django_assert_num_queries: object) -> None:
    people = [desk.person(f"Người {number}") for number in range(30)]
    counted = []
    for part in (people[:3], people[3:]):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            actions.note_declarations(by=BY, now=now, declarations=[GateDeclaration(person, now, True) for person in part])
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_a_standing_moves_its_day_of_deletion(desk: Desk, now: datetime) -> None:
    person = desk.person()
    desk.declares(person, hours_ago=24 * 10)
    first = GateStatus.objects.get(person_id=person).delete_on
    desk.declares(person, hours_ago=0)
    assert GateStatus.objects.get(person_id=person).delete_on == first + timedelta(days=10)
    assert purge("GateStatus", now + timedelta(days=20)) == 0
    assert purge("GateStatus", now + timedelta(days=21)) == 1


def test_a_hold_is_made_once_and_released(desk: Desk) -> None:
    person, event = desk.person(), uuid.uuid4()
    for each in (event, event, uuid.uuid4()):
        desk.holds(person, event=each)
    assert Hold.objects.count() == 1
    desk.holds(person, ref="order:QD-12")
    assert actions.release(by=BY, now=desk.now, person_id=person, ref="declaration:K7") == 1
    assert actions.release(by=BY, now=desk.now, person_id=person, ref="declaration:K7") == 0
    assert queries.gate_status_of(SCOPE, (person,))[person].is_on_hold, "the order still holds"
    assert actions.release(by=BY, now=desk.now, person_id=person, ref="order:QD-12") == 1
    assert not queries.gate_status_of(SCOPE, (person,))[person].is_on_hold
    with pytest.raises(IdempotencyConflict):
        desk.holds(desk.person("Trần Văn Mười"), event=event)


def test_holds_go_at_their_day_released_or_forgotten(desk: Desk, now: datetime) -> None:
    released, forgotten = desk.person(), desk.person("Trần Văn Mười")
    desk.holds(released)
    desk.holds(forgotten)
    actions.release(by=BY, now=now, person_id=released, ref="declaration:K7")
    assert purge("Hold", now + timedelta(days=21)) == 1
    assert purge("Hold", now + timedelta(days=110)) == 0
    assert purge("Hold", now + timedelta(days=111)) == 1


def test_nobody_has_a_standing_before_declaring(desk: Desk) -> None:
    person = desk.person()
    seen = queries.gate_status_of(SCOPE, (person,))[person]
    assert (seen.declared_at, seen.clear, seen.is_on_hold, seen.initials) == (None, None, False, "N. V. T.")
