"""What level the rules propose for a unit, by which one rule, and what would lower it. Values in, value out.

Logic with three values: a condition whose figure or threshold nobody knows neither holds nor fails. A level is proposed only where
nothing unknown could make it higher.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from truyvet.areas.rules.risk_rules import RiskCondition, RiskLevel, RiskRule, RiskRuleSet


@dataclass(frozen=True, slots=True)
class ConditionFinding:
    """A condition with the figure that it met; ``holds`` is None when one of the two is not known."""

    condition: RiskCondition
    value: float | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """A rule with what its conditions met; ``fires`` is None when it cannot be told."""

    rule: RiskRule
    conditions: tuple[ConditionFinding, ...]
    fires: bool | None


@dataclass(frozen=True, slots=True)
class RiskProposal:
    """What the rules say. ``level`` is None when they cannot decide; then the level is ``at_least`` this, and ``undecided`` says why.

    ``fired`` is the one rule shown as the reason (None: no rule fires, which is the mildest level); ``to_lower`` are all rules that must
    stop firing before the level can fall; ``held_until``: the last day of a higher level that stands a while longer.
    """

    level: RiskLevel | None
    at_least: RiskLevel
    fired: RuleFinding | None
    to_lower: tuple[RuleFinding, ...]
    undecided: tuple[RuleFinding, ...]
    held_until: date | None = None


@dataclass(frozen=True, slots=True)
class CountedBy:
    """One count of the same thing, and who counted it."""

    source: str
    count: float | None


def chosen_count(counts: tuple[CountedBy, ...]) -> CountedBy:
    """Returns the count that the rules use where sources differ: the largest known one, as the national map chose; the first of equals."""
    known = [each for each in counts if each.count is not None]
    return max(known, key=lambda each: each.count or 0) if known else CountedBy("", None)


def propose_level(rules: RiskRuleSet, unit: str, inputs: Mapping[str, float | None]) -> RiskProposal:
    """Returns what the set proposes for a commune, district or province with these figures; one that is absent is not known."""
    found = [_finding(rule, inputs) for rule in rules.rules if rule.unit == unit]
    firing = [each for each in found if each.fires and each.rule.level is not None]
    at_least = max((each.rule.level for each in firing if each.rule.level), key=lambda level: level.rank, default=RiskLevel.NEW_NORMAL)
    top = tuple(each for each in firing if each.rule.level is at_least)
    undecided = tuple(each for each in found if each.fires is not False and _may_raise(each, at_least))
    is_decided = bool(found) and not undecided
    return RiskProposal(at_least if is_decided else None, at_least, top[0] if top else None, top, undecided)


def _may_raise(finding: RuleFinding, level: RiskLevel) -> bool:
    if finding.rule.level is None:
        return level is not RiskLevel.VERY_HIGH
    return finding.fires is None and finding.rule.level.rank > level.rank


def _finding(rule: RiskRule, inputs: Mapping[str, float | None]) -> RuleFinding:
    conditions = tuple(ConditionFinding(each, value, each.holds(value)) for each in rule.conditions for value in [inputs.get(each.input)])
    answers = [each.holds for each in conditions]
    return RuleFinding(rule, conditions, False if False in answers else None if None in answers else True)


def hold_level(proposal: RiskProposal, rules: RiskRuleSet, current: RiskLevel | None, since: date | None, day: date) -> RiskProposal:
    """Returns the proposal with a level that stands kept until its days are over: a level falls slowly and rises at once."""
    if proposal.level is None or current is None or since is None or proposal.level.rank >= current.rank:
        return proposal
    last = since + timedelta(days=rules.hold_days - 1)
    return replace(proposal, level=current, held_until=last) if day <= last else proposal
