"""Sends the link to the daily answer to the telephone of a followed person: by hand, and each morning to all who owe an answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import body_hash
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import Entropy
from truyvet.followup.actions.checks import make_check_link
from truyvet.followup.actions.reach import open_follow_up
from truyvet.followup.actions.summaries import refresh
from truyvet.followup.models import Attempt, FollowUp
from truyvet.followup.queries.followed_persons import second_entries
from truyvet.followup.rules.due_step import StepKind
from truyvet.followup.rules.follow_up_rule import follow_up_table
from truyvet.followup.rules.link_event import ANSWERED_TEMPLATE, TEMPLATE, link_event
from truyvet.followup.rules.records import AttemptBy, AttemptOutcome, Channel, FollowUpRefused
from truyvet.messaging.actions import enqueue_push_first
from truyvet.messaging.gateways import takes_answers
from truyvet.messaging.queries import is_queued, push_devices
from truyvet.messaging.queries.email_addresses import email_addresses
from truyvet.people.queries import household_members, phones_of

PERSONS_PER_ROUND: Final = 100
"""So many links are written in one transaction: it holds their rows, and the board waits for them."""


def send_check_link(
    *, by: By, now: datetime, scope: Scope, person_code: str, address: Callable[[str], str], entropy: Entropy = secrets.token_bytes
) -> None:
    """Makes a link to the daily answer and has it sent to the person's own number, once a day; ``address(token)`` is its page.

    Raises FollowUpAbsent, FollowUpRefused: "no_phone" when no number is the person's alone, "sent_today".
    """
    with transaction.atomic():
        follow_up = open_follow_up(scope, person_code)
        number = own_number(scope, follow_up)
        if not number:
            raise FollowUpRefused("no_phone")
        if is_queued(scope, link_event(person_code, LocalDay.of(now))):
            raise FollowUpRefused("sent_today")
        _send(by, now, scope, follow_up, person_code, number, address, entropy)


def send_links_of_day(*, by: By, now: datetime, address: Callable[[str], str], entropy: Entropy = secrets.token_bytes) -> int:
    """Sends today's link to the next persons who owe an answer for today; returns how many were dealt with.

    One link stands for a household: who lives with somebody that was sent one today gets none. Who has no number of their own is asked
    by telephone or at the door, as the list says. Nothing is sent before the hour of the rule.
    """
    today = LocalDay.of(now)
    if now < today.start + timedelta(hours=follow_up_table().rule_on(today).link_hour):
        return 0
    scope = Scope.system("followup", today)
    with transaction.atomic():
        # Of two entries of one person that were merged the one that stands is asked.
        owing = FollowUp.objects.filter(
            Q(link_day__isnull=True) | Q(link_day__lt=today), closed_at__isnull=True, has_phone=True, step=StepKind.DAILY_CHECK.value,
            next_check_day__lte=today,
        ).exclude(person__in=second_entries(scope))  # fmt: skip
        rows = list(owing.select_related("person").select_for_update(of=("self",)).order_by("due_at", "pk")[:PERSONS_PER_ROUND])
        for row in rows:
            code, number = row.person.code, own_number(scope, row)
            is_asked = is_queued(scope, link_event(code, today)) or _is_household_asked(scope, row, today)
            if number and not is_asked:
                _send(by, now, scope, row, code, number, address, entropy)
            FollowUp.objects.filter(pk=row.pk).update(link_day=today)
    return len(rows)


def own_number(scope: Scope, follow_up: FollowUp) -> str:
    """Returns a number that is the person's alone; "" where there is none."""
    phones = phones_of(scope, follow_up.person_id)
    return min(phones.proved or phones.unshared, default="")


def _is_household_asked(scope: Scope, row: FollowUp, today: date) -> bool:
    others = household_members(scope, row.person_id) - {row.person_id}
    codes = FollowUp.objects.filter(person__in=others, closed_at__isnull=True).values_list("person__code", flat=True)
    # A link alone stands for the household; a call to one of them asks nobody else.
    return any(is_queued(scope, link_event(code, today)) for code in codes)


def _send(
    by: By, now: datetime, scope: Scope, follow_up: FollowUp, code: str, number: str, address: Callable[[str], str], entropy: Entropy
) -> None:
    event_id = link_event(code, LocalDay.of(now))
    token = make_check_link(by=by, now=now, scope=scope, person_code=code, entropy=entropy)
    page = address(token)
    enqueue_push_first(
        by=by, now=now, event_id=event_id, devices=push_devices(scope, [follow_up.person_id]).get(follow_up.person_id, ()),
        path=urlsplit(page).path, number=number, language="vi",
        template=ANSWERED_TEMPLATE if takes_answers() else TEMPLATE, params={"check_link": page},
        email=email_addresses(scope, [follow_up.person_id]).get(follow_up.person_id, ""), email_template=TEMPLATE,
    )  # fmt: skip
    Attempt.objects.create(
        event_id=event_id, body_hash=body_hash(code, "link"), follow_up=follow_up, at=now, by_kind=AttemptBy.MACHINE.value,
        channel=Channel.MESSAGE.value, outcome=AttemptOutcome.SENT.value, staff_id=scope.staff,
    )  # fmt: skip
    refresh([follow_up.pk], now)
