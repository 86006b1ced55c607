"""This room's share of a person: their copy has no token, their erasure ends what opens gates, and everything has a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.conftest import TODAY
from tests.integration.passes.conftest import SCOPE, Desk, Phone

from truyvet.audit.values import Scope
from truyvet.passes import person as part
from truyvet.passes import queries, retention
from truyvet.passes.models import GateStatus, Hold, Pass
from truyvet.people.rules.consents import DECLARATION, MESSAGES

pytestmark = pytest.mark.db
ELSEWHERE = Scope("commune_officer", ("24/218/07444/",), TODAY)


@pytest.fixture
def known(desk: Desk, phone: Phone) -> int:
    """Somebody with a pass, a card and a hold."""
    person = desk.person()
    desk.declares(person)
    desk.gives(person, phone)
    desk.prints(person)
    desk.holds(person)
    return person


def test_the_copy_tells_everything_but_what_opens_a_gate(known: int) -> None:
    rows = part.export(SCOPE, known)
    assert [row["table"] for row in rows] == ["pass", "pass", "standing", "hold"]
    assert not [row for row in rows if Pass.objects.get(kind="phone").token.hex() in str(row)]
    assert not part.export(ELSEWHERE, known)
    assert len(part.timeline(SCOPE, known)) == 3
    assert not part.timeline(ELSEWHERE, known)


def test_an_erasure_ends_passes_and_forgets_the_standing(desk: Desk, known: int) -> None:
    assert part.erase(known, desk.now) == 3
    assert not GateStatus.objects.exists()
    assert set(Pass.objects.values_list("revoked_why", flat=True)) == {"erased"}
    assert len(queries.revocation_list(SCOPE, desk.now).tokens) == 2, "a gate without a network learns it too"
    assert Hold.objects.count() == 1
    assert part.erase(known, desk.now) == 0


def test_taking_back_the_consent_to_declarations_ends_passes(desk: Desk, known: int) -> None:
    assert part.stop(known, MESSAGES, desk.now) == 0
    assert part.stop(known, DECLARATION, desk.now) == 3
    assert set(Pass.objects.values_list("revoked_why", flat=True)) == {"withdrawn"}


def test_after_the_longest_day_nothing_is_left(desk: Desk, known: int) -> None:
    for rule in retention.RULES:
        assert rule.purge(desk.now) == 0, rule.table
    for rule in retention.RULES:
        rule.purge(desk.now + timedelta(days=120))
    assert not [model for model in (Pass, GateStatus, Hold) if model.objects.exists()]
