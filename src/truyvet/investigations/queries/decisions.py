"""The decisions on a contact so far, and which cases have a day of onset: small reads for the page of a contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_in_scope
from truyvet.investigations.models import Decision
from truyvet.investigations.queries.runs import RunFile
from truyvet.investigations.rules.runs import ContactVerdict


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision; ``by`` is the name of a member of staff, "" when the account is gone."""

    verdict: ContactVerdict
    reason: str
    by: str
    at: datetime


def decision_history(scope: Scope, run: RunFile, person_id: int) -> tuple[DecisionRow, ...]:
    """Every decision on a contact of this run's case, newest first. ``person_id``: of a contact that the reader reaches."""
    require_scope(scope)
    rows = Decision.objects.filter(case_id=run.case_id, person_id=person_id).order_by("-at", "-pk")
    values = rows.values_list("verdict", "reason", "staff__display", "at")
    return tuple(DecisionRow(ContactVerdict(verdict), reason, by or "", at) for verdict, reason, by, at in values)


def is_onset_known(scope: Scope, run: RunFile) -> dict[int, bool]:
    """Person row of each of the run's cases → whether a day of onset is known (else the sample counts)."""
    rows = cases_in_scope(require_scope(scope)).filter(code__in=list(run.codes)).values_list("person_id", "onset_at")
    return {person: onset is not None for person, onset in rows}
