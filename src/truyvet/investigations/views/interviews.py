"""An interview of a case: whom they met, where they were. Nothing typed is lost, and what is typed stays out of addresses."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from truyvet.access.doors import staff_door
from truyvet.access.permissions import OPEN_NAMES, TRACE
from truyvet.audit.values import By, Scope
from truyvet.cases.permissions import ENTER_CASE
from truyvet.cases.queries import CaseFile, purpose_of_case
from truyvet.cases.queries import case_file as find_case
from truyvet.cases.rules import CaseState
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.investigations.actions import InterviewEntry, NamedEntry, keep_draft, record_interview
from truyvet.investigations.interview_form import MAX_ROWS_PER_TABLE, NamedRow
from truyvet.investigations.queries.interviews import InterviewFile, interview_file, interviews_of_case
from truyvet.investigations.rules.interviews import InterviewState
from truyvet.investigations.rules.runs import RunRefused
from truyvet.investigations.views.interview_sheet import InterviewSheet, event_of, milestone_days, sheet_of, typed_of
from truyvet.people.actions import open_identities, register_person
from truyvet.people.rules.person_entry import PersonInvalid
from truyvet.web.errors import forbidden
from truyvet.web.sent_forms import sent_once

REFUSALS = {
    "no_person": gettext_lazy("Có người không còn trong địa bàn của bạn. Hãy tìm lại."),
    "no_venue": gettext_lazy("Có nơi không còn trong địa bàn của bạn. Hãy tìm lại."),
    "self": gettext_lazy("Người được nêu tên chính là ca bệnh. Hãy bỏ dòng ấy."),
    "future": gettext_lazy("Có thời điểm chưa đến. Hãy xem lại ngày giờ."),
    "nothing": gettext_lazy("Phiếu chưa có ai và chưa có nơi nào. Hãy ghi ít nhất một dòng."),
    "visit": gettext_lazy("Có lượt đến không ghi được. Hãy xem lại ngày giờ của các nơi."),
    "reason": gettext_lazy("Hãy ghi vì sao sửa, vài chữ. Bản cũ vẫn giữ nguyên."),
    "changed": gettext_lazy("Người khác vừa sửa phỏng vấn này. Những gì bạn ghi còn ở đây: hãy giữ nháp, mở bản mới nhất rồi ghi lại."),
    "too_long": gettext_lazy("Phiếu quá dài để giữ nháp. Hãy lưu phần đã đủ trước."),
    "event_conflict": gettext_lazy("Phiếu này đã lưu với nội dung khác. Hãy mở phiếu mới rồi ghi phần còn lại."),
}
FIELDS = {"name": "name", "birth_year": "birth_year", "phones": "phone"}
FIELDS = {"name": "name", "birth_year": "birth_year", "phones": "phone"}


@staff_door(TRACE, methods=("GET", "POST"))
@sent_once
def interview(request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: str) -> HttpResponse:
    """``/ca-benh/<case>/phong-van/``: rows are added by sending the form; ``do=save`` keeps it for good, ``do=draft`` as it is.

    ``?tu=<version>`` corrects a version or goes on with a draft.
    """
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    if ENTER_CASE.value not in permissions:
        return forbidden(request)
    found = find_case(scope, case)
    if found is None:
        raise Http404
    if found.state is CaseState.DISCARDED:
        messages.warning(request, _("Ca này đã bị loại nên không ghi phỏng vấn."))
        return HttpResponseRedirect(reverse("cases:case", kwargs={"code": found.code}))
    do, posted = request.POST.get("do", ""), request.POST.dict()
    versions = interviews_of_case(scope, found.code)
    if request.method == "GET" and (start := _version(scope, found, request.GET.get("tu", ""))) is not None:
        draft = {"event_id": str(start.row.event_id)} if start.row.state is InterviewState.DRAFT else {"corrects": str(start.row.event_id)}
        posted = typed_of(start) | draft
    corrected = _version(scope, found, posted.get("corrects", ""))
    sheet = sheet_of(request, scope=scope, by=by, now=now, case=found, posted=posted, corrected=corrected)
    if do == "draft" and _kept_draft(request, scope, by, now, found, sheet, posted):
        return HttpResponseRedirect(reverse("cases:case", kwargs={"code": found.code}))
    if do == "save" and _checked(sheet) and _kept(request, scope, by, now, found, sheet):
        return HttpResponseRedirect(reverse("investigations:case_runs", kwargs={"code": found.code}))
    opens = request.method == "GET" and found.names_open and OPEN_NAMES.value in permissions
    told = {"scope": scope, "person_ids": (found.person_id,), "purpose": purpose_of_case(scope, found)}
    context = {
        "case": found,
        "patient": open_identities(by=by, now=now, **told).get(found.person_id) if opens else None,  # type: ignore[arg-type]
        "sheet": sheet,
        "days": milestone_days(sheet),
        "earlier_known": sum(day.known for day in sheet.days if not day.is_infectious),
        "earlier_judged": any(not row.blank for row in sheet.known if row.stay.start < sheet.infectious_from),
        "corrected": corrected,
        "versions": [row for row in versions if row.state is not InterviewState.REPLACED],
        "full": len(sheet.named) >= MAX_ROWS_PER_TABLE,
        "places_full": len(sheet.places) >= MAX_ROWS_PER_TABLE,
    }
    return render(request, "investigations/interview.html", context, status=422 if do in ("save", "draft") else 200)


def _version(scope: Scope, case: CaseFile, text: str) -> InterviewFile | None:
    """Returns a version of this case's interviews by its event; None for anything else."""
    event = event_of(text)
    found = interview_file(scope, event) if event else None
    return found if found is not None and found.row.case == case.code else None


