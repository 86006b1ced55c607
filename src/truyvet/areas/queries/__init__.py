"""Reads of the areas; the first argument of each is who reads."""

from __future__ import annotations

from truyvet.areas import risk_file
from truyvet.areas.rules.risk_areas import RiskArea
from truyvet.audit.values import Scope, require_scope


def in_force(scope: Scope) -> tuple[RiskArea, ...]:
    """Returns the risk areas in force here. They are public facts, the same for every reader."""
    require_scope(scope)
    return risk_file.load()
