"""The call board: opened once for a shift and a purpose, then one person after another with number, script and large outcomes."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.queries import colleagues
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.followup import actions, forms, queries
from truyvet.followup.actions import HealthAnswer
from truyvet.followup.labels import EVIDENCE_SOURCES, OUTCOMES, REFUSALS
from truyvet.followup.permissions import FOLLOW_UP
from truyvet.followup.queries.first_checks import first_check_times
from truyvet.followup.queries.source_precision import source_precision
from truyvet.followup.rules.records import (
    CALL_OUTCOMES,
    AttemptBy,
    AttemptOutcome,
    Channel,
    CheckChannel,
    FollowUpAbsent,
    FollowUpRefused,
)
from truyvet.followup.views.follow_up_list import followed_line
from truyvet.people.actions import open_identities
from truyvet.people.queries import household_members
from truyvet.web.display_format import number_words

SHIFT_KEY: Final = "followup_shift"
"""Where the session keeps the purpose of the shift and whether only own persons are called."""
MAX_PUT_OFF: Final = 200
"""Codes that a session remembers of a shift; a shift makes some 60 calls."""
WELL: Final = "well"
"""The outcome of most calls, in one press: reached, no symptom, no need."""


@staff_door(FOLLOW_UP)
def board(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nguoi-can-theo-doi/goi/``: the next person to call. Name and number are opened, which is recorded; nobody else gets them."""
    shift = request.session.get(SHIFT_KEY)
    if not shift:
        return _start(request, scope, now, forms.ShiftForm())
    context = {"shift": shift, "mine": queries.taken_count(scope)}
    context["hand_over"] = forms.HandOverForm(colleagues=colleagues(scope, FOLLOW_UP), is_unit=True)
    row = _reserve(scope, by, now, bool(shift["mine"]), shift.get("put_off", []))
    if row is None:
        context |= {"waiting": _waiting(scope, now), "heading": _("Không còn ai phải gọi lúc này")}
        return render(request, "followup/board.html", context)
    system = Scope.system(str(shift["purpose"]), scope.on)
    home = household_members(system, row.person.person_id) or {row.person.person_id}
    opened = open_identities(by=by, now=now, scope=scope, person_ids=home, purpose=f"followup:{shift['purpose']}"[:120])
    identity = opened.pop(row.person.person_id, None)
    followed = queries.followed_among(scope, opened) if opened else frozenset()
    context |= {
        "well": WELL, "also_followed": [each for person, each in opened.items() if person in followed],
        "heading": identity.name if identity else row.person.masked, "line": followed_line(row, identity), "identity": identity,
        "household": sorted(opened.values(), key=lambda each: each.code), "facts": queries.call_facts(scope, row), "event_id": uuid.uuid4(),
        "outcomes": [(each.value, *OUTCOMES[each]) for each in AttemptOutcome if each in CALL_OUTCOMES],
    }  # fmt: skip
    response = render(request, "followup/board.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


@staff_door(FOLLOW_UP)
def sources(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nguoi-can-theo-doi/nguon/``: how often each source of evidence was right, with its denominator."""
    lines = [(each, EVIDENCE_SOURCES[each.source]) for each in source_precision(scope)]
    return render(request, "followup/sources.html", {"precision": lines})


@staff_door(FOLLOW_UP, methods=("POST",))
def shift(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nguoi-can-theo-doi/goi/ca-truc/`` begins or ends a shift of calls."""
    if request.POST.get("do") == "end":
        return _end_shift(request, scope, by, now)
    form = forms.ShiftForm(request.POST)
    if not form.is_valid():
        return _start(request, scope, now, form, status=422)
    request.session[SHIFT_KEY] = {"purpose": form.cleaned_data["purpose"], "mine": form.cleaned_data["mine"]}
    return HttpResponseRedirect(reverse("followup:board"))


@staff_door(FOLLOW_UP, methods=("POST",))
def outcome(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nguoi-can-theo-doi/goi/<code>/`` writes what came of the call and leads to the next person."""
    posted = request.POST.copy()
    if posted.get("outcome") == AttemptOutcome.SKIPPED.value:
        return _put_off(request, scope, by, now, code)
    is_well = posted.get("outcome") == WELL
    if is_well:
        posted["outcome"] = AttemptOutcome.REACHED.value
    form = forms.AttemptForm(posted, channel=Channel.CALL)
    if form.is_valid():
        chosen = AttemptOutcome(form.cleaned_data["outcome"])
        try:
            actions.record_attempt(
                by=by, now=now, scope=scope, event_id=form.cleaned_data["event_id"], person_code=code, by_kind=AttemptBy.STAFF,
                channel=Channel.CALL, outcome=chosen, note=form.cleaned_data["note"],
            )  # fmt: skip
        except FollowUpAbsent:
            if queries.follow_up_record(scope, code, now) is None:
                raise Http404 from None
            messages.error(request, _("Người này không còn trong danh sách theo dõi. Cuộc gọi chưa được ghi; đây là người tiếp theo."))
        except FollowUpRefused as refused:
            messages.error(request, str(REFUSALS[refused.code]))
        except IdempotencyConflict:
            messages.error(request, str(REFUSALS["double"]))
        else:
            if is_well:
                count = _record_well(scope, by, now, form.cleaned_data["event_id"], [code, *posted.getlist("household")])
                messages.success(request, _("Đã ghi: %(n)s người khỏe, không cần gì.") % {"n": count})
                return HttpResponseRedirect(reverse("followup:board"))
            messages.success(request, _("Đã ghi: %(outcome)s.") % {"outcome": OUTCOMES[chosen][0]})
            if chosen is AttemptOutcome.REACHED:
                return HttpResponseRedirect(reverse("followup:check", kwargs={"code": code}) + "?goi=1")
    elif queries.follow_up_record(scope, code, now) is None:
        raise Http404
    else:
        messages.error(request, _("Hãy chọn kết quả cuộc gọi."))
    return HttpResponseRedirect(reverse("followup:board"))


def _put_off(request: HttpRequest, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """Puts a call off for the reason in ``reason``: the person comes again when nobody else of the shift is left."""
    form = forms.SkipForm(request.POST)
    try:
        if not form.is_valid():
            raise FollowUpRefused("skip_reason")
        reason = form.cleaned_data["reason"]
        actions.skip_call(by=by, now=now, scope=scope, event_id=form.cleaned_data["event_id"], person_code=code, reason=reason)
    except FollowUpAbsent:
        if queries.follow_up_record(scope, code, now) is None:
            raise Http404 from None
        messages.error(request, _("Người này không còn trong danh sách theo dõi. Cuộc gọi chưa được ghi; đây là người tiếp theo."))
    except FollowUpRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    except IdempotencyConflict:
        messages.error(request, str(REFUSALS["double"]))
    else:
        shift = request.session.get(SHIFT_KEY) or {}
        # Put off again, somebody goes behind the others who were put off. More than a shift calls are not remembered.
        later = [*(each for each in shift.get("put_off", []) if each != code), code][-MAX_PUT_OFF:]
        request.session[SHIFT_KEY] = {**shift, "put_off": later} if shift else shift
        messages.success(request, _("Đã để sau. Người này vẫn đang chờ gọi và quay lại ở cuối ca."))
    return HttpResponseRedirect(reverse("followup:board"))


def _start(request: HttpRequest, scope: Scope, now: datetime, form: forms.ShiftForm, status: int = 200) -> HttpResponse:
    """The page before a shift."""
    context = {
        "waiting": _waiting(scope, now), "first_checks": first_check_times(scope, now), "form": form,
        "heading": _("Gọi người cần theo dõi"),
    }  # fmt: skip
    return render(request, "followup/board.html", context, status=status)


def _waiting(scope: Scope, now: datetime) -> int:
    counts = queries.list_counts(scope, now)
    return counts["not_called"] + counts["not_reached"]


def _record_well(scope: Scope, by: By, now: datetime, event_id: uuid.UUID, codes: list[str]) -> int:
    """Records of each that they are well today; returns of how many. The form sent again is the same answers."""
    count = 0
    for code in dict.fromkeys(codes):
        # Of a household somebody may have been released meanwhile: the others are written all the same.
        with suppress(FollowUpAbsent):
            actions.record_check(
                by=by, now=now, scope=scope, event_id=uuid.uuid5(event_id, code), person_code=code, channel=CheckChannel.CALL,
                answer=HealthAnswer(),
            )  # fmt: skip
            count += 1
    return count


def _end_shift(request: HttpRequest, scope: Scope, by: By, now: datetime) -> HttpResponse:
    hand_over = forms.HandOverForm(request.POST, colleagues=colleagues(scope, FOLLOW_UP), is_unit=True)
    if not hand_over.is_valid():
        messages.error(request, str(REFUSALS["colleague"]))
        return HttpResponseRedirect(reverse("followup:board"))
    try:
        given, back = actions.hand_over(by=by, now=now, scope=scope, colleague=hand_over.cleaned_data["colleague"])
    except FollowUpRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
        return HttpResponseRedirect(reverse("followup:board"))
    request.session.pop(SHIFT_KEY, None)
    words = {"given": number_words(given), "back": number_words(back)}
    messages.success(
        request, _("Đã kết thúc ca gọi, không còn tên nào mở. Giao đồng nghiệp %(given)s người, trả đơn vị %(back)s người.") % words
    )
    return HttpResponseRedirect(reverse("followup:list"))


def _reserve(scope: Scope, by: By, now: datetime, is_mine: bool, put_off: list[str]) -> queries.FollowedRow | None:
    """Returns the next person, reserved for this member of staff; another one when somebody was quicker. Who was put off comes last."""
    for _attempt in range(5):
        row = queries.next_to_call(scope, now, is_mine=is_mine, put_off=put_off)
        if row is None and put_off:
            row = queries.next_to_call(scope, now, is_mine=is_mine)
        if row is None:
            return None
        try:
            actions.start_call(by=by, now=now, scope=scope, person_code=row.person.code)
        except (FollowUpRefused, FollowUpAbsent):
            continue
        return row
    return None
