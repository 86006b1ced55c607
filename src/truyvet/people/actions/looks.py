"""Searching for persons and opening an entry: each is for a stated case or task, recorded, and within the account's day.

The only way for a page to find somebody, as open_identities is the only way to a whole name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage
from truyvet.core.refusal import Refused
from truyvet.people.models import PersonLook
from truyvet.people.queries.likely_persons import likely_persons
from truyvet.people.queries.person_search import PERSONS_PER_PAGE, PersonsFound, find_persons, masked_persons, person_ids_by_code
from truyvet.people.rules import look_limit
from truyvet.people.values import MaskedPerson, NewPerson, PurposeMissing

Found = TypeVar("Found", bound=ListPage[MaskedPerson])


class LooksSpent(Refused):
    """The account has been shown as many persons as one may in a day: look_limit.SPENT or SPENT_WITHOUT_CASE."""


def search_persons(
    *,
    by: By,
    now: datetime,
    scope: Scope,
    purpose: str,
    text: str,
    birth_year: int | None = None,
    commune_id: int | None = None,
    among: QuerySet[Any, Any] | None = None,
    wanted: object = 1,
    limit: int = PERSONS_PER_PAGE,
) -> PersonsFound:
    """Returns who fits ``text`` (queries.find_persons), at most as many new persons as the day has left, in one audit row.

    ``purpose`` is "case:BG-0412" or "task:new_case". Raises PurposeMissing, LooksSpent (recorded too, and nothing is searched).
    """

    def read() -> PersonsFound:
        return find_persons(scope, text, birth_year=birth_year, commune_id=commune_id, among=among, wanted=wanted, limit=limit)

    return _searched(by, now, scope, purpose, read)


def search_likely_persons(*, by: By, now: datetime, scope: Scope, purpose: str, person: NewPerson, limit: int) -> ListPage[MaskedPerson]:
    """Returns who may be the person that is being entered (queries.likely_persons), as ``search_persons`` does."""
    return _searched(by, now, scope, purpose, lambda: likely_persons(scope, person, limit=limit))


def _searched(by: By, now: datetime, scope: Scope, purpose: str, read: Callable[[], Found]) -> Found:
    with transaction.atomic():
        left = _looks_left(by, now, scope, purpose, "people.search_refused")
        if left:
            found = read()
            shown = _charge(scope, now, purpose, found.rows, left)
            _record(by, now, purpose, "people.search", shown)
    if not left:
        raise LooksSpent(_spent(purpose))
    return replace(found, rows=tuple(shown))


def look_at_persons(*, by: By, now: datetime, scope: Scope, purpose: str, codes: Iterable[str]) -> tuple[MaskedPerson, ...]:
    """Returns those of ``codes`` in reach as a page shows them, in one audit row. Raises PurposeMissing, LooksSpent."""
    with transaction.atomic():
        left = _looks_left(by, now, scope, purpose, "people.look_refused")
        if left:
            rows = masked_persons(scope, person_ids_by_code(scope, codes).values()).values()
            shown = _charge(scope, now, purpose, tuple(rows), left)
            _record(by, now, purpose, "people.look", shown)
    if not left:
        raise LooksSpent(_spent(purpose))
    return tuple(shown)


def _looks_left(by: By, now: datetime, scope: Scope, purpose: str, refused: str) -> int:
    if not purpose.strip() or scope.staff is None:
        raise PurposeMissing
    today = PersonLook.objects.filter(staff_id=scope.staff, day=LocalDay.of(now))
    left = look_limit.looks_left(today.count(), today.filter(for_case=False).count(), purpose)
    if not left:
        record(by=replace(by, purpose=purpose), now=now, action=refused, subject=f"staff:{scope.staff}", facts={"reason": _spent(purpose)})
    return left


def _charge(scope: Scope, now: datetime, purpose: str, rows: Sequence[MaskedPerson], left: int) -> list[MaskedPerson]:
    """Returns the rows that may be shown: those seen today already, and as many others as the day has left."""
    day, staff = LocalDay.of(now), scope.staff or 0
    seen = set(
        PersonLook.objects.filter(staff_id=staff, day=day, person__in=[row.person_id for row in rows]).values_list("person_id", flat=True)
    )
    new = [row for row in rows if row.person_id not in seen][:left]
    is_for_case = look_limit.is_for_case(purpose)
    looks = (PersonLook(staff_id=staff, day=day, person_id=row.person_id, for_case=is_for_case) for row in new)
    # The same search from two windows at once counts each person once.
    PersonLook.objects.bulk_create(looks, ignore_conflicts=True)
    may = seen | {row.person_id for row in new}
    return [row for row in rows if row.person_id in may]


def _record(by: By, now: datetime, purpose: str, action: str, shown: Sequence[MaskedPerson]) -> None:
    codes = sorted(row.code for row in shown)
    record(
        by=replace(by, purpose=purpose),
        now=now,
        action=action,
        subject=f"person:{codes[0]}" if len(codes) == 1 else f"persons:{len(codes)}",
        facts={"count": len(codes)},
        also=() if len(codes) == 1 else tuple(f"person:{code}" for code in codes),
    )


def _spent(purpose: str) -> str:
    return look_limit.SPENT if look_limit.is_for_case(purpose) else look_limit.SPENT_WITHOUT_CASE
