"""A tracer decides who is told of a case's visits, and corrects or takes back what was told."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.investigations.interview_labels import stay_words
from truyvet.investigations.queries.interview_places import unknown_places_of_case
from truyvet.notices.actions import notices as actions
from truyvet.notices.forms import NoticeForm
from truyvet.notices.labels import KINDS, REFUSALS, STATES
from truyvet.notices.permissions import DECIDE_NOTICES, SEE_NOTICES
from truyvet.notices.queries.notices import NoticeRow, notice_list, notice_steps, told_of_withdrawn_cases, visit_decisions
from truyvet.notices.queries.persons_to_tell import case_visits, persons_to_tell
from truyvet.notices.rules.notice import NoticeAbsent, NoticeKind, NoticeRefused, NoticeState
from truyvet.web.display_format import number_words
from truyvet.web.form_errors import add_refusals

REFUSED_FIELDS: Final = {
    "window": "end", "future": "end", "too_old": "end", "reason": "reason", "nobody_known": "is_public", "few_known": "is_public",
}  # fmt: skip
"""Which field of the form a refusal stands beside; the others are of the whole."""


@staff_door(SEE_NOTICES)
def list_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/bao-tin/`` lists notices, newest first."""
    page = notice_list(scope, request.GET.get("trang"))
    return render(request, "notices/list.html", {"page": page, "rows": [(row, STATES[row.state]) for row in page.rows]})


@staff_door(DECIDE_NOTICES, methods=("GET", "POST"))
def case_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: str) -> HttpResponse:
    """``/bao-tin/ca/<case>/``: the visits of a case and what was decided of each; a post declines the rest or takes all back."""
    found, visits = _case_or_404(scope, case)
    if request.method == "POST":
        event, reason = _event(request), request.POST.get("reason", "")
        codes = told_of_withdrawn_cases(scope).get(case, (0, []))[1]

        def step() -> str:
            if request.POST.get("do") == "rut":
                if not codes:
                    raise NoticeRefused("not_told")
                told = actions.withdraw_notices(by=by, now=now, scope=scope, event_id=event, codes=codes, reason=reason)
                return _("Đã báo lại cho %(n)s người: thông báo trước không còn đúng.") % {"n": number_words(told)}
            actions.decline_rest(by=by, now=now, scope=scope, event_id=event, case_code=case, reason=reason)
            return _("Đã ghi: không báo về các nơi còn lại.")

        return _taken(request, step, reverse("notices:case", kwargs={"case": case}))
    told = notice_list(scope, request.GET.get("trang"), case=case)
    decided = visit_decisions(scope, case)
    rows = [(each, decided.get((each.visit.venue_id, each.visit.check_in)), _at(each.visit.check_in), _at(each.end)) for each in visits]
    withdrawn = told_of_withdrawn_cases(scope).get(case)
    context = {
        "case": found, "rows": rows, "page": told, "event_id": uuid.uuid4(), "withdrawn": withdrawn[0] if withdrawn else None,
        "left": sum(row is None for _each, row, *_ in rows), "again": (NoticeState.WITHDRAWN, NoticeState.DECLINED),
        "notices": [(row, STATES[row.state]) for row in told.rows],
        "unknown": [(row, stay_words(row.start, row.end)) for row in unknown_places_of_case(scope, found.id)],
    }  # fmt: skip
    return render(request, "notices/case.html", context)


@staff_door(DECIDE_NOTICES, methods=("GET", "POST"))
def decide(request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: str, visit: int) -> HttpResponse:
    """``/bao-tin/ca/<case>/<visit>/``: how many would be told of a visit, and the decision."""
    found, visits = _case_or_404(scope, case)
    seen = next((each for each in visits if each.visit.id == visit), None)
    if seen is None:
        raise Http404
    initial = {"kind": NoticeKind.EXPOSURE.value, "start": _at(seen.visit.check_in), "end": _at(min(seen.end, int(now.timestamp())))}
    form = NoticeForm(request.POST or None, initial=initial)
    draft = form.draft() if request.method == "POST" and form.is_valid() else None
    if draft is not None:
        event = form.cleaned_data["event_id"]
        with _refusals(form):
            code = actions.decide_notice(by=by, now=now, scope=scope, event_id=event, case_code=case, visit_id=visit, draft=draft)
            messages.success(request, _("Đã quyết định."))
            return HttpResponseRedirect(reverse("notices:notice", kwargs={"code": code}))
    # Of the times that were typed: the figure that a refusal speaks of.
    first, last = (draft.start, draft.end) if draft else (seen.visit.check_in, seen.end)
    counts = {kind: len(persons_to_tell(scope, found, seen.visit.venue_id, kind, first, last)) for kind in NoticeKind}
    context = {"case": found, "visit": seen.visit, "form": form, "counts": [(words, counts[kind]) for kind, words in KINDS.items()]}
    return render(request, "notices/decide.html", context, status=422 if form.errors else 200)


