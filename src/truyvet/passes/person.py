"""The passes room's share of a person: issued passes, gate status and holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from truyvet.audit.values import require_scope
from truyvet.core.change_number import next_change
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.passes.models import GateStatus, Hold, Pass
from truyvet.people.rules.consents import DECLARATION
from truyvet.places.queries import within
from truyvet.web.display_format import full_words

KINDS = {"phone": _("Mã vào cổng trên điện thoại"), "card": _("Thẻ giấy")}
HOME = "person__commune__path"


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Passes given out and holds, of a person within the scope."""
    reader = require_scope(scope)
    passes = Pass.objects.filter(within(reader, HOME), person=person_id)
    entries = [
        TimelineEntry(at=at, kind=_("Mã vào cổng"), title=KINDS[kind], text=_("Hạn đến %(at)s") % {"at": full_words(until)}, icon="qr")
        for kind, at, until in passes.values_list("kind", "issued_at", "expires_at")
    ]
    for since, ended in Hold.objects.filter(within(reader, HOME), person=person_id).values_list("since", "released_at"):
        entries.append(TimelineEntry(at=since, kind=_("Mã vào cổng"), title=_("Cổng mời gọi trạm y tế"), state="warn", icon="stop"))
        if ended is not None:
            entries.append(TimelineEntry(at=ended, kind=_("Mã vào cổng"), title=_("Cổng lại cho vào"), state="good", icon="check"))
    return entries


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns all this room holds on the person, for their own copy. A token is not among it: it opens gates."""
    reader = require_scope(scope)
    rows: list[Mapping[str, Fact]] = [
        {
            "table": "pass",
            "kind": kind,
            "declared": _iso(declared_at),
            "issued": _iso(at),
            "expires": _iso(until),
            "revoked": _iso(ended),
            "why": why,
        }
        for kind, declared_at, at, until, ended, why in Pass.objects.filter(within(reader, HOME), person=person_id)
        .order_by("issued_at", "id")
        .values_list("kind", "declared_at", "issued_at", "expires_at", "revoked_at", "revoked_why")
    ]
    rows += [
        {"table": "standing", "declared": _iso(at), "clear": clear}
        for at, clear in GateStatus.objects.filter(within(reader, HOME), person=person_id).values_list("declared_at", "clear")
    ]
    rows += [
        {"table": "hold", "why": why, "since": _iso(since), "until": _iso(until), "released": _iso(released)}
        for why, since, until, released in Hold.objects.filter(within(reader, HOME), person=person_id)
        .order_by("since", "id")
        .values_list("why", "since", "until", "released_at")
    ]
    return rows


def erase(person_id: int, now: datetime) -> int:
    """Deletes the gate status and ends every pass; returns how many rows went or ended. The caller's transaction holds the audit row.

    A living pass stays, revoked, until its day: only so do gates without a network learn that it opens nothing. Holds stay
    until theirs: they protect others.
    """
    return _end(person_id, now, "erased")


def stop(person_id: int, purpose: str, now: datetime) -> int:
    """Ends the passes of a person who takes back the consent to declarations; returns how many."""
    return _end(person_id, now, "withdrawn") if purpose == DECLARATION else 0


def _end(person_id: int, now: datetime, why: str) -> int:
    with transaction.atomic():
        passes = Pass.objects.filter(person=person_id)
        gone = passes.filter(expires_at__lte=now).delete()[0]
        gone += passes.filter(revoked_at__isnull=True).update(revoked_at=now, revoked_why=why, change=next_change())
        return gone + GateStatus.objects.filter(person=person_id).delete()[0]


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
