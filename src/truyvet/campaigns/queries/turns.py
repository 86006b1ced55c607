"""The calendar of loudspeakers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.campaigns.models import LoudspeakerTurn
from truyvet.campaigns.queries.materials import VersionRow, version_rows
from truyvet.campaigns.rules.source_text import VersionState
from truyvet.core.pagination import ListPage, list_page
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn; ``version`` stands for its text on its day, None when none had begun."""

    id: int
    material: str
    commune: str
    hamlet: str
    at: time
    played_at: datetime | None
    played_by: str
    version: VersionRow | None


@dataclass(frozen=True, slots=True)
class HamletRecord:
    """How many turns a hamlet had of one matter up to a day, and how many were played."""

    commune: str
    hamlet: str
    planned: int
    played: int


def turns_in_scope(scope: Scope) -> QuerySet[LoudspeakerTurn]:
    """Returns the turns in the scope's communes."""
    return LoudspeakerTurn.objects.filter(within(require_scope(scope), "unit__path"))


def turns_of_day(scope: Scope, day: date, page: object = 1) -> ListPage[TurnRow]:
    """Returns a page of the turns of ``day`` by hour and hamlet. Three queries."""
    chosen = turns_in_scope(scope).filter(day=day).order_by("at", "unit__folded", "hamlet", "pk")
    whole = chosen.select_related("unit", "played_by", "material").prefetch_related("material__versions")
    return list_page(whole, page, read=lambda rows: [_row(scope, each) for each in rows])


def _row(scope: Scope, turn: LoudspeakerTurn) -> TurnRow:
    rows = version_rows(scope, sorted(turn.material.versions.all(), key=lambda each: each.number), turn.day)
    begun = [each for each in rows if each.state is not VersionState.UPCOMING]
    player = turn.played_by.display if turn.played_by else ""
    return TurnRow(turn.pk, turn.material.code, turn.unit.name, turn.hamlet, turn.at, turn.played_at, player, begun[-1] if begun else None)


def hamlet_records(scope: Scope, code: str, page: object = 1) -> ListPage[HamletRecord]:
    """Returns a page of the record by hamlet for one matter, up to the reader's day. Two queries."""
    counted = (
        turns_in_scope(scope).filter(material__code=code, day__lte=scope.on).values_list("unit__name", "hamlet")
        .annotate(planned=Count("pk"), played=Count("pk", filter=Q(played_at__isnull=False))).order_by("unit__name", "hamlet")
    )  # fmt: skip
    return list_page(counted, page, read=lambda rows: [HamletRecord(*row) for row in rows])
