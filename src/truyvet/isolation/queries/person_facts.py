"""What higher rooms know of a person and an order needs. A room answers under these names in its room.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from truyvet.audit.values import Scope, require_scope
from truyvet.core import registry
from truyvet.isolation.rules.quarantine_lengths import PersonKind
from truyvet.isolation.rules.release import ReleaseFacts
from truyvet.people.queries import masked_persons

LAST_EXPOSURE: Final = "order_last_exposure"
"""``answer(scope, person_id)`` → LastExposure or None."""
RELEASE_FACTS: Final = "order_release_facts"
"""``answer(scope, person_id, since, now)`` → ReleaseFacts since the first day of the order, or None when nobody has looked."""

LOOKS_AFTER: Final = "order_looks_after"
"""``answer(scope, person_id)`` → whether the room has put this person into the care of the reader's units."""


@dataclass(frozen=True, slots=True)
class LastExposure:
    """Why somebody may have to be quarantined, and since when the days count."""

    person: PersonKind
    day: date


def last_exposure(scope: Scope, person_id: int) -> LastExposure | None:
    """Returns the latest exposure that a higher room knows of this person."""
    require_scope(scope)
    answers = cast("tuple[Callable[[Scope, int], LastExposure | None], ...]", registry.answers(LAST_EXPOSURE))
    return max((found for ask in answers if (found := ask(scope, person_id))), key=lambda found: found.day, default=None)


def may_be_ordered(scope: Scope, person_id: int) -> bool:
    """Returns whether the reader may order this person: at home in reach, or put into the reader's care by a higher room."""
    answers = cast("tuple[Callable[[Scope, int], bool], ...]", registry.answers(LOOKS_AFTER))
    return person_id in masked_persons(require_scope(scope), [person_id]) or any(ask(scope, person_id) for ask in answers)


def release_facts(scope: Scope, person_id: int, since: datetime, now: datetime) -> ReleaseFacts | None:
    """Returns what higher rooms know, the worst of each; None when no room knows anything."""
    require_scope(scope)
    answers = cast("tuple[Callable[[Scope, int, datetime, datetime], ReleaseFacts | None], ...]", registry.answers(RELEASE_FACTS))
    known = [found for ask in answers if (found := ask(scope, person_id, since, now))]
    if not known:
        return None
    return ReleaseFacts(
        max(each.negative_tests for each in known),
        any(each.has_positive_test for each in known),
        any(each.has_symptoms for each in known),
        any(each.is_missing for each in known),
    )
