"""The event of the message that brings somebody the link to their daily answer: one a day."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("8d3b0f5e-52ac-5d0e-9f6a-2f1c0b7f5a10")


def link_event(person_code: str, day: date) -> UUID:
    """Returns the event id of the message of one person and local day."""
    return uuid5(NAMESPACE, f"{person_code}:{day}")
