"""Labels of this room for the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from truyvet.cases.rules import CaseProblemReason, CaseState, ResultMethod, ResultOutcome

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STATES = {
    CaseState.SUSPECTED: (_("Nghi ngờ"), "warn"),
    CaseState.CONFIRMED: (_("Đã xác nhận"), "bad"),
    CaseState.RECOVERED: (_("Đã khỏi"), "good"),
    CaseState.DIED: (_("Tử vong"), "plain"),
    CaseState.DISCARDED: (_("Đã loại"), "plain"),
}
"""The word for a state and the state of the ``tag`` component."""

OUTCOMES = {ResultOutcome.POSITIVE: (_("Dương tính"), "bad"), ResultOutcome.NEGATIVE: (_("Âm tính"), "good")}

METHODS = {ResultMethod.PCR: _("PCR"), ResultMethod.RAPID: _("Kháng nguyên nhanh"), ResultMethod.OTHER: _("Cách khác")}

REASONS: Mapping[str, StrOrPromise] = {
    CaseProblemReason.IN_THE_FUTURE: _("Thời điểm này chưa đến. Hãy xem lại ngày giờ."),
    CaseProblemReason.OUT_OF_RANGE: _("Năm phải từ 1970 đến 2100."),
    CaseProblemReason.NO_ZONE: _("Thời điểm này thiếu múi giờ nên chưa được ghi. Hãy chọn lại ngày giờ."),
    CaseProblemReason.EMPTY_WINDOW: _("Thời điểm cuối phải sau thời điểm đầu."),
    CaseProblemReason.HALF_A_WINDOW: _("Hãy ghi cả thời điểm đầu và cuối, hoặc để trống cả hai."),
    CaseProblemReason.DATES_TOO_DISTANT: _("Ngày khởi phát sau ngày lấy mẫu hơn 30 ngày. Hãy xem lại."),
    CaseProblemReason.REFERENCE_MISSING: _("Hãy ghi số phiếu xét nghiệm."),
    CaseProblemReason.SAME_PERSON: _("Bạn đã nhập kết quả này. Người xác nhận phải là người khác."),
    CaseProblemReason.NO_FIRST_PERSON: _("Kết quả này không rõ ai nhập. Hãy nhập lại kết quả."),
    CaseProblemReason.NOT_STAFF: _(
        "Chỉ cán bộ có tài khoản mới xác nhận được; kết quả vẫn đang chờ. Hãy đăng nhập bằng tài khoản cán bộ rồi xác nhận lại."
    ),
    CaseProblemReason.FRESH_ACCOUNT: _(
        "Tài khoản của bạn mới được tạo hoặc đặt lại chưa đủ 24 giờ, nên chưa tính là người thứ hai; kết quả vẫn đang chờ. "
        "Hãy nhờ tổ trưởng khác xác nhận, hoặc xác nhận lại sau."
    ),
    CaseProblemReason.NAME_NOT_OPENED: _(
        "Bạn chưa xem tên phải có trên phiếu này, nên kết quả chưa được xác nhận và vẫn đang chờ. "
        "Hãy bấm “Đối chiếu với phiếu: xem tên”, so với phiếu gốc, rồi xác nhận. Nếu tên khác, hãy gọi người đã nhập kết quả."
    ),
    CaseProblemReason.ALREADY_CONFIRMED: _("Kết quả này đã có người xác nhận và được giữ nguyên. Bạn không cần làm gì thêm."),
    CaseProblemReason.STATE: _(
        "Trạng thái của ca không cho phép việc này, nên chưa có gì thay đổi. Hãy xem trạng thái hiện nay trên trang của ca."
    ),
    CaseProblemReason.REASON_MISSING: _("Hãy ghi lý do."),
    CaseProblemReason.ALREADY_OPEN: _(
        "Người này đang có một ca chưa kết thúc, nên ca mới chưa được ghi. Hãy mở ca đó và ghi tiếp vào đấy."
    ),
    CaseProblemReason.EVENT_CONFLICT: _(
        "Số phiếu này đã ghi cho một kết quả khác của ca; kết quả đó được giữ nguyên. Hãy xem lại số phiếu."
    ),
    CaseProblemReason.UNKNOWN_PERSON: _(
        "Không có người này trong địa bàn của bạn, nên chưa ghi gì. Hãy tìm lại, hoặc nhờ đơn vị nơi người đó ở nhập ca."
    ),
}

ACTION_NAMES: Mapping[str, StrOrPromise] = {
    "cases.open": _("Nhập ca"),
    "cases.add": _("Nhập nhiều ca từ tệp"),
    "cases.add_result": _("Ghi kết quả xét nghiệm"),
    "cases.confirm": _("Xác nhận kết quả, người thứ hai"),
    "cases.edit": _("Sửa mốc ngày của ca"),
    "cases.recovered": _("Kết thúc ca: đã khỏi"),
    "cases.died": _("Kết thúc ca: tử vong"),
    "cases.discarded": _("Loại ca"),
    "cases.isolate": _("Ghi cách ly"),
    "cases.end_isolation": _("Ghi hết cách ly"),
    "cases.purge": _("Xoá ca đã hết hạn lưu"),
    "cases.purge_isolations": _("Xoá cách ly đã hết hạn lưu"),
}
"""Audited actions in words; isolations keep the names they had in this room."""

PURPOSES: Mapping[str, StrOrPromise] = {
    "case": _("Điều tra ca bệnh"),
    "suspected": _("Điều tra ca nghi ngờ"),
    "result": _("Đối chiếu phiếu xét nghiệm"),
    "task:find_case": _("Tìm ca bệnh"),
    "task:new_case": _("Nhập ca mới"),
}
"""What for, in words: a purpose, or what stands before its colon."""
