"""What a kind of venue asks: every kind has an answer, and none asks for more than a pass or card lives."""

from __future__ import annotations

import pytest

from truyvet.passes.rules.pass_validity import VALIDITY
from truyvet.venues.rules.requirements import CARD_VERDICTS, PAPER_VERDICTS, requirement
from truyvet.venues.rules.venue_kinds import KINDS


@pytest.mark.parametrize("kind", [*KINDS, "no such kind"])
def test_every_kind_asks_for_something_that_can_be_shown(kind: str) -> None:
    asked = requirement(kind)
    assert 0 < asked.pass_hours <= VALIDITY.phone.total_seconds() / 3_600
    assert 0 < asked.card_days <= VALIDITY.card.days
    assert asked.card in CARD_VERDICTS
    assert asked.paper in PAPER_VERDICTS
    assert len(asked.why_vi) > 10
    assert len(asked.why_en) > 10


def test_a_state_agency_is_stricter_than_a_shop() -> None:
    agency, shop = requirement("agency"), requirement("shop")
    assert (agency.daily_list, shop.daily_list) == (True, False)
    assert agency.card_days < shop.card_days
    assert (agency.card, shop.card) == ("look", "pass")
    assert agency.pass_hours == 24


def test_what_is_not_said_is_as_for_most_venues() -> None:
    assert requirement("shop") == requirement("no such kind")
    assert requirement("shop").pass_hours == VALIDITY.gate["pass_hours"], "a gate that knows no kind asks the same"
    assert requirement("shop").card_days == VALIDITY.gate["card_days"]
