"""What the doors of the messages ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission
from truyvet.core.role import Role

SEE_DELIVERY: Final = Permission("see_delivery", TRACERS | {Role.ADMIN}, needs_second_factor=True)
SEE_INBOX: Final = Permission("see_inbox", TRACERS | {Role.ADMIN}, needs_second_factor=True)
"""Opens nothing outside a demonstration: there is no inbox."""
STOP_MESSAGES: Final = Permission(
    "stop_messages", TRACERS | OFFICERS | {Role.COMMUNITY_TEAM, Role.INFORMATION_DEPARTMENT, Role.ADMIN}, needs_second_factor=False
)
"""Whoever hears that somebody wants no more reminders may write it down; it opens nothing."""
WRITE_TEMPLATE: Final = Permission(
    "write_template", frozenset({Role.INFORMATION_DEPARTMENT, Role.PROVINCE_OFFICER}), needs_second_factor=True
)
"""A text belongs to the whole installation."""
APPROVE_TEMPLATE: Final = Permission("approve_template", WRITE_TEMPLATE.roles, needs_second_factor=True)
"""Another person than the writer."""

ANSWER_MESSAGES: Final = Permission("answer_messages", TRACERS | {Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER}, needs_second_factor=True)
"""Reading what people of one's area wrote to us, and answering it; each reading is recorded."""

PERMISSIONS: Final = (SEE_DELIVERY, SEE_INBOX, STOP_MESSAGES, WRITE_TEMPLATE, APPROVE_TEMPLATE, ANSWER_MESSAGES)
