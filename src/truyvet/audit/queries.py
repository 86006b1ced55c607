"""Reading the audit. It has no geography of its own: an auditor reads the whole log of the installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from truyvet.audit.models import AuditRow, Mention, Seal
from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page

ENTRIES_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act as a plain value; ``position`` is its place in the chain, None until it is sealed."""

    id: int
    at: datetime
    actor: str
    role: str
    purpose: str
    action: str
    subject: str
    facts: Mapping[str, object]
    position: int | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a reader looks for; "" and None mean all. ``action`` may be the beginning of an action."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    purpose: str = ""
    since: datetime | None = None
    until: datetime | None = None


def _entry(row: AuditRow) -> AuditEntry:
    seal = getattr(row, "seal", None)
    return AuditEntry(
        id=row.pk,
        at=row.at,
        actor=row.actor,
        role=row.role,
        purpose=row.purpose,
        action=row.action,
        subject=row.subject,
        facts=row.facts,
        position=seal.position if seal else None,
    )


def _rows(scope: Scope) -> QuerySet[AuditRow]:
    """Returns all rows for a reader with any unit, none without: the door has checked the permission to see the audit."""
    rows: QuerySet[AuditRow] = AuditRow.objects.all()
    return rows.select_related("seal") if require_scope(scope).paths else rows.none()


def audit_page(scope: Scope, wanted: AuditFilter, before: int | None = None, size: int | None = ENTRIES_PER_PAGE) -> tuple[AuditEntry, ...]:
    """Returns the newest rows that match, below row id ``before``; a page is fetched by the last id of the one above.

    ``size`` None: all of them, for one subject only.
    """
    rows = _rows(scope)
    for name, value in (("actor", wanted.actor), ("purpose", wanted.purpose)):
        if value:
            rows = rows.filter(**{name: value})
    if wanted.action:
        rows = rows.filter(action__startswith=wanted.action)
    if wanted.subject:
        rows = rows.filter(_about(wanted.subject))
    if wanted.since:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(at__lt=wanted.until)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(_entry(row) for row in rows.order_by("-pk")[:size])


def _about(subject: str) -> Q:
    return Q(subject=subject) | Q(pk__in=Mention.objects.filter(subject=subject).values("row"))


def who_looked(scope: Scope, subject: str, *, page: object = 1, size: int = 20) -> ListPage[AuditEntry]:
    """Returns one page, newest first, of every act that opened or touched a subject ("person:K7F2Q9"), alone or among others.

    The caller has found the subject itself within the scope: whoever may see somebody may see who looked.
    """
    rows = _rows(scope).filter(_about(subject)).order_by("-pk")
    return list_page(rows, page, page_rows=size, read=lambda part: [_entry(row) for row in part])


def chain_head(scope: Scope) -> tuple[int, str]:
    """Returns position and hash of the newest seal; (0, "") before the first one."""
    require_scope(scope)
    return Seal.objects.order_by("-position").values_list("position", "hash").first() or (0, "")


def is_in_chain(scope: Scope, head: tuple[int, str]) -> bool:
    """Returns whether this database has the seal that was its head once: another one, or an older state of it, has not."""
    require_scope(scope)
    return head == (0, "") or Seal.objects.filter(position=head[0], hash=head[1]).exists()


def unsealed(scope: Scope) -> int:
    """Returns how many of the newest rows wait for their seal."""
    rows = _rows(scope)
    last = Seal.objects.aggregate(last=Max("row"))["last"] or 0
    return rows.filter(pk__gt=last).count()
