"""Notices for their readers: tracers, somebody who was told, a venue's keeper, everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_in_scope, standing_cases
from truyvet.core.pagination import ListPage, list_page
from truyvet.notices.models import Notice, NoticeRecipient, NoticeStep
from truyvet.notices.rules.notice import RECIPIENT_DAYS, NoticeKind, NoticeState, TextState
from truyvet.people.queries.merges import merged_entries

HOUR_S: Final = 3_600


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice for those who decide: counts, nobody named. ``opened``: of the newest version that says something to the reader."""

    code: str
    case: str
    venue: str
    venue_id: int
    visit_start: int
    kind: NoticeKind
    state: NoticeState
    start: int
    end: int
    is_public: bool
    version: int
    decided_by: str
    decided_at: datetime
    told: int
    opened: int
    texts: int
    keeper_at: datetime | None

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when until when it was, as moments."""
        return datetime.fromtimestamp(self.start, UTC), datetime.fromtimestamp(self.end, UTC)


@dataclass(frozen=True, slots=True)
class OwnNotice:
    """What a person is told: their own minutes, never a person, and the venue's name only where everybody may know it.

    ``is_corrected``: they were told something else before.
    """

    id: int
    kind: NoticeKind
    start: int
    seconds: int
    is_concerned: bool
    is_corrected: bool
    is_opened: bool
    version: int
    told_at: datetime
    venue: str


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place of which everybody may read, without any case."""

    venue: str
    commune: str
    start: int
    end: int

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when until when it was, as moments."""
        return datetime.fromtimestamp(self.start, UTC), datetime.fromtimestamp(self.end, UTC)


def notices_in_scope(scope: Scope) -> QuerySet[Notice]:
    """Returns notices of the cases that the reader sees."""
    return Notice.objects.filter(case__in=cases_in_scope(require_scope(scope)).values("pk"))


def notice_list(scope: Scope, page: object = 1, *, case: str = "", code: str = "") -> ListPage[NoticeRow]:
    """Returns a page of notices, newest first: all, those of a case, or the one of a code. Two statements."""
    rows = notices_in_scope(scope)
    rows = rows.filter(case__code=case) if case else rows
    rows = rows.filter(code=code) if code else rows
    counted = rows.select_related("case", "venue", "decided_by").annotate(
        told=Count("recipients"),
        opened=Count("recipients", filter=Q(recipients__opened_version__gte=F("recipients__version"))),
        texts=Count("recipients", filter=Q(recipients__text_state=TextState.QUEUED.value)),
    )
    return list_page(counted.order_by("-decided_at", "-pk"), page, read=lambda part: [_row(each) for each in part])


def _row(row: Notice) -> NoticeRow:
    return NoticeRow(
        row.code, row.case.code, row.venue.name, row.venue_id, row.visit_start, NoticeKind(row.kind), NoticeState(row.state), row.start,
        row.end, row.is_public, row.version, row.decided_by.display if row.decided_by else "", row.decided_at,
        row.told, row.opened, row.texts, row.keeper_opened_at if row.keeper_version >= row.version else None,  # type: ignore[attr-defined]
    )  # fmt: skip


def visit_decisions(scope: Scope, case: str) -> dict[tuple[int, int], tuple[str, NoticeState]]:
    """Returns (venue id, start of the visit) → code and state of the newest decision of a case's visits. One statement."""
    rows = notices_in_scope(scope).filter(case__code=case).order_by("decided_at", "pk")
    return {
        (venue, start): (code, NoticeState(state))
        for venue, start, code, state in rows.values_list("venue_id", "visit_start", "code", "state")
    }


def told_of_case(scope: Scope, case: str) -> tuple[int, int]:
    """Returns how many notices a case has, and how many times somebody was told by them. One statement."""
    found = notices_in_scope(scope).filter(case__code=case).aggregate(n=Count("pk", distinct=True), told=Count("recipients"))
    return found["n"], found["told"]


