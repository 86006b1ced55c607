"""Orders as plain values, for the pages and for the rooms above; each function needs a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.isolation.models import OPEN_ORDER, Order, OrderEvent, ReleaseCertificate, Site
from truyvet.isolation.queries.orders_in_scope import orders_in_scope
from truyvet.isolation.rules import IsolationKind, IsolationPlace
from truyvet.isolation.rules.order_states import OPEN_ORDER_STATES, OrderState, OrderStep
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order. ``responsible_path`` is the path of the unit that looks after the person now."""

    id: int
    code: str
    number: str
    kind: IsolationKind
    state: OrderState
    person_id: int
    case_id: int | None
    place: IsolationPlace
    site_id: int | None
    first_day: LocalDay
    last_day: LocalDay
    tests_needed: int
    responsible_id: int
    responsible_path: str
    responsible_name: str
    version: int
    change: int

    @property
    def is_open(self) -> bool:
        """Whether the person is still under the order."""
        return self.state in OPEN_ORDER_STATES


@dataclass(frozen=True, slots=True)
class OrderEventRow:
    """One entry of an order's history."""

    step: OrderStep
    at: datetime
    actor: str
    last_day: LocalDay
    reason: str


@dataclass(frozen=True, slots=True)
class SiteOccupancy:
    """A site and how many of its places are taken by open orders."""

    id: int
    name: str
    unit_id: int
    capacity: int
    taken: int
    unit_name: str

    @property
    def left(self) -> int:
        """Places that are free; 0 also when more are in than there is room for."""
        return max(0, self.capacity - self.taken)


def order_rows(scope: Scope, rows: Iterable[Order]) -> tuple[OrderRow, ...]:
    """Returns orders that the reader reaches already as plain values; ``responsible`` was selected with them."""
    require_scope(scope)
    return tuple(
        OrderRow(
            row.pk, row.code, row.number, IsolationKind(row.kind), OrderState(row.state), row.person_id, row.case_id,
            IsolationPlace(row.place), row.site_id, LocalDay.of_date(row.first_day), LocalDay.of_date(row.last_day), row.tests_needed,
            row.responsible_id, row.responsible.path, row.responsible.name, row.version, row.change,
        )
        for row in rows
    )  # fmt: skip


def _seen(scope: Scope) -> QuerySet[Order]:
    return orders_in_scope(scope).select_related("responsible")


def open_orders(scope: Scope, person_ids: Collection[int]) -> dict[int, OrderRow]:
    """Returns the open order of each of ``person_ids`` who has one, by person id."""
    return {row.person_id: row for row in order_rows(scope, _seen(scope).filter(OPEN_ORDER, person_id__in=person_ids))}


def orders_of_person(scope: Scope, person_id: int) -> tuple[OrderRow, ...]:
    """Returns all orders of a person, earliest first."""
    return order_rows(scope, _seen(scope).filter(person_id=person_id).order_by("issued_at", "pk"))


def order_by_code(scope: Scope, code: str) -> OrderRow | None:
    """Returns the order with this code, or None when there is none within reach."""
    return next(iter(order_rows(scope, _seen(scope).filter(code=code))), None)


def order_history(scope: Scope, code: str) -> tuple[OrderEventRow, ...]:
    """Returns the history of an order, earliest first."""
    rows = OrderEvent.objects.filter(order__in=orders_in_scope(scope).filter(code=code)).order_by("at", "pk")
    return tuple(OrderEventRow(OrderStep(row.step), row.at, row.actor, LocalDay.of_date(row.last_day), row.reason) for row in rows)


def changed_orders(scope: Scope, after_change: int) -> tuple[OrderRow, ...]:
    """Returns the orders that changed since the reader's last watermark (core.change_number), which it hands in; some may come twice."""
    return order_rows(scope, _seen(scope).filter(change__gte=after_change).order_by("change", "pk"))


def persons_under_order(scope: Scope, at: datetime, person_ids: Collection[int]) -> frozenset[int]:
    """Returns those of ``person_ids`` who were under an order at an instant: issued by then, and not ended."""
    rows = orders_in_scope(scope).filter(Q(ended_at=None) | Q(ended_at__gt=at), person_id__in=person_ids, issued_at__lte=at)
    return frozenset(rows.values_list("person_id", flat=True))


def site_occupancy(scope: Scope) -> tuple[SiteOccupancy, ...]:
    """Returns the sites within the scope with the places that are taken, by name."""
    require_scope(scope)
    taken = dict(Order.objects.filter(OPEN_ORDER, site__isnull=False).values_list("site").annotate(Count("pk")))
    rows = Site.objects.filter(within(scope, "unit__path")).select_related("unit").order_by("name", "pk")
    return tuple(SiteOccupancy(row.pk, row.name, row.unit_id, row.capacity, taken.get(row.pk, 0), row.unit.name) for row in rows)


def certificate_code(scope: Scope, code: str) -> str:
    """Returns the code of the certificate of the order ``code`` that still stands, or ""."""
    rows = ReleaseCertificate.objects.filter(order__in=orders_in_scope(scope).filter(code=code), revoked_at=None)
    return next(iter(rows.values_list("code", flat=True)), "")
