"""The pure rules of campaigns: states and approvals, the rate, fall-back, the held-back share and its effect."""

from __future__ import annotations

import pytest

from truyvet.campaigns.rules.campaign_state import (
    STEPS,
    TRANSITIONS,
    RecipientState,
    approvals_needed,
    must_ask_again,
    next_recipient_state,
)
from truyvet.campaigns.rules.effect import EffectCount, draw_of, effect, is_held_back, wilson
from truyvet.campaigns.rules.pace import allowance, fitting, sending_figures
from truyvet.messaging.rules.delivery_state import DeliveryState


def test_a_person_takes_only_steps_that_the_table_of_states_allows() -> None:
    for froms, after in STEPS.values():
        assert all(after in TRANSITIONS[before] for before in froms)


def test_above_a_thousand_two_approve_and_a_grown_audience_is_asked_for_again() -> None:
    assert [approvals_needed(size) for size in (1, 1_000, 1_001)] == [1, 1, 2]
    assert not must_ask_again(1_000, 1_000, 1)
    assert must_ask_again(1_000, 1_001, 1) and not must_ask_again(1_000, 1_001, 2)
    assert not must_ask_again(100, 110, 1) and must_ask_again(100, 111, 1)


def test_an_hour_is_spread_over_its_minutes_and_no_station_gets_more_calls_than_it_can_answer() -> None:
    figures = sending_figures()
    assert figures.per_hour(2) == 480 and figures.per_commune_hour == 200 and not figures.is_confirmed
    assert [allowance(480, 0, 0), allowance(480, 100, 7), allowance(480, 478, 0), allowance(480, 500, 0)] == [8, 1, 2, 0]
    assert fitting([1, 1, 2, None, 1, 2], 4, 2, {1: 1}) == [0, 2, 3, 5]
    assert fitting([1, 2], 0, 2, {}) == []


@pytest.mark.parametrize(
    ("delivery", "alone", "with_other"),
    [
        (DeliveryState.DELIVERED, RecipientState.REACHED, RecipientState.REACHED),
        (DeliveryState.FAILED_FOR_GOOD, RecipientState.FAILED, RecipientState.WAITING),
        (DeliveryState.EXPIRED, RecipientState.FAILED, RecipientState.WAITING),
        (DeliveryState.UNKNOWN, RecipientState.UNKNOWN, RecipientState.UNKNOWN),
        (DeliveryState.WITHDRAWN, RecipientState.WITHHELD, RecipientState.WITHHELD),
        (DeliveryState.TAKEN, RecipientState.QUEUED, RecipientState.QUEUED),
    ],
)
def test_only_what_surely_did_not_arrive_goes_by_the_next_channel(
    delivery: DeliveryState, alone: RecipientState, with_other: RecipientState
) -> None:
    assert next_recipient_state(delivery, has_other_channel=False) is alone
    assert next_recipient_state(delivery, has_other_channel=True) is with_other


def test_five_in_a_hundred_are_held_back_and_the_same_ones_again() -> None:
    held = [code for code in map(str, range(20_000)) if is_held_back(draw_of("s", code))]
    # Three standard deviations of 20,000 draws at 5 % are 92.
    assert abs(len(held) - 1_000) < 92
    assert held == [code for code in map(str, range(20_000)) if is_held_back(draw_of("s", code))]
    assert held != [code for code in map(str, range(20_000)) if is_held_back(draw_of("t", code))]


def test_the_interval_is_that_of_newcombe_1998_table_2() -> None:
    """Three of its examples, method 10."""
    published = [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((5, 56), (0, 29), -0.0381, 0.1926)]
    for one, two, low, high in published:
        found = effect(EffectCount(*one), EffectCount(*two))
        assert found is not None and (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert effect(EffectCount(0, 0), EffectCount(1, 2)) is None
    assert (wilson(EffectCount(0, 0)).low, wilson(EffectCount(0, 0)).high) == (0.0, 1.0)
