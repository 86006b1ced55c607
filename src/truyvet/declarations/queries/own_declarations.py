"""Reads what citizens see of their own: what they declared, for whom, and what fills the next form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from truyvet.audit.values import Scope, require_scope
from truyvet.core.encryption import DecryptionFailed
from truyvet.declarations.answer_encryption import unseal_answers
from truyvet.declarations.models import Declaration, Relative
from truyvet.declarations.queries.visible import visible
from truyvet.declarations.rules import forms, subject
from truyvet.declarations.rules.form_schema import HEALTH_MEANINGS, DeclarationForm, FieldKind, FieldMeaning, FormField
from truyvet.declarations.rules.triage import TriageClass

DATED_MEANINGS: Final = frozenset({FieldMeaning.PLACES, FieldMeaning.PEOPLE})
"""Said of certain days: never carried into the next form, like everything of health."""


@dataclass(frozen=True, slots=True)
class OwnDeclaration:
    """A declaration as its declarer sees it. ``name``: as they typed it, "" for themselves. ``open``: somebody will call."""

    code: str
    form: str
    made_at: datetime
    made_for: str
    name: str
    open: bool


@dataclass(frozen=True, slots=True)
class KnownRelative:
    """Somebody for whom a person declared: the name as it was typed, and the answers that stay the same."""

    id: int
    tie: str
    name: str
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DeclarationSummary:
    """A declaration in a person's timeline, for staff: codes only."""

    code: str
    form: str
    made_at: datetime
    triage: TriageClass
    reasons: tuple[str, ...]
    verified: bool
    by_team: bool
    state: str
    outcome: str


def own_declarations(scope: Scope, person_id: int) -> tuple[OwnDeclaration, ...]:
    """Returns what this person declared, for themselves or others, newest first. Of others only what they typed: never what came of it."""
    require_scope(scope)
    rows = Declaration.objects.filter(Q(declarer_id=person_id) | Q(person_id=person_id, verified=True)).select_related("watch")
    return tuple(_own(row, person_id) for row in rows.order_by("-made_at", "-pk"))


def lasting_answers(scope: Scope, person_id: int) -> dict[str, object]:
    """Returns answers of the person's last declaration of themselves that are the same tomorrow: who and where, nothing of health."""
    require_scope(scope)
    row = Declaration.objects.filter(person_id=person_id, made_for="self", verified=True, staff=None).order_by("-made_at").first()
    return _lasting(row) if row is not None else {}


def relatives(scope: Scope, person_id: int) -> tuple[KnownRelative, ...]:
    """Returns the relatives for whom this person declared, with what they typed last. Two queries."""
    require_scope(scope)
    rows = list(Relative.objects.filter(declarer_id=person_id).order_by("pk").values_list("pk", "tie", "person_id"))
    rows_by_person = Declaration.objects.filter(declarer_id=person_id, person_id__in=[row[2] for row in rows]).order_by("made_at")
    last = {row.person_id: row for row in rows_by_person}
    found = []
    for pk, tie, person in rows:
        if person in last:
            found.append(KnownRelative(pk, tie, _name(last[person]), _lasting(last[person])))
    return tuple(found)


def declarations_of(scope: Scope, person_id: int) -> tuple[DeclarationSummary, ...]:
    """Returns a person's declarations within the scope, newest first; one query."""
    rows = visible(scope).filter(person_id=person_id).select_related("watch").order_by("-made_at", "-pk")
    return tuple(
        DeclarationSummary(
            row.code, row.form, row.made_at, TriageClass(row.triage), tuple(row.reasons), row.verified, row.staff_id is not None,
            row.watch.state if hasattr(row, "watch") else "", row.watch.outcome if hasattr(row, "watch") else "",
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TeamReceipt:
    """What a community team is told of a declaration that it wrote: whose card may be printed, and what to advise."""

    code: str
    person_code: str
    triage: TriageClass


def team_receipt(scope: Scope, code: str) -> TeamReceipt | None:
    """Returns the receipt of a declaration that this very member of staff wrote; None for anybody else's."""
    staff = require_scope(scope).staff
    if staff is None:
        return None
    found = Declaration.objects.filter(code=code, staff_id=staff).values_list("code", "person__code", "triage").first()
    return TeamReceipt(found[0], found[1], TriageClass(found[2])) if found else None


def answers_of(scope: Scope, code: str) -> tuple[DeclarationForm, dict[str, object]] | None:
    """Returns the form and the answers of a declaration within the scope: health data, for whoever opened the person for it."""
    row = visible(scope).filter(code=code).first()
    try:
        return (forms.form(row.form), unseal_answers(row.answers)) if row is not None else None
    except (forms.UnknownForm, DecryptionFailed):
        return None


def _own(row: Declaration, person_id: int) -> OwnDeclaration:
    mine = row.person_id == person_id
    waits = mine and hasattr(row, "watch") and row.watch.state != "closed"
    return OwnDeclaration(row.code, row.form, row.made_at, row.made_for, "" if mine else _name(row), waits)


def _name(row: Declaration) -> str:
    try:
        return subject.subject_of(forms.form(row.form), unseal_answers(row.answers)).name
    except (forms.UnknownForm, DecryptionFailed):
        return ""


def _lasting(row: Declaration) -> dict[str, object]:
    try:
        form, answers = forms.form(row.form), unseal_answers(row.answers)
    except (forms.UnknownForm, DecryptionFailed):
        return {}
    return {each.name: answers[each.name] for each in form.fields if each.name in answers and _lasts(each)}


def _lasts(field: FormField) -> bool:
    is_dated = field.means in HEALTH_MEANINGS or field.means in DATED_MEANINGS or field.kind in (FieldKind.YES_NO_01, FieldKind.YES_NO_12)
    return not is_dated and field.section not in ("journey", "travel") and field.name != "otherUser"
