"""What a citizen sees of their own: what they declared, for whom, and what fills the next form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from truyvet.audit.values import Scope, need
from truyvet.declarations.models import Declaration, Relative
from truyvet.declarations.queries.visible import visible
from truyvet.declarations.rules import forms, subject
from truyvet.declarations.rules.parts import HEALTH, Field, Form, Kind, Means
from truyvet.declarations.rules.triage import Triage
from truyvet.declarations.sealed import SealBroken, unseal_answers

MOST: Final = 30
FOLLOWED: Final = frozenset({Means.PLACES, Means.PEOPLE})
"""Said of certain days: never carried into the next form, like everything of health."""


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A declaration as its declarer sees it. ``name``: as they typed it, "" for themselves. ``open``: somebody will call."""

    code: str
    form: str
    made_at: datetime
    made_for: str
    name: str
    open: bool


@dataclass(frozen=True, slots=True)
class RelativeSeen:
    """Somebody for whom a person declared: the name as it was typed, and the answers that stay the same."""

    id: int
    tie: str
    name: str
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DeclaredSeen:
    """A declaration in a person's timeline, for staff: codes only."""

    code: str
    form: str
    made_at: datetime
    triage: Triage
    reasons: tuple[str, ...]
    verified: bool
    by_team: bool
    state: str
    outcome: str


def own(scope: Scope, person_id: int) -> tuple[OwnRow, ...]:
    """What this person declared, for themselves or others, newest first. Of others only what they typed: never what came of it."""
    need(scope)
    rows = Declaration.objects.filter(Q(declarer_id=person_id) | Q(person_id=person_id, verified=True)).select_related("watch")
    return tuple(_own(row, person_id) for row in rows.order_by("-made_at", "-pk")[:MOST])


def carried(scope: Scope, person_id: int) -> dict[str, object]:
    """Answers of the person's last declaration of themselves that are the same tomorrow: who and where, nothing of health."""
    need(scope)
    row = Declaration.objects.filter(person_id=person_id, made_for="self", verified=True, staff=None).order_by("-made_at").first()
    return _lasting(row) if row is not None else {}


def relatives(scope: Scope, person_id: int) -> tuple[RelativeSeen, ...]:
    """For whom this person declared, with what they typed last. Two queries."""
    need(scope)
    rows = list(Relative.objects.filter(declarer_id=person_id).order_by("pk").values_list("pk", "tie", "person_id"))
    told = Declaration.objects.filter(declarer_id=person_id, person_id__in=[row[2] for row in rows]).order_by("made_at")
    last = {row.person_id: row for row in told}
    found = []
    for pk, tie, person in rows:
        if person in last:
            found.append(RelativeSeen(pk, tie, _name(last[person]), _lasting(last[person])))
    return tuple(found)


def declared_of(scope: Scope, person_id: int) -> tuple[DeclaredSeen, ...]:
    """A person's declarations within the scope, newest first; one query."""
    rows = visible(scope).filter(person_id=person_id).select_related("watch").order_by("-made_at", "-pk")
    return tuple(
        DeclaredSeen(
            row.code, row.form, row.made_at, Triage(row.triage), tuple(row.reasons), row.verified, row.staff_id is not None,
            row.watch.state if hasattr(row, "watch") else "", row.watch.outcome if hasattr(row, "watch") else "",
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a community team is told of a declaration that it wrote: whose card may be printed, and what to advise."""

    code: str
    person_code: str
    triage: Triage


def receipt(scope: Scope, code: str) -> Receipt | None:
    """The receipt of a declaration that this very member of staff wrote; None for anybody else's."""
    staff = need(scope).staff
    if staff is None:
        return None
    found = Declaration.objects.filter(code=code, staff_id=staff).values_list("code", "person__code", "triage").first()
    return Receipt(found[0], found[1], Triage(found[2])) if found else None


def answers_of(scope: Scope, code: str) -> tuple[Form, dict[str, object]] | None:
    """The form and the answers of a declaration within the scope: health data, for whoever opened the person for it."""
    row = visible(scope).filter(code=code).first()
    try:
        return (forms.form(row.form), unseal_answers(row.answers)) if row is not None else None
    except (forms.UnknownForm, SealBroken):
        return None


def _own(row: Declaration, person_id: int) -> OwnRow:
    mine = row.person_id == person_id
    waits = mine and hasattr(row, "watch") and row.watch.state != "closed"
    return OwnRow(row.code, row.form, row.made_at, row.made_for, "" if mine else _name(row), waits)


def _name(row: Declaration) -> str:
    try:
        return subject.subject(forms.form(row.form), unseal_answers(row.answers)).name
    except (forms.UnknownForm, SealBroken):
        return ""


def _lasting(row: Declaration) -> dict[str, object]:
    try:
        form, answers = forms.form(row.form), unseal_answers(row.answers)
    except (forms.UnknownForm, SealBroken):
        return {}
    return {each.name: answers[each.name] for each in form.fields if each.name in answers and _lasts(each)}


def _lasts(field: Field) -> bool:
    told_once = field.means in HEALTH or field.means in FOLLOWED or field.kind in (Kind.YES_NO_01, Kind.YES_NO_12)
    return not told_once and field.section not in ("journey", "travel") and field.name != "otherUser"
