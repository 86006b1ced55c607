"""What pages call the states of a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.messaging.rules.delivery_state import DeliveryState

STATE_WORDS: Final[Mapping[DeliveryState, Promise]] = {
    DeliveryState.QUEUED: _("chờ gửi"),
    DeliveryState.HANDED_OVER: _("đang gửi"),
    DeliveryState.TAKEN: _("cổng đã nhận, chờ báo tới nơi"),
    DeliveryState.DELIVERED: _("đã tới nơi"),
    DeliveryState.FAILED_FOR_NOW: _("sẽ gửi lại"),
    DeliveryState.FAILED_FOR_GOOD: _("không gửi được"),
    DeliveryState.EXPIRED: _("quá hạn"),
    DeliveryState.WITHDRAWN: _("người nhận không đồng ý nhận"),
    DeliveryState.UNKNOWN: _("không rõ đã tới chưa"),
}
