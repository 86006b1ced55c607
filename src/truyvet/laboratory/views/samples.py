"""Taking samples on a phone, and the page of one tube: what became of it, and the steps that are left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.cases.permissions import SEE_CASES
from truyvet.core.refusal import Refusal
from truyvet.laboratory import actions, queries
from truyvet.laboratory.forms import TakeSampleForm
from truyvet.laboratory.labels import KINDS, METHODS, OUTCOMES, REFUSALS, SAMPLING_REASONS, STATES
from truyvet.laboratory.permissions import ENTER_LAB_RESULT, ORDER_TESTS, SEE_TESTS, TAKE_SAMPLES
from truyvet.laboratory.rules.results import is_conflict
from truyvet.laboratory.rules.samples import (
    AWAITING_RESULT,
    LaboratoryAbsent,
    LaboratoryRefused,
    SampleState,
    may_change_sample,
)
from truyvet.web.form_errors import add_refusals

STEPS = {"nhan": SampleState.RECEIVED, "tu-choi": SampleState.REJECTED, "mat": SampleState.LOST}


@staff_door(TAKE_SAMPLES, methods=("GET", "POST"))
def take(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/xet-nghiem/lay-mau/``: scan or type a label, one touch, the next. Kind and place stay as they were with the last sample."""
    last = queries.last_taken(scope)
    again = {"kind": last.kind.value if last and last.kind else "", "place": last.place if last else ""}
    form = TakeSampleForm(request.POST or None, initial=again)
    is_done = is_repeated = False
    if request.method == "POST" and form.is_valid():
        entry = form.entry()
        (problem,) = actions.record_samples(by=by, now=now, scope=scope, entries=[entry])
        if problem:
            add_refusals(form, [Refusal(problem, "code")], REFUSALS)
        else:
            last = queries.last_taken(scope)
            is_done = last is not None and last.code == entry.code
            is_repeated = not is_done  # taken back meanwhile, or followed by another one: the same form changes nothing
            again = {key: form.cleaned_data[key] for key in ("kind", "place")}
            form = TakeSampleForm(initial=again)
    due = queries.count_test_orders(scope, scope.on, with_done=False)["due"]
    context = {
        "form": form,
        "last": last,
        "person": last.person if last else None,
        "is_done": is_done,
        "is_repeated": is_repeated,
        "due": due,
    }
    page = "laboratory/take_form.html" if request.headers.get("HX-Request") else "laboratory/take.html"
    return render(request, page, context, status=422 if form.errors and not request.headers.get("HX-Request") else 200)


@staff_door(TAKE_SAMPLES, methods=("POST",))
def undo(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/xet-nghiem/lay-mau/hoan-tac/`` takes back the reader's last sample."""
    code = request.POST.get("code", "")[:16]
    try:
        actions.undo_sample(by=by, now=now, scope=scope, code=code)
    except LaboratoryAbsent:
        messages.error(request, str(REFUSALS["unknown_sample"]))
    except LaboratoryRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    else:
        messages.success(request, _("Đã hoàn tác: mẫu %(code)s lại chờ lấy.") % {"code": code})
    return HttpResponseRedirect(reverse("laboratory:take"))


@staff_door(SEE_TESTS)
def tube(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/xet-nghiem/ma/<code>/``: a sample with its test order, or a pool with its samples."""
    found = queries.tube(scope, code)
    if found is None:
        raise Http404
    only = None if found.is_pool else found.samples[0]
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    is_open = only is not None and only.done_at is None and only.cancelled_at is None
    states = [SampleState.RECEIVED, SampleState.REJECTED, SampleState.LOST]
    may_enter = ENTER_LAB_RESULT.value in permissions
    is_waiting = not found.standing if only is None else only.state in (*AWAITING_RESULT, SampleState.RESULTED)
    context = {
        "tube": found, "only": only, "person": only.person if only else None,
        "state": STATES[only.state] if only else None, "reason": SAMPLING_REASONS[only.reason] if only else "",
        "kind": KINDS[only.kind] if only and only.kind else "", "is_contradictory": is_conflict(found.standing),
        "samples": [(each, STATES[each.state]) for each in found.samples],
        "results": [(row, METHODS[row.method], *OUTCOMES[row.outcome]) for row in reversed(found.results)],
        "may_enter": may_enter and is_waiting, "may_correct": may_enter,
        "case": queries.open_case_code(scope, only.person_id) if only and SEE_CASES.value in permissions else "",
        "may_cancel": is_open and ORDER_TESTS.value in permissions,
        "moves": {each.value for each in states if may_change_sample(only.state, each)}
        if only and is_open and TAKE_SAMPLES.value in permissions else set(),
    }  # fmt: skip
    return render(request, "laboratory/tube.html", context)


@staff_door(TAKE_SAMPLES, methods=("POST",))
def move(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, step: str) -> HttpResponse:
    """``/xet-nghiem/ma/<code>/mau/<nhan, tu-choi or mat>/``: the laboratory has it, refused it, or it is lost."""
    if step not in STEPS or queries.tube(scope, code) is None:
        raise Http404
    reason = request.POST.get("reason", "")

    def change() -> str:
        actions.move_sample(by=by, now=now, scope=scope, code=code, state=STEPS[step], reason=reason)
        if STEPS[step] is SampleState.RECEIVED:
            return _("Đã ghi: phòng xét nghiệm đã nhận mẫu.")
        return _("Đã ghi. Mẫu mới với nhãn mới đã được tạo để lấy lại.")

    return _try(request, code, change)


@staff_door(ORDER_TESTS, methods=("POST",))
def cancel(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/xet-nghiem/ma/<code>/huy/`` cancels the test order of this sample, for a reason."""
    found = queries.tube(scope, code)
    if found is None or found.is_pool:
        raise Http404
    order_id = found.samples[0].order_id

    def change() -> str:
        actions.cancel_test_order(by=by, now=now, scope=scope, order_id=order_id, reason=request.POST.get("reason", ""))
        return _("Đã hủy chỉ định; lý do được giữ lại.")

    return _try(request, code, change)


def _try(request: HttpRequest, code: str, change: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, change())
    except LaboratoryAbsent:
        raise Http404 from None
    except LaboratoryRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    return HttpResponseRedirect(reverse("laboratory:tube", kwargs={"code": code}))
