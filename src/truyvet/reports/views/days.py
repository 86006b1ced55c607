"""A day of a unit: the form of a commune, the table of a district or a province."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.places.queries import AdministrativeUnit
from truyvet.places.rules import UnitLevel
from truyvet.reports import labels
from truyvet.reports.forms import FiguresForm, QuietForm, ReturnForm, RevisionForm, in_reader_language
from truyvet.reports.permissions import CLOSE_REPORT, FILL_REPORT, SEE_REPORTS
from truyvet.reports.queries.figures import report_basis
from truyvet.reports.queries.report_file import closure_file, report_revisions
from truyvet.reports.queries.report_table import ReportTable, report_table
from truyvet.reports.queries.report_units import bodies_in, own_unit, period_of, reporter_in_reach, unit_in_reach
from truyvet.reports.rules.report_form import ReportForm, form_on, moment_of
from truyvet.reports.rules.report_judgement import judge_report, nothing_new, proposal
from truyvet.reports.rules.report_states import ReportAbsent
from truyvet.reports.rules.report_status import ReportStatus, status_of
from truyvet.reports.rules.report_totals import FigureChange, Figures
from truyvet.web.component_values import Chip
from truyvet.web.display_format import number_words


@staff_door(SEE_REPORTS)
def today(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/bao-cao/`` leads to today's report of the reader's own unit."""
    unit = own_unit(scope, LocalDay.of(now))
    if unit is None:
        raise Http404
    return HttpResponseRedirect(reverse("reports:day", kwargs={"day": LocalDay.of(now).isoformat(), "unit": unit.code}))


@staff_door(SEE_REPORTS)
def day(request: HttpRequest, *, scope: Scope, by: By, now: datetime, day: str, unit: str) -> HttpResponse:
    """``/bao-cao/<day>/<unit>/`` shows a unit's day; ``?co-quan=`` that of a body in the commune, ``?loc=`` some of the reporters."""
    on, found = day_and_unit(scope, day, unit)
    if found.level is UnitLevel.COMMUNE:
        return render_form(request, scope, now, on, unit, request.GET.get("co-quan", ""))
    return render_table(request, scope, now, on, found)


def day_and_unit(scope: Scope, day: str, unit: str) -> tuple[LocalDay, AdministrativeUnit]:
    """Returns the day and the unit of an address. Raises Http404 when there is no such unit within reach."""
    try:
        on = LocalDay.fromisoformat(day)
        return on, unit_in_reach(scope, unit, on)
    except (ValueError, ReportAbsent):
        raise Http404 from None


