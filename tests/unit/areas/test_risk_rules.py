"""Official rules of area risk: what they propose, why, what would lower it, and where they cannot decide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.areas.rules.risk_proposal import CountedBy, RiskProposal, chosen_count, hold_level, propose_level
from truyvet.areas.rules.risk_rules import InputKind, RiskLevel, parse_risk_rules, risk_rule_sets, rule_set_on
from truyvet.core.toml_table import DataFileError

SETS = risk_rule_sets()
OF_2686 = SETS["2686"]
QUIET: dict[str, float | None] = {each.name: 0.0 for each in OF_2686.inputs.values()}


def commune(**figures: float | None) -> RiskProposal:
    return propose_level(OF_2686, "commune", {**QUIET, **figures})


@pytest.mark.parametrize(
    ("figures", "level", "rule"),
    [
        ({}, RiskLevel.NEW_NORMAL, ""),
        ({"f0_unknown": 1, "f0_community": 1}, RiskLevel.HIGH, "commune-one-unknown"),
        ({"f0_unknown": 2, "f0_community": 2}, RiskLevel.VERY_HIGH, "commune-cluster-unknown"),
        ({"f0_community": 1}, RiskLevel.RISK, "commune-known"),
        ({"f0_community": 1, "crowded_place": 1}, RiskLevel.VERY_HIGH, "commune-crowded"),
        ({"crowded_place": 1}, RiskLevel.NEW_NORMAL, ""),
        ({"f1_community": 1}, RiskLevel.RISK, "commune-contacts"),
        ({"near_very_high": 1, "near_high": 1}, RiskLevel.HIGH, "commune-near-very-high"),
        ({"near_high": 1}, RiskLevel.RISK, "commune-near-high"),
        ({"entry_risk": 1}, RiskLevel.RISK, "commune-entry"),
    ],
)
def test_communes_under_2686(figures: dict[str, float | None], level: RiskLevel, rule: str) -> None:
    proposal = commune(**figures)
    assert proposal.level is level and (proposal.fired.rule.name if proposal.fired else "") == rule


@pytest.mark.parametrize(
    ("figures", "level"),
    [
        ({"share_very_high": 30, "scattered": 1, "communes_very_high": 3}, RiskLevel.VERY_HIGH),
        ({"share_very_high": 29.9, "scattered": 1, "communes_very_high": 3}, RiskLevel.HIGH),
        ({"share_high": 50}, RiskLevel.VERY_HIGH),
        ({"share_high": 49}, None),  # whether a district is "at risk" below that nobody knows
        ({"share_risk": 50, "share_high": 0}, RiskLevel.HIGH),
        ({"hard_source": 1, "share_f0": 50}, RiskLevel.HIGH),
        ({"hard_source": 1, "share_f0": 50.1}, RiskLevel.VERY_HIGH),
    ],
)
def test_districts_under_2686(figures: dict[str, float | None], level: RiskLevel | None) -> None:
    assert propose_level(OF_2686, "district", {**QUIET, **figures}).level is level


def test_what_is_not_known_is_never_a_level() -> None:
    unknown = commune(near_very_high=None)
    assert unknown.level is None and unknown.at_least is RiskLevel.NEW_NORMAL
    assert [each.rule.name for each in unknown.undecided] == ["commune-near-very-high"]
    # What is already as high as it can get needs no more figures.
    assert commune(near_very_high=None, f0_unknown=3).level is RiskLevel.VERY_HIGH
    # A case from a crowded place: no case, no question.
    assert commune(crowded_place=None).level is RiskLevel.NEW_NORMAL
    assert commune(crowded_place=None, f0_community=1).level is None
    for name in ("august-2021", "128-4800", "218"):
        for unit in ("commune", "district", "province"):
            assert propose_level(SETS[name], unit, {"week_rate": 700.0, "adult_cover": 80.0, "known_rate": 3.0}).level is None
    assert propose_level(OF_2686, "province", QUIET).level is None
    assert propose_level(SETS["august-2021"], "commune", {"known_rate": 1.5}).at_least is RiskLevel.RISK


def test_what_would_lower_it_is_every_rule_that_fires_at_that_level() -> None:
    proposal = commune(f0_unknown=1, f0_community=1, near_very_high=2)
    assert [each.rule.name for each in proposal.to_lower] == ["commune-one-unknown", "commune-near-very-high"]
    met = proposal.to_lower[1].conditions[0]
    assert (met.condition.input, met.condition.threshold, met.value) == ("near_very_high", 1.0, 2)


figures = st.one_of(st.none(), st.integers(0, 3).map(float), st.sampled_from([29.0, 30.0, 50.0, 50.5]))


@given(st.fixed_dictionaries(dict.fromkeys(QUIET, figures)), st.sampled_from(["commune", "district"]))
def test_more_knowledge_never_contradicts(inputs: dict[str, float | None], unit: str) -> None:
    known = propose_level(OF_2686, unit, inputs)
    assert (known.level is None) == bool(known.undecided)
    # Whatever the unknown figures turn out to be, a decided level stays, and the least one stays the least.
    for value in (0.0, 1.0, 100.0):
        filled = propose_level(OF_2686, unit, {name: value if each is None else each for name, each in inputs.items()})
        assert filled.at_least.rank >= known.at_least.rank
        if known.level is not None:
            assert filled.level is known.level


def test_a_level_rises_at_once_and_falls_when_its_days_are_over() -> None:
    since, quiet = date(2021, 6, 1), commune()
    for days, level in ((13, RiskLevel.HIGH), (14, RiskLevel.NEW_NORMAL)):
        held = hold_level(quiet, OF_2686, RiskLevel.HIGH, since, since + timedelta(days=days))
        assert held.level is level and (held.held_until == date(2021, 6, 14)) == (level is RiskLevel.HIGH)
    risen = commune(f0_unknown=2)
    assert hold_level(risen, OF_2686, RiskLevel.RISK, since, since) == risen
    assert hold_level(quiet, OF_2686, None, None, since) == quiet


def test_of_several_counts_the_largest_is_used_and_named() -> None:
    counts = (CountedBy("here", 3), CountedBy("the district", 5), CountedBy("press", None))
    assert chosen_count(counts) == CountedBy("the district", 5)
    assert chosen_count((CountedBy("here", None),)).count is None


def test_the_set_in_force() -> None:
    days = {date(2021, 5, 1): "2686", date(2021, 6, 1): "2686", date(2021, 9, 1): "august-2021", date(2021, 12, 1): "128-4800"}
    assert {day: rule_set_on(SETS, day).name for day in days} == days and rule_set_on(SETS, date(2026, 1, 1)).name == "218"


def test_every_cell_has_its_source_and_measures_add_up() -> None:
    for rules in SETS.values():
        assert all(rule.source and rule.words["vi"] and rule.words["en"] for rule in rules.rules)
        assert {unit for unit in ("commune", "district", "province") if any(rule.unit == unit for rule in rules.rules)} >= {"commune"}
    assert [each.level for each in OF_2686.measures_at(RiskLevel.RISK)] == [RiskLevel.RISK, RiskLevel.NEW_NORMAL]
    assert OF_2686.inputs_for("province") == () and OF_2686.inputs_for("commune")[-1].kind is InputKind.QUESTION


def test_a_wrong_file_says_all_that_is_wrong() -> None:
    with pytest.raises(DataFileError) as refused:
        parse_risk_rules('[[input]]\nname = "x"\nkind = "sum"\nvi = "x"\nen = "x"\n[[set]]\nname = "a"\nextra = 1\n', "f.toml")
    told = str(refused.value)
    assert all(word in told for word in ("version", "kind", "extra", "window_days", "level_words"))
