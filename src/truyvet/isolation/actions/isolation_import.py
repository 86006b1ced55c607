"""Adds the isolation periods that come with many cases at once, for an import or a demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases import queries as cases
from truyvet.isolation.models import Isolation
from truyvet.isolation.rules import IsolationEntry


@dataclass(frozen=True, slots=True)
class ImportedIsolation:
    """The period of the person of case ``code``."""

    code: str
    entry: IsolationEntry


@transaction.atomic
def add_isolations(*, by: By, now: datetime, scope: Scope, lines: Sequence[ImportedIsolation]) -> int:
    """Adds the periods of cases within the scope in one batch and returns how many.

    A person who is isolated already, or had a period with the same start, gets no other one. The moments were checked by the caller.
    """
    require_scope(scope)
    entries = {line.code: line.entry for line in lines}
    found = list(cases.cases_in_scope(scope).filter(code__in=entries).order_by("pk").values_list("pk", "code", "person_id"))
    periods = Isolation.objects.filter(person_id__in=[person for _, _, person in found]).values_list("person_id", "starts_at", "ends_at")
    known = {(person, starts) for person, starts, _ in periods}
    isolated = {person for person, _, ends in periods if ends is None}
    rows = []
    for case_id, code, person in found:
        entry = entries[code]
        if person not in isolated and (person, entry.starts_at) not in known:
            isolated.add(person)
            rows.append(Isolation(person_id=person, case_id=case_id, place=entry.place.value, starts_at=entry.starts_at))
    Isolation.objects.bulk_create(rows)
    record(by=by, now=now, action="isolation.add", subject=f"isolations:{len(rows)}", facts={"read": len(lines), "added": len(rows)})
    return len(rows)
