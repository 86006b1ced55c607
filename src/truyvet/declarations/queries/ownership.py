"""Reads declarations of oneself that came from a person's browser, or with their number, and that nobody has proved yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q

from truyvet.audit.values import Scope, require_scope
from truyvet.declarations.models import Declaration
from truyvet.declarations.rules.triage import GATE_CLOSING_CLASSES
from truyvet.declarations.rules.watch_states import RELEASING_OUTCOMES
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.queries import phones_of
from truyvet.people.queries.declarant_lookups import known_names

MAX_BROWSER_EVENTS: Final = 20
"""Declarations that one browser is asked about: three weeks of somebody who never signs in."""


@dataclass(frozen=True, slots=True)
class UnprovedDeclaration:
    """``closes_gate``: it says what keeps gates shut. ``is_of_number``: it names the person's own proved number, name and year."""

    row: Declaration
    closes_gate: bool
    is_of_number: bool


def unproved_declarations(scope: Scope, person_id: int, event_ids: Collection[UUID]) -> tuple[UnprovedDeclaration, ...]:
    """Returns what stands unproved, oldest first: sent with one of ``event_ids``, or closing gates under the person's name and number.

    One that the person disowned has no hash any more, and one whose call ended well closes nothing.
    """
    require_scope(scope)
    folded, year = known_names(scope, (person_id,)).get(person_id, ("", None))
    numbers = phones_of(scope, person_id).proved if folded and year else ()
    hashes = {keyed_hash("declared", number, folded, str(year)) for number in numbers}
    rows = (
        Declaration.objects.filter(Q(event_id__in=event_ids) | Q(entry_hash__in=hashes, triage__in=GATE_CLOSING_CLASSES))
        .filter(made_for="self", verified=False)
        .exclude(entry_hash="")
        .exclude(watch__state="closed", watch__outcome__in=RELEASING_OUTCOMES)
    )
    return tuple(
        UnprovedDeclaration(row, row.triage in GATE_CLOSING_CLASSES, row.entry_hash in hashes) for row in rows.order_by("made_at", "pk")
    )


def unknown_events(scope: Scope, event_ids: Collection[UUID]) -> set[UUID]:
    """Returns those of ``event_ids`` that never arrived."""
    require_scope(scope)
    return set(event_ids) - set(Declaration.objects.filter(event_id__in=event_ids).values_list("event_id", flat=True))
