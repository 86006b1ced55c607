"""Words of this room for the screens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.cases.rules import IsolationPlace, Method, Outcome, Problem, Reason, State

STATES = {
    State.SUSPECTED: (_("Nghi ngờ"), "warn"),
    State.CONFIRMED: (_("Đã xác nhận"), "bad"),
    State.RECOVERED: (_("Đã khỏi"), "good"),
    State.DIED: (_("Tử vong"), "plain"),
    State.DISCARDED: (_("Đã loại"), "plain"),
}
"""The word for a state and the state of the ``tag`` component."""

OUTCOMES = {Outcome.POSITIVE: (_("Dương tính"), "bad"), Outcome.NEGATIVE: (_("Âm tính"), "good")}

METHODS = {Method.PCR: _("PCR"), Method.RAPID: _("Kháng nguyên nhanh"), Method.OTHER: _("Cách khác")}

PLACES = {
    IsolationPlace.HOME: _("Tại nhà"),
    IsolationPlace.CENTRAL: _("Khu cách ly tập trung"),
    IsolationPlace.HOSPITAL: _("Cơ sở điều trị"),
}

REASONS = {
    Reason.IN_THE_FUTURE: _("Thời điểm này chưa đến. Hãy xem lại ngày giờ."),
    Reason.OUT_OF_RANGE: _("Năm phải từ 1970 đến 2100."),
    Reason.NO_ZONE: _("Thời điểm này thiếu múi giờ."),
    Reason.EMPTY_WINDOW: _("Thời điểm cuối phải sau thời điểm đầu."),
    Reason.HALF_A_WINDOW: _("Hãy ghi cả thời điểm đầu và cuối, hoặc để trống cả hai."),
    Reason.FAR_APART: _("Ngày khởi phát sau ngày lấy mẫu hơn 30 ngày. Hãy xem lại."),
    Reason.REFERENCE_MISSING: _("Hãy ghi số phiếu xét nghiệm."),
    Reason.SAME_PERSON: _("Bạn đã nhập kết quả này. Người xác nhận phải là người khác."),
    Reason.NO_FIRST_PERSON: _("Kết quả này không rõ ai nhập. Hãy nhập lại kết quả."),
    Reason.NOT_STAFF: _("Chỉ cán bộ có tài khoản mới xác nhận được."),
    Reason.ALREADY_CONFIRMED: _("Kết quả này đã được xác nhận."),
    Reason.STATE: _("Ca đang ở trạng thái không cho phép việc này."),
    Reason.REASON_MISSING: _("Hãy ghi lý do."),
    Reason.ALREADY_OPEN: _("Người này đang có một ca chưa kết thúc."),
    Reason.ALREADY_APART: _("Người này đang được cách ly. Hãy kết thúc lần đó trước."),
    Reason.ENDS_BEFORE_START: _("Lúc kết thúc phải sau lúc bắt đầu."),
    Reason.EVENT_CONFLICT: _("Số phiếu này đã ghi cho một kết quả khác của ca."),
    Reason.UNKNOWN_PERSON: _("Không có người này trong địa bàn của bạn."),
}


def reason_words(problem: Problem) -> str:
    """One problem as a sentence: what is wrong and what to do now."""
    return str(REASONS[problem.reason])
