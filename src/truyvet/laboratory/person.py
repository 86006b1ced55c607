"""This room's share of a person: the timeline, the data export, erasure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.laboratory.labels import METHODS, OUTCOMES
from truyvet.laboratory.queries import LabResultRow, orders_in_scope, results_of


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns the results of the person's samples within the scope."""
    return timeline_entries(results_of(require_scope(scope), (person_id,)).get(person_id, ()))


def timeline_entries(rows: Iterable[LabResultRow]) -> list[TimelineEntry]:
    """Returns results as entries of a timeline; a corrected one says so."""
    entries = []
    for row in rows:
        word, state = OUTCOMES[row.outcome]
        title = _("Đã đính chính: %(outcome)s") if row.is_corrected else _("Phòng xét nghiệm: %(outcome)s")
        facts = {"sample": row.sample, "method": METHODS[row.method]}
        text = _("Mẫu %(sample)s, %(method)s, trong mẫu gộp") if row.pool else _("Mẫu %(sample)s, %(method)s")
        shown = "plain" if row.is_corrected else state
        entries.append(TimelineEntry(row.reported_at, _("xét nghiệm"), title % {"outcome": word}, text % facts, state=shown, icon="test"))
    return entries


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns the person's test orders and results, for the person's own copy."""
    reader = require_scope(scope)
    orders = orders_in_scope(reader).filter(person_id=person_id).order_by("due_on", "pk").values_list("reason", "due_on", "note")
    rows: list[Mapping[str, Fact]] = [
        {"table": "test_order", "reason": reason, "due": due.isoformat(), "note": note} for reason, due, note in orders
    ]
    rows += [
        {
            "table": "lab_result", "sample": row.sample, "outcome": row.outcome.value, "method": row.method.value, "ct": row.ct,
            "reference": row.reference, "laboratory": row.laboratory, "taken": row.taken_at.isoformat(),
            "reported": row.reported_at.isoformat(), "corrected": row.is_corrected,
        }
        for row in results_of(reader, (person_id,)).get(person_id, ())
    ]  # fmt: skip
    return rows


def erase(person_id: int, now: datetime) -> int:
    """Erases nothing: a result is kept by law until its day of deletion, under the person's code alone."""
    return 0
