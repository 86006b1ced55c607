"""Who arrived, for the commune where they stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.campaigns.models import Arrival
from truyvet.campaigns.rules.arrival import CLOSING_ANSWERS, LISTED_DAYS, ArrivalAnswer, ArrivalSource, proposed_quarantine
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.isolation.queries import open_orders
from truyvet.isolation.rules.order_dates import OrderDates
from truyvet.people.queries import masked_persons
from truyvet.people.queries.merges import merged_entries
from truyvet.people.values import MaskedPerson
from truyvet.places.queries import within

OPEN = ~Q(answer__in=[each.value for each in CLOSING_ANSWERS])


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """One line: who, day n since the arrival (0: still to come), what was done. ``quarantine`` is proposed, never issued by itself."""

    id: int
    person: MaskedPerson
    commune: str
    arrived_on: date
    day: int
    source: ArrivalSource
    told_at: datetime | None
    answer: ArrivalAnswer | None
    called_at: datetime | None
    quarantine: OrderDates | None
    order: str
    """The code of the open order of this person, if there is one."""


def arrivals_in_scope(scope: Scope) -> QuerySet[Arrival]:
    """Returns arrivals to the scope's communes; those to no known commune are seen with a whole province."""
    reader = require_scope(scope)
    reach = within(reader, "commune__path")
    return Arrival.objects.filter(reach | Q(commune__isnull=True) if reader.whole_province else reach)


def arrival_list(scope: Scope, now: datetime, page: object = 1, *, is_open: bool) -> ListPage[ArrivalRow]:
    """Returns a page of the arrivals of the last days: those still to call first, or only those. Five statements."""
    today = LocalDay.of(now)
    rows = arrivals_in_scope(scope).filter(arrived_on__gt=today - timedelta(days=LISTED_DAYS)).filter(OPEN if is_open else Q())
    return list_page(rows.select_related("commune").order_by("-arrived_on", "pk"), page, read=lambda part: _rows(scope, list(part), now))


def open_arrivals(scope: Scope, now: datetime) -> tuple[int, datetime | None]:
    """Returns how many arrivals wait for a call, and since when the oldest does. One statement."""
    listed = LocalDay.of(now) - timedelta(days=LISTED_DAYS)
    waits = list(
        arrivals_in_scope(scope).filter(OPEN, arrived_on__gt=listed).order_by("first_seen_at").values_list("first_seen_at", flat=True)
    )
    return len(waits), waits[0] if waits else None


def looks_after(scope: Scope, person_id: int) -> bool:
    """Returns whether this person arrived in the reader's units lately, wherever they are at home: the commune where they stay decides."""
    listed = require_scope(scope).on - timedelta(days=LISTED_DAYS)
    return arrivals_in_scope(scope).filter(person__in=merged_entries(person_id), arrived_on__gt=listed).exists()


def _rows(scope: Scope, rows: list[Arrival], now: datetime) -> list[ArrivalRow]:
    ids = [row.person_id for row in rows]
    # Names are shortened; where somebody lives does not decide who looks after an arrival.
    people = masked_persons(Scope.system("arrivals", scope.on), ids)
    orders = open_orders(Scope.system("arrivals", scope.on), ids)
    return [
        ArrivalRow(
            row.pk, people[row.person_id], row.commune.name if row.commune else "", row.arrived_on,
            max(0, LocalDay.of(now).number - LocalDay.of_date(row.arrived_on).number + 1), ArrivalSource(row.source), row.told_at,
            ArrivalAnswer(row.answer) if row.answer else None, row.called_at,
            proposed_quarantine(LocalDay.of_date(row.arrived_on).start, now, is_from_risk=row.is_from_risk),
            orders[row.person_id].code if row.person_id in orders else "",
        )
        for row in rows if row.person_id in people
    ]  # fmt: skip
