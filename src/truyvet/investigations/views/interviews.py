"""An interview of a case: whom they met, where they were. Nothing typed is lost, and what is typed stays out of addresses."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from truyvet.access.doors import staff_door
from truyvet.access.permissions import TRACE
from truyvet.audit.values import By, Scope
from truyvet.cases.permissions import ENTER_CASE
from truyvet.cases.queries import CaseFile, purpose_of_case
from truyvet.cases.queries import case_file as find_case
from truyvet.cases.rules import CaseState
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.pagination import ListPage, list_page
from truyvet.investigations.actions import InterviewEntry, NamedEntry, record_interview
from truyvet.investigations.interview_form import MAX_ROWS_PER_TABLE, NEW_PERSON, InterviewRow, NamedRow, ReportedPlaceRow
from truyvet.investigations.queries.person_traces import is_interview_recorded
from truyvet.investigations.rules.runs import RunRefused
from truyvet.people.actions import LooksSpent, look_at_persons, register_person, search_likely_persons, search_persons
from truyvet.people.labels import LOOK_REFUSALS
from truyvet.people.rules.person_entry import PersonInvalid
from truyvet.people.values import MaskedPerson, NewPerson
from truyvet.people.views.commune_choices import commune_choices
from truyvet.people.work import codes_only
from truyvet.venues import queries as venues
from truyvet.web.errors import forbidden
from truyvet.web.sent_forms import sent_once

MAX_MATCHES = 8
REFUSALS = {
    "no_person": gettext_lazy("Có người không còn trong địa bàn của bạn. Hãy tìm lại."),
    "no_venue": gettext_lazy("Có nơi không còn trong địa bàn của bạn. Hãy tìm lại."),
    "self": gettext_lazy("Người được nêu tên chính là ca bệnh. Hãy bỏ dòng ấy."),
    "future": gettext_lazy("Có thời điểm chưa đến. Hãy xem lại ngày giờ."),
    "nothing": gettext_lazy("Phiếu chưa có ai và chưa có nơi nào. Hãy ghi ít nhất một dòng."),
    "visit": gettext_lazy("Có lượt đến không ghi được. Hãy xem lại ngày giờ của các nơi."),
    "event_conflict": gettext_lazy("Phiếu này đã lưu với nội dung khác. Hãy mở phiếu mới rồi ghi phần còn lại."),
}
FIELDS = {"name": "name", "birth_year": "birth_year", "phones": "phone"}


@dataclass(slots=True)
class InterviewSheet:
    """The rows of a form, and what is wrong with it as a whole."""

    event_id: str
    named: list[NamedRow]
    places: list[ReportedPlaceRow]
    problem: str = ""

    @property
    def filled(self) -> list[InterviewRow]:
        """Rows in which something was typed."""
        return [row for row in (*self.named, *self.places) if not row.blank]


@staff_door(TRACE, methods=("GET", "POST"))
@sent_once
def interview(request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: str) -> HttpResponse:
    """``/ca-benh/<case>/phong-van/``: rows are added by sending the form; only ``do=save`` keeps anything."""
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    if ENTER_CASE.value not in permissions:
        return forbidden(request)
    found = find_case(scope, case)
    if found is None:
        raise Http404
    if found.state is CaseState.DISCARDED:
        messages.warning(request, _("Ca này đã bị loại nên không ghi phỏng vấn."))
        return HttpResponseRedirect(reverse("cases:case", kwargs={"code": found.code}))
    do = request.POST.get("do", "")
    sheet = _sheet(_PersonFinder(request, scope, by, now, purpose_of_case(scope, found)), request.POST.dict(), saving=do == "save", more=do)
    if do == "save" and _checked(sheet) and _kept(request, scope, by, now, found, sheet):
        return HttpResponseRedirect(reverse("investigations:case_runs", kwargs={"code": found.code}))
    context = {
        "case": found,
        "sheet": sheet,
        "full": len(sheet.named) >= MAX_ROWS_PER_TABLE,
        "places_full": len(sheet.places) >= MAX_ROWS_PER_TABLE,
    }
    return render(request, "investigations/interview.html", context, status=422 if do == "save" else 200)


@dataclass(frozen=True, slots=True)
class _PersonFinder:
    """Looks people up for the interviewed case, within the reader's day."""

    request: HttpRequest
    scope: Scope
    by: By
    now: datetime
    purpose: str

    def find(self, text: str, typed: NewPerson | None, chosen: str) -> ListPage[MaskedPerson]:
        """Returns who fits ``text``, or may be ``typed``, and who is chosen; nobody else, and why, when the day's limit is reached."""
        found: ListPage[MaskedPerson] = list_page((), page_rows=MAX_MATCHES)
        by, now, scope, purpose = self.by, self.now, self.scope, self.purpose
        try:
            if text:
                found = search_persons(by=by, now=now, scope=scope, purpose=purpose, text=text, limit=MAX_MATCHES)
            elif typed is not None and (typed.name or typed.phones):
                found = search_likely_persons(by=by, now=now, scope=scope, purpose=purpose, person=typed, limit=MAX_MATCHES)
            if chosen and chosen not in {person.code for person in found.rows}:
                known = look_at_persons(by=by, now=now, scope=scope, purpose=purpose, codes=(chosen,))
                found = replace(found, rows=(*known, *found.rows))
        except LooksSpent as refused:
            messages.error(self.request, str(LOOK_REFUSALS[refused.code]))
            return replace(found, rows=codes_only(scope, (chosen,)))
        return found


