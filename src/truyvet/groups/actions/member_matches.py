"""Who a member of a roster is: found by card, by telephone and name, by the register's own id, or said by an officer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.text_folding import fold
from truyvet.groups.models import Membership
from truyvet.groups.queries.groups import members_in_scope
from truyvet.groups.rules.member_match import entry_of
from truyvet.groups.rules.roster_kinds import GroupAbsent
from truyvet.people.queries import person_ids_by_code, person_ids_by_identifier, root_persons
from truyvet.people.queries.declarant_lookups import named_entries
from truyvet.people.rules.identifiers import IdentifierInvalid, IdentifierKind, normalise

CARDS: Final = (IdentifierKind.CCCD, IdentifierKind.CMND, IdentifierKind.PASSPORT, IdentifierKind.INSURANCE)


def match_members(scope: Scope, members: Sequence[Membership]) -> list[Membership]:
    """Sets the entry of each member in which all that the roster says agrees, and returns those that were found; nothing is stored.

    A telephone alone is nobody: families share one. Two cards of two entries are nobody. Seven statements, however many members.
    """
    clues: dict[int, list[int | None]] = defaultdict(list)
    for kind in CARDS:
        cards = {place: card for place, each in enumerate(members) if (card := _card(kind, each.document))}
        entries = person_ids_by_identifier(scope, kind, cards.values())
        for place, card in cards.items():
            clues[place].append(entries.get(card))
    keys = {place: f"{each.group.source}:{each.reference}" for place, each in enumerate(members) if each.relative_of_id is None}
    entries = person_ids_by_identifier(scope, IdentifierKind.EXTERNAL, keys.values())
    named = {place: (each.phone, fold(each.name)) for place, each in enumerate(members) if each.phone and each.name}
    known = named_entries(scope, named.values())
    for place, key in keys.items():
        clues[place].append(entries.get(key))
    for place, pair in named.items():
        clues[place].append(known.get(pair))
    roots = root_persons(scope)
    found = []
    for place, each in enumerate(members):
        person = entry_of(roots.get(clue, clue) if clue else None for clue in clues[place])
        if person is not None:
            each.person_id = person
            found.append(each)
    return found


def _card(kind: IdentifierKind, text: str) -> str:
    try:
        return normalise(kind, text) if text else ""
    except IdentifierInvalid:
        return ""


@transaction.atomic
def say_who(*, by: By, now: datetime, scope: Scope, code: str, member: int, person_code: str) -> None:
    """Says which entry a member is, or with "" that it is none of those. Raises GroupAbsent."""
    row = members_in_scope(scope, code).filter(pk=member).first()
    person = person_ids_by_code(scope, [person_code]).get(person_code) if person_code else None
    if row is None or (person_code and person is None):
        raise GroupAbsent
    Membership.objects.filter(pk=row.pk).update(person=person, change=next_change())
    record(
        by=by, now=now, action="groups.say_who", subject=f"group:{code}", facts={"member": row.pk},
        also=(f"person:{person_code}",) if person_code else (),
    )  # fmt: skip
