"""Who works on which followed persons: taking, giving back, giving to a colleague, handing over at the end of a shift. No clock stops."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet

from truyvet.access.queries import Colleague, colleagues
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.followup.models import FollowUp
from truyvet.followup.permissions import FOLLOW_UP
from truyvet.followup.queries.followed_persons import open_follow_ups
from truyvet.followup.rules.records import FollowUpRefused


def take(*, by: By, now: datetime, scope: Scope, person_codes: list[str]) -> int:
    """Makes the member of staff responsible for these persons; no clock stops. Returns how many are theirs now."""
    with transaction.atomic():
        count = open_follow_ups(scope).filter(person__code__in=person_codes).update(taken_by_id=scope.staff, taken_at=now)
        record(by=by, now=now, action="followup.take", subject=f"persons:{count}", facts={"count": count})
    return count


def give_back(*, by: By, now: datetime, scope: Scope, person_codes: list[str]) -> int:
    """Gives persons back to their unit; returns how many were given back."""
    with transaction.atomic():
        rows = open_follow_ups(scope).filter(person__code__in=person_codes, taken_by=scope.staff)
        count = rows.update(taken_by=None, taken_at=None, called_by=None, called_until=None)
        record(by=by, now=now, action="followup.give_back", subject=f"persons:{count}", facts={"count": count})
    return count


def assign(*, by: By, now: datetime, scope: Scope, person_codes: list[str], colleague: int) -> int:
    """Gives persons to a colleague and returns how many; those of places where the colleague may not work stay as they are.

    Raises FollowUpRefused("colleague") for somebody who may not follow anybody here today.
    """
    with transaction.atomic():
        chosen = _colleague(scope, colleague)
        rows = open_follow_ups(scope).filter(person__code__in=person_codes)
        count = _reached_by(chosen, rows).update(taken_by_id=chosen.id, taken_at=now, called_by=None, called_until=None)
        record(by=by, now=now, action="followup.assign", subject=f"persons:{count}", facts={"count": count, "to": chosen.id})
    return count


def hand_over(*, by: By, now: datetime, scope: Scope, colleague: int | None) -> tuple[int, int]:
    """Ends a shift: all that the member of staff had taken goes to a colleague, the rest (or all, without one) back to the unit.

    Returns (to the colleague, to the unit). Raises FollowUpRefused("colleague").
    """
    with transaction.atomic():
        mine = open_follow_ups(scope).filter(taken_by=scope.staff)
        given = 0
        if colleague is not None:
            chosen = _colleague(scope, colleague)
            given = _reached_by(chosen, mine).update(taken_by_id=chosen.id, taken_at=now, called_by=None, called_until=None)
        back = mine.update(taken_by=None, taken_at=None, called_by=None, called_until=None)
        facts = {"given": given, "back": back, "to": colleague or 0}
        record(by=by, now=now, action="followup.hand_over", subject=f"persons:{given + back}", facts=facts)
    return given, back


def _colleague(scope: Scope, wanted: int) -> Colleague:
    found = next((each for each in colleagues(scope, FOLLOW_UP) if each.id == wanted), None)
    if found is None:
        raise FollowUpRefused("colleague")
    return found


def _reached_by(colleague: Colleague, rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """Those rows that the colleague can open: of their units; of no known commune for who has a whole province."""
    reach = reduce(or_, (Q(commune__path__startswith=path) for path in colleague.paths))
    has_province = any(path.count("/") == 1 for path in colleague.paths)
    return rows.filter(reach | Q(commune__isnull=True) if has_province else reach)