def _sheet(finder: _PersonFinder, posted: Mapping[str, str], *, saving: bool, more: str) -> InterviewSheet:
    """The form as sent, with what its searches find; one empty row of each kind at the start."""
    scope, now = finder.scope, finder.now
    communes = commune_choices(scope)
    event_id = _event(posted.get("event_id", ""))
    again = saving and is_interview_recorded(scope, event_id)
    named, placed = _many(posted, "n", more == "add_named"), _many(posted, "p", more == "add_place")
    kept_from = venues.first_kept(scope, now)
    return InterviewSheet(
        str(event_id),
        [
            NamedRow(at, posted, now=now, bound=saving, communes=communes, people=_people(finder, posted, f"n{at}", again=again))
            for at in range(named)
        ],
        [
            ReportedPlaceRow(at, posted, now=now, bound=saving, kept_from=kept_from, venues=_venues(scope, posted, f"p{at}"))
            for at in range(placed)
        ],
    )


def _event(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _many(posted: Mapping[str, str], name: str, more: bool) -> int:
    text = posted.get(name, "1")
    many = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return min(max(1, many) + more, MAX_ROWS_PER_TABLE)


def _people(finder: _PersonFinder, posted: Mapping[str, str], prefix: str, *, again: bool) -> ListPage[MaskedPerson]:
    """Who fits what is looked for, or may be whoever is registered; and whoever is chosen already.

    Not ``again``: a form that arrives a second time has itself registered that person the first time.
    """
    text, chosen = (posted.get(f"{prefix}-{name}", "").strip() for name in ("text", "person"))
    return finder.find(text, None if again else _typed_person(posted, prefix), "" if chosen == NEW_PERSON else chosen)


def _typed_person(posted: Mapping[str, str], prefix: str) -> NewPerson:
    """The person as typed so far; a number that is none yet is left out."""
    name, phone, year, commune = (posted.get(f"{prefix}-{field}", "").strip() for field in ("name", "phone", "birth_year", "commune"))
    return NewPerson(
        name=name,
        phones=(phone,) if phone else (),
        birth_year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        commune_id=int(commune) if commune.isascii() and commune.isdigit() and len(commune) < 10 else None,
    )


def _venues(scope: Scope, posted: Mapping[str, str], prefix: str) -> ListPage[venues.VenueRow]:
    text, chosen = (posted.get(f"{prefix}-{name}", "").strip() for name in ("text", "venue"))
    found: ListPage[venues.VenueRow] = venues.list_venues(scope, text=text, size=MAX_MATCHES) if text else list_page(())
    if chosen and chosen not in {row.code for row in found.rows}:
        return replace(found, rows=(*venues.list_venues(scope, text=chosen, size=1).rows, *found.rows))
    return found


def _checked(sheet: InterviewSheet) -> bool:
    """Whether every row that was filled in can be taken."""
    filled = sheet.filled
    if not filled:
        sheet.problem = str(REFUSALS["nothing"])
        return False
    good = [row.is_valid() for row in filled]
    seen: set[tuple[str, int]] = set()
    for row in sheet.named:
        if row.blank or not row.is_valid() or row.registers:
            continue
        pair = (row.cleaned_data["person"], row.last_met_s())
        if pair in seen:
            row.add_error("met_at", _("Người này đã có ở dòng trên với cùng ngày giờ."))
            good.append(False)
        seen.add(pair)
    return all(good)


def _kept(request: HttpRequest, scope: Scope, by: By, now: datetime, case: CaseFile, sheet: InterviewSheet) -> bool:
    """Register who is new and keep the interview, both or neither; False with the reason in the form."""
    event_id = uuid.UUID(sheet.event_id)
    named = [row for row in sheet.named if not row.blank]
    places_filled = [row for row in sheet.places if not row.blank]
    row: NamedRow | None = None
    try:
        with transaction.atomic():
            entries = []
            for row in named:
                code = _code(by, now, row, event_id)
                entries.append(NamedEntry(code, row.last_met_s(), row.cleaned_data["tie"]))
            entry = InterviewEntry(event_id, case.code, tuple(entries), tuple(place.reported_place() for place in places_filled))
            record_interview(by=by, now=now, scope=scope, entry=entry)
    except PersonInvalid as invalid:
        assert row is not None
        row.add_error(FIELDS.get(invalid.field), _("Hãy xem lại mục này; hệ thống không đọc được."))
    except IdempotencyConflict:
        sheet.problem = str(REFUSALS["event_conflict"])
    except RunRefused as refused:
        sheet.problem = str(REFUSALS[refused.code])
    else:
        words = {"people": len(named), "places": len(places_filled)}
        messages.success(request, _("Đã ghi phỏng vấn: %(people)s người, %(places)s nơi. Truy vết lại để tính cả những điều này.") % words)
        return True
    return False


def _code(by: By, now: datetime, row: NamedRow, event_id: uuid.UUID) -> str:
    if not row.registers:
        return str(row.cleaned_data["person"])
    return register_person(by=by, now=now, person=row.new_person(event_id)).code
