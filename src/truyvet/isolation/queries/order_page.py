"""Everything that the page of one order shows, except the name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.access.queries import staff_names
from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases import queries as cases
from truyvet.isolation.models import Order, ReleaseCertificate, Transfer
from truyvet.isolation.queries.orders import OrderEventRow, OrderRow, order_history, order_rows
from truyvet.isolation.queries.orders_in_scope import orders_in_scope
from truyvet.isolation.rules.order_states import TransferState
from truyvet.people.queries import masked_persons
from truyvet.people.values import MaskedPerson


@dataclass(frozen=True, slots=True)
class WaitingTransfer:
    """A transfer that nobody has answered. ``may_answer``: the reader speaks for the receiver, or notes what another province said."""

    to_name: str
    is_outside: bool
    asked_at: datetime
    due_at: datetime
    is_late: bool
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """The certificate of a served order."""

    code: str
    issued_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderFile:
    """One order with what hangs on it. ``is_in_charge``: the reader's units are responsible; ``case`` "" where they may not see it."""

    row: OrderRow
    person: MaskedPerson
    case: str
    legal_basis: str
    address: str
    site: str
    issued_by: str
    issued_at: datetime
    ended_at: datetime | None
    seen_outside_at: datetime | None
    rule_version: str
    is_in_charge: bool
    transfer: WaitingTransfer | None
    certificate: CertificateRow | None
    history: tuple[tuple[OrderEventRow, str], ...]
    """Each entry with who made it."""


def order_file(scope: Scope, code: str, now: datetime) -> OrderFile | None:
    """Returns an order within reach; None without one. Eight queries."""
    require_scope(scope)
    found = orders_in_scope(scope).filter(code=code).select_related("responsible", "issued_by", "site").first()
    if found is None:
        return None
    # Whoever looks after the place where somebody is kept apart sees them, wherever they are at home.
    person = masked_persons(Scope.system("isolation", scope.on), [found.person_id])[found.person_id]
    certificate = ReleaseCertificate.objects.filter(order=found).first()
    history = order_history(scope, code)
    staff = {each.actor: number for each in history if (number := By(each.actor, "").staff) is not None}
    names = staff_names(scope, staff.values())
    return OrderFile(
        order_rows(scope, [found])[0], person, cases.codes_of(scope, [found.case_id]).get(found.case_id, "") if found.case_id else "",
        found.legal_basis, found.address, found.site.name if found.site else "", found.issued_by.name, found.issued_at, found.ended_at,
        found.seen_outside_at,
        found.rule_version, scope.covers(found.responsible.path), _transfer(scope, found, now),
        CertificateRow(certificate.code, certificate.issued_at, certificate.revoked_at) if certificate else None,
        tuple((each, names.get(staff.get(each.actor, -1), "")) for each in history),
    )  # fmt: skip


def _transfer(scope: Scope, order: Order, now: datetime) -> WaitingTransfer | None:
    row = Transfer.objects.filter(order=order, state=TransferState.ASKED.value).select_related("sender", "to_unit").first()
    if row is None:
        return None
    is_sender = scope.covers(row.sender.path)
    may_answer = scope.covers(row.to_unit.path) if row.to_unit else is_sender
    to_name = row.to_unit.name if row.to_unit else row.to_province
    return WaitingTransfer(to_name, row.to_unit is None, row.asked_at, row.due_at, row.due_at < now, may_answer, is_sender)
