"""The steps on a record. Each is a POST that leads back to it; what was typed stays when a step is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.followup import actions, forms, queries
from truyvet.followup.actions import HealthAnswer
from truyvet.followup.labels import REFUSALS
from truyvet.followup.permissions import FOLLOW_UP
from truyvet.followup.rules.records import (
    AttemptBy,
    AttemptOutcome,
    Channel,
    CheckChannel,
    CloseReason,
    FollowUpAbsent,
    FollowUpRefused,
    Need,
)
from truyvet.followup.views.record import draw
from truyvet.web.form_errors import add_refusals


@staff_door(FOLLOW_UP, methods=("POST",))
def attempt(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, channel: str) -> HttpResponse:
    """``/nguoi-can-theo-doi/<code>/lien-he/<call or visit>/`` records a call or a visit."""
    if channel not in (Channel.CALL.value, Channel.VISIT.value):
        raise Http404
    by_way = Channel(channel)
    form = forms.AttemptForm(request.POST, channel=by_way, auto_id="goi_%s" if by_way is Channel.CALL else "den_%s")

    def step() -> str:
        values = form.cleaned_data
        actions.record_attempt(
            by=by, now=now, scope=scope, event_id=values["event_id"], person_code=code, by_kind=AttemptBy.STAFF, channel=by_way,
            outcome=AttemptOutcome(values["outcome"]), note=values["note"],
        )  # fmt: skip
        return _("Đã ghi lần liên hệ.")

    return _try(request, scope, now, code, step, f"{channel}_form", form)


@staff_door(FOLLOW_UP, methods=("GET", "POST"))
def check(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nguoi-can-theo-doi/<code>/suc-khoe/``: how somebody is today. ``?goi=1``: asked in a call of the board, which goes on after it."""
    is_in_call = "goi" in request.GET
    form = forms.HealthForm(request.POST or None, auto_id="khoe_%s")
    if request.method == "POST" and form.is_valid():
        answer = HealthAnswer(form.symptom_values(), form.temperature_deci(), form.need_values())
        channel = CheckChannel.VISIT if request.POST.get("channel") == CheckChannel.VISIT.value else CheckChannel.CALL
        try:
            actions.record_check(
                by=by, now=now, scope=scope, event_id=form.cleaned_data["event_id"], person_code=code, channel=channel, answer=answer
            )
        except FollowUpAbsent:
            raise Http404 from None
        except FollowUpRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        except IdempotencyConflict:
            add_refusals(form, [Refusal("double")], REFUSALS)
        else:
            messages.success(request, _("Đã ghi sức khỏe hôm nay."))
            back = reverse("followup:board") if is_in_call else reverse("followup:record", kwargs={"code": code})
            return HttpResponseRedirect(back)
    found = queries.follow_up_record(scope, code, now)
    if found is None or found.closed_at is not None:
        raise Http404
    context = {"form": form, "record": found, "is_in_call": is_in_call, "heading": _("Sức khỏe hôm nay: %(person)s") % {
        "person": found.row.person.masked}}  # fmt: skip
    return render(request, "followup/check.html", context, status=422 if form.errors else 200)


