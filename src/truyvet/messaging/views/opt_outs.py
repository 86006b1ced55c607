"""Who wants no more reminders says so: on their own page, or to a member of staff who writes it down."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.messaging.actions import (
    SubscriptionRefused,
    make_push_key,
    resume_messages,
    stop_messages,
    subscribe_push,
    unsubscribe_push,
)
from truyvet.messaging.forms import PhoneForm
from truyvet.messaging.gateways.push.settings import push_settings
from truyvet.messaging.labels import PUSH_REFUSALS
from truyvet.messaging.models import OptOutSource
from truyvet.messaging.permissions import STOP_MESSAGES
from truyvet.messaging.queries import own_browsers, push_key_text, stopped_numbers
from truyvet.messaging.send_limits import limit_rule
from truyvet.people.citizen_door import Citizen, citizen_door
from truyvet.people.queries import has_consent, phones_of
from truyvet.people.rules.consents import MESSAGES
from truyvet.people.rules.phones import mask


@citizen_door(methods=("GET", "POST"))
def own_messages(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/toi/tin-nhan/`` says which messages come to the citizen's numbers; POST ``do`` "stop" or "resume" decides about reminders."""
    numbers = sorted(phones_of(scope, citizen.person_id).proved)
    if request.method == "POST" and request.POST.get("do", "").startswith("push_"):
        _change_push(request, citizen, by, now)
        return HttpResponseRedirect(f"{reverse('messaging:own_messages')}#may-nay")
    if request.method == "POST":
        for number in numbers:
            if request.POST.get("do") == "stop":
                stop_messages(by=by, now=now, number=number, source=OptOutSource.PAGE)
            elif request.POST.get("do") == "resume":
                resume_messages(by=by, now=now, number=number)
        messages.success(request, _("Đã ghi, có hiệu lực ngay."))
        return HttpResponseRedirect(reverse("messaging:own_messages"))
    can_push = bool(push_settings().contact)
    context = {
        "push_key": (push_key_text(scope) or make_push_key(by=by, now=now)) if can_push else "",
        "browsers": own_browsers(scope, citizen.person_id),
        "numbers": [mask(number) for number in numbers],
        "has_stopped": bool(stopped_numbers(scope, numbers, now)),
        "has_consent": has_consent(scope, citizen.person_id, MESSAGES),
        "most": limit_rule().most_per_day,
    }
    return render(request, "messaging/own_messages.html", context)


def _change_push(request: HttpRequest, citizen: Citizen, by: By, now: datetime) -> None:
    """Begins or ends that a browser is told, and says so."""
    told = request.POST.get
    if told("do") == "push_off":
        unsubscribe_push(by=by, now=now, person_id=citizen.person_id, code=told("code", "")[:12])
        messages.success(request, _("Máy đó không được báo nữa. Tin vẫn ở mục Thông báo và vẫn tới bằng SMS."))
        return
    try:
        subscribe_push(
            by=by, now=now, person_id=citizen.person_id, endpoint=told("endpoint", ""), browser_key=told("browser_key", ""),
            secret=told("secret", ""), server_key=told("server_key", ""),
        )  # fmt: skip
    except SubscriptionRefused as refused:
        messages.error(request, str(PUSH_REFUSALS[refused.code]))
    else:
        messages.success(request, _("Máy này sẽ được báo khi có tin chờ bạn."))


@staff_door(STOP_MESSAGES, methods=("GET", "POST"))
def stop_number(request: HttpRequest, *, by: By, now: datetime, **_scope: object) -> HttpResponse:
    """``/tin-nhan/khong-nhan/`` takes the number of somebody who told us that they want no more reminders."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stop_messages(by=by, now=now, number=str(form.cleaned_data["phone"]), source=OptOutSource.STAFF)
        messages.success(request, _("Đã ghi: số này không nhận tin nhắc nữa. Mã đăng nhập và tin báo nguy cơ vẫn tới."))
        return HttpResponseRedirect(reverse("messaging:stop_number"))
    return render(request, "messaging/stop_number.html", {"form": form}, status=422 if form.errors else 200)
