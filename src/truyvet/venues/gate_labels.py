"""Words for the gate's scripts in the page's language. The page works without a network, so it carries all of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from truyvet.passes.labels import all_reason_words


def gate_words() -> dict[str, Any]:
    """Returns every word that a script of the gate needs."""
    verdicts = {"pass": _("ĐẠT"), "look": _("CẦN XEM"), "no": _("CHƯA ĐẠT")}
    return {
        "language": "en-GB" if (get_language() or "vi").startswith("en") else "vi-VN",
        "verdicts": verdicts,
        "reasons": all_reason_words() | {"not_kept": _("Máy không lưu được lượt này. Xem bộ nhớ của máy.")},
        "ways": {"in": _("vào"), "out": _("ra"), "both": _("qua")},
        "ready": _("SẴN SÀNG"),
        "readyHow": _("Đưa mã vào khung, máy tự quét tiếp"),
        "last": _("Vừa rồi:"),
        "declared": _("khai"),
        "today": _("hôm nay"),
        "differs": _("Máy chủ trả lời khác: mời khách dừng lại"),
        "waiting": _("{n} chờ gửi, từ {at}"),
        "nothingWaits": _("đã gửi hết"),
        "list": _("danh sách thu hồi: {age}"),
        "justNow": _("vừa xong"),
        "minutes": _("{n} phút trước"),
        "hours": _("{n} giờ trước"),
        "offline": _("Đang mất mạng. Vẫn quét được; lượt quét giữ kín trong máy, có mạng thì tự gửi."),
        "signedOut": _("Khóa của máy này hết hạn. Đăng nhập lại và chọn cổng; lượt chờ gửi vẫn còn."),
        "elsewhere": _("{n} lượt của nơi khác chưa gửi được. Người gác nơi ấy đăng nhập rồi chọn lại nơi ấy trên máy này."),
        "broken": _("Máy không lưu được lượt vừa quét. Xem bộ nhớ của máy."),
        "setup": {
            "sign_in": _("Hãy đăng nhập rồi chọn lại."),
            "signed_out": _("Hãy đăng nhập rồi chọn lại."),
            "unknown": _("Bạn không còn gác ở nơi này. Hãy hỏi người giữ cơ sở."),
            "too_many": _("Cơ sở này đã có quá nhiều máy quét. Người giữ cơ sở bỏ bớt máy cũ."),
            "failed": _("Chưa được. Hãy xem mạng rồi thử lại."),
        },
        "manual": {
            "asking": _("Đang hỏi máy chủ…"),
            "sent": _("Đã gửi mã. Khách đọc mã cho bạn."),
            "wait": _("Số này vừa nhận mã. Đợi {n} giây, hoặc dùng mã vừa nhận."),
            "offline": _("Việc này cần mạng. Quét mã thì không cần."),
            "bad_phone": _("Số điện thoại chưa đúng."),
            "bad_fields": _("Hãy nhập lại."),
            "too_many_codes": _("Vừa xin quá nhiều mã. Hãy đợi ít phút."),
            "no_gateway": _("Hệ thống chưa gửi được mã tới điện thoại. Ghi giấy, hoặc nhờ trạm y tế xã in thẻ cho khách."),
            "wrong": _("Mã chưa đúng. Xem lại tin nhắn mới nhất."),
            "expired": _("Mã quá hạn. Hãy gửi mã mới."),
            "spent": _("Mã này thôi dùng. Hãy gửi mã mới."),
            "year_spent": _("Năm sinh chưa đúng, hôm nay không thử lại được. Ghi giấy, hoặc nhờ trạm y tế xã."),
            "ask_year": _("Mã đúng. Hỏi thêm năm sinh của khách."),
            "failed": _("Chưa được. Hãy thử lại."),
        },
        "bus": {"sum": _("{n} người · {pass} đạt · {look} chưa qua")},
    }
