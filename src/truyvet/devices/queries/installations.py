"""Counts the installations of the app."""

from __future__ import annotations

from truyvet.audit.values import Scope, require_scope
from truyvet.devices.models import Installation


def adoption(scope: Scope) -> tuple[int, int]:
    """Returns the number of installations in contact within 90 days, and of those with a proved number. Whole province only."""
    if not require_scope(scope).whole_province:
        return 0, 0
    return Installation.objects.count(), Installation.objects.filter(person__isnull=False).count()