@staff_door(SEE_NOTICES)
def notice_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/bao-tin/<code>/``: who decided, how many were told by which way, how many opened it."""
    return _draw(request, scope, code)


@staff_door(DECIDE_NOTICES, methods=("POST",))
def take_step(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, step: str) -> HttpResponse:
    """``/bao-tin/<code>/<dong-y, sua or rut>/``: a second tracer agrees, or a notice is corrected or taken back."""
    there = reverse("notices:notice", kwargs={"code": code})
    if step not in ("dong-y", "sua", "rut") or not notice_list(scope, code=code).total:
        raise Http404
    if step == "dong-y":
        return _taken(request, lambda: _told(actions.agree_to_notice(by=by, now=now, scope=scope, code=code)), there)
    if step == "rut":
        reason, event = request.POST.get("reason", ""), _event(request)
        withdraw = lambda: _told(actions.withdraw_notices(by=by, now=now, scope=scope, event_id=event, codes=[code], reason=reason))  # noqa: E731
        return _taken(request, withdraw, there)
    form = NoticeForm(request.POST, has_kind=False)
    if form.is_valid():
        draft, event = form.draft(), form.cleaned_data["event_id"]
        with _refusals(form):
            messages.success(request, _told(actions.correct_notice(by=by, now=now, scope=scope, event_id=event, code=code, draft=draft)))
            return HttpResponseRedirect(there)
    return _draw(request, scope, code, form)


def _draw(request: HttpRequest, scope: Scope, code: str, form: NoticeForm | None = None) -> HttpResponse:
    row = next(iter(notice_list(scope, code=code).rows), None)
    if row is None:
        raise Http404
    initial = {"start": _at(row.start), "end": _at(row.end), "is_public": row.is_public}
    context = {
        "row": row, "state": STATES[row.state], "kind": KINDS[row.kind], "start": _at(row.start), "end": _at(row.end),
        "known": _known(scope, row) if row.state is NoticeState.WAITING else None,
        "steps": [(STATES[NoticeState(state)], *rest) for state, *rest in notice_steps(scope, code)],
        "form": form or NoticeForm(initial=initial, has_kind=False), "event_id": uuid.uuid4(),
    }  # fmt: skip
    return render(request, "notices/notice.html", context, status=422 if form else 200)


def _known(scope: Scope, row: NoticeRow) -> int:
    """Returns how many would be told by a notice that waits, and nobody of them the case."""
    case, _visits = case_visits(scope, row.case)
    return len(persons_to_tell(scope, case, row.venue_id, row.kind, row.start, row.end))


@contextmanager
def _refusals(form: NoticeForm) -> Iterator[None]:
    """Shows beside the fields of the form why nothing was done; what was typed stays."""
    try:
        yield
    except NoticeAbsent:
        raise Http404 from None
    except NoticeRefused as refused:
        add_refusals(form, [Refusal(each.code, REFUSED_FIELDS.get(each.code, "")) for each in refused.refusals], REFUSALS)
    except IdempotencyConflict:
        add_refusals(form, [Refusal("double")], REFUSALS)


def _taken(request: HttpRequest, step: Callable[[], str], there: str) -> HttpResponse:
    """Takes the step and leads on; what is refused is said there."""
    try:
        messages.success(request, step())
    except NoticeAbsent:
        raise Http404 from None
    except NoticeRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    except IdempotencyConflict:
        messages.error(request, str(REFUSALS["double"]))
    return HttpResponseRedirect(there)


def _told(count: int) -> str:
    return _("Đã báo cho %(n)s người.") % {"n": number_words(count)}


def _case_or_404(scope: Scope, code: str) -> Any:
    try:
        return case_visits(scope, code)
    except NoticeAbsent:
        raise Http404 from None


def _event(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("event_id", ""))
    except ValueError:
        return uuid.uuid4()


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
