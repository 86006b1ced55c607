"""Merges of two entries, and the way back. One alias row; nothing else changes, so the way back is exact."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.people.models import Alias, Person
from truyvet.people.queries.merges import aliases_in_force
from truyvet.people.queries.persons_in_scope import persons_in_scope
from truyvet.people.rules import merges as rules
from truyvet.people.values import MergeRefused, PersonNotFound

MAX_REASON_LETTERS = 200
MERGE_LOCK = int.from_bytes(b"tv:merge", "big") >> 1
"""The number under which merges wait for each other; any fixed one that nothing else uses."""


def merge(*, by: By, now: datetime, scope: Scope, person_code: str, into_code: str, reason: str) -> bool:
    """Merges ``person_code`` into ``into_code``: they are one human being. Returns False when that was recorded before.

    Raises PersonNotFound, MergeRefused (same, already_merged, cycle, no_reason).
    """
    if not reason.strip():
        raise MergeRefused("no_reason")
    with transaction.atomic():
        change = next_change()
        person, into = _both(scope, person_code, into_code)
        known = _locked_aliases()
        created = known.get(person) != into
        if created:
            refusal = rules.merge_refusal(known, person, into)
            if refusal is not None:
                raise MergeRefused(refusal.value)
            Alias.objects.create(person_id=person, into_id=into, reason=reason.strip()[:MAX_REASON_LETTERS], at=now, change=change)
        record(
            by=by,
            now=now,
            action="people.merge",
            subject=f"person:{person_code}",
            facts={"into": into_code, "created": created},
            also=(f"person:{into_code}",),
        )
    return created


def unmerge(*, by: By, now: datetime, scope: Scope, person_code: str) -> bool:
    """Takes back the merge of ``person_code``; False when it is not merged. Raises PersonNotFound."""
    with transaction.atomic():
        change = next_change()
        if not Person.objects.filter(persons_in_scope(scope), code=person_code).exists():
            raise PersonNotFound
        undone = Alias.objects.filter(person__code=person_code, undone_at__isnull=True).update(undone_at=now, change=change)
        record(
            by=by,
            now=now,
            action="people.unmerge",
            subject=f"person:{person_code}",
            facts={"undone": bool(undone)},
        )
    return bool(undone)


def _both(scope: Scope, person_code: str, into_code: str) -> tuple[int, int]:
    found = dict(Person.objects.filter(persons_in_scope(scope), code__in=(person_code, into_code)).values_list("code", "id"))
    if person_code not in found or into_code not in found:
        raise PersonNotFound
    return found[person_code], found[into_code]


def _locked_aliases() -> dict[int, int]:
    """Returns the aliases in force, which nobody else changes until this transaction ends.

    Two merges at one moment could close a ring that neither sees. Merges are made by hand, so they simply wait for
    each other. SQLite has one writer at a time, and ``next_change`` has already made this transaction the writer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MERGE_LOCK])
    return aliases_in_force()
