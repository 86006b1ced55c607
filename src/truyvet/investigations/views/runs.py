"""Runs: the list, those of a case with the form that starts one, how far one is, and doing one again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.access.permissions import SEE_RUN, TRACE
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import CaseFile, CaseFilter, case_file, list_cases
from truyvet.cases.rules import SOURCE_STATES, CaseState
from truyvet.core.local_day import LocalDay
from truyvet.investigations.actions import request_run
from truyvet.investigations.actions.run_requests import MAX_CASES_PER_RUN
from truyvet.investigations.definition_labels import DefinitionWords, changed_words, choices_for, describe_definition, usual_definition
from truyvet.investigations.forms import StartForm
from truyvet.investigations.labels import STATES, stage_words
from truyvet.investigations.permissions import CHANGE_DEFINITION
from truyvet.investigations.queries import RunFile, latest_runs, run, runs_of_case
from truyvet.investigations.rules.runs import RunRefused
from truyvet.tracing.contact_definition import definition_from_values
from truyvet.web.display_format import number_words
from truyvet.web.errors import forbidden

REFUSALS = {
    "no_case": lambda: _("Có ca không còn trong phạm vi của bạn. Hãy tải lại trang."),
    "definition": lambda: _("Định nghĩa này không nhận giá trị vừa nhập. Hãy xem lại các thông số."),
    "as_of": lambda: _("Thời điểm này chưa đến. Hãy xem lại ngày giờ."),
    "too_many": lambda: _("Quá nhiều ca cho một lần. Hãy bỏ chọn mọi ca xác nhận."),
    "event_conflict": lambda: _("Yêu cầu này đã gửi với nội dung khác. Hãy mở lại trang rồi gửi."),
}
FIELDS = {"as_of": "as_of", "definition": "definition", "too_many": "everyone"}


@dataclass(frozen=True, slots=True)
class RunLine:
    """A row of a list of runs. ``f1`` and ``f2`` are None until there is an answer."""

    run: RunFile
    title: str
    changed: tuple[str, ...]
    as_of: datetime
    f1: int | None
    f2: int | None
    word: object
    state: str


@dataclass(frozen=True, slots=True)
class DefinitionChoice:
    """A definition beside the button that chooses it."""

    words: DefinitionWords
    tag: object


def line(run: RunFile) -> RunLine:
    """A run as a row of a list."""
    definition = definition_from_values(run.definition)
    answer = run.answer if run.done else {}
    return RunLine(
        run, describe_definition(definition).title, changed_words(definition, run.changes), datetime.fromtimestamp(run.as_of, UTC),
        answer.get("f1"), answer.get("f2"), *STATES[run.state],
    )  # fmt: skip


@staff_door(SEE_RUN)
def run_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/truy-vet/`` lists the runs."""
    found = latest_runs(scope, page=request.GET.get("trang"))
    waiting = sum(each.waiting for each in found.rows)
    heading = _("Chưa có lần truy vết nào")
    if found.total:
        heading = ngettext("1 lần truy vết", "%(n)s lần truy vết", found.total) % {"n": number_words(found.total)}
    if waiting:
        heading = _("%(heading)s, %(n)s đang tính") % {"heading": heading, "n": number_words(waiting)}
    return render(
        request, "investigations/run_list.html", {"heading": heading, "lines": [line(each) for each in found.rows], "page": found}
    )


