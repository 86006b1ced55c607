"""Labels of this room for the screens."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.cases.labels import REASONS
from truyvet.cases.rules import CaseProblemReason
from truyvet.isolation.rules import ALREADY_ENDED, ALREADY_ISOLATED, ENDS_BEFORE_START, UNKNOWN_PERSON, IsolationPlace
from truyvet.isolation.rules.order_states import OrderState, OrderStep

PLACES: Mapping[IsolationPlace, Promise] = {
    IsolationPlace.HOME: _("Tại nhà"),
    IsolationPlace.CENTRAL: _("Khu cách ly tập trung"),
    IsolationPlace.HOSPITAL: _("Cơ sở điều trị"),
}

REFUSALS: Mapping[str, object] = {
    ALREADY_ISOLATED: _("Người này đang được cách ly. Hãy kết thúc lần đó trước."),
    ENDS_BEFORE_START: _("Lúc kết thúc phải sau lúc bắt đầu."),
    ALREADY_ENDED: _("Lần cách ly này đã có lúc kết thúc khác, và lúc đó được giữ nguyên. Hãy tải lại trang để xem."),
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
    }.items()
} | {"isolation.site": _("Ghi khu cách ly"), "isolation.purge_orders": _("Xoá quyết định cách ly đã hết hạn lưu")}
"""Audited steps of orders in words."""
