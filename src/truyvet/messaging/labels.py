"""What pages call the states of a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.messaging.rules.answer_text import AnswerMeaning
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.inbound_state import CloseWord, InboundState
from truyvet.messaging.rules.send_limit import HoldReason
from truyvet.messaging.rules.simulator_numbers import (
    DELIVERED,
    EXPIRED,
    FAILED_FOR_GOOD,
    FAILED_FOR_NOW,
    NO_RECEIPT,
    REFUSED,
    UNKNOWN,
)
from truyvet.messaging.rules.written_template import TemplateState

STATE_WORDS: Final[Mapping[DeliveryState, Promise]] = {
    DeliveryState.QUEUED: _("chờ gửi"),
    DeliveryState.HANDED_OVER: _("đang gửi"),
    DeliveryState.TAKEN: _("cổng đã nhận, chờ báo tới nơi"),
    DeliveryState.DELIVERED: _("đã tới nơi"),
    DeliveryState.FAILED_FOR_NOW: _("sẽ gửi lại"),
    DeliveryState.FAILED_FOR_GOOD: _("không gửi được"),
    DeliveryState.EXPIRED: _("quá hạn"),
    DeliveryState.WITHDRAWN: _("giữ lại, không gửi"),
    DeliveryState.UNKNOWN: _("không rõ đã tới chưa"),
}
CHANNEL_WORDS: Final[Mapping[str, Promise]] = {
    "phone": _("SMS"), "email": _("Thư điện tử"), "zalo": _("Zalo"), "push": _("Báo tới trình duyệt"), "voice": _("Cuộc gọi"),
}  # fmt: skip
"""By ``Message.to_kind``."""
PUSH_REFUSALS: Final[Mapping[str, Promise]] = {
    "service": _("Trình duyệt này nhận báo qua một hãng chúng tôi chưa biết, nên chưa đăng ký. Tin vẫn ở mục Thông báo và tới bằng SMS."),
    "keys": _("Trình duyệt gửi thiếu dữ liệu, nên chưa đăng ký được. Hãy tải lại trang rồi bấm lại."),
}
HOLD_WORDS: Final[Mapping[str, Promise]] = {
    HoldReason.NO_CONSENT: _("người nhận chưa đồng ý, hoặc đã rút lại"),
    HoldReason.OPTED_OUT: _("người nhận không muốn nhận nữa"),
    HoldReason.DAY_FULL: _("người nhận đã đủ tin trong ngày"),
    HoldReason.TRIAL_STRANGER: _("đang chạy thử: không phải số của cán bộ"),
    HoldReason.TRIAL_FULL: _("đang chạy thử: đã đủ số tin trong ngày"),
    HoldReason.TAKEN_BACK: _("đợt nhắn tin tạm dừng hoặc dừng hẳn"),
    HoldReason.ANSWERED: _("người nhận đã mở hoặc trả lời trước khi SMS đi"),
    "withdrawn": _("người nhận chưa đồng ý, hoặc đã rút lại"),
}
"""By ``HoldReason``; "withdrawn" stands in rows of before there were several reasons."""
TEMPLATE_STATES: Final[Mapping[TemplateState, tuple[Promise, str]]] = {
    TemplateState.WRITTEN: (_("chờ người thứ hai duyệt"), "warn"),
    TemplateState.APPROVED: (_("đang dùng"), "good"),
    TemplateState.REFUSED: (_("không duyệt"), "bad"),
    TemplateState.ENDED: (_("thôi dùng"), "plain"),
}
"""Words, and the state of the ``tag`` component."""
TEMPLATE_REFUSALS: Final[Mapping[str, Promise]] = {
    "lint": _("Lời tin có điều mà tin của chúng tôi không bao giờ có; từng lý do ở dưới. Chưa ghi gì, chữ bạn gõ vẫn còn."),
    "absent": _("Mẫu này không còn. Hãy mở lại danh sách mẫu."),
    "state": _("Bản này đã có người quyết định rồi. Hãy tải lại trang."),
    "own": _("Người viết không tự duyệt. Hãy nhờ một người khác có quyền duyệt."),
    "fresh_account": _("Tài khoản này vừa được tạo hoặc đặt lại nên chưa duyệt được. Hãy nhờ người khác, hoặc đợi sang ngày mai."),
    "double": _("Đã ghi rồi, với nội dung khác. Hãy tải lại trang để xem."),
}
RECORDING_REFUSALS: Final[Mapping[str, Promise]] = {
    "size": _("Tệp lớn hơn 1 MB nên không nhận. Chưa ghi gì. Hãy ghi ngắn lại, tối đa 60 giây."),
    "format": _("Tệp này không phải WAV 8 kHz, 16 bit, một kênh. Chưa ghi gì. Hãy xuất lại đúng dạng đó rồi gửi lại."),
    "seconds": _("Đoạn ghi phải dài từ 3 đến 60 giây. Chưa ghi gì."),
    "absent": _("Lời này không còn. Hãy mở lại danh sách."),
    "state": TEMPLATE_REFUSALS["state"],
    "own": _("Người ghi không tự duyệt. Hãy nhờ một người khác có quyền duyệt."),
    "fresh_account": TEMPLATE_REFUSALS["fresh_account"],
    "unheard": _("Hãy nghe hết đoạn ghi này trước, rồi mới duyệt."),
    "double": TEMPLATE_REFUSALS["double"],
}
EMAIL_REFUSALS: Final[Mapping[str, Promise]] = {
    "address": _("Đây không phải một địa chỉ thư điện tử. Chưa ghi gì. Ví dụ đúng: lan@example.com."),
    "many": _("Hôm nay đã gửi đủ mã. Địa chỉ cũ vẫn còn. Hãy thử lại ngày mai; tin vẫn tới bằng SMS."),
    "held": _("Hệ thống đang chạy thử nên chưa gửi thư cho người dân. Chưa ghi gì; tin vẫn ở mục Thông báo."),
    "code": _("Mã chưa đúng. Địa chỉ vẫn chờ mã; hãy xem lại thư mới nhất."),
    "old": _("Mã đã hết hạn hoặc đã thử đủ lần. Địa chỉ chưa được xác nhận. Hãy bấm Gửi mã để xin mã mới."),
}
INBOUND_STATES: Final[Mapping[InboundState, tuple[Promise, str]]] = {
    InboundState.UNDERSTOOD: (_("máy đang ghi"), "plain"),
    InboundState.USED: (_("máy đã ghi"), "good"),
    InboundState.STOPPED: (_("không nhận tin nữa"), "plain"),
    InboundState.NEW: (_("chưa ai nhận"), "warn"),
    InboundState.TAKEN: (_("có người nhận"), "plain"),
    InboundState.ANSWERED: (_("đã trả lời, chưa xong"), "plain"),
    InboundState.CLOSED: (_("xong"), "good"),
}
"""Words, and the state of the ``tag`` component."""
MEANINGS: Final[Mapping[AnswerMeaning, tuple[Promise, str]]] = {
    AnswerMeaning.WELL: (_("báo khỏe"), "good"),
    AnswerMeaning.ILL: (_("có triệu chứng"), "bad"),
    AnswerMeaning.STOP: (_("không muốn nhận tin"), "plain"),
    AnswerMeaning.UNCLEAR: (_("không rõ ý"), "plain"),
}
CLOSE_WORDS: Final[Mapping[CloseWord, Promise]] = {
    CloseWord.REACHED: _("Đã gọi, đã nói chuyện với người gửi"),
    CloseWord.WRITTEN_DOWN: _("Đã ghi vào hồ sơ theo dõi"),
    CloseWord.NOT_FOR_US: _("Không phải việc của y tế"),
    CloseWord.UNREACHED: _("Không gọi được, đã giao người đến nhà"),
}
REPLIES: Final[Mapping[str, Promise]] = {
    "answer_call_back": _("Đã đọc, sẽ gọi lại hôm nay"),
    "answer_ask_again": _("Chưa hiểu, xin trả lời 1 hoặc 2"),
}
INBOUND_REFUSALS: Final[Mapping[str, Promise]] = {
    "absent": _("Tin này không còn, hoặc không thuộc địa bàn của bạn. Hãy mở lại danh sách."),
    "state": _("Tin này đã có người làm bước đó, hoặc đã xong. Chưa ghi gì thêm. Hãy tải lại trang để xem."),
    "reply": _("Không có lời trả lời này. Chưa gửi gì. Hãy chọn một lời trong danh sách."),
    "word": _("Hãy chọn tin này kết thúc thế nào. Chưa ghi gì."),
}
SIMULATOR_WORDS: Final[Mapping[str, Promise]] = {
    DELIVERED: _("tới nơi"),
    FAILED_FOR_GOOD: _("cổng nhận, rồi báo không tới nơi"),
    REFUSED: _("cổng từ chối"),
    FAILED_FOR_NOW: _("cổng bận, gửi lại nhiều lần rồi thôi"),
    UNKNOWN: _("cổng không trả lời: không rõ đã tới chưa"),
    EXPIRED: _("cổng nhận, rồi báo quá hạn"),
    NO_RECEIPT: _("cổng nhận, không bao giờ báo tới nơi"),
}
