"""The two groups that nobody lists: other rooms know who is under an order and who is to be tested. Counts alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.declarations.queries import declared_since
from truyvet.groups.rules.member_states import DECLARED_WITHIN, RosterCounts
from truyvet.groups.rules.roster_kinds import RosterKind
from truyvet.isolation.queries.orders_in_scope import under_order
from truyvet.laboratory.queries.tests_in_scope import orders_in_scope as test_orders_in_scope
from truyvet.people.queries.accounts import entries_with_account


def computed_groups(scope: Scope, now: datetime) -> dict[RosterKind, RosterCounts]:
    """Returns the counts of both within the scope; everybody in them is an entry. Six statements."""
    reader = require_scope(scope)
    return {
        RosterKind.UNDER_ORDER: _counts(reader, under_order(reader, 0, now), now),
        RosterKind.TO_TEST: _counts(reader, to_be_tested(reader, 0, now), now),
    }


def to_be_tested(scope: object, days: int, now: datetime) -> QuerySet[Any]:
    """Returns the ids of those with a test that is ordered and not done."""
    return test_orders_in_scope(require_scope(scope)).filter(done_at=None, cancelled_at=None).values("person")


def under_order_not_installed(scope: object, days: int, now: datetime) -> QuerySet[Any]:
    """Returns the ids of those under an order who have no account here."""
    reader = require_scope(scope)
    return under_order(reader, days, now).exclude(person__in=entries_with_account(reader))


def to_test_not_installed(scope: object, days: int, now: datetime) -> QuerySet[Any]:
    """Returns the ids of those who are to be tested and have no account here."""
    reader = require_scope(scope)
    return to_be_tested(reader, days, now).exclude(person__in=entries_with_account(reader))


def _counts(scope: Scope, persons: QuerySet[Any], now: datetime) -> RosterCounts:
    everybody = persons.order_by().distinct()
    members = everybody.count()
    installed = everybody.filter(person__in=entries_with_account(scope)).count()
    declared = everybody.filter(person__in=declared_since(scope, now - DECLARED_WITHIN)).count()
    return RosterCounts(members, installed, members, members - installed, declared)
