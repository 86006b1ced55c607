"""Every refusal says what to do next, in both languages."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from truyvet.cases.labels import REASONS
from truyvet.cases.rules import CaseProblemReason
from truyvet.isolation import rules
from truyvet.isolation.labels import REFUSALS

ISOLATION_CODES = (rules.ALREADY_ISOLATED, rules.ENDS_BEFORE_START, rules.ALREADY_ENDED, rules.UNKNOWN_PERSON)
ORDERS = ("hãy", "phải", "không cần")
"""Somebody is asked for something, told how it must be, or told that nothing is left to do."""


@pytest.mark.parametrize(
    "words", [*(REASONS[reason] for reason in CaseProblemReason), *(REFUSALS[code] for code in ISOLATION_CODES)], ids=str
)
def test_a_refusal_says_what_to_do(words: object) -> None:
    with override("vi"):
        assert any(order in str(words).lower() for order in ORDERS), str(words)
        vietnamese = str(words)
    with override("en"):
        assert str(words) != vietnamese
