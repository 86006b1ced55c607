"""The form that enters a case: choose the person or register them, then what is known. One form; nothing personal in the address."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.cases.actions import OpenedCase, open_case
from truyvet.cases.actions.new_case import check_new_case
from truyvet.cases.forms import NewCaseForm
from truyvet.cases.labels import REASONS
from truyvet.cases.page_parts import NewCasePart, new_case_parts
from truyvet.cases.permissions import ENTER_CASE
from truyvet.cases.queries import is_case_recorded
from truyvet.cases.rules import CaseRefused, check_dates
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.pagination import ListPage
from truyvet.core.refusal import Refused
from truyvet.people import queries as people
from truyvet.people.actions import LooksSpent, look_at_persons, register_person, search_likely_persons, search_persons
from truyvet.people.labels import LOOK_REFUSALS
from truyvet.people.rules.person_entry import PersonInvalid
from truyvet.people.values import MaskedPerson, NewPerson
from truyvet.people.views.commune_choices import commune_choices
from truyvet.people.work import NEW_CASE, codes_only
from truyvet.web.form_errors import add_refusals
from truyvet.web.sent_forms import sent_once

MAX_PERSONS_FOUND = 8
SAVE_NEW = "save_new"
"""The button for somebody who is none of those who may be meant."""
PERSON_FIELDS = {
    "name": "name", "birth_year": "birth_year", "phones": "phone", "identifiers": "card", "gender": "gender",
    "commune_id": "commune",
}  # fmt: skip


@staff_door(ENTER_CASE, methods=("GET", "POST"))
@sent_once
def enter(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/ca-benh/moi/`` enters a case."""
    communes = commune_choices(scope)
    if request.method != "POST":
        form = NewCaseForm(communes=communes, initial={"event_id": uuid.uuid4(), "commune": _only(communes)})
        return render(request, "cases/enter.html", {"form": form, "parts": new_case_parts(None), "found": None})
    looks = request.POST.get("do") == "find"
    chosen = request.POST.get("person", "")
    found = _find(request, scope, by, now, request.POST.get("text", "") if looks else "", chosen)
    if looks:
        # Not bound: somebody who only looks has made no mistake yet. What they typed stays.
        typed = request.POST.dict()
        form = NewCaseForm(communes=communes, people=found.rows, initial=typed)
        return render(request, "cases/enter.html", {"form": form, "parts": new_case_parts(None, typed), "found": found})
    form = NewCaseForm(request.POST, communes=communes, people=found.rows)
    parts = new_case_parts(request.POST)
    valid = _are_valid(form, parts, now)
    likely = _likely(request, scope, by, now, form) if valid and request.POST.get("do") != SAVE_NEW else None
    if likely is not None and likely.rows:
        form = NewCaseForm(request.POST, communes=communes, people=likely.rows)
        form.is_valid()
        form.add_error("person", _("Có thể người này đã có hồ sơ. Chưa lưu gì: hãy chọn người đó, hoặc bấm “Không phải ai trong số này”."))
        return render(request, "cases/enter.html", {"form": form, "parts": parts, "found": likely, "likely": True}, status=422)
    if valid:
        opened = _open(scope, by, now, form, parts)
        if opened is not None:
            messages.success(request, _("Đã nhập ca %(code)s.") % {"code": opened.code})
            for problem in check_dates(form.entry(0).dates, now):
                messages.warning(request, str(REASONS[problem.code]))
            return HttpResponseRedirect(reverse("cases:case", kwargs={"code": opened.code}))
    return render(request, "cases/enter.html", {"form": form, "parts": parts, "found": found if found.rows or found.gap else None})


def _likely(request: HttpRequest, scope: Scope, by: By, now: datetime, form: NewCaseForm) -> ListPage[MaskedPerson] | None:
    """Returns who may be the person that the form would register; None when one is chosen, and for a form that is sent again."""
    if form.cleaned_data["person"] or is_case_recorded(scope, form.cleaned_data["event_id"]):
        return None
    try:
        return search_likely_persons(by=by, now=now, scope=scope, purpose=NEW_CASE, person=form.new_person(), limit=MAX_PERSONS_FOUND)
    except LooksSpent as refused:
        # The case is kept all the same; whoever reads this looks for a double entry another day.
        messages.warning(request, str(LOOK_REFUSALS[refused.code]))
        return None


