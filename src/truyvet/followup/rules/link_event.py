"""The events of what a machine sends somebody to ask how they are: a link and a call, each once a day."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("8d3b0f5e-52ac-5d0e-9f6a-2f1c0b7f5a10")
CALLS: Final = UUID("c1f4a5d8-0f0e-5b36-9a0a-7e21b7a3c4d2")

TEMPLATE: Final = "daily_check"
ANSWERED_TEMPLATE: Final = "daily_check_reply"
"""The same question where a text can be answered."""
TEMPLATES: Final = (TEMPLATE, ANSWERED_TEMPLATE)


def link_event(person_code: str, day: date) -> UUID:
    """Returns the event id of the link of one person and local day."""
    return uuid5(NAMESPACE, f"{person_code}:{day}")


def call_event(person_code: str, day: date) -> UUID:
    """Returns the event id of the automatic call of one person and local day."""
    return uuid5(CALLS, f"{person_code}:{day}")
