"""The official rules by which a unit's level of risk is proposed: versioned sets in ``areas/data/risk_rules.toml``.

A cell whose figure nobody could find says ``?`` (a threshold) or ``unknown`` (a level). It never decides: the answer is then "cannot be
decided by rule" (``rules.risk_proposal``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.toml_table import DataFileError, LocalizedText, TomlTable, parse_toml

UNIT_LEVELS: Final = ("commune", "district", "province")
CHOICES: Final = ("largest",)
"""How one count is chosen where sources differ."""
CONDITION: Final = re.compile(r"([a-z_0-9]+) (>=|>|<) (\?|[0-9]+(?:\.[0-9]+)?)")


class RiskLevel(StrEnum):
    """How dangerous a unit is, the mildest first; each set calls them by its own words."""

    NEW_NORMAL = "new_normal"
    RISK = "risk"
    HIGH = "high"
    VERY_HIGH = "very_high"

    @property
    def rank(self) -> int:
        """0 for the mildest."""
        return tuple(RiskLevel).index(self)


class InputKind(StrEnum):
    """Where a figure of the rules comes from: counted here, a share of units in percent, a rate, or an officer's yes (1) or no (0)."""

    COUNT = "count"
    SHARE = "share"
    RATE = "rate"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class RiskInput:
    """One figure that rules ask for."""

    name: str
    kind: InputKind
    words: LocalizedText


@dataclass(frozen=True, slots=True)
class RiskCondition:
    """A figure against a threshold; the threshold is None where nobody could find it."""

    input: str
    operator: str
    threshold: float | None

    def holds(self, value: float | None) -> bool | None:
        """Whether the condition holds for a figure; None when the figure or the threshold is not known."""
        if value is None or self.threshold is None:
            return None
        if self.operator == "<":
            return value < self.threshold
        return value > self.threshold if self.operator == ">" else value >= self.threshold


@dataclass(frozen=True, slots=True)
class RiskRule:
    """A cell of the decision: where all conditions hold, units of ``unit`` are at least at ``level``; None: the cell is not known."""

    name: str
    unit: str
    level: RiskLevel | None
    conditions: tuple[RiskCondition, ...]
    words: LocalizedText
    source: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class RiskMeasure:
    """What holds for people from this level on."""

    level: RiskLevel
    words: LocalizedText
    source: str


@dataclass(frozen=True, slots=True)
class RiskRuleSet:
    """A decision with its days in force.

    Cases count over ``window_days``; a level stands ``hold_days`` before it may fall; where sources differ, ``choice`` says which counts.
    """

    name: str
    words: LocalizedText
    first: date
    last: date | None
    source: str
    window_days: int
    hold_days: int
    hold_source: str
    choice: str
    level_words: Mapping[RiskLevel, LocalizedText]
    rules: tuple[RiskRule, ...]
    measures: tuple[RiskMeasure, ...]
    inputs: Mapping[str, RiskInput]

    def inputs_for(self, unit: str) -> tuple[RiskInput, ...]:
        """Returns the figures that the rules for such a unit ask for, in the file's order."""
        asked = {condition.input for rule in self.rules if rule.unit == unit for condition in rule.conditions}
        return tuple(each for name, each in self.inputs.items() if name in asked)

    def measures_at(self, level: RiskLevel) -> tuple[RiskMeasure, ...]:
        """Returns the measures of a level and of those below it, the strictest first: they add up."""
        return tuple(sorted((each for each in self.measures if each.level.rank <= level.rank), key=lambda each: -each.level.rank))


@cache
def risk_rule_sets() -> Mapping[str, RiskRuleSet]:
    """Returns the sets that come with the program, by name, oldest first."""
    return parse_risk_rules(files("truyvet.areas").joinpath("data", "risk_rules.toml").read_text("utf-8"), "risk_rules.toml")


def rule_set_on(sets: Mapping[str, RiskRuleSet], day: date) -> RiskRuleSet:
    """Returns the set in force on a day: the newest that had begun, or the first one before that."""
    begun = [each for each in sets.values() if each.first <= day]
    return max(begun, key=lambda each: each.first) if begun else next(iter(sets.values()))


def parse_risk_rules(text: str, file: str) -> dict[str, RiskRuleSet]:
    """Returns the sets in the TOML ``text``. Raises DataFileError with every error."""
    errors: list[str] = []
    top = parse_toml(text, file, errors)
    top.text("version")
    inputs = {each.name: each for each in map(_input, top.tables("input"))}
    sets = {each.name: each for each in (_rule_set(table, inputs) for table in top.tables("set"))}
    top.done()
    if errors:
        raise DataFileError(errors)
    return dict(sorted(sets.items(), key=lambda item: item[1].first))


def _input(table: TomlTable) -> RiskInput:
    found = RiskInput(table.text("name"), InputKind(table.one_of("kind", tuple(InputKind))), _words(table))
    table.done()
    return found


def _rule_set(table: TomlTable, inputs: Mapping[str, RiskInput]) -> RiskRuleSet:
    level_words = table.table("level_words")
    found = RiskRuleSet(
        name=table.text("name"),
        words=_words(table),
        first=table.day("first"),
        last=table.day("last") if "last" in table.values else None,
        source=table.text("source"),
        window_days=table.whole("window_days", 1, 60, needed=True),
        hold_days=table.whole("hold_days", 0, 60, needed=True),
        hold_source=table.text("hold_source"),
        choice=table.one_of("choice", CHOICES),
        level_words={level: level_words.words(level.value) for level in RiskLevel},
        rules=tuple(_rule(each, inputs) for each in table.tables("rule")),
        measures=tuple(_measure(each) for each in table.tables("measure", "level")),
        inputs=inputs,
    )
    level_words.done()
    table.done()
    if len({rule.name for rule in found.rules}) < len(found.rules):
        table.wrong("rule", "two have one name")
    return found


def _rule(table: TomlTable, inputs: Mapping[str, RiskInput]) -> RiskRule:
    level = table.one_of("level", ("unknown", *RiskLevel))
    conditions = []
    for text in table.texts("when"):
        parts = CONDITION.fullmatch(text)
        if parts is None or parts[1] not in inputs:
            table.wrong("when", f"{text!r} is no condition on a known figure")
            continue
        conditions.append(RiskCondition(parts[1], parts[2], None if parts[3] == "?" else float(parts[3])))
    found = RiskRule(
        name=table.text("name"),
        unit=table.one_of("unit", UNIT_LEVELS),
        level=None if level == "unknown" else RiskLevel(level),
        conditions=tuple(conditions),
        words=_words(table),
        source=table.text("source"),
        is_confirmed=table.flag("confirmed"),
    )
    table.done()
    return found


def _measure(table: TomlTable) -> RiskMeasure:
    found = RiskMeasure(RiskLevel(table.one_of("level", tuple(RiskLevel))), _words(table), table.text("source"))
    table.done()
    return found


def _words(table: TomlTable) -> LocalizedText:
    return {"vi": table.text("vi"), "en": table.text("en")}
