"""The followed person's own page: one tap says "well"; the head of the household answers for all."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from truyvet.access.doors import open_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.followup import actions, forms, queries
from truyvet.followup.actions import HealthAnswer
from truyvet.followup.labels import REFUSALS
from truyvet.followup.queries import LinkedHousehold
from truyvet.followup.rules.records import FollowUpRefused
from truyvet.web import clock

PURPOSE = "check_link"


@open_door(reason="the link stands for the followed person; it lets them answer and shows no name", methods=("GET", "POST"))
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """``/suc-khoe-hang-ngay/<token>/``: how the person and their household are today."""
    now = clock.now()
    household = queries.household_of_link(Scope.system(PURPOSE, LocalDay.of(now)), token[:64], now)
    if household is None:
        return render(request, "followup/answer.html", {"heading": _("Đường dẫn không còn dùng được"), "gone": True}, status=404)
    return _receive(request, household, token, now) if request.method == "POST" else _draw(request, household)


def _receive(request: HttpRequest, household: LinkedHousehold, token: str, now: datetime) -> HttpResponse:
    bound = {code: forms.HealthForm(request.POST, prefix=code) for code in household.members}
    everybody_well = request.POST.get("do") == "all_well"
    try:
        event = uuid.UUID(request.POST.get("event_id", ""))
    except ValueError:
        return _draw(request, household, status=422, problem=_("Trang đã cũ. Hãy chọn lại; chưa ghi gì."))
    said = {code for code in bound if any(request.POST.get(f"{code}-{part}") for part in ("symptoms", "temperature", "needs"))}
    if everybody_well and said:
        problem = _("Bạn đã chọn triệu chứng, việc cần giúp hoặc ghi nhiệt độ. Hãy bấm Gửi để báo từng người; chưa ghi gì.")
        return _draw(request, household, bound=bound, status=422, problem=problem)
    answers: dict[str, HealthAnswer] = {}
    for code, form in bound.items():
        form.fields["event_id"].required = False
        if everybody_well:
            answers[code] = HealthAnswer()
        elif (code in said or request.POST.get(f"{code}-answered")) and form.is_valid():
            answers[code] = HealthAnswer(form.symptom_values(), form.temperature_deci(), form.need_values())
    chosen = [form for code, form in bound.items() if code in said or request.POST.get(f"{code}-answered")]
    wrong = not everybody_well and any(form.errors for form in chosen)
    if wrong:
        return _draw(request, household, bound=bound, status=422)
    by = By(actor="anonymous", role="citizen", purpose=PURPOSE)
    try:
        stored = actions.answer_by_link(by=by, now=now, token=token[:64], event_id=event, answers=answers)
    except FollowUpRefused as refused:
        return _draw(request, household, bound=bound, status=422, problem=str(REFUSALS[refused.code]))
    except IdempotencyConflict:
        return _draw(request, household, bound=bound, status=409, problem=str(REFUSALS["double"]))
    is_ill = any(each.all_symptoms for each in answers.values())
    context = {"heading": _("Đã nhận. Cảm ơn bạn."), "done": len(stored), "is_ill": is_ill, "household": household}
    return render(request, "followup/answer.html", context)


def _draw(
    request: HttpRequest,
    household: LinkedHousehold,
    *,
    bound: dict[str, forms.HealthForm] | None = None,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    shown = bound or {code: forms.HealthForm(prefix=code) for code in household.members}
    members = [
        {"code": code, "initials": household.names[code] if number else "", "form": shown[code]}
        for number, code in enumerate(household.members)
    ]
    context = {
        "heading": _("Hôm nay bạn thế nào?"),
        "members": members,
        "event_id": uuid.uuid4(),
        "problem": problem,
        "household": household,
    }
    response = render(request, "followup/answer.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response
