"""Keeps the numbers of health stations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from truyvet.areas.models import HealthStation
from truyvet.areas.rules.call_numbers import StationRefused, parse_station_number
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.places.queries import unit_by_code


def set_station(*, by: By, now: datetime, scope: Scope, unit_code: str, phone: str) -> None:
    """Keeps the number of a unit's health station; an empty one takes it away. Raises StationRefused ("no_unit", "phone")."""
    unit = unit_by_code(scope, unit_code, scope.on)
    if unit is None or not scope.covers(unit.path):
        raise StationRefused("no_unit")
    digits = parse_station_number(phone) if phone.strip() else ""
    with transaction.atomic():
        if digits:
            HealthStation.objects.update_or_create(unit_id=unit.id, defaults={"phone": digits, "staff_id": scope.staff, "at": now})
        else:
            HealthStation.objects.filter(unit_id=unit.id).delete()
        record(by=by, now=now, action="areas.set_station", subject=f"unit:{unit.code}", facts={"has_number": bool(digits)})


def add_stations(*, by: By, now: datetime, stations: Mapping[int, str]) -> frozenset[int]:
    """Keeps numbers from a file, by row id of the unit, as ``parse_station_number`` gives them; returns the units that changed."""
    with transaction.atomic():
        known = dict(HealthStation.objects.filter(unit_id__in=stations).values_list("unit_id", "phone"))
        changed = {unit: phone for unit, phone in stations.items() if known.get(unit) != phone}
        rows = [HealthStation(unit_id=unit, phone=phone, at=now) for unit, phone in changed.items()]
        HealthStation.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["unit"], update_fields=["phone", "staff", "at"], batch_size=500
        )
        record(by=by, now=now, action="areas.add_stations", subject=f"stations:{len(stations)}", facts={"changed": len(changed)})
    return frozenset(changed)