def render_form(
    request: HttpRequest, scope: Scope, now: datetime, on: LocalDay, unit: str, body: str, *, bound: FiguresForm | None = None,
    quiet: QuietForm | None = None, sent_back: ReturnForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Returns the page of one reporter's day; the forms that came back wrong are shown as they were typed."""
    try:
        reporter = reporter_in_reach(scope, unit, body, on)
    except ReportAbsent:
        raise Http404 from None
    form = form_on(on)
    basis = report_basis(scope, form, reporter, on)
    current = basis.current
    start = dict(current.figures) if current else proposal(form, basis.known, basis.before or {})
    number = current.number if current else 0
    due = moment_of(on, form.hours.due)
    status = status_of(current.state if current else None, current.first_at if current else None, due, now)
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    may_fill = FILL_REPORT.value in permissions and period_of(scope, reporter.path, on) is not None and on <= LocalDay.of(now)
    judgement = None
    if bound is not None and "reason" in bound.errors:
        judgement = judge_report(form, bound.figures(), basis.known, basis.history)
    context = {
        "reporter": reporter, "unit_code": unit, "body": body, "day": on, "due": due, "status": labels.STATUSES[status], "current": current,
        "is_due": current is None or status is ReportStatus.RETURNED, "left_s": max(0, int((due - now).total_seconds())),
        "form": bound or FiguresForm(None, form=form, known=basis.known, initial={**start, "number": number}),
        "quiet": None if current else quiet_form(form, basis.known, basis.before, quiet), "may_fill": may_fill,
        "revisions": [(line, _named(form, line.changes), _named(form, line.overridden)) for line in report_revisions(scope, reporter, on)],
        "return_form": sent_back or ReturnForm(None, initial={"number": number}), "may_return": CLOSE_REPORT.value in permissions,
        "bodies": bodies_in(scope, reporter, on), "warnings": _warnings(form, judgement), "is_confirmed": form.is_confirmed,
        "source": form.source, "days": _near_days(on, now),
    }  # fmt: skip
    wrong = any(each is not None for each in (bound, quiet, sent_back))
    return render(request, "reports/form.html", context, status=422 if wrong else 200)


def quiet_form(form: ReportForm, known: Figures, before: Figures | None, quiet: QuietForm | None) -> QuietForm | None:
    """Returns the form of the one press, when the day is such a day."""
    if nothing_new(form, known, before) is None:
        return quiet
    return quiet or QuietForm(None, initial={"number": 0}, auto_id="quiet_%s")


def _warnings(form: ReportForm, judgement: Any) -> list[str]:
    """Returns what needs a word, in words."""
    if judgement is None:
        return []
    names = {code: in_reader_language(figure.label) for code, figure in form.by_code().items()}
    lines = [
        _("%(figure)s: hệ thống đếm %(known)s, bạn ghi %(value)s")
        % {"figure": names[each.code], "known": number_words(each.before), "value": number_words(each.after)}
        for each in judgement.changed
    ]
    lines += [in_reader_language(check.words) for check in judgement.failed]
    lines += [
        _("%(figure)s: %(value)s khác thường so với các ngày trước (thường khoảng %(usual)s)")
        % {"figure": names[each.code], "value": number_words(each.value), "usual": number_words(each.usual)}
        for each in judgement.unusual
    ]
    return lines


def _named(form: ReportForm, changes: tuple[FigureChange, ...]) -> list[tuple[str, FigureChange]]:
    names = {code: in_reader_language(figure.label) for code, figure in form.by_code().items()}
    return [(names.get(each.code, each.code), each) for each in changes]


def _near_days(on: LocalDay, now: datetime) -> Mapping[str, str]:
    after = LocalDay.of_number(on.number + 1)
    return {"before": LocalDay.of_number(on.number - 1).isoformat(), "after": after.isoformat() if after <= LocalDay.of(now) else ""}


def render_table(
    request: HttpRequest, scope: Scope, now: datetime, on: LocalDay, unit: AdministrativeUnit, *, wrong: str = ""
) -> HttpResponse:
    """Returns the table of a parent's day; ``wrong``: words of why a step was refused."""
    chosen = request.GET.get("loc", "")
    only = ReportStatus(chosen) if chosen in {each.value for each in ReportStatus} else None
    table = report_table(scope, unit, on, now, wanted=request.GET.get("trang", 1), only=only)
    form = form_on(on)
    hour = form.hours.province if unit.level is UnitLevel.PROVINCE else form.hours.district
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    due = moment_of(on, hour)
    context = {
        "unit": unit, "day": on, "table": table, "page": table.page, "heading": _headline(table), "due": due,
        "left_s": max(0, int((due - now).total_seconds())), "is_asked": period_of(scope, unit.path, on) is not None,
        "lines": [(line, *labels.STATUSES[line.status], _shown(form, line.figures)) for line in table.page.rows],
        "chips": _chips(table, only), "sums": named_sums(form, table.total.sums, table.total.counted),
        "may_close": CLOSE_REPORT.value in permissions, "step_form": RevisionForm(None, initial={"number": 0}, auto_id="step_%s"),
        "closure": closure_file(scope, unit, on) if table.closure else None, "wrong": wrong, "days": _near_days(on, now),
        "is_late": now >= moment_of(on, form.hours.due), "list_hour": form.hours.due, "only": only,
    }  # fmt: skip
    return render(request, "reports/table.html", context, status=422 if wrong else 200)


def named_sums(form: ReportForm, sums: Figures, counted: Mapping[str, int]) -> list[tuple[str, int | None, int]]:
    """Returns label, sum (None: nobody said it) and how many stand behind it, in the order of the form."""
    return [(in_reader_language(each.label), sums.get(each.code), counted.get(each.code, 0)) for each in form.figures]


def _shown(form: ReportForm, figures: Figures) -> list[tuple[str, int | None]]:
    """Returns the two figures that stand in a line of the table: those that must be there and are of the day."""
    shown = [each for each in form.figures if each.is_required and not each.is_standing][:2]
    return [(in_reader_language(each.label), figures.get(each.code)) for each in shown]


def _headline(table: ReportTable) -> str:
    words = {"n": number_words(table.total.reported), "all": number_words(table.expected), "missing": number_words(table.missing)}
    if not table.missing:
        return _("Đủ %(all)s nơi đã báo cáo") % words
    return _("%(n)s trên %(all)s nơi đã báo cáo, còn thiếu %(missing)s") % words


def _chips(table: ReportTable, only: ReportStatus | None) -> list[Chip]:
    return [
        Chip(str(words), "?" if status is only else f"?loc={status.value}", on=status is only, count=table.counts[status])
        for status, (words, _level) in labels.STATUSES.items()
        if table.counts[status] or status is only
    ]