def notice_steps(scope: Scope, code: str) -> tuple[tuple[str, str, str, datetime, int, int], ...]:
    """Returns (state, reason, by, at, told, version) of a notice's steps, the first one first."""
    rows = NoticeStep.objects.filter(notice__in=notices_in_scope(scope), notice__code=code).order_by("at", "pk")
    return tuple((each.state, each.reason, each.staff.display if each.staff else "", each.at, each.told, each.version)
                 for each in rows.select_related("staff"))  # fmt: skip


def own_notices(scope: Scope, person_id: int, page: object = 1) -> ListPage[OwnNotice]:
    """Returns a page of what the person was told, the day of the newest change first. Three statements. The scope's purpose is "self"."""
    if require_scope(scope).purpose != "self":
        raise PermissionError("notices are read by their own person")
    rows = NoticeRecipient.objects.filter(person__in=merged_entries(person_id)).select_related("notice__venue")
    # The day of deletion moves with each change.
    return list_page(rows.order_by("-delete_on", "-told_at", "-pk"), page, read=lambda part: [_own(each) for each in part])


def _own(row: NoticeRecipient) -> OwnNotice:
    venue = row.notice.venue.name if row.notice.is_public else ""
    return OwnNotice(
        row.pk, NoticeKind(row.notice.kind), row.start, row.seconds, row.is_concerned, row.version > row.first_version,
        row.opened_version >= row.version, row.version, row.told_at, venue,
    )  # fmt: skip


def is_concerned(scope: Scope, person_id: int) -> bool:
    """Returns whether any notice still stands for the person."""
    require_scope(scope)
    return NoticeRecipient.objects.filter(person__in=merged_entries(person_id), is_concerned=True).exists()


def keeper_notices(scope: Scope, venue_id: int, now: datetime) -> tuple[NoticeRow, ...]:
    """Returns notices of a venue and its zones of four weeks for its keeper (the caller has checked who that is). One statement."""
    require_scope(scope)
    states = [NoticeState.SENT.value, NoticeState.WITHDRAWN.value]
    here = Notice.objects.filter(Q(venue=venue_id) | Q(venue__part_of=venue_id), state__in=states, told_at__isnull=False)
    recent = here.filter(decided_at__gte=now - timedelta(days=RECIPIENT_DAYS)).select_related("case", "venue", "decided_by")
    none = {"told": Count("pk") * 0, "opened": Count("pk") * 0, "texts": Count("pk") * 0}
    return tuple(_row(each) for each in recent.annotate(**none).order_by("-decided_at", "-pk"))


def public_places(scope: Scope, now: datetime, page: object = 1) -> ListPage[PublicPlace]:
    """Returns a page of places of which everybody may read, newest first; a public fact for every reader. Two statements."""
    require_scope(scope)
    since = int((now - timedelta(days=RECIPIENT_DAYS)).timestamp())
    rows = Notice.objects.filter(state=NoticeState.SENT.value, is_public=True, end__gte=since).order_by("-start", "-pk")
    values = rows.values_list("venue__name", "venue__unit__name", "start", "end")
    return list_page(values, page, read=lambda part: [_public(*each) for each in part])


def _public(venue: str, unit: str, start: int, end: int) -> PublicPlace:
    """Whole hours: the minutes in which somebody came and went could tell who it was."""
    return PublicPlace(venue, unit, start - start % HOUR_S, end + -end % HOUR_S)


def waiting_notices(scope: Scope) -> QuerySet[Notice]:
    """Returns notices that wait for a second tracer, oldest first."""
    return notices_in_scope(scope).filter(state=NoticeState.WAITING.value).order_by("decided_at", "pk")


def told_of_withdrawn_cases(scope: Scope) -> dict[str, tuple[int, list[str]]]:
    """Returns, by the code of each case that stands no more, how many persons were told of it and the notices' codes. One statement."""
    standing = standing_cases(require_scope(scope))
    rows = notices_in_scope(scope).filter(state__in=[NoticeState.SENT.value, NoticeState.WAITING.value]).exclude(case__in=standing)
    found: dict[str, tuple[int, list[str]]] = {}
    for case, code, told in rows.annotate(told=Count("recipients")).order_by("pk").values_list("case__code", "code", "told"):
        before, codes = found.get(case, (0, []))
        found[case] = (before + told, [*codes, code])
    return found