@staff_door(TRACE, methods=("GET", "POST"))
def case_runs(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/truy-vet/ca/<code>/`` lists the runs of a case and starts one."""
    found = case_file(scope, code)
    if found is None or found.state is CaseState.DISCARDED:
        raise Http404
    earlier = runs_of_case(scope, found.code)
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    may_change = CHANGE_DEFINITION.value in permissions
    offered = tuple(describe_definition(each, on=LocalDay.of(now)) for each in choices_for(found.disease))
    if request.method != "POST":
        form = StartForm(definitions=offered, may_change=may_change, initial=_initial(earlier, found, now, request.GET.get("tu", "")))
        return _draw(request, found, earlier, form, offered)
    form = StartForm(request.POST, definitions=offered, may_change=may_change)
    if form.is_valid():
        code_made = _start(scope, by, now, found, form)
        if code_made:
            return HttpResponseRedirect(reverse("investigations:run", kwargs={"code": code_made}))
    return _draw(request, found, earlier, form, offered, status=422)


def _initial(earlier: tuple[RunFile, ...], case: CaseFile, now: datetime, asked: str) -> dict[str, object]:
    """What the form starts with: the definition in force today, or the question of the run that it came from."""
    known = next((each for each in earlier if each.code == asked), None)
    values: dict[str, object] = {"definition": usual_definition(case.disease, LocalDay.of(now))}
    if known is not None:
        values |= StartForm.from_run(known)
    return values | {"event_id": uuid.uuid4()}


def _draw(
    request: HttpRequest,
    case: CaseFile,
    earlier: tuple[RunFile, ...],
    form: StartForm,
    offered: tuple[DefinitionWords, ...],
    status: int = 200,
) -> HttpResponse:
    radios: BoundField = form["definition"]
    context = {
        "case": case,
        "heading": _heading(case, earlier),
        "lines": [line(each) for each in earlier],
        "form": form,
        "choices": [DefinitionChoice(words, radio.tag()) for words, radio in zip(offered, radios, strict=True)],
        "changing": bool(form.initial.get("versus") or request.POST.get("versus")),
        "open_details": any(form.initial.get(name) is not None for name in ("before", "after", "overlap", "near", "generations"))
        or form.is_bound,
    }
    return render(request, "investigations/case_runs.html", context, status=status)


def _heading(case: CaseFile, earlier: tuple[RunFile, ...]) -> str:
    newest = next((each for each in earlier if each.done), None)
    if newest is not None:
        words = {"code": case.code, "n": number_words(newest.answer.get("f1") or 0)}
        return _("Ca %(code)s: lần truy vết mới nhất thấy %(n)s người tiếp xúc gần") % words
    if any(each.waiting for each in earlier):
        return _("Ca %(code)s: đang truy vết") % {"code": case.code}
    return _("Ca %(code)s: chưa truy vết") % {"code": case.code}


def _start(scope: Scope, by: By, now: datetime, case: CaseFile, form: StartForm) -> str:
    """Ask for the run; its code, or "" with the refusal in the form."""
    codes = [case.code]
    if form.cleaned_data["everyone"]:
        # One more than a run takes: then it is refused, instead of leaving the oldest cases out without a word.
        others = list_cases(scope, CaseFilter(states=frozenset(SOURCE_STATES)), size=MAX_CASES_PER_RUN + 1)
        codes += [row.code for row in others.rows if row.code != case.code]
    try:
        return request_run(
            by=by, now=now, scope=scope, event_id=form.cleaned_data["event_id"], codes=tuple(codes), name=form.cleaned_data["definition"],
            changes=form.changes(), as_of=form.as_of_seconds(),
        )  # fmt: skip
    except RunRefused as refused:
        form.add_error(FIELDS.get(refused.code), REFUSALS[refused.code]())
        return ""


@staff_door(TRACE, methods=("POST",))
def again(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/truy-vet/<code>/lam-lai/``: the same question as a new run."""
    found = run(scope, code)
    if found is None:
        raise Http404
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    if found.changes and CHANGE_DEFINITION.value not in permissions:
        return forbidden(request)
    try:
        event = uuid.UUID(request.POST.get("event_id", ""))
        made = request_run(
            by=by,
            now=now,
            scope=scope,
            event_id=event,
            codes=found.codes,
            name=found.definition_name,
            changes=found.changes,
            as_of=found.as_of,
        )
    except RunRefused as refused:
        messages.error(request, REFUSALS[refused.code]())
        made = code
    except ValueError:
        raise Http404 from None
    return HttpResponseRedirect(reverse("investigations:run", kwargs={"code": made}))


@staff_door(SEE_RUN)
def progress(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/truy-vet/<code>/tien-do/``: the fragment that the page asks for; when the run is over, the page loads anew."""
    found = run(scope, code)
    if found is None:
        raise Http404
    response = render(request, "investigations/progress.html", progress_context(found))
    if not found.waiting:
        response.headers["HX-Refresh"] = "true"
    return response


def progress_context(run: RunFile) -> dict[str, object]:
    """What the fragment shows."""
    poll = reverse("investigations:progress", kwargs={"code": run.code}) if run.waiting else ""
    return {"stage": stage_words(run.stage), "percent": run.progress, "poll": poll}
