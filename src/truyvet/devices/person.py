"""This room's part of a person. A person's page never lists whom they met: a trace answers that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.devices.models import Encounter, Installation, KeyOwner, SharedMatch, UploadCode
from truyvet.people.keyed_hash import keyed_hash
from truyvet.places.queries import within

HOME = "person__commune__path"


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns nothing: encounters are evidence of a trace, with a case behind it."""
    require_scope(scope)
    return ()


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns all that this room holds on the person, for their data export; the other person of an encounter is left out."""
    reader = require_scope(scope)
    mine = Q(person_a=person_id) & within(reader, "person_a__commune__path")
    theirs = Q(person_b=person_id) & within(reader, "person_b__commune__path")
    stored = Encounter.objects.filter(mine | theirs).order_by("start", "id")
    rows: list[Mapping[str, Fact]] = [
        {
            "table": "encounter",
            "start": datetime.fromtimestamp(row.start, UTC).isoformat(),
            "seconds": row.seconds,
            "distance_mm": row.distance_mm,
            "probability_ppm": row.probability_ppm,
            "attenuation_db": row.attenuation_db,
            "told_by": "own" if row.person_a_id == person_id else "other",
        }
        for row in stored
    ]
    return [*rows, *_apps(reader, person_id), *_codes(reader, person_id), *_shared(reader, person_id), *_tied(person_id)]


def erase(person_id: int, now: datetime) -> int:
    """Removes everything of the person; returns how many rows went. The caller's transaction holds the audit row.

    Published keys name nobody and stay public until their day: phones already have them.
    """
    with transaction.atomic():
        gone = Encounter.objects.filter(Q(person_a=person_id) | Q(person_b=person_id)).delete()[0]
        for model in (Installation, UploadCode, SharedMatch):
            gone += model._default_manager.filter(person=person_id).delete()[0]
        return gone + KeyOwner.objects.filter(owner_hash=keyed_hash("key_owner", str(person_id))).delete()[0]


def _apps(reader: object, person_id: int) -> list[Mapping[str, Fact]]:
    rows = Installation.objects.filter(within(require_scope(reader), HOME), person=person_id).order_by("id")
    stored = rows.values_list("platform", "seen_on")
    return [{"table": "installation", "platform": platform, "seen": seen.isoformat()} for platform, seen in stored]


def _codes(reader: object, person_id: int) -> list[Mapping[str, Fact]]:
    rows = UploadCode.objects.filter(within(require_scope(reader), HOME), person=person_id).order_by("issued_at", "id")
    return [
        {"table": "upload_code", "kind": kind, "issued": at.isoformat(), "used": used.isoformat() if used else None}
        for kind, at, used in rows.values_list("kind", "issued_at", "used_at")
    ]


def _shared(reader: object, person_id: int) -> list[Mapping[str, Fact]]:
    rows = SharedMatch.objects.filter(within(require_scope(reader), HOME), person=person_id).order_by("shared_at", "id")
    names = ("day", "minutes", "confidence", "probability_ppm", "shared_at", "verdict", "note", "consent_version")
    return [
        {
            "table": "shared_match", "day": day.isoformat(), "minutes": minutes, "confidence": confidence, "probability_ppm": likely,
            "shared": at.isoformat(), "verdict": verdict, "note": note, "consent": consent,
        }
        for day, minutes, confidence, likely, at, verdict, note, consent in rows.values_list(*names)
    ]  # fmt: skip


def _tied(person_id: int) -> list[Mapping[str, Fact]]:
    rows = KeyOwner.objects.filter(owner_hash=keyed_hash("key_owner", str(person_id))).order_by("delete_on")
    return [{"table": "tied_key", "until": day.isoformat()} for day in rows.values_list("delete_on", flat=True)]
