"""Enters zones and points of the map, and ends them before their day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from truyvet.areas.models import MapMark
from truyvet.areas.queries.map_marks import mark_in_scope
from truyvet.areas.rules.map_marks import MapMarkRefused, NewMapMark, check_mark
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import CodeShape
from truyvet.core.refusal import Refusal
from truyvet.places.queries import units_in_scope
from truyvet.places.rules import UnitLevel

MARK_CODE: Final = CodeShape(8)


def add_map_mark(*, by: By, now: datetime, scope: Scope, mark: NewMapMark) -> str:
    """Enters a zone or point and returns its code. Raises MapMarkRefused with every reason."""
    check_mark(mark, {unit.id for level in UnitLevel for unit in units_in_scope(scope, level, scope.on)})
    with transaction.atomic():
        row = MapMark.objects.create(
            code=MARK_CODE.draw(), kind=mark.kind.value, name=mark.name.strip(), note=mark.note.strip(),
            legal_basis=mark.legal_basis.strip(), unit_id=mark.unit_id, unit_ids=list(mark.unit_ids),
            line=[list(point) for point in mark.line], is_public=mark.is_public,
            first_day=mark.first_day, last_day=mark.last_day, staff_id=by.staff, at=now,
        )  # fmt: skip
        facts = {"kind": mark.kind.value, "unit": mark.unit_id, "is_public": mark.is_public}
        record(by=by, now=now, action="areas.add_map_mark", subject=f"map_mark:{row.code}", facts=facts)
    return row.code


def end_map_mark(*, by: By, now: datetime, scope: Scope, code: str) -> None:
    """Ends a zone or point today; one that had not begun never stands. Raises MapMarkRefused("absent")."""
    with transaction.atomic():
        row = mark_in_scope(scope, code)
        if row is None:
            raise MapMarkRefused(Refusal("absent"))
        today = LocalDay.of(now)
        row.ended_on = min(today, row.ended_on or today) if row.first_day <= today else row.first_day - timedelta(days=1)
        row.save(update_fields=["ended_on"])
        record(by=by, now=now, action="areas.end_map_mark", subject=f"map_mark:{row.code}", facts={"kind": row.kind})
