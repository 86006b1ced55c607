"""Writes texts to the telephones of those who were told, where they agreed to messages and proved a number."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.areas.queries.health_stations import call_numbers
from truyvet.audit.values import By, Scope
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions import enqueue
from truyvet.notices.models import NoticeRecipient
from truyvet.notices.rules.notice import TextState, due_text
from truyvet.people.queries import message_numbers

ROWS_PER_ROUND: Final = 200
"""A round holds its transaction for less than a second, so that nobody who writes waits for it."""
NAMESPACE: Final = UUID("c1f5be9a-52d3-4a5e-8f0a-1de4a5d4b8c7")
"""Ours, drawn once: the same version for the same person is the same message."""


def write_texts(now: datetime) -> int:
    """Writes the texts of one round to the outbox and returns for how many persons it is settled what becomes of theirs."""
    scope = Scope.system("notices", LocalDay.of(now))
    with transaction.atomic():
        rows = list(NoticeRecipient.objects.filter(text_state=TextState.PENDING.value).select_for_update().order_by("pk")[:ROWS_PER_ROUND])
        numbers = message_numbers(scope, {row.person_id for row in rows})
        # The ministry's line where the commune has no number: one look-up for each commune of the round.
        dials = {commune: call_numbers(scope, commune)[0].dial for commune in {commune for _, commune in numbers.values()}}
        for row in rows:
            text = due_text(row.texted_version, row.opened_version, is_concerned=row.is_concerned)
            if text is None or row.person_id not in numbers:
                row.text_state = (TextState.UNNEEDED if text is None else TextState.NO_NUMBER).value
            else:
                row.text_state, row.texted_version = TextState.QUEUED.value, row.version
                number, commune = numbers[row.person_id]
                enqueue(
                    by=By.system("notices"), now=now, event_id=uuid5(NAMESPACE, f"{row.pk}:{row.version}"), to_kind="phone", to=number,
                    template=text.value, language="vi",
                    params={"day": f"{LocalDay.of_second(row.start):%d/%m/%Y}", "phone": dials[commune]},
                )  # fmt: skip
        NoticeRecipient.objects.bulk_update(rows, ["text_state", "texted_version"])
    return len(rows)


JOBS: Final = (Job("notices.write_texts", write_texts, interval_s=5, lane=Lane.MESSAGES, timeout_s=60),)
