"""Words of this room for the screens."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.notices.rules.notice import NoticeKind, NoticeState

KINDS: Final = {
    NoticeKind.VENUE: _("Mọi người có mặt ở đó trong khoảng giờ này"),
    NoticeKind.EXPOSURE: _("Chỉ người mà lần truy vết mới nhất cho là đã tiếp xúc ở đó"),
}
STATES: Final = {
    NoticeState.WAITING: (_("chờ người thứ hai"), "warn"),
    NoticeState.SENT: (_("đã báo"), "good"),
    NoticeState.WITHDRAWN: (_("đã rút"), "bad"),
    NoticeState.DECLINED: (_("không báo"), "plain"),
}
"""The word, and the state of the ``tag`` component."""
ADVICE: Final = {
    NoticeKind.VENUE: (
        _("Theo dõi sức khỏe mỗi ngày và đeo khẩu trang khi gặp người khác."),
        _("Sốt, ho, đau họng hay khó thở: ở nhà, khai báo y tế và gọi trạm y tế."),
    ),
    NoticeKind.EXPOSURE: (
        _("Ở nhà, đeo khẩu trang, giữ khoảng cách với người cùng nhà."),
        _("Khai báo y tế hôm nay. Cán bộ y tế sẽ gọi cho bạn; để ý cả số lạ."),
        _("Sốt, ho, đau họng hay khó thở: gọi trạm y tế ngay."),
    ),
}
KEEPER_ADVICE: Final = (
    _("Mở cửa sổ, lau bàn ghế, tay nắm và nút bấm bằng nước sát khuẩn."),
    _("Giữ nhật ký ra vào; cán bộ truy vết có thể hỏi thêm. Đừng đoán và đừng nói ai là người bệnh."),
    _("Nhân viên có mặt lúc đó: theo dõi sức khỏe; không khỏe thì ở nhà và gọi trạm y tế."),
)
REFUSALS: Final = {
    "window": _("Chưa báo ai. Giờ kết thúc phải sau giờ bắt đầu, và cả khoảng không dài quá 7 ngày."),
    "future": _("Chưa báo ai. Giờ kết thúc nằm ở tương lai."),
    "too_old": _("Chưa báo ai. Lượt đến quá 21 ngày đã bị xóa nên không còn biết ai ở đó."),
    "reason": _("Chưa làm gì. Hãy ghi lý do, ít nhất 5 chữ."),
    "decided": _("Lượt đến này đã có quyết định. Hãy tải lại trang để xem; muốn đổi thì sửa hoặc rút thông báo ấy."),
    "nobody": _("Chưa báo ai: lần truy vết mới nhất không thấy ai tiếp xúc ở đây. Hãy truy vết lại, hoặc báo mọi người có mặt."),
    "not_standing": _("Chưa báo ai: ca này chưa được hai người xác nhận, hoặc đã hủy. Hãy xác nhận ca trước."),
    "second_person": _("Chưa báo ai: cần một cán bộ truy vết khác đồng ý. Hãy nhờ đồng nghiệp mở trang này."),
    "correct_anew": _(
        "Chưa sửa gì: bản sửa này cần người thứ hai đồng ý, mà bản sửa thì không chờ được. Hãy rút thông báo, quyết định lại "
        "từ trang của ca, rồi nhờ đồng nghiệp đồng ý."
    ),
    "nobody_known": _(
        "Chưa báo ai. Không biết ai khác đã ở đó trong khoảng giờ này: tên nơi này có thể chỉ ra người bệnh. Vẫn cần đăng thì đánh dấu ô "
        "“Vẫn đăng tên” rồi gửi lại; một cán bộ truy vết khác phải đồng ý."
    ),
    "few_known": _(
        "Chưa báo ai. Trong khoảng giờ này chỉ biết dưới 5 người khác đã ở đó: tên nơi này có thể chỉ ra người bệnh. Vẫn cần đăng thì "
        "đánh dấu ô “Vẫn đăng tên” rồi gửi lại; một cán bộ truy vết khác phải đồng ý."
    ),
    "not_told": _("Thông báo này đã rút, hoặc chưa được báo cho ai. Hãy tải lại trang để xem."),
    "double": _("Đã ghi rồi, với nội dung khác. Hãy tải lại trang để xem."),
}
ACTION_NAMES: Final = {
    "notices.step": _("Báo cho người đã ở cùng nơi với ca bệnh, hoặc sửa thông báo"),
    "notices.decline": _("Quyết định không báo"),
    "notices.withdraw": _("Rút thông báo"),
    "notices.open": _("Mở thông báo của mình"),
    "notices.keeper_open": _("Mở thông báo của địa điểm"),
    "notices.purge": _("Xóa người nhận thông báo đã hết hạn giữ"),
}
EXPORT_LABEL: Final = _("Thông báo về nơi đã đến")
EXPORT_WORDS: Final = {
    "notice": _("Thông báo"), "day": _("Ngày"), "minutes": _("Số phút"), "told": _("Báo lúc"), "opened": _("Mở lúc"),
    "concerns": _("Còn đúng với bạn"),
}  # fmt: skip
EXPORT_KEPT: Final = _("Không giữ lại dòng nào.")
