"""Opens names: the only way to learn who a person is, and it always leaves an audit row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.people.models import Person
from truyvet.people.queries.persons_in_scope import chunks, persons_in_scope
from truyvet.people.values import Identity, PurposeMissing


def open_identities(*, by: By, now: datetime, scope: Scope, person_ids: Iterable[int], purpose: str) -> dict[int, Identity]:
    """Returns name, phones and address of those of ``person_ids`` in reach, by person id.

    One audit row holds the purpose ("case:BG-0412"), the count and the codes; each person finds it under their own
    code. Nobody in reach: still one row, count 0. Raises PurposeMissing. A constant number of statements up to
    10,000 persons.
    """
    require_scope(scope)
    if not purpose.strip():
        raise PurposeMissing
    with transaction.atomic():
        opened = _identities(scope, person_ids)
        codes = sorted(identity.code for identity in opened.values())
        record(
            by=replace(by, purpose=purpose.strip()),
            now=now,
            action="people.open_identities",
            subject=f"person:{codes[0]}" if len(codes) == 1 else f"persons:{len(codes)}",
            facts={"count": len(codes), "codes": " ".join(codes)},
            also=() if len(codes) == 1 else tuple(f"person:{code}" for code in codes),
        )
    return opened


def _identities(scope: Scope, person_ids: Iterable[int]) -> dict[int, Identity]:
    """Lives here and not among the queries, so that no door can reach it past the audit."""
    reach = persons_in_scope(scope)
    opened: dict[int, Identity] = {}
    for part in chunks(person_ids):
        rows = Person.objects.filter(reach, id__in=part).select_related("commune").prefetch_related("phones")
        for row in rows:
            opened[row.id] = Identity(
                person_id=row.id,
                code=row.code,
                name=row.name,
                birth_year=row.birth_year,
                gender=row.gender,
                commune_id=row.commune_id,
                commune_path=row.commune.path if row.commune else "",
                commune_name=row.commune.name if row.commune else "",
                address=row.address,
                phones=tuple(sorted(phone.number for phone in row.phones.all())),
            )
    return opened
