"""The steps of a day: submitting, sending back, urging, closing, looking at what changed. Each is a POST that leads back to its page."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.reports.actions.closures import ClosureEntry, approve_changes, close_day
from truyvet.reports.actions.reminders import urge_reporters
from truyvet.reports.actions.submission import ReportEntry, return_report, submit_report
from truyvet.reports.forms import FiguresForm, QuietForm, ReturnForm, RevisionForm
from truyvet.reports.labels import REFUSALS
from truyvet.reports.permissions import CLOSE_REPORT, FILL_REPORT
from truyvet.reports.queries.figures import report_basis
from truyvet.reports.queries.report_units import reporter_in_reach
from truyvet.reports.rules.report_form import form_on
from truyvet.reports.rules.report_states import ReportAbsent, ReportChanged, ReportRefused
from truyvet.reports.views.days import day_and_unit, render_form, render_table
from truyvet.web.display_format import number_words
from truyvet.web.form_errors import add_refusals


def _back(day: LocalDay, unit: str, body: str = "") -> HttpResponseRedirect:
    address = reverse("reports:day", kwargs={"day": day.isoformat(), "unit": unit})
    return HttpResponseRedirect(f"{address}?co-quan={body}" if body else address)


@staff_door(FILL_REPORT, methods=("POST",))
def submit(request: HttpRequest, *, scope: Scope, by: By, now: datetime, day: str, unit: str) -> HttpResponse:
    """``/bao-cao/<day>/<unit>/gui/`` takes a report: all figures, or the one press "nothing new"."""
    on, _found = day_and_unit(scope, day, unit)
    body = request.POST.get("body", "")
    try:
        reporter = reporter_in_reach(scope, unit, body, on)
    except ReportAbsent:
        raise Http404 from None
    is_quiet = "nothing_new" in request.POST
    rules = form_on(on)
    form: FiguresForm | QuietForm
    if is_quiet:
        form = QuietForm(request.POST, auto_id="quiet_%s")
    else:
        form = FiguresForm(request.POST, form=rules, known=report_basis(scope, rules, reporter, on).known)
    if form.is_valid():
        told = form.cleaned_data
        figures = form.figures() if isinstance(form, FiguresForm) else {}
        entry = ReportEntry(
            told["event_id"], unit, body, on, told["number"], figures, told.get("reason", ""), told.get("measures", ""), is_quiet
        )
        try:
            number = submit_report(by=by, now=now, scope=scope, entry=entry)
        except ReportRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        except ReportChanged:
            add_refusals(form, [Refusal("changed")], REFUSALS)
        except IdempotencyConflict:
            add_refusals(form, [Refusal("double")], REFUSALS)
        else:
            words = _("Đã gửi báo cáo.") if number == 1 else _("Đã gửi bản sửa số %(n)s.") % {"n": number}
            messages.success(request, words)
            return _back(on, unit, body)
    if isinstance(form, QuietForm):
        return render_form(request, scope, now, on, unit, body, quiet=form)
    return render_form(request, scope, now, on, unit, body, bound=form)


@staff_door(CLOSE_REPORT, methods=("POST",))
def send_back(request: HttpRequest, *, scope: Scope, by: By, now: datetime, day: str, unit: str) -> HttpResponse:
    """``/bao-cao/<day>/<unit>/tra-lai/`` sends a report back with a remark."""
    on, _found = day_and_unit(scope, day, unit)
    body = request.POST.get("body", "")
    form = ReturnForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            return_report(
                by=by, now=now, scope=scope, unit=unit, body=body, day=on, number=told["number"], remark=told["remark"]
            )  # fmt: skip
        except ReportAbsent:
            raise Http404 from None
        except ReportRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        except ReportChanged:
            add_refusals(form, [Refusal("changed")], REFUSALS)
        else:
            messages.success(request, _("Đã trả lại. Số của bản này vẫn được tính cho đến khi có bản sửa."))
            return _back(on, unit, body)
    return render_form(request, scope, now, on, unit, body, sent_back=form)


@staff_door(CLOSE_REPORT, methods=("POST",))
def urge(request: HttpRequest, *, scope: Scope, by: By, now: datetime, day: str, unit: str) -> HttpResponse:
    """``/bao-cao/<day>/<unit>/nhac/`` writes to whoever is on duty where nothing has come."""
    on, found = day_and_unit(scope, day, unit)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        sent, left = urge_reporters(by=by, now=now, scope=scope, event_id=form.cleaned_data["event_id"], unit=unit, day=on)
    except ReportRefused as refused:
        return render_table(request, scope, now, on, found, wrong=str(REFUSALS[refused.code]))
    words = ngettext("Đã viết tin nhắc tới 1 nơi.", "Đã viết tin nhắc tới %(n)s nơi.", sent) % {"n": number_words(sent)}
    if left:
        more = ngettext("1 nơi chưa có lịch trực: hãy gọi.", "%(n)s nơi chưa có lịch trực: hãy gọi.", left)
        words = f"{words} {more % {'n': number_words(left)}}"
    messages.success(request, words)
    return _back(on, unit)


@staff_door(CLOSE_REPORT, methods=("POST",))
def close(request: HttpRequest, *, scope: Scope, by: By, now: datetime, day: str, unit: str) -> HttpResponse:
    """``/bao-cao/<day>/<unit>/chot/`` closes the day with what is there."""
    on, found = day_and_unit(scope, day, unit)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    closed = reverse("reports:closure", kwargs={"day": on.isoformat(), "unit": unit})
    page = settings.TRUYVET_ADDRESS + closed if settings.TRUYVET_ADDRESS else ""
    try:
        missing = close_day(by=by, now=now, scope=scope, entry=ClosureEntry(form.cleaned_data["event_id"], unit, on, page))
    except ReportAbsent:
        raise Http404 from None
    except ReportRefused as refused:
        return render_table(request, scope, now, on, found, wrong=str(REFUSALS[refused.code]))
    except IdempotencyConflict:
        return render_table(request, scope, now, on, found, wrong=str(REFUSALS["double"]))
    left = ngettext("còn thiếu 1 nơi", "còn thiếu %(n)s nơi", missing) % {"n": number_words(missing)}
    messages.success(request, _("Đã chốt, %(left)s.") % {"left": left} if missing else _("Đã chốt, đủ mọi nơi."))
    return HttpResponseRedirect(closed)


@staff_door(CLOSE_REPORT, methods=("POST",))
def approve(request: HttpRequest, *, scope: Scope, by: By, now: datetime, day: str, unit: str) -> HttpResponse:
    """``/bao-cao/<day>/<unit>/da-xem/`` notes that somebody has looked at what came after the closing."""
    on, found = day_and_unit(scope, day, unit)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        approve_changes(by=by, now=now, scope=scope, unit=unit, day=on, number=form.cleaned_data["number"])
    except ReportAbsent:
        raise Http404 from None
    except ReportChanged:
        return render_table(request, scope, now, on, found, wrong=str(REFUSALS["changed"]))
    except ReportRefused as refused:
        return render_table(request, scope, now, on, found, wrong=str(REFUSALS[refused.code]))
    messages.success(request, _("Đã ghi là bạn đã xem."))
    return _back(on, unit)
