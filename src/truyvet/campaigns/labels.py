"""Words of this room for the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.campaigns.rules.source_text import VersionState

STATES: Final[Mapping[VersionState, tuple[object, str]]] = {
    VersionState.UPCOMING: (_("sắp có hiệu lực"), "info"),
    VersionState.IN_FORCE: (_("đang dùng"), "good"),
    VersionState.EXPIRED: (_("đã hết hạn"), "bad"),
    VersionState.REPLACED: (_("đã thay bằng bản mới"), "plain"),
}
"""Words and colour."""
REFUSALS: Final[Mapping[str, object]] = {
    "points_count": _("Chưa lưu; phần đã nhập vẫn còn. Hãy ghi từ 1 đến 5 ý, mỗi ý một dòng."),
    "point_too_long": _("Chưa lưu; phần đã nhập vẫn còn. Mỗi ý dài nhất 140 chữ cái: hãy tách hoặc rút ngắn."),
    "points_differ": _("Chưa lưu; phần đã nhập vẫn còn. Số ý tiếng Anh phải bằng số ý tiếng Việt."),
    "link_not_https": _("Chưa lưu; phần đã nhập vẫn còn. Địa chỉ phải bắt đầu bằng https://."),
    "days_reversed": _("Chưa lưu; phần đã nhập vẫn còn. Ngày cuối phải từ ngày đầu trở đi."),
    "already_over": _("Chưa lưu; phần đã nhập vẫn còn. Ngày cuối đã qua: hãy chọn ngày khác."),
    "valid_too_long": _("Chưa lưu; phần đã nhập vẫn còn. Một bản dùng được nhiều nhất 90 ngày, sau đó hãy làm bản mới."),
    "too_long_to_say": _("Chưa lưu; phần đã nhập vẫn còn. Riêng tiêu đề đã quá 30 giây khi đọc: hãy rút ngắn."),
    "twice_a_day": _("Chưa xếp lịch; phần đã nhập vẫn còn. Mỗi ngày phát ít nhất hai lần: hãy ghi hai giờ khác nhau."),
    "hamlet_names": _("Chưa xếp lịch; phần đã nhập vẫn còn. Hãy ghi mỗi thôn, tổ một dòng, tên dài nhất 80 chữ cái."),
    "plan_in_the_past": _("Chưa xếp lịch; phần đã nhập vẫn còn. Ngày đầu đã qua: hãy bắt đầu từ hôm nay."),
    "plan_after_expiry": _("Chưa xếp lịch; phần đã nhập vẫn còn. Lịch dài hơn hạn của bài: hãy làm bản mới trước."),
    "plan_too_large": _("Chưa xếp lịch; phần đã nhập vẫn còn. Quá 2.000 lượt một lần: hãy chia theo xã hoặc theo tuần."),
    "turn_not_yet": _("Chưa ghi gì: lượt này chưa đến ngày."),
    "other_body": _("Chưa lưu lần này: mẫu này đã lưu trước đó với nội dung khác, và bản đó được giữ. Hãy mở trang của bài để sửa tiếp."),
}
ACTION_NAMES: Final[Mapping[str, object]] = {
    "campaigns.write_material": _("viết bài truyền thông"),
    "campaigns.plan_turns": _("xếp lịch loa"),
    "campaigns.record_played": _("ghi đã phát loa"),
    "campaigns.purge_materials": _("xóa bài truyền thông đến hạn"),
}
