"""A citizen's own visits, read by the person's number for the purpose "self" alone: no token leads here (threat T10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.people.queries.merges import merged_entries
from truyvet.people.values import PurposeMissing
from truyvet.venues.models import Visit
from truyvet.venues.rules import visit_time
from truyvet.venues.rules.venue_kinds import VisitSource, kind_of

SELF = "self"


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """One of the reader's stays, in epoch seconds. ``inside``: it still lasts; ``until``: when it ends by itself."""

    venue_code: str
    name: str
    of: str
    kind: str
    commune: str
    source: VisitSource
    check_in: int
    check_out: int | None
    inside: bool
    until: int

    @property
    def venue(self) -> str:
        """The name on the sign: that of the whole venue."""
        return self.of or self.name

    @property
    def zone(self) -> str:
        """The zone of it, or ""."""
        return self.name if self.of else ""


def own_visits(scope: Scope, person_id: int, now: datetime) -> tuple[OwnVisit, ...]:
    """Returns the person's kept visits (21 local days), newest first. Raises PurposeMissing."""
    if require_scope(scope).purpose != SELF:
        raise PurposeMissing
    seconds = int(now.timestamp())
    rows = Visit.objects.filter(person__in=merged_entries(person_id), void=False, check_in__gte=visit_time.first_kept(now))
    values = rows.order_by("-check_in", "-pk").values_list(
        "venue__code", "venue__name", "venue__part_of__name", "venue__kind", "venue__unit__name", "source", "check_in", "check_out"
    )
    found: list[OwnVisit] = []
    met: set[str] = set()
    for code, name, of, kind, commune, source, start, end in values:
        until = start + kind_of(kind).longest
        # As in ``inside``: a scan, and of several entries the last.
        scanned = source != VisitSource.DECLARED.value
        lasts = scanned and code not in met and end is None and start <= seconds < until
        met.update((code,) if scanned else ())
        found.append(OwnVisit(code, name, of or "", kind, commune, VisitSource(source), start, end, lasts, until))
    return tuple(found)
