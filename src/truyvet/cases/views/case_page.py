"""The page of one case: what was found, its course, its results, and what higher rooms add to it."""

from __future__ import annotations

from datetime import datetime

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.permissions import OPEN_NAMES, SEE_RUN, TRACE
from truyvet.access.queries import signature_wait
from truyvet.audit.values import By, Scope
from truyvet.cases import forms
from truyvet.cases.case_timeline import case_timeline
from truyvet.cases.labels import METHODS, OUTCOMES, STATES
from truyvet.cases.page_parts import CasePageState, page_parts
from truyvet.cases.permissions import APPROVE_RESULT, ENTER_CASE, SEE_CASES
from truyvet.cases.queries import CaseFile, ResultRow, case_file, purpose_of_case
from truyvet.cases.rules import OPEN_STATES, CaseState, slip_purpose
from truyvet.core.local_day import LocalDay
from truyvet.people.actions import open_identities
from truyvet.people.values import Identity
from truyvet.people.work import remember_work


@staff_door(SEE_CASES)
def case_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/ca-benh/<code>/`` shows a case."""
    return render_case_page(request, scope, by, now, code)


@staff_door(APPROVE_RESULT, methods=("POST",))
def slip_name(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, result_id: int) -> HttpResponse:
    """``/ca-benh/<code>/ket-qua/<result>/ten/`` shows the name that must stand on the slip to somebody who may confirm it. Recorded."""
    found = case_file(scope, code)
    if found is None or all(row.id != result_id or not may_be_second(found, row, scope.staff) for row in found.results):
        raise Http404
    if scope.staff is not None and signature_wait(scope, scope.staff, now) is not None:
        return render_case_page(request, scope, by, now, code)
    purpose = slip_purpose(found.code)
    slip = open_identities(by=by, now=now, scope=scope, person_ids=(found.person_id,), purpose=purpose).get(found.person_id)
    return _drawn(request, scope, by, now, code, {}, slip)


def may_be_second(case: CaseFile, row: ResultRow, staff: int | None) -> bool:
    """Returns whether this account could stand for a result as the second person, by what the page knows."""
    return row.confirmed_by is None and case.state in OPEN_STATES and row.reported_by not in (None, staff)


def render_case_page(request: HttpRequest, scope: Scope, by: By, now: datetime, code: str, **bound: django_forms.Form) -> HttpResponse:
    """Returns the page, with forms that came back wrong in the place of empty ones (names as in the template)."""
    return _drawn(request, scope, by, now, code, bound)


def _drawn(
    request: HttpRequest,
    scope: Scope,
    by: By,
    now: datetime,
    code: str,
    bound: dict[str, django_forms.Form],
    slip: Identity | None = None,
) -> HttpResponse:
    found = case_file(scope, code)
    if found is None:
        raise Http404
    # Whoever looks somebody up next does it for this case, unless they say otherwise.
    remember_work(request, purpose_of_case(scope, found))
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    enters = ENTER_CASE.value in permissions
    parts = page_parts(request, scope, now, CasePageState(found, found.state in OPEN_STATES, enters), bound)
    context = {
        "case": found,
        "heading": headline(found, is_isolated=any(part.is_isolated for part in parts)),
        "state": STATES[found.state],
        "identity": _identity(permissions, scope, by, now, found),
        "timeline": case_timeline(found, more=(entry for part in parts for entry in part.timeline)),
        "results": [
            (
                row,
                METHODS[row.method],
                *OUTCOMES[row.outcome],
                APPROVE_RESULT.value in permissions and may_be_second(found, row, scope.staff),
            )
            for row in found.results
        ],
        "sections": [part.section for part in parts],
        "open": found.state in OPEN_STATES,
        "slip": slip,
        "signs_from": _signs_from(permissions, scope, now, found),
        "confirmed": found.state is CaseState.CONFIRMED,
        "may_enter": enters,
        "may_approve": APPROVE_RESULT.value in permissions,
        "trace_url": _trace_url(found) if TRACE.value in permissions or SEE_RUN.value in permissions else "",
        "keys_url": _above("devices:codes", case=found.code) if TRACE.value in permissions and found.state is CaseState.CONFIRMED else "",
        "dates_form": forms.DatesForm.of(found),
        "result_form": forms.ResultForm(initial={"sampled_at": found.dates.sample_at}),
        "close_form": forms.CloseCaseForm(initial={"closed_on": LocalDay.of(now), "version": found.version}),
        **bound,
        "wrong": next(iter(bound), ""),
        # At the top: what was refused may be a form that the page, as it now stands, no longer shows.
        "refused": next(iter(bound.values()), None),
    }
    return render(request, "cases/case.html", context)


def _signs_from(permissions: frozenset[str], scope: Scope, now: datetime, case: CaseFile) -> datetime | None:
    """Returns from when the reader's new account may confirm, when a result of this case waits for somebody like them."""
    waits = APPROVE_RESULT.value in permissions and case.state in OPEN_STATES and any(row.confirmed_by is None for row in case.results)
    return signature_wait(scope, scope.staff, now) if waits and scope.staff is not None else None


def headline(case: CaseFile, *, is_isolated: bool) -> str:
    """Returns the finding, as the page's heading."""
    closed = {
        CaseState.DISCARDED: _("Ca %(code)s đã bị loại"),
        CaseState.DIED: _("Ca %(code)s: người bệnh đã tử vong"),
        CaseState.RECOVERED: _("Ca %(code)s đã khỏi"),
    }
    if case.state in closed:
        words = closed[case.state]
    elif case.state is CaseState.CONFIRMED:
        isolated, not_isolated = _("Ca %(code)s đã xác nhận, đang cách ly"), _("Ca %(code)s đã xác nhận, chưa ghi cách ly")
        words = isolated if is_isolated else not_isolated
    elif case.awaiting:
        words = _("Ca %(code)s dương tính, chờ người thứ hai xác nhận")
    elif case.results:
        words = _("Ca %(code)s nghi ngờ, chưa có kết quả dương tính")
    else:
        words = _("Ca %(code)s nghi ngờ, chưa có kết quả xét nghiệm")
    return words % {"code": case.code}


def _identity(permissions: frozenset[str], scope: Scope, by: By, now: datetime, case: CaseFile) -> Identity | None:
    """Returns who it is, when two persons stand for the result and the reader's office opens names; the reading is recorded."""
    if not case.names_open or OPEN_NAMES.value not in permissions:
        return None
    opened = open_identities(by=by, now=now, scope=scope, person_ids=(case.person_id,), purpose=f"case:{case.code}")
    return opened.get(case.person_id)


def _trace_url(case: CaseFile) -> str:
    """Returns the traces of this case, unless it was discarded; before two persons stand for it a run shows no names."""
    return "" if case.state is CaseState.DISCARDED else _above("investigations:case_runs", code=case.code)


def _above(name: str, **values: str) -> str:
    """Returns an address of a room above this one; "" in an installation without it."""
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return ""
