"""Steps of a watch item. Each step carries the version that was read, so the second of two officers at once is warned."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.cases import queries as cases
from truyvet.cases.actions import NewCase, open_case
from truyvet.cases.rules import CaseProblemReason as CaseReason
from truyvet.cases.rules import CaseRefused
from truyvet.core.change_number import next_change
from truyvet.core.refusal import Refused
from truyvet.declarations.actions.declared_contacts import record_declared_contacts
from truyvet.declarations.actions.gate_status import release_hold
from truyvet.declarations.answer_encryption import seal, unseal, unseal_answers
from truyvet.declarations.models import Declaration, WatchItem
from truyvet.declarations.queries.visible import visible_watch
from truyvet.declarations.rules import forms, subject
from truyvet.declarations.rules.watch_states import CALL_AGAIN, CLOSING_OUTCOMES, RELEASING_OUTCOMES, TRANSITIONS
from truyvet.people import queries as people
from truyvet.people.rules.pseudonyms import Entropy

SUSPECTED = "suspected_case"
MAX_NOTE_CHARS = 2_000
"""A page of notes; of several calls the newest stay."""


class WatchAbsent(LookupError):
    """There is no such item within the scope."""


class WatchChanged(ValueError):
    """Somebody else has changed the item since the page was opened."""


class WatchRefused(Refused):
    """The step cannot be taken: ``code`` is "state", "outcome" or "note"."""


def acknowledge(*, by: By, now: datetime, scope: Scope, code: str, version: int) -> None:
    """Records that an officer takes the item up: others see who has it, and its clock runs on.

    Raises WatchAbsent, WatchRefused, WatchChanged.
    """
    with transaction.atomic():
        item = _item_in_reach(scope, code, "acknowledged")
        _step(item, version, state="acknowledged", acknowledged_at=now, staff_id=scope.staff)
        _note(by, now, code, "acknowledged", {})


def give_back(*, by: By, now: datetime, scope: Scope, code: str, version: int) -> None:
    """Gives an item that was taken up back to everybody. Raises WatchAbsent, WatchRefused, WatchChanged."""
    with transaction.atomic():
        item = _item_in_reach(scope, code, "waiting")
        _step(item, version, state="waiting", acknowledged_at=None, staff_id=None)
        _note(by, now, code, "given_back", {})


def note_call(*, by: By, now: datetime, scope: Scope, code: str, version: int, note: str = "") -> None:
    """Records a call that closed nothing and adds ``note`` to the item's note: the next call is due CALL_AGAIN later.

    Raises WatchAbsent, WatchRefused, WatchChanged.
    """
    with transaction.atomic():
        item = _item_in_reach(scope, code, "called")
        acknowledgement = {} if item.acknowledged_at else {"acknowledged_at": now}
        _step(
            item,
            version,
            state="called",
            called_at=now,
            staff_id=scope.staff,
            note=_added(item, note),
            due_at=max(item.due_at, now + CALL_AGAIN),
            **acknowledgement,
        )
        _note(by, now, code, "called", {"note": bool(note.strip())})


def close_watch(
    *, by: By, now: datetime, scope: Scope, code: str, version: int, outcome: str, note: str = "", entropy: Entropy = secrets.token_bytes
) -> str:
    """Closes an item with its outcome and a note that says why, and returns the code of its case, "" without one.

    A closed item may be closed again until its hold is released.

    "suspected_case" opens a case of the person, or names the one that is open already. ``RELEASING_OUTCOMES`` release the
    hold. For a declaration that nobody vouched for, the officer now does: the contacts and places that it names then feed
    tracing, unless the outcome says that it was not so.

    Raises WatchAbsent, WatchRefused, WatchChanged; CaseRefused when no case can be opened.
    """
    if outcome not in CLOSING_OUTCOMES:
        raise WatchRefused("outcome")
    if not note.strip():
        raise WatchRefused("note")
    with transaction.atomic():
        item = _item_in_reach(scope, code, "closed")
        case_id, case_code = _case(by, now, scope, item) if outcome == SUSPECTED else (None, "")
        _step(
            item, version, state="closed", outcome=outcome, closed_at=now, staff_id=scope.staff, note=_added(item, note),
            case_id=case_id or item.case_id,
            acknowledged_at=item.acknowledged_at or now,
        )  # fmt: skip
        if outcome in RELEASING_OUTCOMES:
            release_hold(by=by, now=now, declaration=item.declaration, clear=outcome != "wrong_number")
        elif not item.declaration.verified and item.outcome in ("", "not_reached"):
            _vouch(by, now, scope, item.declaration, entropy)
        _note(by, now, code, "closed", {"outcome": outcome, "case": case_code})
    return case_code


def _item_in_reach(scope: Scope, code: str, state: str) -> WatchItem:
    found = visible_watch(scope).filter(declaration__code=code).select_related("declaration").first()
    if found is None:
        raise WatchAbsent
    if state not in TRANSITIONS[found.state] or found.outcome in RELEASING_OUTCOMES:
        raise WatchRefused("state")
    return found


def _step(item: WatchItem, version: int, **values: str | int | datetime | None) -> None:
    written = WatchItem.objects.filter(pk=item.pk, version=version).update(version=version + 1, change=next_change(), **values)
    if not written:
        raise WatchChanged


def _added(item: WatchItem, note: str) -> str:
    before, new = unseal(item.note), note.strip()
    return seal("\n".join(part for part in (before, new) if part)[-MAX_NOTE_CHARS:])


def _note(by: By, now: datetime, code: str, step: str, facts: dict[str, str | int | float | bool | None]) -> None:
    record(by=by, now=now, action=f"declarations.{step}", subject=f"declaration:{code}", facts=facts)


def _vouch(by: By, now: datetime, scope: Scope, declaration: Declaration, entropy: Entropy) -> None:
    form, answers = forms.form(declaration.form), unseal_answers(declaration.answers)
    rows = [(declaration, subject.named_places(form, answers), subject.named_contacts(form, answers))]
    record_declared_contacts(
        by=by, now=now, scope=Scope.system(f"declaration:{declaration.code}", scope.on), declared=rows, entropy=entropy
    )


def _case(by: By, now: datetime, scope: Scope, item: WatchItem) -> tuple[int, str]:
    declaration = item.declaration
    entry = NewCase(event_id=uuid5(declaration.event_id, "case"), person_id=declaration.person_id, reported_commune_id=item.commune_id)
    # Whoever looks after the place where somebody is staying opens the case, also of one who lives elsewhere.
    is_in_reach = declaration.person_id in people.masked_persons(scope, (declaration.person_id,))
    reader = scope if is_in_reach else Scope.system(f"declaration:{declaration.code}", scope.on)
    try:
        case = open_case(by=by, now=now, scope=reader, entry=entry)
    except CaseRefused as refused:
        if all(each.code != CaseReason.ALREADY_OPEN for each in refused.refusals):
            raise
        code = cases.known_cases(reader, (declaration.person_id,))[declaration.person_id]
        known = cases.case_file(reader, code)
        if known is None:
            raise
        return known.id, code
    return case.id, case.code
