"""Each reason not to send, at its boundary; and what counts as STOP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from truyvet.messaging.rules.send_limit import HoldReason, LimitRule, SendFacts, hold_reason, is_stop_answer
from truyvet.messaging.send_limits import limit_rule

RULE = LimitRule("1", "test", most_per_day=2, trial_per_day=50, stop_words=frozenset({"stop", "tu choi"}))
REMINDER = SendFacts(rests_on_consent=True, has_consent=True)
CODE = SendFacts(rests_on_consent=False)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (REMINDER, None),
        (replace(REMINDER, has_consent=False), HoldReason.NO_CONSENT),
        (replace(REMINDER, has_opted_out=True), HoldReason.OPTED_OUT),
        (replace(REMINDER, sent_today=1), None),
        (replace(REMINDER, sent_today=2), HoldReason.DAY_FULL),
        (replace(CODE, has_opted_out=True, sent_today=99), None),
        (replace(CODE, trial_today=0), HoldReason.TRIAL_STRANGER),
        (replace(CODE, trial_today=49, is_own_staff=True), None),
        (replace(CODE, trial_today=50, is_own_staff=True), HoldReason.TRIAL_FULL),
        (replace(REMINDER, trial_today=0, is_own_staff=True, has_opted_out=True), HoldReason.OPTED_OUT),
    ],
)
def test_each_reason(facts: SendFacts, reason: HoldReason | None) -> None:
    assert hold_reason(facts, RULE) is reason


@pytest.mark.parametrize("text", ["STOP", " stop. ", "Từ chối", "TU  CHOI!", "tỪ CHỐI"])
def test_stop_in_any_spelling(text: str) -> None:
    assert is_stop_answer(text, RULE)


@pytest.mark.parametrize("text", ["", "xin đừng stop tin của tôi", "tôi ho", "1", "s t o p"])
def test_other_answers_stop_nothing(text: str) -> None:
    assert not is_stop_answer(text, RULE)


def test_the_words_in_force_are_folded() -> None:
    assert all(is_stop_answer(word, limit_rule()) for word in limit_rule().stop_words)
