"""What the doors of this room ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, Permission
from truyvet.core.role import Role

WALK_ROUND: Final = Permission("walk_round", frozenset({Role.COMMUNITY_TEAM, Role.COMMUNE_OFFICER}))
"""Carrying a round on a telephone and writing down what is found. Like declaring for others it asks no second factor of a volunteer."""
PLAN_ROUND: Final = Permission("plan_round", frozenset({Role.COMMUNE_OFFICER}), needs_second_factor=True)
"""Making teams and rounds, printing them with names, typing paper back, settling what nobody could hand over."""
SEE_ROUNDS: Final = Permission("see_rounds", OFFICERS, needs_second_factor=True)
"""Sums of rounds; never a person."""

PERMISSIONS: Final = (WALK_ROUND, PLAN_ROUND, SEE_ROUNDS)
