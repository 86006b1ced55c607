"""The administrative units that were loaded, by code."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def codes_on(day: date) -> dict[str, int]:
    """Returns row id by code of all units in force on a day."""
    from truyvet.places.models import Unit

    rows = Unit.objects.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)
    return dict(rows.values_list("code", "id"))
