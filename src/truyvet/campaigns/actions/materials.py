"""Writes material and its versions, and deletes what is kept no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.campaigns.models import Material, MaterialVersion
from truyvet.campaigns.queries.materials import materials_in_scope
from truyvet.campaigns.rules.source_text import (
    MATERIAL_RETENTION_DAYS,
    MaterialAbsent,
    MaterialRefused,
    SourceText,
    source_refusals,
)
from truyvet.campaigns.rules.spoken_text import LANGUAGES, LOUDSPEAKER_S, loudspeaker_text, reading_rates
from truyvet.core.idempotency import IdempotencyConflict, body_hash, is_same_body, write_once
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import SPOKEN, CodeShape, unused_codes
from truyvet.core.refusal import Refusal
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.places.queries import unit_at_path

CODE = CodeShape(8, SPOKEN)


def write_material(*, by: By, now: datetime, scope: Scope, event_id: UUID, text: SourceText, code: str = "") -> str:
    """Writes a new version of ``code``, or a new matter with its first one, and returns the code. The same event is the same version.

    Raises MaterialRefused, MaterialAbsent, IdempotencyConflict.
    """
    require_scope(scope)
    today = LocalDay.of(now)
    refusals = list(source_refusals(text, today))
    for language in LANGUAGES:
        if loudspeaker_text(text, language, reading_rates()).seconds > LOUDSPEAKER_S:
            refusals.append(Refusal("too_long_to_say", f"title_{language}"))
    if refusals:
        raise MaterialRefused(*refusals)
    body = body_hash(code, text)

    def find() -> str | None:
        known = MaterialVersion.objects.filter(event_id=event_id).select_related("material").first()
        if known is None:
            return None
        if not is_same_body(known.body_hash, body):
            raise IdempotencyConflict(event_id)
        return known.material.code

    def write() -> str:
        material = _material(scope, now, code)
        number = (material.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        MaterialVersion.objects.create(
            material=material, number=number, event_id=event_id, body_hash=body, issuer=text.issuer, title_vi=text.title_vi,
            title_en=text.title_en, points_vi="\n".join(text.points_vi), points_en="\n".join(text.points_en), phone=text.phone,
            link=text.link, valid_from=text.first, valid_until=text.last, created_at=now,
        )  # fmt: skip
        record(by=by, now=now, action="campaigns.write_material", subject=f"material:{material.code}", facts={"version": number})
        return material.code

    return write_once(find, write)


def _material(scope: Scope, now: datetime, code: str) -> Material:
    if code:
        found = materials_in_scope(scope).select_for_update(of=("self",)).filter(code=code).first()
        if found is None:
            raise MaterialAbsent
        return found
    unit = unit_at_path(scope, scope.paths[0], scope.on) if scope.paths else None
    if unit is None:
        raise MaterialAbsent
    (fresh,) = unused_codes(CODE, 1, lambda drawn: Material.objects.filter(code__in=drawn).values_list("code", flat=True))
    return Material.objects.create(code=fresh, unit_id=unit.id, created_at=now)


def purge_materials(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes matters two years after the last day of their last version, with their versions and turns, and returns how many."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="campaigns.purge_materials", subject=f"materials:{count}", facts={"deleted": count})

    over = LocalDay.of(now) - timedelta(days=MATERIAL_RETENTION_DAYS)
    old = MaterialVersion.objects.values("material").annotate(last=Max("valid_until")).filter(last__lt=over).values("material")
    return delete_in_batches(Material.objects.filter(pk__in=old), record=record_batch, batch_rows=batch_rows)
