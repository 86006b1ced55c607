"""Words of the daily report for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.reports.rules import report_states as states
from truyvet.reports.rules.report_status import ReportStatus

STATUSES: Final[Mapping[ReportStatus, tuple[Promise, str]]] = {
    ReportStatus.LATE: (_("Trễ, chưa gửi"), "bad"),
    ReportStatus.RETURNED: (_("Bị trả lại"), "warn"),
    ReportStatus.WAITED_FOR: (_("Chưa gửi"), "plain"),
    ReportStatus.SUBMITTED_LATE: (_("Gửi trễ"), "warn"),
    ReportStatus.SUBMITTED: (_("Gửi đúng giờ"), "good"),
}
"""Each status in words, with the colour of its tag."""

REFUSALS: Final[Mapping[str, object]] = {
    states.NO_PERIOD: _("Tỉnh chưa yêu cầu báo cáo cho ngày này; chưa ghi gì. Hãy hỏi sở y tế của tỉnh."),
    states.FUTURE_DAY: _("Ngày này chưa đến; chưa ghi gì. Hãy chọn ngày hôm nay."),
    states.TOO_OLD: _("Ngày này đã qua hơn 30 ngày nên không sửa ở đây được; chưa ghi gì. Hãy gọi tỉnh nếu số vẫn sai."),
    states.NO_FIGURE: _("Hãy ghi số này. Không có thì ghi 0; bỏ trống nghĩa là chưa biết."),
    states.IMPOSSIBLE: _("Số này không thể đúng. Hãy xem lại."),
    states.NO_REASON_GIVEN: _("Hãy ghi một lời giải thích cho các số nêu ở trên; số bạn ghi vẫn còn đây, chưa gửi đi."),
    states.NOT_QUIET: _("Hôm nay đã có số mới, nên không gửi bằng một nút được; chưa gửi gì. Hãy xem các số dưới đây rồi gửi."),
    states.NOT_REPORTED: _("Nơi này chưa gửi báo cáo, nên chưa có gì để làm bước này. Hãy tải lại trang để xem."),
    states.NO_REMARK: _("Hãy ghi vì sao trả lại, để nơi gửi biết phải sửa gì."),
    states.CLOSED_ALREADY: _("Ngày này đã có người chốt; bản đã chốt được giữ nguyên. Hãy mở bản đã chốt để xem."),
    states.NOTHING_REPORTED: _("Chưa nơi nào gửi, nên chưa chốt được. Hãy nhắc các nơi còn thiếu."),
    states.NOT_CHANGED: _("Không có gì đổi từ lần duyệt trước."),
    states.DAYS_ORDER: _("Ngày cuối phải sau ngày đầu, lịch trực dài không quá 92 ngày. Chưa ghi gì; hãy sửa ngày."),
    states.NO_NUMBER_TO_CALL: _("Số điện thoại này không gọi được. Chưa ghi gì; hãy xem lại số."),
    states.NOBODY_MISSING: _("Không còn nơi nào thiếu, nên không nhắc ai."),
    "changed": _(
        "Người khác vừa gửi hoặc sửa báo cáo này; việc của bạn chưa được ghi. Trang dưới đây là bản mới nhất: xem lại rồi gửi lại."
    ),
    "double": _("Đã ghi rồi, với nội dung khác. Hãy tải lại trang để xem."),
}

ACTION_NAMES: Final[Mapping[str, Promise]] = {
    "reports.submit": _("Gửi báo cáo hằng ngày"),
    "reports.return": _("Trả lại báo cáo hằng ngày"),
    "reports.close": _("Chốt báo cáo ngày"),
    "reports.approve": _("Xem các thay đổi sau khi chốt"),
    "reports.ask": _("Bắt đầu yêu cầu báo cáo hằng ngày"),
    "reports.end": _("Thôi yêu cầu báo cáo hằng ngày"),
    "reports.add_body": _("Yêu cầu một cơ quan báo cáo"),
    "reports.end_body": _("Thôi yêu cầu một cơ quan báo cáo"),
    "reports.recipients": _("Đặt nơi nhận báo cáo đã chốt"),
    "reports.duty": _("Ghi lịch trực báo cáo"),
    "reports.remove_duty": _("Bỏ một dòng lịch trực báo cáo"),
    "reports.urge": _("Nhắc nơi chưa báo cáo"),
    "reports.remind": _("Tự nhắc nơi chưa báo cáo"),
    "reports.sign": _("Ký số báo cáo đã chốt"),
    "reports.certificate": _("Đặt chứng thư ký báo cáo"),
    "reports.purge": _("Xóa báo cáo đã hết hạn lưu"),
    "reports.purge_duty": _("Xóa lịch trực đã hết hạn lưu"),
}
