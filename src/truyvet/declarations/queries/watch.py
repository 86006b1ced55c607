"""Reads the watch list: declarations that need somebody, worst and newest first, and the communes that are late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope, require_scope
from truyvet.core.encryption import DecryptionFailed
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.declarations.answer_encryption import unseal
from truyvet.declarations.models import WatchItem
from truyvet.declarations.queries.visible import visible_watch
from truyvet.declarations.rules.triage import TriageClass

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _WatchNames(TypedDict):
        person_code: str
        birth_year: int | None
        commune_name: str
        staff_name: str

    NamedWatchItem = WithAnnotations[WatchItem, _WatchNames]

WATCH_FILTERS = ("open", "late", "waiting", "mine", "proved", "closed")
"""Filters of the list: all open ones; late; not taken up; taken up by the reader; from a proved phone; done."""


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One line: no name, no number. ``late``: its time passed and it is open."""

    code: str
    state: str
    outcome: str
    triage: TriageClass
    reasons: tuple[str, ...]
    danger: int
    verified: bool
    by_team: bool
    made_at: datetime
    opened_at: datetime
    due_at: datetime
    late: bool
    person_id: int
    person_code: str
    birth_year: int | None
    commune: str


@dataclass(frozen=True, slots=True)
class WatchFile:
    """One item with what its page needs but the name. ``note`` is health data."""

    row: WatchRow
    version: int
    form: str
    language: str
    made_for: str
    channel: str
    declarer_id: int | None
    commune_id: int | None
    acknowledged_at: datetime | None
    called_at: datetime | None
    closed_at: datetime | None
    staff_name: str
    note: str
    case_id: int | None
    declaration_id: int
    received_at: datetime


def _late(now: datetime) -> Q:
    """Returns the condition of an item that is open after its time, whoever has taken it up."""
    return ~Q(state="closed") & Q(due_at__lte=now)


def _chosen(scope: Scope, view: str, now: datetime, under: str) -> QuerySet[WatchItem]:
    rows = visible_watch(scope)
    if under:
        rows = rows.filter(commune__path__startswith=under)
    return {
        "open": rows.exclude(state="closed"),
        "late": rows.filter(_late(now)),
        "waiting": rows.filter(state="waiting"),
        "mine": rows.exclude(state="closed").filter(staff=scope.staff).exclude(state="waiting"),
        "proved": rows.exclude(state="closed").filter(declaration__verified=True),
        "closed": rows.filter(state="closed"),
    }[view]


def watch_counts(scope: Scope, now: datetime, *, under: str = "") -> dict[str, int]:
    """Returns how many items each filter of WATCH_FILTERS opens, ``under`` a unit path; one query."""
    require_scope(scope)
    still = ~Q(state="closed")
    wanted = {
        "open": still,
        "late": _late(now),
        "waiting": Q(state="waiting"),
        "mine": Q(state__in=("acknowledged", "called"), staff=scope.staff),
        "proved": still & Q(declaration__verified=True),
        "closed": Q(state="closed"),
    }
    rows = visible_watch(scope).filter(commune__path__startswith=under) if under else visible_watch(scope)
    found = rows.aggregate(**{f"of_{name}": Count("pk", filter=which) for name, which in wanted.items()})
    return {name: found[f"of_{name}"] for name in wanted}


def watch_list(
    scope: Scope, now: datetime, *, view: str = "open", under: str = "", page: object = 1, size: int = PAGE_ROWS
) -> ListPage[WatchRow]:
    """Returns one page: the most dangerous first; of these a proved phone first, then the newest.

    Closed ones stand newest first, own ones by their time.
    """
    orders = {"closed": ("-closed_at", "-pk"), "mine": ("due_at", "pk")}
    order = orders.get(view, ("-danger", "-declaration__verified", "-opened_at", "-pk"))
    chosen = _with_names(_chosen(scope, view, now, under).order_by(*order))
    return list_page(chosen, page, page_rows=size, read=lambda part: [_row(row, now) for row in part])


def watch_item(scope: Scope, code: str, now: datetime) -> WatchFile | None:
    """Returns the item of the declaration ``code`` within the scope, or None; one query."""
    found = _with_names(visible_watch(scope).filter(declaration__code=code)).first()
    if found is None:
        return None
    declaration = found.declaration
    return WatchFile(
        row=_row(found, now), version=found.version, form=declaration.form, language=declaration.language,
        made_for=declaration.made_for, channel=declaration.channel, declarer_id=declaration.declarer_id, commune_id=found.commune_id,
        acknowledged_at=found.acknowledged_at, called_at=found.called_at, closed_at=found.closed_at,
        staff_name=found.staff_name, note=_readable(found.note), case_id=found.case_id, declaration_id=declaration.pk,
        received_at=declaration.received_at,
    )  # fmt: skip


def work_purpose(scope: object, code: str) -> str:
    """Returns the purpose that a watched declaration's code within the scope stands for, "" when there is none (see people.work)."""
    return f"declaration:{code}" if visible_watch(require_scope(scope)).filter(declaration__code=code).exists() else ""


def _readable(note: str) -> str:
    try:
        return unseal(note)
    except DecryptionFailed:
        return ""


def _with_names(rows: QuerySet[WatchItem]) -> QuerySet[NamedWatchItem]:
    return rows.select_related("declaration").annotate(
        person_code=F("declaration__person__code"),
        birth_year=F("declaration__person__birth_year"),
        commune_name=Coalesce("commune__name", Value("")),
        staff_name=Coalesce("staff__display", Value("")),
    )


def _row(found: NamedWatchItem, now: datetime) -> WatchRow:
    declaration = found.declaration
    return WatchRow(
        code=declaration.code,
        state=found.state,
        outcome=found.outcome,
        triage=TriageClass(declaration.triage),
        reasons=tuple(declaration.reasons),
        danger=found.danger,
        verified=declaration.verified,
        by_team=declaration.staff_id is not None,
        made_at=declaration.made_at,
        opened_at=found.opened_at,
        due_at=found.due_at,
        late=found.state != "closed" and found.due_at <= now,
        person_id=declaration.person_id,
        person_code=found.person_code,
        birth_year=found.birth_year,
        commune=found.commune_name,
    )


@dataclass(frozen=True, slots=True)
class LateCommune:
    """A commune with ``late`` items that nobody took up in time; ``since`` is the earliest hour that passed."""

    commune_id: int | None
    commune: str
    path: str
    late: int
    open: int
    since: datetime


def late_communes(scope: Scope, now: datetime) -> tuple[LateCommune, ...]:
    """Returns the communes of the scope with late items, the longest late first; one query."""
    waiting = (
        visible_watch(scope)
        .exclude(state="closed")
        .values("commune_id", path=Coalesce("commune__path", Value("")), name=Coalesce("commune__name", Value("")))
        .annotate(open=Count("pk"), late=Count("pk", filter=_late(now)), since=Min("due_at", filter=_late(now)))
        .filter(late__gt=0)
        .order_by(F("since").asc(), "path")
    )
    return tuple(LateCommune(row["commune_id"], row["name"], row["path"], row["late"], row["open"], row["since"]) for row in waiting)
