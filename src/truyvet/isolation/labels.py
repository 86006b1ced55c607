"""Labels of this room for the screens."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.cases.labels import REASONS
from truyvet.cases.rules import CaseProblemReason
from truyvet.isolation.rules import ALREADY_ENDED, ALREADY_ISOLATED, ENDS_BEFORE_START, UNKNOWN_PERSON, IsolationKind, IsolationPlace
from truyvet.isolation.rules.case_course import NOT_LATER, STEP_AFTER, CourseStep
from truyvet.isolation.rules.order_lists import OrderList
from truyvet.isolation.rules.order_states import (
    ALREADY_UNDER_ORDER,
    DAYS_WRONG,
    NO_NUMBER,
    NO_REASON,
    NO_RECEIVER,
    SITE_FULL,
    TRANSFER_WAITS,
    WRONG_STATE,
    OrderState,
    OrderStep,
)
from truyvet.isolation.rules.quarantine_lengths import PersonKind
from truyvet.isolation.rules.release import UnmetCondition

PLACES: Mapping[IsolationPlace, Promise] = {
    IsolationPlace.HOME: _("Tại nhà"),
    IsolationPlace.CENTRAL: _("Khu cách ly tập trung"),
    IsolationPlace.HOSPITAL: _("Cơ sở điều trị"),
}

REFUSALS: Mapping[str, object] = {
    ALREADY_ISOLATED: _("Người này đang được cách ly. Hãy kết thúc lần đó trước."),
    ENDS_BEFORE_START: _("Lúc kết thúc phải sau lúc bắt đầu."),
    ALREADY_ENDED: _("Lần cách ly này đã có lúc kết thúc khác, và lúc đó được giữ nguyên. Hãy tải lại trang để xem."),
    STEP_AFTER: _("Việc này không thể đến sau việc ghi gần nhất. Chưa ghi gì; hãy xem lại diễn biến đã ghi."),
    NOT_LATER: _("Lúc này phải sau lần ghi gần nhất. Chưa ghi gì; hãy sửa lúc."),
    "double": _("Đã ghi rồi, với nội dung khác. Hãy tải lại trang để xem."),
    UNKNOWN_PERSON: REASONS[CaseProblemReason.UNKNOWN_PERSON],
    **{
        reason.value: REASONS[reason]
        for reason in (CaseProblemReason.NO_ZONE, CaseProblemReason.OUT_OF_RANGE, CaseProblemReason.IN_THE_FUTURE)
    },
}

ORDER_STATES: Mapping[OrderState, Promise] = {
    OrderState.ISSUED: _("Đang cách ly theo quyết định"),
    OrderState.EXTENDED: _("Đã gia hạn"),
    OrderState.RELEASED: _("Đã hoàn thành cách ly"),
    OrderState.REVOKED: _("Đã thu hồi"),
    OrderState.HOSPITAL: _("Đã chuyển vào bệnh viện"),
    OrderState.DIED: _("Đã mất"),
    OrderState.HANDED_OVER: _("Đã bàn giao cho tỉnh khác"),
}

ORDER_ACTIONS: Mapping[str, Promise] = {
    f"isolation.{step.value}": label
    for step, label in {
        OrderStep.ISSUED: _("Ra quyết định cách ly"),
        OrderStep.EXTENDED: _("Gia hạn cách ly"),
        OrderStep.MOVED: _("Đổi nơi cách ly"),
        OrderStep.TRANSFER_ASKED: _("Đề nghị đơn vị khác tiếp nhận người cách ly"),
        OrderStep.TRANSFER_ACCEPTED: _("Tiếp nhận người cách ly"),
        OrderStep.TRANSFER_REFUSED: _("Từ chối tiếp nhận người cách ly"),
        OrderStep.TRANSFER_WITHDRAWN: _("Rút đề nghị tiếp nhận"),
        OrderStep.RELEASED: _("Cho kết thúc cách ly"),
        OrderStep.REVOKED: _("Thu hồi quyết định cách ly"),
        OrderStep.HOSPITAL: _("Ghi người cách ly vào bệnh viện"),
        OrderStep.DIED: _("Ghi người cách ly đã mất"),
        OrderStep.CERTIFICATE_REVOKED: _("Thu hồi giấy hoàn thành cách ly"),
        OrderStep.SEEN_OUTSIDE: _("Quét mã ở nơi khác trong lúc cách ly"),
        OrderStep.LOOKED_INTO: _("Xem việc quét mã ở nơi khác"),
    }.items()
} | {
    "isolation.course": _("Ghi diễn biến điều trị"),
    "isolation.site": _("Ghi khu cách ly"),
    "isolation.purge_orders": _("Xoá quyết định cách ly đã hết hạn lưu"),
}
"""Audited steps of orders in words."""

COURSE_STEPS: Mapping[CourseStep, Promise] = {
    CourseStep.TREATED_AT_HOME: _("Điều trị tại nhà"),
    CourseStep.HOSPITAL: _("Vào bệnh viện"),
    CourseStep.INTENSIVE_CARE: _("Vào hồi sức tích cực"),
    CourseStep.RECOVERED: _("Khỏi bệnh"),
    CourseStep.DIED: _("Tử vong"),
}
ORDER_KINDS: Mapping[IsolationKind, Promise] = {
    IsolationKind.QUARANTINE: _("Cách ly y tế (người tiếp xúc, người đến)"),
    IsolationKind.ISOLATION: _("Cách ly điều trị (ca bệnh)"),
}
PERSON_KINDS: Mapping[PersonKind, Promise] = {
    PersonKind.CONTACT: _("Người tiếp xúc"),
    PersonKind.PROTECTED: _("Người tiếp xúc đã tiêm đủ hoặc đã khỏi"),
    PersonKind.ARRIVAL: _("Người đến từ nơi khác"),
    PersonKind.PROTECTED_ARRIVAL: _("Người đến đã tiêm đủ hoặc đã khỏi"),
}
END_STATES: Mapping[OrderState, Promise] = {
    OrderState.HOSPITAL: _("Đã vào bệnh viện"),
    OrderState.REVOKED: _("Thu hồi quyết định"),
    OrderState.DIED: _("Đã mất"),
}
ORDER_LISTS: Mapping[OrderList, Promise] = {
    OrderList.TO_ACCEPT: _("Chờ đơn vị tôi nhận"),
    OrderList.LATE_TRANSFER: _("Chuyển quá hạn, chưa ai nhận"),
    OrderList.SEEN_OUTSIDE: _("Quét mã ở nơi khác"),
    OrderList.OVERDUE: _("Quá hạn chưa kết thúc"),
    OrderList.ENDS_TODAY: _("Hết hạn hôm nay"),
    OrderList.ENDS_TOMORROW: _("Mai hết hạn"),
    OrderList.MINE: _("Đơn vị tôi lo"),
    OrderList.ENDED: _("Đã kết thúc"),
}
ORDER_STATE_TAGS: Mapping[OrderState, str] = {
    OrderState.ISSUED: "info",
    OrderState.EXTENDED: "warn",
    OrderState.RELEASED: "good",
}
"""Colour of a state; the others are plain."""
UNMET: Mapping[UnmetCondition, Promise] = {
    UnmetCondition.LAST_DAY: _("Chưa đến ngày cuối cùng của quyết định."),
    UnmetCondition.TESTS_LEFT: _("Chưa đủ số lần xét nghiệm âm tính mà quy định cần."),
    UnmetCondition.TEST_POSITIVE: _("Có kết quả dương tính. Hãy mở ca bệnh, không cho kết thúc."),
    UnmetCondition.SYMPTOMS: _("Đang có triệu chứng. Hãy cho xét nghiệm trước."),
    UnmetCondition.MISSING: _("Không có mặt, hoặc không ai biết sức khỏe những ngày cuối. Hãy đến nơi cách ly trước."),
}
ORDER_REFUSALS: Mapping[str, object] = {
    ALREADY_UNDER_ORDER: _(
        "Người này đang có một quyết định khác còn hiệu lực; chưa ghi gì thêm. Hãy gia hạn hoặc dừng quyết định kia trước."
    ),
    NO_REASON: _("Hãy ghi lý do."),
    DAYS_WRONG: _("Ngày cuối phải sau ngày đầu và chưa qua, không quá 90 ngày. Chưa ghi gì; hãy sửa ngày."),
    SITE_FULL: _("Khu này đã hết chỗ; người này chưa được xếp vào. Hãy chọn khu khác, hoặc gọi ban quản lý khu để thêm chỗ."),
    NO_NUMBER: _("Hãy ghi số quyết định như trên giấy."),
    WRONG_STATE: _("Quyết định đã ở tình trạng khác nên không làm được việc này. Hãy tải lại trang để xem."),
    TRANSFER_WAITS: _("Đã có một đề nghị chuyển chờ trả lời. Hãy rút đề nghị đó trước."),
    NO_RECEIVER: _("Hãy chọn một nơi nhận: hoặc một xã khác trong tỉnh, hoặc tên tỉnh khác; chuyển ra tỉnh thì ghi ai ở đó đã nhận."),
    "changed": _("Người khác vừa sửa quyết định này; việc bạn gửi chưa được ghi. Trang dưới đây là bản mới nhất: xem lại rồi gửi lại."),
    "double": _("Đã ghi rồi, với nội dung khác. Hãy tải lại trang để xem."),
    **{condition.value: words for condition, words in UNMET.items()},
}
