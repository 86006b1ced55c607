"""What a stranger who is shown a certificate may learn of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.isolation.models import ReleaseCertificate
from truyvet.isolation.queries.orders_in_scope import orders_in_scope
from truyvet.isolation.rules import IsolationKind
from truyvet.people.queries import initials


@dataclass(frozen=True, slots=True)
class CheckedCertificate:
    """No name and no place of stay."""

    initials: str
    kind: IsolationKind
    first_day: LocalDay
    last_day: LocalDay
    issued_by: str
    revoked_at: datetime | None


def checked_certificate(scope: Scope, code: str) -> CheckedCertificate | None:
    """Returns the certificate with this code; None when there is none."""
    found = ReleaseCertificate.objects.filter(order__in=orders_in_scope(scope), code=code).select_related("order__responsible").first()
    if found is None:
        return None
    order = found.order
    return CheckedCertificate(
        initials(scope, [order.person_id]).get(order.person_id, ""), IsolationKind(order.kind), LocalDay.of_date(order.first_day),
        LocalDay.of_date(order.last_day), order.responsible.name, found.revoked_at,
    )  # fmt: skip
