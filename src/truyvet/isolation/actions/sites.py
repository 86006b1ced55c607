"""Sites where several persons are kept apart."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.isolation.models import Site
from truyvet.isolation.rules.order_states import OrderAbsent
from truyvet.places import queries as places


@transaction.atomic
def add_site(*, by: By, now: datetime, scope: Scope, unit_id: int, name: str, capacity: int, venue: str = "") -> int:
    """Adds a site, or sets capacity and gate of the one with this name in the unit, and returns its row id. Raises OrderAbsent."""
    unit = places.units_by_id(scope, [unit_id]).get(unit_id)
    if unit is None or not scope.covers(unit.path):
        raise OrderAbsent
    site, _ = Site.objects.update_or_create(
        unit_id=unit_id, name=name.strip(), defaults={"capacity": capacity, "venue": venue.strip().upper()}
    )
    record(by=by, now=now, action="isolation.site", subject=f"site:{site.pk}", facts={"capacity": capacity})
    return site.pk
