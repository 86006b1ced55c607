"""Visits of one person for a stated purpose only; nobody lists movements out of curiosity (threats T12, T13)."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.audit.values import Scope, require_scope
from truyvet.people.values import PurposeMissing
from truyvet.venues.models import Visit
from truyvet.venues.queries.venues import visible
from truyvet.venues.rules.plausibility import Sign
from truyvet.venues.rules.venue_kinds import ASSURANCES, Assurance, VisitSource


@dataclass(frozen=True, slots=True)
class PersonVisit:
    """One stay in epoch seconds; ``check_out`` is None while no check-out is known."""

    id: int
    venue_id: int
    venue_code: str
    venue_name: str
    kind: str
    check_in: int
    check_out: int | None
    assurance: Assurance
    source: VisitSource
    signs: Sign


def visits_of(scope: Scope, person_id: int, *, since: int = 0, until: int | None = None) -> tuple[PersonVisit, ...]:
    """Returns visits of a person at venues within the scope, earliest first. Raises PurposeMissing without scope.purpose."""
    if not require_scope(scope).purpose.strip():
        raise PurposeMissing
    rows = Visit.objects.filter(person_id=person_id, check_in__gte=since, venue__in=visible(scope), void=False)
    if until is not None:
        rows = rows.filter(check_in__lt=until)
    values = rows.order_by("check_in", "id").values_list(
        "id",
        "venue_id",
        "venue__code",
        "venue__name",
        "venue__kind",
        "check_in",
        "check_out",
        "assurance",
        "source",
        "signs",
    )
    return tuple(
        PersonVisit(pk, venue, code, name, kind, start, end, ASSURANCES[sure], VisitSource(source), Sign(signs))
        for pk, venue, code, name, kind, start, end, sure, source, signs in values
    )
