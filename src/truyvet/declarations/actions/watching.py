"""The steps of the watch. Each carries the version that was read: of two officers at once the second is told."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.changes import next_change
from truyvet.audit.values import By, Scope
from truyvet.cases import queries as cases
from truyvet.cases.actions import NewCase, open_case
from truyvet.cases.rules import CaseRefused
from truyvet.cases.rules import Reason as CaseReason
from truyvet.declarations.actions.standing import let_go
from truyvet.declarations.actions.telling import write_told
from truyvet.declarations.models import Declaration, WatchItem
from truyvet.declarations.queries.visible import visible_watch
from truyvet.declarations.rules import forms, subject
from truyvet.declarations.rules.states import FREES, OUTCOMES, TRANSITIONS
from truyvet.declarations.sealed import seal, unseal, unseal_answers
from truyvet.people import queries as people
from truyvet.people.rules.pseudonyms import Entropy

SUSPECTED = "suspected_case"
NOTE_MOST = 2_000


class WatchAbsent(LookupError):
    """No such item in reach; one outside the scope is answered in the same way."""


class WatchChanged(ValueError):
    """Somebody else took a step since the page was opened."""


class WatchRefused(ValueError):
    """The step cannot be taken: ``reason`` is "state", "outcome" or "note"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing came to: the case that stands for it, "" without one; whether the officer's scope sees it."""

    case_code: str = ""
    case_seen: bool = False


def acknowledge(*, by: By, now: datetime, scope: Scope, code: str, version: int) -> None:
    """Take an item up: the clock stops, others see who has it. Raises WatchAbsent, WatchRefused, WatchChanged."""
    with transaction.atomic():
        item = _reach(scope, code, "acknowledged")
        _step(item, version, state="acknowledged", acknowledged_at=now, staff_id=scope.staff)
        _note(by, now, code, "acknowledged", {})


def note_call(*, by: By, now: datetime, scope: Scope, code: str, version: int, note: str = "") -> None:
    """Note that somebody called; what was said is added to the note. Raises WatchAbsent, WatchRefused, WatchChanged."""
    with transaction.atomic():
        item = _reach(scope, code, "called")
        taken = {} if item.acknowledged_at else {"acknowledged_at": now}
        _step(item, version, state="called", called_at=now, staff_id=scope.staff, note=_added(item, note), **taken)
        _note(by, now, code, "called", {"note": bool(note.strip())})


def close_watch(
    *, by: By, now: datetime, scope: Scope, code: str, version: int, outcome: str, note: str = "", entropy: Entropy = secrets.token_bytes
) -> Closed:
    """Close an item with what came out, ``note`` saying why; close it anew when more is known, unless it was let go.

    "suspected_case" opens a case of the person, or names the one that is open already. Outcomes of ``FREES`` let go of
    the hold. Of a declaration that nobody stood behind, the officer now does: whom and where it names then feeds tracing,
    unless the outcome says that it was not so. Raises WatchAbsent, WatchRefused, WatchChanged; CaseRefused when no case can be opened.
    """
    if outcome not in OUTCOMES:
        raise WatchRefused("outcome")
    if not note.strip():
        raise WatchRefused("note")
    with transaction.atomic():
        item = _reach(scope, code, "closed")
        case_id, answer = _case(by, now, scope, item) if outcome == SUSPECTED else (None, Closed())
        _step(
            item, version, state="closed", outcome=outcome, closed_at=now, staff_id=scope.staff, note=_added(item, note),
            case_id=case_id or item.case_id,
            acknowledged_at=item.acknowledged_at or now,
        )  # fmt: skip
        if outcome in FREES:
            let_go(by=by, now=now, declaration=item.declaration, clear=outcome != "wrong_number")
        elif not item.declaration.verified and outcome != "not_reached" and item.outcome in ("", "not_reached"):
            _believe(by, now, scope, item.declaration, entropy)
        _note(by, now, code, "closed", {"outcome": outcome, "case": answer.case_code})
    return answer


def _reach(scope: Scope, code: str, state: str) -> WatchItem:
    found = visible_watch(scope).filter(declaration__code=code).select_related("declaration").first()
    if found is None:
        raise WatchAbsent
    if state not in TRANSITIONS[found.state] or found.outcome in FREES:
        raise WatchRefused("state")
    return found


def _step(item: WatchItem, version: int, **values: str | int | datetime | None) -> None:
    written = WatchItem.objects.filter(pk=item.pk, version=version).update(version=version + 1, change=next_change(), **values)
    if not written:
        raise WatchChanged


def _added(item: WatchItem, note: str) -> str:
    before, new = unseal(item.note), note.strip()
    return seal("\n".join(part for part in (before, new) if part)[-NOTE_MOST:])


def _note(by: By, now: datetime, code: str, step: str, facts: dict[str, str | int | float | bool | None]) -> None:
    record(by=by, now=now, action=f"declarations.{step}", subject=f"declaration:{code}", facts=facts)


def _believe(by: By, now: datetime, scope: Scope, told: Declaration, entropy: Entropy) -> None:
    form, answers = forms.form(told.form), unseal_answers(told.answers)
    rows = [(told, subject.places(form, answers), subject.met(form, answers))]
    write_told(by=by, now=now, scope=Scope.system(f"declaration:{told.code}", scope.on), told=rows, entropy=entropy)


def _case(by: By, now: datetime, scope: Scope, item: WatchItem) -> tuple[int, Closed]:
    told = item.declaration
    entry = NewCase(event_id=uuid5(told.event_id, "case"), person_id=told.person_id, reported_commune_id=item.commune_id)
    # Whoever looks after the place where somebody is staying opens the case, also of one who lives elsewhere.
    near = told.person_id in people.shown(scope, (told.person_id,))
    reader = scope if near else Scope.system(f"declaration:{told.code}", scope.on)
    try:
        opened = open_case(by=by, now=now, scope=reader, entry=entry)
    except CaseRefused as refused:
        if all(problem.reason is not CaseReason.ALREADY_OPEN for problem in refused.problems):
            raise
        code = cases.known_cases(reader, (told.person_id,))[told.person_id]
        known = cases.case(reader, code)
        if known is None:
            raise
        return known.id, Closed(code, near)
    return opened.id, Closed(opened.code, near)
