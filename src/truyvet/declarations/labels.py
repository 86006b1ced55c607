"""The labels of this room on screens. Reasons of the triage have theirs in data/watch.toml, questions in the forms."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from truyvet.core.refusal import Refusal
from truyvet.declarations.rules import forms, triage
from truyvet.declarations.rules.triage import TriageClass

TRIAGES = {
    TriageClass.NOTHING: (_("Không có gì đáng lo"), "good"),
    TriageClass.SYMPTOMS: (_("Có triệu chứng"), "warn"),
    TriageClass.EXPOSURE: (_("Có tiếp xúc"), "warn"),
    TriageClass.BOTH: (_("Có triệu chứng và tiếp xúc"), "bad"),
    TriageClass.TRAVEL: (_("Đi từ vùng nguy cơ"), "info"),
}
"""The label of a triage class and the state of the ``tag`` component."""

DANGERS = {
    4: (_("Rất gấp"), "bad"),
    3: (_("Gấp"), "bad"),
    2: (_("Cần gọi sớm"), "warn"),
    1: (_("Cần gọi"), "info"),
    0: (_("Không gấp"), "plain"),
}

STATES = {
    "waiting": (_("Chưa ai nhận"), "warn"),
    "acknowledged": (_("Đã nhận"), "info"),
    "called": (_("Đã gọi"), "info"),
    "closed": (_("Xong"), "good"),
}

OUTCOMES = {
    "well": _("Khỏe, không có gì đáng lo"),
    "watch_home": _("Theo dõi tại nhà"),
    "sent_to_test": _("Đã mời đi xét nghiệm"),
    "suspected_case": _("Nghi mắc bệnh: mở ca"),
    "not_reached": _("Không liên lạc được"),
    "wrong_number": _("Sai số điện thoại"),
    "mistake": _("Khai nhầm"),
}

OUTCOME_HINTS = {
    "well": _("Bỏ chặn ở các cửa."),
    "watch_home": _("Vẫn chặn ở các cửa."),
    "sent_to_test": _("Vẫn chặn ở các cửa."),
    "suspected_case": _("Mở một ca nghi ngờ cho người này. Vẫn chặn ở các cửa."),
    "wrong_number": _("Bỏ chặn. Người này phải khai lại."),
    "mistake": _("Bỏ chặn ở các cửa."),
}

MADE_FOR = {"self": _("Cho tôi"), "relative": _("Cho người nhà"), "other": _("Cho người khác")}
MADE_FOR_STAFF = {"self": _("tự khai báo"), "relative": _("người nhà khai"), "other": _("người khác khai hộ")}
CHANNELS = {
    "web": _("trang khai báo"),
    "team": _("tổ cộng đồng"),
    "zalo": _("Zalo"),
    "import": _("nhập từ hệ thống khác"),
    "agent": _("thiết bị"),
}

TIES = {
    "": "–",
    "parent": _("Bố, mẹ"),
    "child": _("Con"),
    "spouse": _("Vợ, chồng"),
    "sibling": _("Anh, chị, em"),
    "grandparent": _("Ông, bà"),
    "grandchild": _("Cháu"),
    "household": _("Người cùng nhà"),
    "other": _("Người khác"),
}

AGAIN = _("Trang này đã cũ. Hãy tải lại trang rồi gửi lại; những gì bạn ghi vẫn còn trên máy.")
PROBLEMS = {
    "missing": _("Hãy trả lời câu này."),
    "too_long": _("Dài quá. Hãy viết ngắn lại."),
    "wrong_type": _("Hệ thống không đọc được câu trả lời này."),
    "not_text": _("Có ký tự không đọc được. Hãy gõ lại."),
    "not_a_name": _("Hãy ghi họ tên bằng chữ, như trên giấy tờ."),
    "not_an_identity_number": _("CCCD có 12 số, CMND có 9 số. Hãy xem lại, hoặc để trống."),
    "not_a_year": _("Hãy ghi năm bằng bốn chữ số, ví dụ 1990."),
    "not_a_date": _("Hãy chọn một ngày."),
    "not_a_time": _("Hãy chọn ngày và giờ."),
    "out_of_range": _("Ngoài khoảng cho phép. Hãy xem lại."),
    "not_a_choice": _("Hãy chọn một trong các câu trả lời."),
    "not_a_phone": _("Số điện thoại có 10 số, bắt đầu bằng 0. Số nước ngoài bắt đầu bằng dấu +."),
    "not_an_email": _("Địa chỉ thư chưa đúng. Hãy xem lại, hoặc để trống."),
    "not_a_country": _("Hãy chọn một nước trong danh sách."),
    "not_a_unit": _("Hãy chọn trong danh sách."),
    "not_in_unit": _("Nơi này không thuộc tỉnh, huyện đã chọn ở trên. Hãy chọn lại từ tỉnh."),
    "not_a_vehicle": _("Hãy ghi biển số hoặc số hiệu, ví dụ 98A-123.45 hay VN123."),
    "not_a_temperature": _("Hãy ghi độ C, ví dụ 37,5."),
    "not_a_code": _("Mã chỉ gồm chữ không dấu và số. Hãy xem lại."),
    "too_many": _("Nhiều quá. Hãy bớt vài mục."),
    "ends_before_start": _("Lúc đến phải trước lúc đi."),
    "not_known": AGAIN,
    "unknown_form": AGAIN,
    "not_yours": _("Nơi này ngoài địa bàn của bạn. Hãy chọn xã, phường của bạn."),
    "too_many_sent": _("Có quá nhiều tờ khai gửi từ nơi này trong một lúc. Hãy chờ một phút rồi gửi lại."),
    "too_old": _("Tờ khai này đã quá 21 ngày. Hãy khai tờ mới."),
}
OTHERWISE = _("Có chỗ chưa đọc được. Hãy xem lại rồi gửi lại.")

ADVICE = {
    "call_115": _("Khó thở, đau ngực hay lơ mơ: gọi 115 ngay. Đừng chờ ai gọi."),
    "will_call": _("Cán bộ y tế nơi bạn ở sẽ gọi cho bạn. Hãy để ý điện thoại, kể cả số lạ."),
    "stay": _("Hãy ở nhà, đeo khẩu trang và giữ khoảng cách với người trong nhà cho đến khi được gọi."),
    "watch_self": _("Nếu thấy sốt, ho, đau họng hay khó thở, hãy khai lại ngay."),
    "call_station": _("Có thể bạn đã tiếp xúc gần với người bệnh. Hãy kể cho cán bộ khi họ gọi: ngày nào, ở đâu, khoảng bao lâu."),
    "clear": _("Hiện không có gì đáng lo. Cảm ơn bạn đã khai."),
    "sign_in": _("Để tờ khai được tính là của bạn, hãy xác nhận số điện thoại bằng mã gửi qua tin nhắn."),
}

SCRIPT = {
    "kept": _("Đã lưu trên máy lúc {time}"),
    "not_kept": _("Máy này không lưu được tờ khai. Hãy giữ trang này mở, có mạng thì bấm gửi lại."),
    "step": _("Phần {n}/{of}: {title}"),
    "offline_title": _("Đã lưu trên máy, chờ gửi"),
    "offline_text": _("Chưa có mạng. Tờ khai tự gửi khi có mạng, kể cả khi bạn đóng rồi mở lại trang này."),
    "sent_title": _("Đã nhận tờ khai"),
    "sent_text": _("Mã tờ khai {code}. Hãy giữ mã này khi cần hỏi trạm y tế."),
    "sending_title": _("Đang gửi tờ khai"),
    "sending_text": _("Tờ khai đã lưu trên máy và đang được gửi."),
    "sign_in_title": _("Đăng nhập để gửi tờ khai"),
    "sign_in_text": _("Tờ khai đã lưu trên máy, bạn đăng nhập xong thì tự gửi."),
    "refused_title": _("Có chỗ cần sửa"),
    "go_pass": _("Xem mã của tôi"),
    "sign_in": ADVICE["sign_in"],
    "go_sign_in": _("Xác nhận số điện thoại"),
    "proved": _("Đã xác nhận số điện thoại cho tờ khai {code}."),
    "waiting_since": _("Lưu lúc {time}, chờ mạng"),
    "for_self": _("Cho tôi"),
    "for_name": _("Cho {name}"),
    "will_call": _("Cán bộ y tế sẽ gọi"),
    "received": _("Đã nhận"),
    "restored": _("Đã mở lại phần bạn ghi dở."),
}
"""What the scripts say; they hold no words of their own."""


def problem_words(problem: Refusal) -> str:
    """Returns one problem as a sentence: what is wrong and what to do now."""
    return str(PROBLEMS.get(problem.code, OTHERWISE))


def reader_language() -> str:
    """Returns the reader's language: vi or en."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def form_title(name: str) -> str:
    """Returns the title of a form; its name when a newer version brought it."""
    try:
        return forms.form(name).title[reader_language()]
    except forms.UnknownForm:
        return name


def reasons_words(codes: Iterable[str]) -> str:
    """Returns why a declaration needs somebody, worst first."""
    return "; ".join(triage.reason_words(code, reader_language()) for code in codes)


ADVICE_NAMES = {
    TriageClass.NOTHING: ("clear", "watch_self"),
    TriageClass.TRAVEL: ("will_call", "watch_self"),
    TriageClass.SYMPTOMS: ("call_115", "will_call", "stay"),
    TriageClass.EXPOSURE: ("call_station", "will_call", "stay"),
    TriageClass.BOTH: ("call_115", "call_station", "will_call", "stay"),
}


def advice_words(triage_class: TriageClass) -> list[str]:
    """Returns what a citizen should do now: never a word for what staff call them."""
    return [str(ADVICE[name]) for name in ADVICE_NAMES[triage_class]]
