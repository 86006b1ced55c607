"""Who of those that arrive is followed, and whether an order is proposed or opened: data (data/arrivals.toml), checked at start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.toml_table import DataFileError, TomlTable, parse_toml

FILE: Final = "arrivals.toml"


class ArrivalsFollowed(StrEnum):
    """Who of those that arrive is followed."""

    NOBODY = "nobody"
    RISK = "risk"
    ALL = "all"


class OrderRule(StrEnum):
    """What becomes of the quarantine of somebody who arrived from a place at risk."""

    PROPOSE = "propose"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class ArrivalRule:
    """One version of the rule. ``legal_basis`` stands on orders that the machine opens."""

    version: str
    valid_from: date
    source: str
    is_confirmed: bool
    follow: ArrivalsFollowed
    order: OrderRule
    legal_basis: str

    def is_followed(self, *, is_from_risk: bool) -> bool:
        """Whether somebody who arrived is followed."""
        return self.follow is ArrivalsFollowed.ALL or (self.follow is ArrivalsFollowed.RISK and is_from_risk)


@cache
def arrival_rules() -> tuple[ArrivalRule, ...]:
    """Returns the rules that come with the programme, the oldest first. Raises DataFileError with every error."""
    return parse_rules(files("truyvet.campaigns").joinpath("data", FILE).read_text("utf-8"))


def arrival_rule_on(day: date) -> ArrivalRule:
    """Returns the rule in force on the day of an arrival; the oldest one before the first."""
    rules = arrival_rules()
    return next((each for each in reversed(rules) if each.valid_from <= day), rules[0])


def parse_rules(text: str) -> tuple[ArrivalRule, ...]:
    """Returns the rules in the TOML ``text``. Raises DataFileError with every error."""
    errors: list[str] = []
    top = parse_toml(text, FILE, errors)
    rules = [_rule(each) for each in top.tables("rule", "version")]
    if not rules:
        top.wrong("rule", "needs at least one")
    top.done()
    if errors:
        raise DataFileError(errors)
    return tuple(sorted(rules, key=lambda each: each.valid_from))


def _rule(table: TomlTable) -> ArrivalRule:
    rule = ArrivalRule(
        table.text("version", max_chars=16), table.day("valid_from"), table.text("source"), table.flag("confirmed"),
        ArrivalsFollowed(table.one_of("follow", tuple(ArrivalsFollowed))), OrderRule(table.one_of("order", tuple(OrderRule))),
        table.text("legal_basis", empty=True),
    )  # fmt: skip
    if rule.order is OrderRule.OPEN and not rule.legal_basis:
        table.wrong("legal_basis", "is needed where orders are opened")
    table.done()
    return rule
