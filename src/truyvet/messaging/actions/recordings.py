"""Recordings for automatic calls: one person records, another one has heard it and approves."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from truyvet.access.queries import signature_wait
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.encryption import encrypt
from truyvet.core.idempotency import IdempotencyConflict, write_once
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.core.toml_table import LANGUAGES
from truyvet.messaging.models import SOUND_PURPOSE, VoiceRecording
from truyvet.messaging.queries import spoken_texts
from truyvet.messaging.rules.retention_periods import TEMPLATE_DAYS
from truyvet.messaging.rules.voice_prompt import RecordingRefused, recording_seconds
from truyvet.messaging.rules.written_template import TRANSITIONS, TemplateState


def add_recording(*, by: By, now: datetime, scope: Scope, event_id: UUID, template: str, language: str, data: bytes) -> int:
    """Keeps a recording under seal and returns its number. Nobody is called with it before it is approved.

    Raises RecordingRefused: "size", "format", "seconds", "absent" for a text that is not spoken; IdempotencyConflict.
    """
    require_scope(scope)
    if template not in spoken_texts(scope) or language not in LANGUAGES:
        raise RecordingRefused(Refusal("absent", "template"))
    seconds, sound_hash = recording_seconds(data), hashlib.sha256(data).hexdigest()

    def find() -> int | None:
        known = VoiceRecording.objects.filter(event_id=event_id).defer("sealed_sound").first()
        if known is not None and (known.template, known.language, known.sound_hash) != (template, language, sound_hash):
            raise IdempotencyConflict(event_id)
        return None if known is None else known.pk

    def write() -> int:
        row = VoiceRecording.objects.create(
            event_id=event_id, template=template, language=language, sealed_sound=encrypt(SOUND_PURPOSE, data), sound_hash=sound_hash,
            seconds=seconds, state=TemplateState.WRITTEN.value, written_by_id=by.staff, written_at=now,
        )  # fmt: skip
        record(by=by, now=now, action="messaging.add_recording", subject=f"recording:{row.pk}", facts={"seconds": seconds})
        return row.pk

    return write_once(find, write)


@transaction.atomic
def decide_recording(*, by: By, now: datetime, scope: Scope, number: int, state: TemplateState, is_heard: bool) -> None:
    """Approves, refuses or ends a recording. Another person than its writer approves, who has played it (``is_heard``), with an account
    that is not new; approving ends the one before it.

    Raises RecordingRefused: "absent", "state", "own", "fresh_account", "unheard".
    """
    row = VoiceRecording.objects.select_for_update().defer("sealed_sound").filter(pk=number).first()
    if row is None:
        raise RecordingRefused("absent")
    if state not in TRANSITIONS[TemplateState(row.state)]:
        raise RecordingRefused("state")
    if state is TemplateState.APPROVED:
        if by.staff is None or row.written_by_id == by.staff:
            raise RecordingRefused("own")
        if signature_wait(scope, by.staff, now) is not None:
            raise RecordingRefused("fresh_account")
        if not is_heard:
            raise RecordingRefused("unheard")
    forget = LocalDay.of(now) + timedelta(days=TEMPLATE_DAYS)
    if state is TemplateState.APPROVED:
        before = VoiceRecording.objects.filter(template=row.template, language=row.language, state=TemplateState.APPROVED.value)
        before.update(state=TemplateState.ENDED.value, delete_on=forget)
    row.state, row.decided_by_id, row.decided_at = state.value, by.staff, now
    row.delete_on = None if state is TemplateState.APPROVED else forget
    row.save(update_fields=["state", "decided_by", "decided_at", "delete_on"])
    record(by=by, now=now, action="messaging.decide_recording", subject=f"recording:{number}", facts={"state": state.value})