@staff_door(FOLLOW_UP, methods=("POST",))
def link(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nguoi-can-theo-doi/<code>/duong-dan/`` makes a link to the daily answer, shown once; with ``gui`` it is sent to them."""

    def address(token: str) -> str:
        return request.build_absolute_uri(reverse("followup:answer", kwargs={"token": token}))

    try:
        if request.POST.get("gui"):
            actions.send_check_link(by=by, now=now, scope=scope, person_code=code, address=address)
            messages.success(request, _("Đã đưa đường dẫn vào hàng gửi. Ban đêm thì sáng mai mới gửi."))
            return HttpResponseRedirect(reverse("followup:record", kwargs={"code": code}))
        token = actions.make_check_link(by=by, now=now, scope=scope, person_code=code)
    except FollowUpAbsent:
        raise Http404 from None
    except FollowUpRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
        return HttpResponseRedirect(reverse("followup:record", kwargs={"code": code}))
    found = queries.follow_up_record(scope, code, now)
    assert found is not None
    return draw(request, found, link=address(token))


@staff_door(FOLLOW_UP, methods=("POST",))
def call(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nguoi-can-theo-doi/<code>/goi-tu-dong/`` has them called by itself for the daily answer."""

    def step() -> str:
        actions.send_check_call(by=by, now=now, scope=scope, person_code=code)
        return _("Đã đưa vào hàng gọi. Máy chỉ gọi trong giờ gọi; trả lời sẽ hiện ở đây.")

    return _try(request, scope, now, code, step)


@staff_door(FOLLOW_UP, methods=("POST",))
def need(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, kind: str, step: str) -> HttpResponse:
    """``/nguoi-can-theo-doi/<code>/nhu-cau/<kind>/<nhan or xong>/``: somebody owns a need, or has settled it."""
    if kind not in {each.value for each in Need} or step not in ("nhan", "xong"):
        raise Http404

    def take() -> str:
        if step == "nhan":
            actions.own_need(by=by, now=now, scope=scope, person_code=code, kind=Need(kind))
            return _("Bạn nhận lo việc này.")
        actions.settle_need(by=by, now=now, scope=scope, person_code=code, kind=Need(kind))
        return _("Đã ghi là xong.")

    return _try(request, scope, now, code, take)


@staff_door(FOLLOW_UP, methods=("POST",))
def close(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nguoi-can-theo-doi/<code>/ket-thuc/`` ends a follow-up, or says which conditions are not met."""
    form = forms.CloseForm(request.POST, auto_id="xong_%s")

    def step() -> str:
        actions.close_follow_up(by=by, now=now, scope=scope, person_code=code, reason=CloseReason(form.cleaned_data["reason"]))
        return _("Đã kết thúc theo dõi.")

    return _try(request, scope, now, code, step, "close_form", form)


@staff_door(FOLLOW_UP, methods=("GET", "POST"))
def follow(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nguoi-can-theo-doi/them/?nguoi=<code>``: follows somebody whom no trace found."""
    form = forms.FollowForm(request.POST or None, initial={"person": request.GET.get("nguoi", "")[:16]})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        code = values["person"].strip().upper()
        try:
            actions.follow_by_hand(
                by=by, now=now, scope=scope, person_code=code, last_exposure=values["last_exposure"], reason=values["reason"]
            )
        except FollowUpRefused as refused:
            fields = {"no_person": "person"}
            add_refusals(form, [Refusal(each.code, fields.get(each.code, each.code)) for each in refused.refusals], REFUSALS)
        else:
            messages.success(request, _("Đã đưa vào danh sách theo dõi."))
            return HttpResponseRedirect(reverse("followup:record", kwargs={"code": code}))
    return render(request, "followup/follow.html", {"form": form, "heading": _("Theo dõi một người")}, status=422 if form.errors else 200)


def _try(
    request: HttpRequest, scope: Scope, now: datetime, code: str, step: Callable[[], str], name: str = "", form: Form | None = None
) -> HttpResponse:
    """Takes the step and leads back; what is refused is said on the page, with what was typed still there."""
    if form is None or form.is_valid():
        try:
            messages.success(request, step())
            return HttpResponseRedirect(reverse("followup:record", kwargs={"code": code}))
        except FollowUpAbsent:
            raise Http404 from None
        except FollowUpRefused as refused:
            if form is None:
                messages.error(request, str(REFUSALS[refused.code]))
                return HttpResponseRedirect(reverse("followup:record", kwargs={"code": code}))
            add_refusals(form, refused.refusals, REFUSALS)
        except IdempotencyConflict:
            if form is not None:
                add_refusals(form, [Refusal("double")], REFUSALS)
    found = queries.follow_up_record(scope, code, now)
    if found is None:
        raise Http404
    return draw(request, found, bound={name: form} if form is not None else None, status=422)
