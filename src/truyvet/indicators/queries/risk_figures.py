"""The figures that the rules of area risk ask for, for all communes or districts of a reader at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from truyvet.areas.queries.boundaries import neighbours
from truyvet.areas.queries.levels import DecidedLevel, levels_of, levels_on
from truyvet.areas.rules.risk_proposal import RiskProposal, hold_level, propose_level
from truyvet.areas.rules.risk_rules import InputKind, RiskLevel, RiskRuleSet
from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.queries.figures import counted_days, sums_by_unit
from truyvet.places.queries import AdministrativeUnit, units_in_scope
from truyvet.places.rules import UnitLevel

CASES: Final = ("cases.community", "followup.unlinked")
CONTACTS: Final = ("followup.followed", "isolation.quarantine_site")


@dataclass(frozen=True, slots=True)
class UnitRisk:
    """A unit with the level that was decided (None: none yet), the figures of the rules and what they propose."""

    unit: AdministrativeUnit
    decided: DecidedLevel | None
    figures: Mapping[str, float | None]
    proposal: RiskProposal

    @property
    def needs_decision(self) -> bool:
        """Whether the rules propose another level than the decided one (without one: the mildest), or say that it is higher."""
        decided = self.decided.level if self.decided else RiskLevel.NEW_NORMAL
        least, level = self.proposal.at_least, self.proposal.level
        return decided is not level if level is not None else decided.rank < least.rank


def unit_risks(scope: Scope, rules: RiskRuleSet, level: UnitLevel, day: LocalDay, seen_at: datetime | None) -> list[UnitRisk]:
    """Returns every unit of one level within the scope, by name. At most ten statements, however many units."""
    reader = require_scope(scope)
    units, communes = units_in_scope(reader, level, day), units_in_scope(reader, UnitLevel.COMMUNE, day)
    decided = levels_on(reader, day, seen_at=seen_at)
    counts = _counts(reader, rules, communes, day, seen_at)
    if level is UnitLevel.COMMUNE:
        figures = _commune_figures(reader, communes, counts, decided, day)
    else:
        figures = {unit.id: _shares([each for each in communes if each.path.startswith(unit.path)], counts, decided) for unit in units}
    return [unit_risk(reader, rules, unit, decided.get(unit.id), figures[unit.id], day) for unit in units]


def unit_risk(
    scope: Scope,
    rules: RiskRuleSet,
    unit: AdministrativeUnit,
    decided: DecidedLevel | None,
    counted: Mapping[str, float | None],
    day: LocalDay,
) -> UnitRisk:
    """Returns a unit with its proposal. What an officer answered at the last decision stands until the next one."""
    require_scope(scope)
    questions = {each.name for each in rules.inputs.values() if each.kind is InputKind.QUESTION}
    answers = {name: value for name, value in (decided.figures if decided else {}).items() if name in questions}
    figures = {**answers, **counted}
    proposal = hold_level(
        propose_level(rules, unit.level.value, figures), rules,
        decided.level if decided else None, decided.first if decided else None, day,
    )  # fmt: skip
    return UnitRisk(unit, decided, figures, proposal)


def _counts(
    scope: Scope, rules: RiskRuleSet, communes: Sequence[AdministrativeUnit], day: LocalDay, seen_at: datetime | None
) -> dict[int, dict[str, float | None]]:
    """Returns cases and contacts by commune; None where a day of the window was not counted: missing is never zero."""
    first = LocalDay.of_date(day - timedelta(days=rules.window_days - 1))
    cases = sums_by_unit(scope, CASES, first, day, seen_at=seen_at)
    contacts = sums_by_unit(scope, CONTACTS, day, day, seen_at=seen_at)
    known = counted_days(scope, (*CASES, *CONTACTS), first, day, seen_at=seen_at)
    has_cases = all((name, LocalDay.of_number(number)) in known for name in CASES for number in range(first.number, day.number + 1))
    has_contacts = all((name, day) in known for name in CONTACTS)
    found: dict[int, dict[str, float | None]] = {}
    for unit in communes:
        apart = max(0, contacts.get((CONTACTS[0], unit.id), 0) - contacts.get((CONTACTS[1], unit.id), 0))
        found[unit.id] = {
            "f0_community": cases.get((CASES[0], unit.id), 0) if has_cases else None,
            "f0_unknown": cases.get((CASES[1], unit.id), 0) if has_cases else None,
            "f1_community": apart if has_contacts else None,
        }
    return found


def _commune_figures(
    scope: Scope, communes: Sequence[AdministrativeUnit], counts: Mapping[int, Mapping[str, float | None]],
    decided: Mapping[int, DecidedLevel], day: LocalDay,
) -> dict[int, dict[str, float | None]]:  # fmt: skip
    near = neighbours(scope, [unit.id for unit in communes], day)
    outside = {each for found in near.values() for each in found} - {unit.id for unit in communes}
    levels = {**levels_of(scope, outside, day), **decided}

    def at_least(unit: int, level: RiskLevel) -> float | None:
        if unit not in near:
            return None
        return sum(1 for each in near[unit] if each in levels and levels[each].level.rank >= level.rank)

    return {
        unit: {**found, "near_very_high": at_least(unit, RiskLevel.VERY_HIGH), "near_high": at_least(unit, RiskLevel.HIGH)}
        for unit, found in counts.items()
    }


def _shares(
    communes: Sequence[AdministrativeUnit], counts: Mapping[int, Mapping[str, float | None]], decided: Mapping[int, DecidedLevel]
) -> dict[str, float | None]:
    """Returns shares of communes in percent. Without a decision on a commune its level is not known, and the share neither."""
    ranks = [decided[each.id].level.rank if each.id in decided else None for each in communes]
    if not communes or None in ranks:
        shares: dict[str, float | None] = dict.fromkeys(("share_very_high", "share_high", "share_risk", "communes_very_high"))
    else:
        known = [rank for rank in ranks if rank is not None]
        named = (("share_very_high", RiskLevel.VERY_HIGH), ("share_high", RiskLevel.HIGH), ("share_risk", RiskLevel.RISK))
        shares = {name: 100 * sum(rank >= level.rank for rank in known) / len(known) for name, level in named}
        shares["communes_very_high"] = sum(rank == RiskLevel.VERY_HIGH.rank for rank in known)
    cases = [counts[each.id]["f0_community"] for each in communes]
    with_cases = sum(1 for each in cases if each)
    return {**shares, "share_f0": None if not communes or None in cases else 100 * with_cases / len(communes)}
