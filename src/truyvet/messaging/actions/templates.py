"""Texts of campaigns in versions: one person writes, another one approves."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from truyvet.access.queries import signature_wait
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.idempotency import IdempotencyConflict, write_once
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.messaging.models import TemplateVersion
from truyvet.messaging.rules.retention_periods import TEMPLATE_DAYS
from truyvet.messaging.rules.written_template import TRANSITIONS, TemplateRefused, TemplateState, text_reasons


def write_template(*, by: By, now: datetime, scope: Scope, event_id: UUID, title: str, vi: str, en: str, name: str = "") -> tuple[str, int]:
    """Writes a new version of the text ``name``, or a new text, and returns name and number. Nobody is sent anything before it is approved.

    Raises TemplateRefused with every reason of the lint ("lint", one for a language), "absent"; IdempotencyConflict.
    """
    require_scope(scope)
    wrong = text_reasons({"vi": vi, "en": en})
    if wrong:
        raise TemplateRefused(*dict.fromkeys(Refusal("lint", "en" if "en" in each.at else "vi") for each in wrong))

    def find() -> tuple[str, int] | None:
        known = TemplateVersion.objects.filter(event_id=event_id).first()
        if known is not None and (known.title, known.text_vi, known.text_en) != (title, vi, en):
            raise IdempotencyConflict(event_id)
        return None if known is None else (known.name, known.number)

    def write() -> tuple[str, int]:
        versions = TemplateVersion.objects.select_for_update().filter(name=name)
        if name and not versions.exists():
            raise TemplateRefused("absent")
        number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
        row = TemplateVersion.objects.create(
            event_id=event_id, name=name or f"text_{event_id.hex[:10]}", number=number, title=title, text_vi=vi, text_en=en,
            state=TemplateState.WRITTEN.value, written_by_id=by.staff, written_at=now,
        )  # fmt: skip
        record(by=by, now=now, action="messaging.write_template", subject=f"template:{row.name}", facts={"version": number})
        return row.name, number

    return write_once(find, write)


@transaction.atomic
def decide_template(*, by: By, now: datetime, scope: Scope, name: str, number: int, state: TemplateState) -> None:
    """Approves, refuses or ends a version. Another person than its writer approves, with an account that is not new; approving ends the
    version before it.

    Raises TemplateRefused: "absent", "state", "own", "fresh_account".
    """
    row = TemplateVersion.objects.select_for_update().filter(name=name, number=number).first()
    if row is None:
        raise TemplateRefused("absent")
    if state not in TRANSITIONS[TemplateState(row.state)]:
        raise TemplateRefused("state")
    if state is TemplateState.APPROVED and (by.staff is None or row.written_by_id == by.staff):
        raise TemplateRefused("own")
    if state is TemplateState.APPROVED and by.staff is not None and signature_wait(scope, by.staff, now) is not None:
        raise TemplateRefused("fresh_account")
    forget = LocalDay.of(now) + timedelta(days=TEMPLATE_DAYS)
    if state is TemplateState.APPROVED:
        before = TemplateVersion.objects.filter(name=name, state=TemplateState.APPROVED.value)
        before.update(state=TemplateState.ENDED.value, delete_on=forget)
    row.state, row.decided_by_id, row.decided_at = state.value, by.staff, now
    row.delete_on = None if state is TemplateState.APPROVED else forget
    row.save()
    record(
        by=by, now=now, action="messaging.decide_template", subject=f"template:{name}", facts={"version": number, "state": state.value}
    )  # fmt: skip
