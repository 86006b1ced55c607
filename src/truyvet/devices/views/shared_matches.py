"""The page of matches that exposed people shared: a machine's hint each, until somebody has asked."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.permissions import TRACE
from truyvet.audit.values import By, Scope
from truyvet.devices import queries
from truyvet.devices.actions import judge_match
from truyvet.devices.forms import MatchVerdictForm
from truyvet.devices.labels import CONFIDENCE, REPORT_TYPES, VERDICTS
from truyvet.devices.queries.shared_matches import SharedMatchRow
from truyvet.devices.rules.shared_matches import MatchVerdict

JUDGED_ROWS = 20


@staff_door(TRACE, methods=("GET", "POST"))
def match_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/bluezone/bao-gap/`` lists the matches that citizens shared."""
    form = MatchVerdictForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        cleaned = form.cleaned_data
        if not queries.is_match_in_reach(scope, cleaned["match"]):
            raise Http404
        judge_match(
            by=by, now=now, match_id=cleaned["match"], verdict=MatchVerdict(cleaned["verdict"]), note=cleaned["note"], staff=scope.staff
        )
        messages.success(request, _("Đã ghi kết quả hỏi."))
        return HttpResponseRedirect(reverse("devices:matches"))
    waiting = queries.shared_matches(scope, waiting=True, page=request.GET.get("trang"))
    judged = queries.shared_matches(scope, waiting=False, page=request.GET.get("da-hoi"), size=JUDGED_ROWS)
    context = {
        "waiting": [_drawn(row) for row in waiting.rows],
        "judged": [_drawn(row) for row in judged.rows],
        "total": waiting.total,
        "page": waiting,
        "judged_page": judged,
        "form": form or MatchVerdictForm(),
        "wrong": form is not None,
        "adoption": queries.adoption(scope) if scope.whole_province else None,
    }
    return render(request, "devices/matches.html", context, status=422 if form is not None else 200)


def _drawn(row: SharedMatchRow) -> tuple[SharedMatchRow, object, object, object]:
    """Returns a row with its labels: how near, of what report type, what was found out."""
    return row, CONFIDENCE[row.confidence], REPORT_TYPES.get(row.report_type, ""), VERDICTS[row.verdict.value] if row.verdict else None
