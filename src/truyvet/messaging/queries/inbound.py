"""Reads of texts that people sent to us. What they say is read by actions.open_inbound, which is recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.messaging.answer_rule_file import answer_rule
from truyvet.messaging.models import InboundMessage
from truyvet.messaging.rules.answer_text import AnswerMeaning, AskedOf
from truyvet.messaging.rules.inbound_state import OPEN_STATES, InboundState
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class InboundLine:
    """One text in a list, without its words and its number."""

    event_id: UUID
    state: InboundState
    meaning: AnswerMeaning
    received_at: datetime
    due_at: datetime
    commune: str
    taken_by: str


@dataclass(frozen=True, slots=True)
class UnderstoodAnswer:
    """An answer that waits for the room that asked; ``asked``: the event of the question."""

    event_id: UUID
    asked: UUID
    asked_of: AskedOf
    is_well: bool
    at: datetime


def inbound_rows(scope: Scope) -> QuerySet[InboundMessage]:
    """Returns the texts that a reader may see: of their communes, and for a whole province those of no commune."""
    reader = require_scope(scope)
    reach = within(reader, "commune__path")
    return InboundMessage.objects.filter(reach | Q(commune__isnull=True) if reader.whole_province else reach)


def inbound_page(scope: Scope, states: Collection[InboundState] = OPEN_STATES, *, page: object = 1) -> ListPage[InboundLine]:
    """Returns one page of texts in these states: what is open by its due time, what is over newest first. Two statements."""
    order = ("due_at", "id") if set(states) <= set(OPEN_STATES) else ("-received_at", "-id")
    rows = inbound_rows(scope).filter(state__in=[each.value for each in states]).order_by(*order)
    columns = ("event_id", "state", "meaning", "received_at", "due_at", "commune__name", "taken_by__display")
    return list_page(rows.values_list(*columns), page, read=lambda part: [_line(row) for row in part])


def count_inbound(scope: Scope) -> dict[InboundState, int]:
    """Returns how many texts are in each state; only states that have any. One statement."""
    rows = inbound_rows(scope).values_list("state").annotate(n=Count("id")).order_by("state")
    return {InboundState(state): count for state, count in rows}


def waiting_inbound(scope: Scope, now: datetime) -> tuple[int, int, datetime | None]:
    """Returns how many texts wait for this reader, how many of them are past due, and the earliest due time. One statement.

    For whoever reads more than a commune only those of no commune, and those that a commune has left for too long.
    """
    rows = inbound_rows(scope).filter(state__in=[each.value for each in OPEN_STATES])
    if not all(path.count("/") > 2 for path in scope.paths):
        rows = rows.filter(Q(commune__isnull=True) | Q(due_at__lte=now - answer_rule().district_after))
    found = rows.aggregate(n=Count("id"), late=Count("id", filter=Q(due_at__lte=now)), first=Min("due_at"))
    return found["n"], found["late"], found["first"]


def understood_answers(scope: Scope, questions: Collection[str], *, limit: int) -> tuple[UnderstoodAnswer, ...]:
    """Returns the answers to some texts ("daily_check") that their room has not taken yet, oldest first. One statement."""
    require_scope(scope)
    rows = InboundMessage.objects.filter(state=InboundState.UNDERSTOOD.value, asked__isnull=False).order_by("received_at", "pk")
    columns = rows.values_list("event_id", "asked__event_id", "asked__template", "meaning", "received_at")
    asked_of = answer_rule().questions
    return tuple(
        UnderstoodAnswer(event, asked, asked_of[template.partition("@")[0]], meaning == AnswerMeaning.WELL.value, at)
        for event, asked, template, meaning, at in columns[:limit]
        if template.partition("@")[0] in questions and template.partition("@")[0] in asked_of
    )


def _line(row: tuple[Any, ...]) -> InboundLine:
    event, state, meaning, received, due, commune, taken = row
    return InboundLine(event, InboundState(state), AnswerMeaning(meaning), received, due, commune or "", taken or "")
