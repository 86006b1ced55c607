"""Asks a higher room which declarations speak against a pass although nobody has proved yet whose they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from django.http import HttpRequest

from truyvet.audit.values import By
from truyvet.core import registry

PENDING_DECLARATIONS: Final = "pending_declarations"
"""The question: ``answer(request, by=, now=, person_id=, event_ids=)``. It first gives the person what their number proves."""
MAX_EVENTS: Final = 20
"""Declarations that one browser may name."""


@dataclass(frozen=True, slots=True)
class PendingDeclaration:
    """``reason``: "not_received", "is_it_yours" (only the person can say) or "other_number" (of another number or year).

    ``stops_a_pass``: no pass may be signed while it stands. ``code`` is "" for one that never arrived; ``initials`` are of the name in it.
    """

    reason: str
    event_id: UUID
    stops_a_pass: bool
    code: str = ""
    made_at: datetime | None = None
    initials: str = ""

    def body(self) -> dict[str, object]:
        """Returns it as the page is told."""
        at = None if self.made_at is None else int(self.made_at.timestamp())
        return {"code": self.code, "event_id": str(self.event_id), "at": at, "initials": self.initials}


def pending_declarations(
    request: HttpRequest, *, by: By, now: datetime, person_id: int, event_ids: Collection[UUID] = ()
) -> tuple[PendingDeclaration, ...]:
    """Returns what stands pending after everything that can be claimed was claimed, worst first.

    ``event_ids``: declarations with a yes that the browser says it has sent, or tried to.
    """
    found: list[PendingDeclaration] = []
    for answer in registry.answers(PENDING_DECLARATIONS):
        found += cast("Any", answer)(request, by=by, now=now, person_id=person_id, event_ids=event_ids)
    return tuple(sorted(found, key=lambda each: (not each.stops_a_pass, each.reason != "is_it_yours", str(each.event_id))))


def event_ids_in(listed: object) -> list[UUID]:
    """Returns the event ids in a JSON list. Raises ValueError for anything else, and for more than ``MAX_EVENTS``."""
    if not isinstance(listed, list) or len(listed) > MAX_EVENTS or not all(isinstance(each, str) for each in listed):
        raise ValueError("not a list of event ids")
    return [UUID(each) for each in listed]
