"""What became of messages: how many wait, went, or reached nobody, and why. No number and no word of any of them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from truyvet.access.doors import staff_door
from truyvet.audit.values import Scope
from truyvet.messaging import message_templates
from truyvet.messaging.gateways import second_route, select_gateway, undeliverable_codes
from truyvet.messaging.labels import CHANNEL_WORDS, HOLD_WORDS, STATE_WORDS
from truyvet.messaging.permissions import SEE_DELIVERY
from truyvet.messaging.queries import count_by_channel, count_held_back, route_delay, route_share, undelivered_messages
from truyvet.messaging.rules.delivery_state import WAITING_STATES, DeliveryState
from truyvet.messaging.send_limits import is_on_trial, limit_rule
from truyvet.web.component_values import Headline
from truyvet.web.display_format import number_words

TEMPLATE_WORDS = {
    "signin_code": gettext_lazy("Mã đăng nhập"),
    "gate_code": gettext_lazy("Mã vào cổng"),
    "campaign_check": gettext_lazy("Nhắc báo sức khỏe"),
    "campaign_declare": gettext_lazy("Nhắc khai báo"),
    "daily_check": gettext_lazy("Đường dẫn báo sức khỏe"),
    "daily_check_reply": gettext_lazy("Hỏi sức khỏe, trả lời bằng tin nhắn"),
    "answer_call_back": gettext_lazy("Trả lời: sẽ gọi lại"),
    "answer_ask_again": gettext_lazy("Trả lời: chưa hiểu"),
    "voice_check": gettext_lazy("Cuộc gọi hỏi sức khỏe"),
    "contact_notice": gettext_lazy("Báo có thể đã tiếp xúc"),
    "venue_notice": gettext_lazy("Báo có mặt ở nơi có người mắc bệnh"),
    "notice_correction": gettext_lazy("Đính chính thông báo"),
    "case_correction": gettext_lazy("Đính chính: không phải theo dõi nữa"),
    "arrival_notice": gettext_lazy("Báo cho người mới đến"),
    "email_code": gettext_lazy("Mã xác nhận địa chỉ thư"),
    "email_waits": gettext_lazy("Thư báo có tin chờ"),
    "push_waits": gettext_lazy("Báo có tin chờ"),
    "phone_code": gettext_lazy("Mã xác nhận số điện thoại"),
    "upload_code": gettext_lazy("Mã tải khoá"),
    "zalo_declare": gettext_lazy("Zalo: mời khai báo"),
    "zalo_code": gettext_lazy("Zalo: chỉ nơi xem mã"),
    "zalo_help": gettext_lazy("Zalo: hướng dẫn"),
}
WHY_WORDS = {
    "refused": gettext_lazy("cổng tin nhắn từ chối"),
    "no_gateway": gettext_lazy("chưa có cổng gửi loại tin này"),
    "tries": gettext_lazy("thử nhiều lần không được"),
    "expired": gettext_lazy("quá hạn"),
    "unreadable": gettext_lazy("không mở được nội dung"),
    "no_answer": gettext_lazy("cổng tin nhắn không trả lời, có thể đã tới nơi"),
    "no_receipt": gettext_lazy("cổng đã nhận nhưng không báo tới nơi"),
    "receipt": gettext_lazy("cổng báo không tới nơi"),
    "restored": gettext_lazy("khôi phục từ bản sao lưu, có thể đã gửi từ trước"),
}


@staff_door(SEE_DELIVERY)
def deliveries(request: HttpRequest, *, scope: Scope, now: datetime, **_by: object) -> HttpResponse:
    """``/tin-nhan/?trang=<page>`` shows how many messages are in each state, and those that will not arrive."""
    lost = undelivered_messages(scope, page=request.GET.get("trang"))
    channels = count_by_channel(scope)
    counts = {state: sum(each.get(state, 0) for each in channels.values()) for state in DeliveryState}
    context = {
        "heading": _heading(counts),
        "headlines": _headlines(counts),
        "lost": [(template_words(template), WHY_WORDS.get(why, why), at) for _, template, why, at in lost.rows],
        "lost_page": lost,
        "held_back": [(HOLD_WORDS[why], number_words(count)) for why, count in count_held_back(scope).items()],
        "channels": [(CHANNEL_WORDS[kind], _states(each)) for kind, each in channels.items()],
        "routes": _routes(scope, now),
        "trial_most": limit_rule().trial_per_day if is_on_trial() else None,
        "states": _states(counts),
        "undeliverable": [template_words(code) for code in undeliverable_codes()],
        "has_inbox": settings.TRUYVET_DEMO,
        "now_at": now,
    }
    return render(request, "messaging/delivery.html", context)


def template_words(key: str) -> str:
    """Returns what a text is called, by its key ("signin_code@1")."""
    name = key.partition("@")[0]
    return str(TEMPLATE_WORDS.get(name, _("Tin nhắc") if name.startswith("text_") else name))


def _states(counts: dict[DeliveryState, int]) -> list[tuple[object, str]]:
    return [(STATE_WORDS[state], number_words(counts[state])) for state in DeliveryState if counts.get(state)]


def _routes(scope: Scope, now: datetime) -> dict[str, object] | None:
    """Where there are two routes to telephones: the share, the delay and the last change. Five statements."""
    first = select_gateway()
    second = second_route(first)
    if second is None:
        return None
    rule, share = message_templates.delivery_rule().routes, route_share(scope, first.route, second.route)
    minutes = int(rule.slow.total_seconds() // 60)
    lines = []
    for gateway, part in ((first, share.share), (second, 1 - share.share)):
        delay = route_delay(scope, gateway.route, now, rule)
        words = _("tin trong 15 phút qua: %(n)s") % {"n": number_words(delay.given)}
        slow = _("chậm hơn %(minutes)s phút: %(n)s") % {"n": number_words(delay.slow), "minutes": minutes}
        mean = "" if delay.mean is None else _("tới nơi sau trung bình %(n)s giây") % {"n": number_words(round(delay.mean.total_seconds()))}
        lines.append((round(100 * part), " · ".join(filter(None, (words, slow, mean))), delay.is_slow(rule)))
    return {"lines": lines, "changed_at": share.changed_at}


def _heading(counts: dict[DeliveryState, int]) -> str:
    """The finding: what reaches nobody, else what still waits."""
    lost, waiting = _lost(counts), _waiting(counts)
    if lost:
        return ngettext("1 tin không gửi được", "%(n)s tin không gửi được", lost) % {"n": number_words(lost)}
    if waiting:
        return ngettext("1 tin đang chờ gửi", "%(n)s tin đang chờ gửi", waiting) % {"n": number_words(waiting)}
    if counts[DeliveryState.TAKEN] + counts[DeliveryState.DELIVERED] + counts[DeliveryState.UNKNOWN]:
        return _("Mọi tin nhắn đã được gửi")
    return _("Chưa có tin nhắn nào để gửi")


def _lost(counts: dict[DeliveryState, int]) -> int:
    return counts[DeliveryState.FAILED_FOR_GOOD] + counts[DeliveryState.EXPIRED]


def _waiting(counts: dict[DeliveryState, int]) -> int:
    return sum(counts[state] for state in WAITING_STATES) + counts[DeliveryState.HANDED_OVER]


def _headlines(counts: dict[DeliveryState, int]) -> list[Headline]:
    unknown, lost = counts[DeliveryState.UNKNOWN], _lost(counts)
    return [
        Headline(_("Chờ gửi"), number_words(_waiting(counts)), state="warn" if counts[DeliveryState.FAILED_FOR_NOW] else ""),
        Headline(_("Cổng đã nhận"), number_words(counts[DeliveryState.TAKEN])),
        Headline(_("Đã tới nơi"), number_words(counts[DeliveryState.DELIVERED])),
        Headline(_("Không rõ"), number_words(unknown), state="warn" if unknown else ""),
        Headline(_("Không gửi được"), number_words(lost), state="bad" if lost else ""),
    ]
