"""Results by hand and their corrections, in two steps: what a result changes is said before it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.refusal import Refusal
from truyvet.laboratory import actions, queries
from truyvet.laboratory.forms import CorrectionForm, LabResultForm
from truyvet.laboratory.labels import CONSEQUENCES, OUTCOMES, REFUSALS
from truyvet.laboratory.permissions import ENTER_LAB_RESULT
from truyvet.laboratory.queries import LabResultRow, Tube
from truyvet.laboratory.rules.consequences import consequences
from truyvet.laboratory.rules.results import LabOutcome, result_problems
from truyvet.laboratory.rules.samples import LaboratoryAbsent, LaboratoryRefused
from truyvet.web.form_errors import add_refusals


@staff_door(ENTER_LAB_RESULT, methods=("GET", "POST"))
def enter(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/xet-nghiem/ma/<code>/ket-qua/`` adds a result of a sample or a pool."""
    found = queries.tube(scope, code)
    if found is None:
        raise Http404
    form = LabResultForm(request.POST or None, initial={"reported_at": now})

    def write() -> None:
        actions.enter_result(by=by, now=now, scope=scope, entry=form.entry(code))

    return _two_steps(request, scope, found, form, write, problems=lambda: result_problems(form.entry(code), now))


@staff_door(ENTER_LAB_RESULT, methods=("GET", "POST"))
def correct(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, result_id: int) -> HttpResponse:
    """``/xet-nghiem/ma/<code>/dinh-chinh/<result>/`` puts the right outcome in the place of a wrong one, which stays to be seen."""
    found = queries.tube(scope, code)
    wrong = next((row for row in found.results if row.id == result_id), None) if found else None
    if found is None or wrong is None:
        raise Http404
    form = CorrectionForm(request.POST or None, wrong=wrong.outcome)

    def write() -> None:
        told, outcome = form.cleaned_data, LabOutcome(form.cleaned_data["outcome"])
        actions.correct_result(
            by=by, now=now, scope=scope, result_id=result_id, event_id=told["event_id"], outcome=outcome, reason=told["reason"]
        )

    return _two_steps(request, scope, found, form, write, wrong)


def _two_steps(
    request: HttpRequest, scope: Scope, found: Tube, form: Form, write: Callable[[], None], wrong: LabResultRow | None = None,
    problems: Callable[[], Sequence[Refusal]] = tuple,
) -> HttpResponse:  # fmt: skip
    changes: Sequence[object] = ()
    outcome = None
    if request.method == "POST" and request.POST.get("do") != "back" and form.is_valid():
        outcome = LabOutcome(form.cleaned_data["outcome"])
        if refusals := problems():
            add_refusals(form, refusals, REFUSALS)
        elif request.POST.get("do") != "write":
            changes = _changes(scope, found, outcome, wrong)
        else:
            try:
                write()
            except LaboratoryAbsent:
                raise Http404 from None
            except LaboratoryRefused as refused:
                add_refusals(form, refused.refusals, REFUSALS)
            else:
                messages.success(request, _("Đã ghi kết quả: %(outcome)s.") % {"outcome": OUTCOMES[outcome][0]})
                return HttpResponseRedirect(reverse("laboratory:tube", kwargs={"code": found.code}))
    context = {
        "tube": found, "form": form, "changes": changes, "outcome": OUTCOMES[outcome] if outcome else None,
        "person": None if found.is_pool else found.samples[0].person,
        "wrong": OUTCOMES[wrong.outcome] if wrong else None,
    }  # fmt: skip
    return render(request, "laboratory/result.html", context, status=422 if form.errors else 200)


def _changes(scope: Scope, found: Tube, outcome: LabOutcome, wrong: LabResultRow | None) -> list[object]:
    case = "" if found.is_pool else queries.open_case_code(scope, found.samples[0].person_id)
    standing = [row.outcome for row in found.results if not row.is_corrected and row != wrong]
    told = consequences(outcome, is_pool=found.is_pool, has_case=bool(case), standing=standing, corrects=wrong.outcome if wrong else None)
    return [str(CONSEQUENCES[each]) % {"n": len(found.samples), "case": case} for each in told]
