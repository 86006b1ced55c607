"""The computed lists of orders: each a condition on columns, counted in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.isolation.models import OPEN_ORDER, Order, Transfer
from truyvet.isolation.queries.orders import OrderRow, order_rows
from truyvet.isolation.queries.orders_in_scope import orders_in_scope
from truyvet.isolation.rules.order_lists import OrderList
from truyvet.isolation.rules.order_states import TransferState
from truyvet.people.queries import masked_persons
from truyvet.people.values import MaskedPerson
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order in a list, under the person's shortened name."""

    order: OrderRow
    person: MaskedPerson
    is_waiting: bool
    """Whether a transfer waits for its answer."""


def list_condition(scope: Scope, name: OrderList | None, now: datetime) -> Q:
    """Returns which orders stand on a list; None: all that stand."""
    require_scope(scope)
    if name is OrderList.ENDED:
        return ~OPEN_ORDER
    today = LocalDay.of(now)
    asked = Transfer.objects.filter(state=TransferState.ASKED.value)
    conditions = {
        None: Q(),
        OrderList.MINE: within(scope, "responsible__path"),
        OrderList.TO_ACCEPT: Q(pk__in=asked.filter(to_unit__path__in=scope.paths).values("order")),
        OrderList.LATE_TRANSFER: Q(pk__in=asked.filter(due_at__lt=now).values("order")),
        OrderList.SEEN_OUTSIDE: Q(seen_outside_at__isnull=False),
        OrderList.OVERDUE: Q(last_day__lt=today),
        OrderList.ENDS_TODAY: Q(last_day=today),
        OrderList.ENDS_TOMORROW: Q(last_day=today + timedelta(days=1)),
    }
    return OPEN_ORDER & conditions[name]


def order_counts(scope: Scope, now: datetime) -> Mapping[str, int]:
    """Returns how many orders within reach stand on each list, and "all" that stand; one query."""
    lists = {"all": None, **{name.value: name for name in OrderList}}
    wanted = {f"n_{key}": Count("pk", filter=list_condition(scope, name, now)) for key, name in lists.items()}
    # By key: the reach is a join over units, and a row of it counts once.
    found = Order.objects.filter(pk__in=orders_in_scope(scope).values("pk")).aggregate(**wanted)
    return {key: found[f"n_{key}"] for key in lists}


def order_lines(scope: Scope, name: OrderList | None, now: datetime, page: object = 1) -> ListPage[OrderLine]:
    """Returns one page of a list, what ends first at the top; of ended ones the latest. Four queries."""
    rows = orders_in_scope(scope).filter(list_condition(scope, name, now)).select_related("responsible")
    order = ("-last_day", "-pk") if name is OrderList.ENDED else ("last_day", "pk")
    return list_page(rows.order_by(*order), page, read=lambda part: _lines(scope, list(part)))


def _lines(scope: Scope, rows: Iterable[Order]) -> list[OrderLine]:
    found = order_rows(scope, rows)
    people = masked_persons(Scope.system("isolation", scope.on), [row.person_id for row in found])
    waiting = set(
        Transfer.objects.filter(order__in=[row.id for row in found], state=TransferState.ASKED.value).values_list("order", flat=True)
    )
    return [OrderLine(row, people[row.person_id], row.id in waiting) for row in found if row.person_id in people]
