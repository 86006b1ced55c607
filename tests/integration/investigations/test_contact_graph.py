"""The drawing of a run says what it leaves out, and leaves out what weighs least."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.integration.two_communes import HERE, PROVINCE, THERE, outbreak

from truyvet.access.models import Staff
from truyvet.investigations.models import Run, RunExposure
from truyvet.investigations.queries import contact_graph, run
from truyvet.tracing.answer import VISIT

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db


def test_the_longest_ties_between_cases_are_drawn(
    units: dict[str, int],
    staff: Callable[..., Staff],
    now: datetime,
    client_for: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = outbreak(units, staff, now)
    here, there = made.settle(HERE, "Mận", "1"), made.settle(THERE, "Ổi", "2")
    made.meet(here, [here.ids["patient"], here.ids["neighbour"]])
    for side in (here, there):
        made.fall_ill(side)
    made.trace(here, there.case)
    row, start = Run.objects.get(code=here.run), int(now.timestamp()) - 7_200
    one, other, third = here.ids["patient"], there.ids["patient"], there.ids["traveller"]
    RunExposure.objects.filter(run=row, is_link=True).delete()
    for source, person, seconds in ((third, one, 600), (one, other, 400), (one, other, 400)):
        RunExposure.objects.create(
            run=row, source_id=source, person_id=person, kind=VISIT, start=start, end=start + seconds, seconds=seconds, is_link=True
        )
    found = run(PROVINCE, here.run)
    assert found is not None
    whole, cut = contact_graph(PROVINCE, found), contact_graph(PROVINCE, found, most_ties=1)
    assert [(edge.source, edge.target, edge.seconds) for edge in whole.edges if edge.link] == [
        (here.people["patient"], there.people["patient"], 2),
        (there.people["traveller"], here.people["patient"], 1),
    ]
    assert ([edge.target for edge in cut.edges if edge.link], whole.ties_left_out, cut.ties_left_out) == ([there.people["patient"]], 0, 1)
    page = client_for("tracer").get(f"/truy-vet/{here.run}/do-thi/").content.decode()
    assert "không vẽ" not in page
    monkeypatch.setattr("truyvet.investigations.views.contact_graph.contact_graph", partial(contact_graph, most_ties=1))
    page = client_for("tracer").get(f"/truy-vet/{here.run}/do-thi/").content.decode()
    assert "1 mối nối ngắn nhất giữa hai ca bệnh không vẽ." in page
    monkeypatch.setattr("truyvet.investigations.views.contact_graph.contact_graph", partial(contact_graph, most=0))
    page = client_for("tracer").get(f"/truy-vet/{here.run}/do-thi/").content.decode()
    assert "vẽ 0 người F1 và 0 người F2, còn 1 người không vẽ" in page
