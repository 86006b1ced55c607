"""What people wrote to us: the list without their words, and one text, whose reading is recorded, with what can be done about it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.messaging import actions
from truyvet.messaging.answer_rule_file import answer_rule
from truyvet.messaging.labels import CLOSE_WORDS, INBOUND_REFUSALS, INBOUND_STATES, MEANINGS, REPLIES
from truyvet.messaging.message_templates import current_template
from truyvet.messaging.permissions import ANSWER_MESSAGES
from truyvet.messaging.queries.inbound import count_inbound, inbound_page
from truyvet.messaging.rules.inbound_state import OPEN_STATES, TRANSITIONS, CloseWord, InboundRefused, InboundState
from truyvet.messaging.views.delivery import template_words
from truyvet.people.permissions import SEE_PEOPLE
from truyvet.web.component_values import Chip
from truyvet.web.display_format import number_words

MACHINE_STATES = (InboundState.UNDERSTOOD, InboundState.USED, InboundState.STOPPED)
VIEWS = {"": OPEN_STATES, "may": MACHINE_STATES, "xong": (InboundState.CLOSED,)}


@staff_door(ANSWER_MESSAGES)
def inbound_list(request: HttpRequest, *, scope: Scope, now: datetime, **_by: object) -> HttpResponse:
    """``/tin-nhan/tra-loi/?xem=<"", "may" or "xong">&trang=<page>`` lists texts without their words, those due first."""
    view = request.GET.get("xem", "") if request.GET.get("xem", "") in VIEWS else ""
    found, counts = inbound_page(scope, VIEWS[view], page=request.GET.get("trang")), count_inbound(scope)
    labels = {"": _("Chờ người đọc"), "may": _("Máy đã ghi"), "xong": _("Đã xong")}
    sums = {key: sum(counts.get(state, 0) for state in states) for key, states in VIEWS.items()}
    address = reverse("messaging:inbound_list")
    heading = ngettext("1 tin chờ người đọc", "%(n)s tin chờ người đọc", sums[""]) % {"n": number_words(sums[""])}
    context = {
        "heading": heading if sums[""] else _("Không có tin nào chờ"),
        "chips": [Chip(str(labels[key]), f"{address}?xem={key}" if key else address, key == view, sums[key]) for key in VIEWS],
        "lines": [(line, INBOUND_STATES[line.state], MEANINGS[line.meaning]) for line in found.rows],
        "page": found,
        "is_open": view == "",
    }
    return render(request, "messaging/inbound_list.html", context)


@staff_door(ANSWER_MESSAGES, methods=("GET", "POST"))
def inbound(request: HttpRequest, *, scope: Scope, by: By, now: datetime, event: UUID) -> HttpResponse:
    """``/tin-nhan/tra-loi/<event>/`` shows one text; POST ``do`` "nhan", "tra", "gui" (``loi``) or "xong" (``tu``) acts on it."""
    if request.method == "POST":
        try:
            _take_step(request, scope=scope, by=by, now=now, event=event)
        except InboundRefused as refused:
            if refused.code == "absent":
                raise Http404 from None
            messages.error(request, str(INBOUND_REFUSALS[refused.code]))
        return HttpResponseRedirect(reverse("messaging:inbound", kwargs={"event": event}))
    try:
        opened = actions.open_inbound(by=by, now=now, scope=scope, event_id=event)
    except InboundRefused:
        raise Http404 from None
    following = TRANSITIONS[opened.line.state]
    context = {
        "opened": opened, "line": opened.line, "state": INBOUND_STATES[opened.line.state], "meaning": MEANINGS[opened.line.meaning],
        "asked": template_words(opened.asked) if opened.asked else "",
        "close_word": CLOSE_WORDS[opened.close_word] if opened.close_word else "",
        "may_take": InboundState.TAKEN in following and not opened.is_own,
        "may_give_back": opened.is_own and InboundState.NEW in following,
        "may_close": InboundState.CLOSED in following,
        "replies": [(name, REPLIES[name], current_template(name, scope.on).text["vi"]) for name in answer_rule().replies],
        "words": [(word.value, label) for word, label in CLOSE_WORDS.items()],
        "may_see_people": SEE_PEOPLE.value in getattr(request, "permissions", ()),
    }  # fmt: skip
    response = render(request, "messaging/inbound.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def _take_step(request: HttpRequest, *, scope: Scope, by: By, now: datetime, event: UUID) -> None:
    """Does what a button says, and says what was done."""
    wanted = request.POST.get("do", "")
    if wanted == "nhan":
        actions.take_inbound(by=by, now=now, scope=scope, event_id=event)
        messages.success(request, _("Bạn đã nhận tin này. Hạn giờ vẫn chạy cho đến khi xong."))
    elif wanted == "tra":
        actions.give_back_inbound(by=by, now=now, scope=scope, event_id=event)
        messages.success(request, _("Đã trả lại. Người khác thấy tin này chưa ai nhận."))
    elif wanted == "gui":
        actions.reply_inbound(by=by, now=now, scope=scope, event_id=event, template=request.POST.get("loi", ""))
        messages.success(request, _("Đã xếp hàng gửi lời trả lời. Tin này chưa xong: còn phải ghi kết quả."))
    else:
        try:
            word = CloseWord(request.POST.get("tu", ""))
        except ValueError:
            raise InboundRefused("word") from None
        actions.close_inbound(by=by, now=now, scope=scope, event_id=event, word=word)
        messages.success(request, _("Đã ghi: tin này xong."))
