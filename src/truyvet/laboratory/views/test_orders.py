"""The list of test orders: what is to be sampled, what is late, how long it takes; a new order; labels and list on paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.access.permissions import OPEN_NAMES
from truyvet.audit.values import By, Scope
from truyvet.laboratory import actions, queries
from truyvet.laboratory.forms import OrderForm
from truyvet.laboratory.labels import LISTS, PRIORITIES, REFUSALS, SAMPLING_REASONS, STATES
from truyvet.laboratory.permissions import ORDER_TESTS, RESOLVE_LAB_RESULTS, SEE_TESTS, TAKE_SAMPLES
from truyvet.laboratory.printed_orders import printed_pdf
from truyvet.laboratory.queries import DUE_STATES, TestOrderFilter, TestOrderRow
from truyvet.laboratory.rules.results import words
from truyvet.laboratory.rules.samples import LaboratoryRefused, SampleState, SamplingPriority, label_code
from truyvet.people.actions import open_identities
from truyvet.people.queries import initials, person_ids_by_code
from truyvet.places import queries as places
from truyvet.web.component_values import Chip, Headline
from truyvet.web.display_format import duration_words, number_words
from truyvet.web.form_errors import add_refusals

MAX_PRINTED: Final = 20 * 24
"""Ours: twenty sheets of 24 labels (printed_orders); more at once is likelier a forgotten filter, and the page asks for a narrower one."""
PURPOSE: Final = "sampling"


@staff_door(SEE_TESTS)
def test_orders(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/xet-nghiem/?loc=<list>&xa=<commune>&nguoi=<person>&trang=<page>``; ``?ma=<code of a label>`` leads to that tube."""
    if "ma" in request.GET:
        code = label_code(request.GET["ma"])
        if code and queries.tube(scope, code) is not None:
            return HttpResponseRedirect(reverse("laboratory:tube", kwargs={"code": code}))
        messages.error(request, str(REFUSALS["unknown_sample"]))
    wanted, person = _wanted(request.GET, scope, now)
    found = queries.open_test_orders(scope, wanted, request.GET.get("trang"))
    counts = queries.count_test_orders(scope, scope.on, wanted.late_before)
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    context = {
        "heading": _heading(counts), "page": found, "state": wanted.state, "person": person, "query": request.GET.urlencode(),
        "rows": [_line(row, wanted) for row in found.rows],
        "chips": [] if person else _chips(request.GET, counts, wanted.state), "headlines": _headlines(scope, now),
        "communes": queries.communes_of_orders(scope, wanted), "commune": request.GET.get("xa", ""), "hours": words().late_result_hours,
        **{name: permission.value in permissions for name, permission in
           {"may_order": ORDER_TESTS, "may_take": TAKE_SAMPLES, "may_resolve": RESOLVE_LAB_RESULTS, "may_open": OPEN_NAMES}.items()},
    }  # fmt: skip
    return render(request, "laboratory/test_orders.html", context)