def _kept_draft(
    request: HttpRequest, scope: Scope, by: By, now: datetime, case: CaseFile, sheet: InterviewSheet, posted: dict[str, str]
) -> bool:
    """Keeps what was typed, whatever is wrong with it."""
    typed = {name: words for name, words in posted.items() if words and name not in ("csrfmiddlewaretoken", "do", "event_id")}
    told = {"event_id": uuid.UUID(sheet.event_id), "case_code": case.code, "corrects": event_of(sheet.corrects)}
    try:
        keep_draft(by=by, now=now, scope=scope, **told, typed=typed)  # type: ignore[arg-type]
    except RunRefused as refused:
        sheet.problem = str(REFUSALS[refused.code])
        return False
    messages.success(request, _("Đã giữ bản nháp. Bản nháp chưa được tính vào truy vết; mở lại ở trang của ca."))
    return True


def _checked(sheet: InterviewSheet) -> bool:
    """Whether every row that was filled in can be taken."""
    filled = sheet.filled
    if not filled and not sheet.answers:
        sheet.problem = str(REFUSALS["nothing"])
        return False
    good = [row.is_valid() for row in filled]
    seen: set[tuple[str, int | None]] = set()
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
    known = [row for row in sheet.known if not row.blank]
    places_filled = [row for row in sheet.places if not row.blank]
    row: NamedRow | None = None
    try:
        with transaction.atomic():
            entries = []
            for row in named:
                code = _code(by, now, row, event_id)
                entries.append(NamedEntry(code, row.last_met_s(), row.cleaned_data["tie"], row.cleaned_data["where"]))
            told = (*(row.reported_place() for row in known), *(row.reported_place() for row in places_filled))
            entry = InterviewEntry(event_id, case.code, tuple(entries), told, sheet.answers, event_of(sheet.corrects), sheet.reason)
            record_interview(by=by, now=now, scope=scope, entry=entry)
    except PersonInvalid as invalid:
        assert row is not None
        row.add_error(FIELDS.get(invalid.field), _("Hãy xem lại mục này; hệ thống không đọc được."))
    except IdempotencyConflict:
        sheet.problem = str(REFUSALS["event_conflict"])
    except RunRefused as refused:
        sheet.problem = str(REFUSALS[refused.code])
    else:
        words = {"people": len(named), "places": len(known) + len(places_filled)}
        messages.success(request, _("Đã ghi phỏng vấn: %(people)s người, %(places)s nơi. Truy vết lại để tính cả những điều này.") % words)
        return True
    return False


def _code(by: By, now: datetime, row: NamedRow, event_id: uuid.UUID) -> str:
    if not row.registers:
        return str(row.cleaned_data["person"])
    return register_person(by=by, now=now, person=row.new_person(event_id)).code
