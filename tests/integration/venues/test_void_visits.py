"""A scan of both ways that turned out to be a check-out makes nobody a contact, in a base built before it or after."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TODAY
from tests.integration import two_communes as outbreaks

from truyvet.audit.values import Scope
from truyvet.core.change_number import next_change
from truyvet.investigations.actions import request_run
from truyvet.investigations.jobs.trace_runs import answer_next_run
from truyvet.investigations.queries import ContactFilter, contact_page, run
from truyvet.investigations.run_input import trace_store
from truyvet.venues.actions import VisitLine, add_visits
from truyvet.venues.models import Visit

if TYPE_CHECKING:
    from truyvet.access.models import Staff

pytestmark = pytest.mark.db
FILES = files("truyvet.tracing").joinpath("definitions").iterdir()
DEFINITIONS = sorted(each.name.removesuffix(".toml") for each in FILES if each.name.endswith(".toml"))


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_it_makes_no_contact(units: dict[str, int], staff: Callable[..., Staff], now: datetime, definition: str) -> None:
    made = outbreaks.outbreak(units, staff, now)
    side = made.settle(outbreaks.HERE, "Mận", "1")
    made.meet(side, [side.ids["patient"]])
    start = int((now - timedelta(days=2)).timestamp()) + 3_600
    # The neighbour's scan in the middle of the patient's stay: taken for an entry first.
    add_visits(by=made.by, now=now, visits=[VisitLine(uuid.uuid4(), side.ids["neighbour"], side.ids["venue"], start + 600)])
    made.fall_ill(side)

    def contacts(seconds: int) -> int:
        scope = Scope("tracer", ("24/",), TODAY, staff=made.first.pk)
        at = now + timedelta(seconds=seconds)
        code = request_run(by=made.by, now=at, scope=scope, event_id=uuid.uuid4(), codes=(side.case,), name=definition)
        assert answer_next_run(at)
        found = run(scope, code)
        assert found is not None
        assert found.done, found
        return contact_page(scope, found, ContactFilter()).contacts.total

    assert contacts(0) == 1, "as an entry it is a contact: the test can fail"
    Visit.objects.filter(person=side.ids["neighbour"]).update(void=True, check_out=start + 600, change=next_change())
    assert contacts(1) == 0, "the base holds it as an entry; the change takes it away"
    trace_store().drop()
    assert contacts(2) == 0