@staff_door(ORDER_TESTS, methods=("GET", "POST"))
def order(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/xet-nghiem/chi-dinh/?nguoi=<code>`` orders tests of one or more persons."""
    form = OrderForm(request.POST or None, initial={"persons": request.GET.get("nguoi", "")[:16], "due_on": scope.on})
    if request.method == "POST" and form.is_valid():
        codes = form.codes()
        found = person_ids_by_code(scope, codes)
        try:
            # 0 is nobody's row: one unknown code refuses the whole request.
            made = actions.order_tests(by=by, now=now, scope=scope, request=form.request(tuple(found.get(code, 0) for code in codes)))
        except LaboratoryRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        else:
            told = {"n": number_words(made.ordered), "known": number_words(made.known)}
            messages.success(request, _("Đã chỉ định %(n)s xét nghiệm; %(known)s đã có từ trước nên giữ nguyên. In nhãn ở đây.") % told)
            address = reverse("laboratory:orders")
            return HttpResponseRedirect(f"{address}?nguoi={codes[0]}" if len(codes) == 1 else f"{address}?loc=open")
    return render(request, "laboratory/order.html", {"form": form}, status=422 if form.errors else 200)


@staff_door(SEE_TESTS)
def labels(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/xet-nghiem/nhan/`` with the same filter as the list: labels of the samples that are to be taken; initials, no name."""
    wanted, _person = _wanted(request.GET, scope, now)
    return _printed(request, scope, now, wanted, names=None)


@staff_door(OPEN_NAMES, methods=("POST",))
def paper_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/xet-nghiem/danh-sach/`` with the same filter: whom to sample, by name and address, for a team without a network. Recorded."""
    wanted, _person = _wanted(request.GET, scope, now)
    return _printed(request, scope, now, wanted, names=by)


def _printed(request: HttpRequest, scope: Scope, now: datetime, wanted: TestOrderFilter, *, names: By | None) -> HttpResponse:
    found = queries.open_test_orders(scope, wanted, page_rows=MAX_PRINTED)
    rows = [row for row in found.rows if row.sample_state is SampleState.ORDERED]
    if found.total > MAX_PRINTED or not rows:
        refused = _("Có %(n)s dòng, mỗi lần in được %(most)s. Chưa in gì. Hãy lọc theo xã rồi in lại.")
        told = {"n": number_words(found.total), "most": number_words(MAX_PRINTED)}
        messages.error(request, refused % told if rows else _("Không có mẫu nào chờ lấy trong danh sách này nên chưa in gì."))
        return HttpResponseRedirect(f"{reverse('laboratory:orders')}?{request.GET.urlencode()}")
    people = [row.person_id for row in rows]
    opened = open_identities(by=names, now=now, scope=scope, person_ids=people, purpose=PURPOSE) if names else {}
    made = printed_pdf(rows, initials(scope, people), opened, at=now)
    response = HttpResponse(made, content_type="application/pdf")
    name = "danh-sach-lay-mau" if names else "nhan-mau"
    response["Content-Disposition"] = f'attachment; filename="{name}-{scope.on:%d-%m-%Y}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


def _wanted(query: QueryDict, scope: Scope, now: datetime) -> tuple[TestOrderFilter, str]:
    """Returns the filter and the code of the one person whom the list is about."""
    state, code = query.get("loc", ""), query.get("nguoi", "")[:16].strip().upper()
    commune = places.unit_by_code(scope, query.get("xa", "")[:5], scope.on)
    person = person_ids_by_code(scope, [code]).get(code) if code else None
    late = now - timedelta(hours=words().late_result_hours)
    wanted = TestOrderFilter(scope.on, state if state in DUE_STATES else "due", commune.path if commune else "", late, person)
    return wanted, code if person else ""


def _line(row: TestOrderRow, wanted: TestOrderFilter) -> dict[str, Any]:
    is_late = row.due_on < wanted.today if row.taken_at is None else wanted.late_before is not None and row.taken_at < wanted.late_before
    return {
        "row": row, "state": STATES[row.sample_state], "reason": SAMPLING_REASONS[row.reason],
        "is_late": is_late and row.done_at is None,
        "priority": PRIORITIES[row.priority] if row.priority is SamplingPriority.URGENT else "",
    }  # fmt: skip


def _heading(counts: dict[str, int]) -> str:
    if not counts["open"]:
        return _("Không còn xét nghiệm nào đang mở")
    if not counts["due"]:
        return _("%(n)s xét nghiệm đang mở, hôm nay không còn mẫu phải lấy") % {"n": number_words(counts["open"])}
    due = ngettext("1 mẫu phải lấy đến hôm nay", "%(n)s mẫu phải lấy đến hôm nay", counts["due"]) % {"n": number_words(counts["due"])}
    late = counts["overdue"] + counts["late"]
    return _("%(due)s, %(late)s việc đã trễ") % {"due": due, "late": number_words(late)} if late else due


def _chips(query: QueryDict, counts: dict[str, int], chosen: str) -> list[Chip]:
    chips = []
    for state, label in LISTS.items():
        kept = query.copy()
        for key in ("trang", "ma", "xa"):
            kept.pop(key, None)
        kept["loc"] = state
        if counts[state] or state in (chosen, "due"):
            chips.append(Chip(str(label), f"?{kept.urlencode()}", on=state == chosen, count=counts[state]))
    return chips


def _headlines(scope: Scope, now: datetime) -> list[Headline]:
    took = queries.recent_turnaround(scope, now)
    if not took.tests:
        return []
    note = _("trung vị 7 ngày qua, %(n)s xét nghiệm") % {"n": number_words(took.tests)}
    return [
        Headline(_("Chỉ định → lấy mẫu"), duration_words(took.to_sample_s), note),
        Headline(_("Lấy mẫu → kết quả"), duration_words(took.to_result_s), note),
        Headline(_("Chỉ định → kết quả"), duration_words(took.whole_s), note),
    ]
