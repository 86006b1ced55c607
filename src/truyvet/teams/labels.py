"""Labels of this room for the screens."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.teams.rules.field_log import DoorOutcome, DoorStatus
from truyvet.teams.rules.rounds import RoundState, StopReason

STATUSES: Mapping[DoorStatus, tuple[Promise, str]] = {
    DoorStatus.WAITING: (_("Chưa đến"), "plain"),
    DoorStatus.VISITED: (_("Đã gặp"), "good"),
    DoorStatus.NOBODY_HOME: (_("Không ai ở nhà"), "warn"),
    DoorStatus.REFUSED: (_("Không chịu gặp"), "warn"),
    DoorStatus.MOVED: (_("Không còn ở đây"), "warn"),
}
OUTCOMES: Mapping[DoorOutcome, Promise] = {each: STATUSES[DoorStatus(each.value)][0] for each in DoorOutcome}
STATES: Mapping[RoundState, tuple[Promise, str]] = {
    RoundState.PLANNED: (_("Chưa giao"), "plain"),
    RoundState.GIVEN: (_("Đã giao"), "info"),
    RoundState.CLOSED: (_("Đã đóng"), "good"),
}
REASONS: Mapping[StopReason, Promise] = {
    StopReason.TO_VISIT: _("Cần đến tận nhà"),
    StopReason.NOT_REACHED: _("Gọi chưa gặp"),
    StopReason.NO_PHONE: _("Không có số điện thoại"),
    StopReason.NOT_DECLARED: _("Chưa khai báo"),
}
PROBLEMS: Mapping[str, Promise] = {
    "unreadable": _("Không đọc được phiếu này. Hãy hỏi lại tổ đã đi."),
    "no_door": _("Không có nhà này trong lượt. Hãy hỏi lại tổ đã đi."),
    "not_followed": _("Không còn được theo dõi khi tổ đến. Hãy xem có cần theo dõi tiếp."),
    "unwell_not_followed": _("Có triệu chứng mà chưa được theo dõi. Hãy gọi ngay."),
    "need_not_followed": _("Cần giúp mà chưa được theo dõi. Hãy giao người lo."),
    "likely_known": _("Người mới ghi có thể đã có hồ sơ. Hãy so và gộp nếu là một người."),
    "no_person": _("Không tìm thấy hồ sơ đã ghi. Hãy hỏi lại tổ đã đi."),
    "person": _("Tên hoặc năm sinh của người mới không hợp lệ. Hãy hỏi lại tổ đã đi."),
    "household": _("Chưa chuyển được người này sang hộ mới. Hãy chuyển trong hồ sơ."),
    "declaration": _("Tờ khai hộ thiếu hoặc sai. Hãy khai lại ở trang Khai hộ."),
    "contested": _("Hai máy chỉ đường khác nhau; cả hai được giữ. Hỏi tổ rồi ghi lại ở trang Đi từng nhà:"),
    "moment": _("Giờ ghi trên máy không hợp lý. Hãy hỏi lại tổ đã đi."),
    "double": _("Phiếu này đã đến với nội dung khác. Hãy hỏi lại tổ đã đi."),
}
REFUSALS: Mapping[str, Promise] = {
    "name": _("Hãy ghi tên tổ. Những ô khác vẫn còn nguyên."),
    "commune": _("Chưa lập tổ: xã này không thuộc địa bàn của bạn."),
    "members": _("Chưa lập tổ: hãy chọn ít nhất một thành viên có tài khoản ở xã này. Thiếu tài khoản thì gọi người quản trị."),
    "leader": _("Chưa lập tổ: tổ trưởng phải là một thành viên của tổ."),
    "day": _("Chưa lập lượt: ngày đi phải từ hôm nay đến bảy ngày tới."),
    "no_doors": _("Chưa lập lượt: không còn hộ nào ở đây cần đến. Hãy bỏ tên thôn hoặc đợi danh sách mới."),
    "closed": _("Lượt này đã đóng nên không giao hay in được nữa. Những gì tổ đã ghi vẫn được nhận."),
    "given": _("Máy này đã nhận lượt rồi. Nếu máy không còn giữ, hãy gọi cán bộ xã để in giấy."),
    "too_large": _("Lượt này có quá nhiều người cho một máy. Hãy gọi cán bộ xã để in giấy hoặc chia thành hai lượt."),
    "not_of_team": _(
        "Chưa nhận: tài khoản này không thuộc tổ của lượt. Phiếu vẫn nằm trong máy. Hãy để người trong tổ đăng nhập, hoặc gọi cán bộ xã."
    ),
    "other_round": _("Mã này của một lượt khác. Hãy mở lượt ấy rồi gõ."),
    "no_such_door": _("Lượt này không có nhà mang mã ấy. Hãy xem lại ba chữ trên giấy."),
    "outcome": _("Chưa ghi: hãy chọn kết quả ở nhà này. Những ô đã gõ vẫn còn."),
    "health": _("Chưa ghi: hãy chọn cho từng người: khỏe, có triệu chứng hay không gặp. Những ô đã gõ vẫn còn."),
    "temperature": _("Chưa ghi: nhiệt độ phải từ 33 đến 43. Những ô đã gõ vẫn còn."),
    "person": _("Chưa ghi: người mới cần họ tên và năm sinh bốn chữ số. Những ô đã gõ vẫn còn."),
    "settled": _("Việc này đã có người xem xong."),
    "double": _("Đã ghi rồi, với nội dung khác. Hãy tải lại trang để xem."),
}
ACTION_NAMES: Mapping[str, Promise] = {
    "teams.make_team": _("lập tổ cộng đồng"),
    "teams.make_round": _("lập một lượt đi từng nhà"),
    "teams.close_round": _("đóng một lượt đi từng nhà"),
    "teams.print_round": _("in danh sách của một lượt"),
    "teams.give_bundle": _("giao một lượt cho điện thoại"),
    "teams.take_entry": _("nhận phiếu ghi ở một nhà"),
    "teams.settle_entry": _("xem xong một phiếu chưa chuyển được"),
    "teams.purge": _("xóa lượt đi hết hạn giữ"),
}