def _are_valid(form: NewCaseForm, parts: Sequence[NewCasePart], now: datetime) -> bool:
    """Whether the form and the parts of other rooms hold what they must; if not, each says so beside its field."""
    # Each is asked, so that all problems are shown at once.
    valid = [form.is_valid(), *(part.form.is_valid() for part in parts)]
    if not all(valid):
        return False
    refused = [problem for problem in check_new_case(form.entry(0), now) if not problem.warning]
    add_refusals(form, refused, REASONS)
    for part in parts:
        add_refusals(part.form, part.refusals(now), part.words)
    return not form.errors and not any(part.form.errors for part in parts)


def _only(communes: list[tuple[str, str]]) -> str:
    return communes[0][0] if len(communes) == 1 else ""


def _find(request: HttpRequest, scope: Scope, by: By, now: datetime, text: str, chosen: str) -> people.PersonsFound:
    """Returns the persons who fit the text, and the one chosen already; nobody, and why, when the day's budget is spent."""
    found = people.NOBODY_FOUND
    try:
        if text.strip():
            found = search_persons(by=by, now=now, scope=scope, purpose=NEW_CASE, text=text, limit=MAX_PERSONS_FOUND)
        if chosen and chosen not in {person.code for person in found.rows}:
            known = look_at_persons(by=by, now=now, scope=scope, purpose=NEW_CASE, codes=[chosen])
            found = replace(found, rows=(*known, *found.rows))
    except LooksSpent as refused:
        messages.error(request, str(LOOK_REFUSALS[refused.code]))
        return replace(found, rows=codes_only(scope, (chosen,)))
    return found


def _open(scope: Scope, by: By, now: datetime, form: NewCaseForm, parts: Sequence[NewCasePart]) -> OpenedCase | None:
    """Registers the person where needed and opens the case, both or neither; returns None with the errors in the form."""
    attached = tuple(value for part in parts for value in part.content())
    part = None
    try:
        with transaction.atomic():
            person_id = _person(scope, by, now, form)
            opened = open_case(by=by, now=now, scope=scope, entry=form.entry(person_id, attached))
            for part in () if opened.repeated else parts:
                part.save(by=by, now=now, scope=scope, person_id=person_id, code=opened.code)
            return opened
    except PersonInvalid as invalid:
        form.add_error(PERSON_FIELDS.get(invalid.field), _("Hãy xem lại mục này; hệ thống không đọc được."))
    except IdempotencyConflict:
        form.add_error(None, _("Phiếu này đã được lưu với nội dung khác. Hãy mở phiếu mới rồi nhập lại."))
    except CaseRefused as refused:
        add_refusals(form, refused.refusals, REASONS)
    except Refused as refused:
        add_refusals(form if part is None else part.form, refused.refusals, REASONS if part is None else part.words)
    return None


def _person(scope: Scope, by: By, now: datetime, form: NewCaseForm) -> int:
    chosen = form.cleaned_data["person"]
    if chosen:
        person_id = people.person_ids_by_code(scope, (chosen,))[chosen]
        return people.root_persons(scope, (person_id,))[person_id]
    entry = form.new_person()
    person_id = register_person(by=by, now=now, person=entry).person_id
    if person_id in people.masked_persons(scope, (person_id,)):
        return person_id
    # The card belongs to somebody who lives elsewhere. Saying so would tell of a stranger, refusing would lose a
    # case: the entry is made without the card, and whoever sees both merges them.
    event = uuid.uuid5(entry.event_id or uuid.uuid4(), "without-card")
    bare = NewPerson(entry.name, entry.birth_year, entry.gender, entry.commune_id, entry.address, entry.phones, event_id=event)
    return register_person(by=by, now=now, person=bare).person_id
