"""Records what a tracer found out about a contact: confirmed, refuted or not reached. Nothing is overwritten."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.change_number import next_change
from truyvet.investigations.models import Decision
from truyvet.investigations.queries.runs import reachable_contact
from truyvet.investigations.rules.runs import VERDICTS_WITH_REASON, ContactVerdict, RunEventConflict, RunRefused


def decide(
    *, by: By, now: datetime, scope: Scope, event_id: UUID, run_code: str, person_code: str, verdict: ContactVerdict, reason: str
) -> bool:
    """Records a decision and returns whether it is new. Raises RunRefused ("no_contact", "reason") or RunEventConflict."""
    reader = require_scope(scope)
    reason_text = reason.strip()[:500]
    if verdict in VERDICTS_WITH_REASON and not reason_text:
        raise RunRefused("reason")
    body = hashlib.sha256("\x1f".join((run_code, person_code, verdict.value, reason_text)).encode()).digest()
    known = Decision.objects.filter(event_id=event_id).values_list("body_hash", flat=True).first()
    if known is not None:
        if bytes(known) != body:
            raise RunEventConflict
        return False
    contact = reachable_contact(reader, run_code, person_code)
    if contact is None:
        raise RunRefused("no_contact")
    with transaction.atomic():
        Decision.objects.create(
            event_id=event_id, body_hash=body, run_id=contact.run_id, case_id=contact.run.case_id, person_id=contact.person_id,
            verdict=verdict.value, reason=reason_text, staff_id=reader.staff, at=now, change=next_change(),
        )  # fmt: skip
        record(
            by=by,
            now=now,
            action="investigations.decide",
            subject=f"person:{person_code}",
            facts={"run": run_code, "verdict": verdict.value},
        )
    return True
