"""Starts and ends an isolation from the page of a case. Each is a POST that leads back to it; a refusal stands beside its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.cases.permissions import ENTER_CASE
from truyvet.cases.queries import case_file
from truyvet.cases.views.case_page import render_case_page
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.isolation import actions
from truyvet.isolation.forms import CourseForm, EndIsolationForm, IsolationForm
from truyvet.isolation.labels import REFUSALS
from truyvet.isolation.rules import IsolationAbsent, IsolationRefused
from truyvet.isolation.rules.case_course import CourseStep
from truyvet.web.form_errors import add_refusals


@staff_door(ENTER_CASE, methods=("POST",))
def start(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/ca-benh/<code>/cach-ly/`` starts an isolation."""
    form = IsolationForm(request.POST)
    found = case_file(scope, code)
    if found is None:
        raise Http404
    person_id = found.person_id

    def change() -> str:
        actions.start_isolation(by=by, now=now, scope=scope, person_id=person_id, entry=form.entry(), code=code)
        return _("Đã ghi cách ly.")

    return _try(request, scope, by, now, code, change, "isolation_form", form)


@staff_door(ENTER_CASE, methods=("POST",))
def end(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, isolation_id: int) -> HttpResponse:
    """``/ca-benh/<code>/cach-ly/<isolation>/ket-thuc/`` ends an isolation."""
    form = EndIsolationForm(request.POST)

    def change() -> str:
        actions.end_isolation(by=by, now=now, scope=scope, isolation_id=isolation_id, ends_at=form.cleaned_data["ends_at"])
        return _("Đã kết thúc cách ly.")

    return _try(request, scope, by, now, code, change, "end_isolation_form", form)


@staff_door(ENTER_CASE, methods=("POST",))
def course(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/ca-benh/<code>/dieu-tri/`` adds a step to the course of a case."""
    form = CourseForm(request.POST)

    def change() -> str:
        told = form.cleaned_data
        where = {"step": CourseStep(told["step"]), "at": told["course_at"], "place": told["course_place"]}
        actions.record_course(by=by, now=now, scope=scope, code=code, event_id=told["event_id"], **where)
        return _("Đã ghi diễn biến.")

    return _try(request, scope, by, now, code, change, "course_form", form)


def _try(
    request: HttpRequest, scope: Scope, by: By, now: datetime, code: str, change: Callable[[], str], name: str, form: Form
) -> HttpResponse:
    """Makes the change and leads back to the page, which shows any refusal beside the kept input."""
    if form.is_valid():
        try:
            messages.success(request, change())
        except IsolationAbsent:
            raise Http404 from None
        except IsolationRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        except IdempotencyConflict:
            add_refusals(form, [Refusal("double")], REFUSALS)
        else:
            return HttpResponseRedirect(reverse("cases:case", kwargs={"code": code}))
    return render_case_page(request, scope, by, now, code, **{name: form})
