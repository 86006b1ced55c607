"""Changes from the page of a case. Each is a POST that leads back to it; what is wrong is said beside its field."""

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
from truyvet.cases import actions, forms
from truyvet.cases.labels import REASONS
from truyvet.cases.permissions import APPROVE_RESULT, ENTER_CASE
from truyvet.cases.rules import CaseAbsent, CaseProblem, CaseProblemReason, CaseRefused, CaseState, EditConflict
from truyvet.cases.views.case_page import render_case_page
from truyvet.web.form_errors import add_refusals
from truyvet.web.sent_forms import sent_once


@staff_door(ENTER_CASE, methods=("POST",))
def dates(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/ca-benh/<code>/ngay/`` corrects the dates of a case."""
    form = forms.DatesForm(request.POST)

    def change() -> str:
        changed_dates = form.dates()
        version = form.cleaned_data["version"]
        actions.edit_case(by=by, now=now, scope=scope, code=code, version=version, dates=changed_dates)
        return _("Đã lưu các mốc ngày.")

    return _try(request, scope, by, now, code, change, "dates_form", form)


@staff_door(ENTER_CASE, methods=("POST",))
@sent_once
def result(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/ca-benh/<code>/ket-qua/`` adds a laboratory result."""
    form = forms.ResultForm(request.POST)

    def change() -> str:
        actions.add_result(by=by, now=now, scope=scope, code=code, result=form.entry())
        return _("Đã ghi kết quả. Kết quả dương tính cần người thứ hai xác nhận.")

    return _try(request, scope, by, now, code, change, "result_form", form)


@staff_door(APPROVE_RESULT, methods=("POST",))
def confirm(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, result_id: int, version: int) -> HttpResponse:
    """``/ca-benh/<code>/ket-qua/<result>/xac-nhan/<version>/`` confirms a case by a result."""

    def change() -> str:
        note = request.POST.get("reason", "").strip()
        if not note:  # a second person who does not say how they checked has not stood for anything
            raise CaseRefused(CaseProblem(CaseProblemReason.REASON_MISSING, "reason"))
        state = actions.confirm_result(by=by, now=now, scope=scope, code=code, version=version, result_id=result_id, note=note)
        if state is CaseState.CONFIRMED:
            return _("Ca %(code)s đã được xác nhận. Bây giờ truy vết được.") % {"code": code}
        return _("Đã xác nhận kết quả.")

    return _try(request, scope, by, now, code, change)


@staff_door(ENTER_CASE, methods=("POST",))
def close(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/ca-benh/<code>/ket-thuc/`` closes a case."""
    form = forms.CloseCaseForm(request.POST)

    def change() -> str:
        version, state, at = form.cleaned_data["version"], CaseState(form.cleaned_data["state"]), form.closed_at()
        actions.close_case(by=by, now=now, scope=scope, code=code, version=version, state=state, at=at)
        return _("Đã kết thúc ca %(code)s.") % {"code": code}

    return _try(request, scope, by, now, code, change, "close_form", form)


@staff_door(APPROVE_RESULT, methods=("POST",))
def discard(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, version: int) -> HttpResponse:
    """``/ca-benh/<code>/loai/<version>/`` discards a case."""

    def change() -> str:
        reason = request.POST.get("reason", "")
        actions.discard_case(by=by, now=now, scope=scope, code=code, version=version, reason=reason)
        return _("Đã loại ca %(code)s. Ca này không mở tên ai nữa.") % {"code": code}

    return _try(request, scope, by, now, code, change)


def _try(
    request: HttpRequest,
    scope: Scope,
    by: By,
    now: datetime,
    code: str,
    change: Callable[[], str],
    name: str = "",
    form: Form | None = None,
) -> HttpResponse:
    """Makes the change and leads back to the page, which shows any refusal beside the kept input."""
    if form is not None and not form.is_valid():
        return render_case_page(request, scope, by, now, code, **{name: form})
    try:
        messages.success(request, change())
    except CaseAbsent:
        raise Http404 from None
    except EditConflict:
        messages.error(request, _("Có người vừa sửa ca này. Hãy xem lại trang rồi làm lại; chưa có gì thay đổi."))
    except CaseRefused as refused:
        if form is not None:
            add_refusals(form, refused.refusals, REASONS)
            return render_case_page(request, scope, by, now, code, **{name: form})
        for each in refused.refusals:
            messages.error(request, str(REASONS[each.code]))
    return HttpResponseRedirect(reverse("cases:case", kwargs={"code": code}))
