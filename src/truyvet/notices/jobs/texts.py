"""Brings what persons were told to their browsers, where they asked for it, and to their telephones, where they agreed to messages."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.areas.queries.health_stations import call_numbers
from truyvet.audit.values import By, Scope
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions import enqueue_push_first, withdraw_answered
from truyvet.messaging.queries import push_devices
from truyvet.messaging.queries.email_addresses import email_addresses
from truyvet.notices.models import NoticeRecipient
from truyvet.notices.rules.notice import TextState, due_text, text_event
from truyvet.people.queries import message_numbers

ROWS_PER_ROUND: Final = 200
"""A round holds its transaction for less than a second, so that nobody who writes waits for it."""
OWN_NOTICES: Final = "/thong-bao/"
"""The page that shows them, after a sign-in; what a push opens."""


def write_texts(now: datetime) -> int:
    """Writes the texts of one round to the outbox and returns for how many persons it is settled what becomes of theirs."""
    scope, by = Scope.system("notices", LocalDay.of(now)), By.system("notices")
    with transaction.atomic():
        rows = list(NoticeRecipient.objects.filter(text_state=TextState.PENDING.value).select_for_update().order_by("pk")[:ROWS_PER_ROUND])
        numbers = message_numbers(scope, {row.person_id for row in rows})
        devices = push_devices(scope, {row.person_id for row in rows})
        emails = email_addresses(scope, {row.person_id for row in rows})
        # The ministry's line where the commune has no number: one look-up for each commune of the round.
        dials = {commune: call_numbers(scope, commune)[0].dial for commune in {commune for _, commune in numbers.values()}}
        for row in rows:
            # What still waits is not true any more; whom it never reached needs no correction of it.
            if row.texted_version and withdraw_answered(by=by, now=now, event_ids=[text_event(row.pk, row.texted_version)]):
                row.texted_version = 0
            text = due_text(row.texted_version, row.opened_version, is_concerned=row.is_concerned)
            number, commune = numbers.get(row.person_id, ("", None))
            browsers, email = devices.get(row.person_id, ()), emails.get(row.person_id, "")
            if text is None or not (number or browsers or email):
                row.text_state = (TextState.UNNEEDED if text is None else TextState.NO_NUMBER).value
            else:
                row.text_state, row.texted_version = TextState.QUEUED.value, row.version
                enqueue_push_first(
                    by=by, now=now, event_id=text_event(row.pk, row.version), devices=browsers, path=OWN_NOTICES,
                    email=email, number=number, template=text.value, language="vi",
                    params={"day": f"{LocalDay.of_second(row.start):%d/%m/%Y}", "phone": dials.get(commune, "")},
                )  # fmt: skip
        NoticeRecipient.objects.bulk_update(rows, ["text_state", "texted_version"])
    return len(rows)


JOBS: Final = (Job("notices.write_texts", write_texts, interval_s=5, lane=Lane.MESSAGES, timeout_s=60),)
