"""The cursor and transactions that commit late, in every order that Hypothesis thinks of: read twice perhaps, missed never."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests.examples import examples
from tests.integration.factory_outbreak import BY, HOUR, Console, console
from tests.integration.investigations.declared_rows import declare

from truyvet.audit.models import AuditRow
from truyvet.core.models import Cursor
from truyvet.declarations.models import DeclaredPlace
from truyvet.investigations.actions import import_declared_visits
from truyvet.venues.models import Visit

if TYPE_CHECKING:
    from truyvet.access.models import Staff

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
WRITERS = 3
PLACE = (
    'INSERT INTO declarations_declaredplace (event_id, declaration_id, person_id, venue_code, words, start, "end", change) '
    "VALUES (%s, %s, %s, %s, '', %s, %s, pg_current_xact_id()::text::bigint)"
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["write", "commit", "roll back"]), st.integers(0, WRITERS - 1)),
        st.tuples(st.just("take"), st.just(0)),
    ),
    min_size=4,
    max_size=24,
)


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Console:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nothing commits late")
    return console(units, staff, now, second_ring=0)


class Writers:
    """A few connections, each with at most one open transaction and the places written in it."""

    def __init__(self, made: Console) -> None:
        declaration = declare(made.people[3], made.now)
        self._row = (declaration.pk, made.people[3], made.venues["market"][1])
        self._start = int(made.now.timestamp()) - 30 * HOUR
        self._open: list[list[uuid.UUID]] = [[] for _ in range(WRITERS)]
        self._lines: list[Any] = [connection.copy(f"writer{number}") for number in range(WRITERS)]
        for line in self._lines:
            line.set_autocommit(False)
        self.committed: set[uuid.UUID] = set()

    def write(self, number: int) -> None:
        event = uuid.uuid4()
        self._start += 60
        with self._lines[number].cursor() as cursor:
            cursor.execute(PLACE, (event, *self._row, self._start, self._start + 30))
        self._open[number].append(event)

    def end(self, number: int, *, commit: bool) -> None:
        (self._lines[number].commit if commit else self._lines[number].rollback)()
        self.committed |= set(self._open[number]) if commit else set()
        self._open[number] = []

    def close(self) -> None:
        for line in self._lines:
            line.close()


@examples(40, HealthCheck.function_scoped_fixture)
@given(steps=STEPS)
def test_nothing_that_was_committed_is_missed(made: Console, steps: list[tuple[str, int]]) -> None:
    Visit.objects.filter(source="declared").delete()
    DeclaredPlace.objects.all().delete()
    writers = Writers(made)
    try:
        for step, number in [*steps, *(("commit", number) for number in range(WRITERS)), ("take", 0)]:
            if step == "write":
                writers.write(number)
            elif step == "take":
                import_declared_visits(by=BY, now=made.now)
                taken = set(Visit.objects.filter(source="declared").values_list("event_id", flat=True))
                assert taken == writers.committed
            else:
                writers.end(number, commit=step == "commit")
        before = AuditRow.objects.count()
        position = Cursor.objects.values_list("change", flat=True).first()
        import_declared_visits(by=BY, now=made.now)
        assert AuditRow.objects.count() == before or Cursor.objects.get().change > (position or 0), "a quiet round writes nothing"
    finally:
        writers.close()
