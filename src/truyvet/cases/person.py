"""This room's share of a person: the timeline, the person's own copy, erasing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from truyvet.audit.values import require_scope
from truyvet.cases.case_timeline import case_timeline
from truyvet.cases.queries import case_file, cases_in_scope
from truyvet.core.room_contract import Fact, TimelineEntry


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns the cases of the person within the scope, as their pages tell them."""
    reader = require_scope(scope)
    timeline_entries: list[TimelineEntry] = []
    for code in _codes(reader, person_id):
        found = case_file(reader, code)
        if found is not None:
            timeline_entries += case_timeline(found, url=reverse("cases:case", kwargs={"code": code}))
    return timeline_entries


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns all this room holds on the person, for the person's own copy."""
    reader = require_scope(scope)
    rows: list[Mapping[str, Fact]] = []
    for code in _codes(reader, person_id):
        found = case_file(reader, code)
        if found is None:
            continue
        dates = found.dates
        rows.append(
            {
                "table": "case",
                "code": code,
                "disease": found.disease,
                "state": found.state.value,
                "onset": _iso(dates.onset_at),
                "sample": _iso(dates.sample_at),
                "infectious_from": _iso(dates.infectious_from),
                "infectious_until": _iso(dates.infectious_until),
                "note": found.note,
                "created_at": _iso(found.created_at),
                "confirmed_at": _iso(found.confirmed_at),
                "closed_at": _iso(found.closed_at),
            }
        )
        rows += [
            {
                "table": "result",
                "case": code,
                "reference": row.reference,
                "method": row.method.value,
                "outcome": row.outcome.value,
                "sampled_at": _iso(row.sampled_at),
            }
            for row in found.results
        ]
    return rows


def erase(person_id: int, now: datetime) -> int:
    """Erases nothing: a case file is kept by law until its day of deletion, under the person's code alone."""
    return 0


def _codes(scope: object, person_id: int) -> list[str]:
    return list(cases_in_scope(require_scope(scope)).filter(person_id=person_id).order_by("created_at").values_list("code", flat=True))


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
