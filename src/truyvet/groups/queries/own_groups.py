"""The groups in which a citizen stands, and those that they keep."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.declarations.queries import declared_since
from truyvet.groups.models import Membership, RosterGroup
from truyvet.groups.rules.member_states import DECLARED_WITHIN
from truyvet.people.queries import root_persons


def own_members(scope: Scope, person_id: int) -> QuerySet[Membership]:
    """Returns the present memberships of a person, on all entries merged with theirs."""
    roots = root_persons(require_scope(scope))
    root = roots.get(person_id, person_id)
    entries = [person_id, root, *(entry for entry, into in roots.items() if into == root)]
    return Membership.objects.filter(person__in=entries, valid_until=None).select_related("group", "group__unit")


def kept_groups(scope: Scope, person_id: int) -> QuerySet[RosterGroup]:
    """Returns the groups that a citizen keeps."""
    require_scope(scope)
    return RosterGroup.objects.filter(keeper=person_id).select_related("unit").order_by("name", "pk")


def relatives_of(scope: Scope, members: list[int]) -> list[Membership]:
    """Returns the relatives whom these members named."""
    require_scope(scope)
    return list(Membership.objects.filter(relative_of__in=members, valid_until=None).order_by("pk"))


def has_declared_lately(scope: Scope, person_id: int, now: datetime) -> bool:
    """Returns whether somebody declared within the week that the head of a group sees."""
    return bool(declared_since(require_scope(scope), now - DECLARED_WITHIN).filter(person=person_id).exists())
