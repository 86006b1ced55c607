"""Decisions on levels: kept with their reason, and any past moment gives what stood then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from tests.conftest import TODAY

from truyvet.areas.actions.levels import LevelDecision, decide_level
from truyvet.areas.queries.levels import level_history, levels_of, levels_on
from truyvet.areas.rules.risk_rules import RiskLevel
from truyvet.audit.values import By, Scope
from truyvet.core.refusal import Refused

pytestmark = pytest.mark.db
PROVINCE = Scope("province_officer", ("24/",), TODAY)
BY = By("staff:1", "province_officer", "levels")


def decide(now: datetime, code: str, level: RiskLevel, first: date = TODAY, **told: object) -> None:
    decision = LevelDecision(level, first, **{"last": None, "reason": "có ổ dịch", "rule_set": "2686", **told})  # type: ignore[arg-type]
    decide_level(by=BY, now=now, scope=PROVINCE, unit_code=code, decision=decision)


def test_the_newest_decision_that_has_begun_counts(
    units: dict[str, int], now: datetime, django_assert_num_queries: Callable[..., object]
) -> None:
    commune = units["07783"]
    decide(now, "07783", RiskLevel.RISK, proposed=RiskLevel.RISK, reason="", figures={"f0_community": 1.0}, rule="commune-known")
    decide(now + timedelta(hours=1), "07783", RiskLevel.VERY_HIGH, TODAY + timedelta(days=3), last=TODAY + timedelta(days=5))
    decide(now, "07801", RiskLevel.HIGH)
    with django_assert_num_queries(1):
        today = levels_on(PROVINCE, TODAY)
    assert {unit: row.level for unit, row in today.items()} == {commune: RiskLevel.RISK, units["07801"]: RiskLevel.HIGH}
    assert today[commune].figures == {"f0_community": 1.0} and today[commune].proposed is RiskLevel.RISK
    assert levels_on(PROVINCE, TODAY - timedelta(days=1)) == {}
    later = TODAY + timedelta(days=4)
    assert levels_on(PROVINCE, later, path="24/222/")[commune].level is RiskLevel.VERY_HIGH
    assert levels_on(PROVINCE, later, seen_at=now)[commune].level is RiskLevel.RISK
    # What had a last day is over after it; nothing older comes back by itself.
    assert commune not in levels_on(PROVINCE, TODAY + timedelta(days=6))
    history = level_history(PROVINCE, commune)
    assert history.total == 2 and history.rows[0].level is RiskLevel.VERY_HIGH and history.rows[0].reason == "có ổ dịch"


def test_a_reader_sees_the_levels_of_the_own_area_and_those_of_neighbours_by_name(units: dict[str, int], now: datetime) -> None:
    decide(now, "07801", RiskLevel.HIGH)
    elsewhere = Scope("commune_officer", ("24/222/07783/",), TODAY)
    assert levels_on(elsewhere, TODAY) == {}
    assert levels_of(elsewhere, [units["07801"]], TODAY)[units["07801"]].level is RiskLevel.HIGH


def test_who_departs_from_the_rules_says_why(units: dict[str, int], now: datetime) -> None:
    for told, code in (
        ({"reason": " "}, "level_reason"),
        ({"reason": "", "proposed": RiskLevel.RISK}, "level_reason"),
        ({"first": TODAY - timedelta(days=1)}, "level_first"),
        ({"first": TODAY + timedelta(days=31)}, "level_first"),
        ({"last": TODAY - timedelta(days=1)}, "level_last"),
    ):
        with pytest.raises(Refused) as refused:
            decide(now, "07783", RiskLevel.HIGH, **told)  # type: ignore[arg-type]
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        decide(now, "74", RiskLevel.HIGH)
    assert refused.value.code == "no_unit" and levels_on(PROVINCE, TODAY) == {}
