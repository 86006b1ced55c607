"""Words of this room for the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.campaigns.rules.arrival import ArrivalAnswer, ArrivalSource
from truyvet.campaigns.rules.campaign_state import CampaignChannel, CampaignState, CampaignStep, RecipientState
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
CAMPAIGN_STATES: Final[Mapping[CampaignState, tuple[object, str]]] = {
    CampaignState.DRAFT: (_("bản nháp"), "plain"),
    CampaignState.WAITING: (_("chờ duyệt"), "warn"),
    CampaignState.APPROVED: (_("đã duyệt, chờ giờ"), "info"),
    CampaignState.RUNNING: (_("đang gửi"), "good"),
    CampaignState.PAUSED: (_("tạm dừng"), "warn"),
    CampaignState.STOPPED: (_("đã dừng hẳn"), "bad"),
    CampaignState.DONE: (_("đã xong"), "good"),
}
CAMPAIGN_STEPS: Final[Mapping[CampaignStep, object]] = {
    CampaignStep.MADE: _("Tạo bản nháp"),
    CampaignStep.SUBMITTED: _("Trình duyệt"),
    CampaignStep.SENT_BACK: _("Trả lại để sửa"),
    CampaignStep.APPROVED: _("Duyệt"),
    CampaignStep.GREW: _("Số người đã khác lúc duyệt: phải duyệt lại"),
    CampaignStep.PAUSED: _("Tạm dừng"),
    CampaignStep.RESUMED: _("Gửi tiếp"),
    CampaignStep.STOPPED: _("Dừng hẳn"),
}
RECIPIENT_STATES: Final[Mapping[RecipientState, object]] = {
    RecipientState.WAITING: _("chưa gửi"),
    RecipientState.QUEUED: _("đang trên đường"),
    RecipientState.HANDED: _("đã giao đối tác, chưa có kết quả"),
    RecipientState.REACHED: _("đã nhận"),
    RecipientState.FAILED: _("không nhận được"),
    RecipientState.UNKNOWN: _("không rõ, không gửi lại"),
    RecipientState.WITHHELD: _("không gửi: đã từ chối nhận tin hoặc đã đủ tin trong ngày"),
    RecipientState.HELD_BACK: _("để đối chiếu, không gửi"),
}
CHANNELS: Final[Mapping[CampaignChannel, object]] = {
    CampaignChannel.PHONE: _("Tin nhắn điện thoại"),
    CampaignChannel.PARTNER: _("Tệp cho đối tác gửi"),
}
CAMPAIGN_REFUSALS: Final[Mapping[str, object]] = {
    "audience_unknown": _("Chưa lưu; phần đã nhập vẫn còn. Hãy chọn một nhóm người nhận trong danh sách."),
    "days_without": _("Chưa lưu; phần đã nhập vẫn còn. Nhóm chưa khai báo cần số ngày từ 1 đến 21; nhóm khác để trống."),
    "text_unknown": _("Chưa lưu; phần đã nhập vẫn còn. Mẫu tin này không dùng được cho đợt nhắn tin: hãy chọn mẫu khác."),
    "channels_wrong": _("Chưa lưu; phần đã nhập vẫn còn. Hãy chọn ít nhất một cách gửi; tệp cho đối tác thì chọn một mình."),
    "operators_wrong": _("Chưa lưu; phần đã nhập vẫn còn. Số người trực điện thoại từ 1 đến 1.000."),
    "start_over": _("Chưa lưu; phần đã nhập vẫn còn. Giờ bắt đầu đã qua: hãy chọn giờ khác."),
    "hours_wrong": _("Chưa lưu; phần đã nhập vẫn còn. Giờ thôi gửi phải sau giờ bắt đầu gửi trong ngày."),
    "repeat_missing": _("Chưa lưu; phần đã nhập vẫn còn. Muốn có mục tiêu hoặc ngày cuối thì hãy ghi nhắc lại sau bao nhiêu ngày."),
    "repeat_days_wrong": _("Chưa lưu; phần đã nhập vẫn còn. Nhắc lại sau 1 đến 7 ngày."),
    "repeat_unseen": _("Chưa lưu; phần đã nhập vẫn còn. Nhóm này không đếm được ai đã làm, nên chỉ gửi một lần."),
    "target_wrong": _("Chưa lưu; phần đã nhập vẫn còn. Mục tiêu từ 1 đến 100 phần trăm."),
    "last_day_wrong": _("Chưa lưu; phần đã nhập vẫn còn. Ngày cuối phải từ ngày bắt đầu, nhiều nhất 30 ngày sau."),
    "title_missing": _("Chưa lưu; phần đã nhập vẫn còn. Hãy đặt tên cho đợt nhắn tin."),
    "phone_wrong": _("Chưa lưu; phần đã nhập vẫn còn. Số để gọi chỉ gồm chữ số, nhiều nhất 12."),
    "other_body": _("Chưa lưu lần này: mẫu này đã lưu trước đó với nội dung khác, và bản đó được giữ."),
    "changed_meanwhile": _("Chưa ghi gì: người khác vừa đổi đợt này. Hãy xem lại trang rồi làm lại."),
    "wrong_state": _("Chưa ghi gì: đợt này không còn ở bước đó. Hãy xem lại trang."),
    "reason_missing": _("Chưa ghi gì. Hãy ghi lý do, một câu là đủ."),
    "audience_empty": _("Chưa ghi gì: hiện không có ai trong nhóm nhận có số điện thoại và đồng ý nhận tin."),
    "audience_grew": _("Chưa duyệt: số người nhận đã tăng hơn một phần mười so với số bạn thấy. Hãy xem số mới rồi duyệt lại."),
    "own_campaign": _("Chưa duyệt: người tạo đợt nhắn tin không được tự duyệt. Hãy nhờ Sở Y tế duyệt."),
    "approved_already": _("Chưa ghi thêm: bạn đã duyệt đợt này. Trên 1.000 số cần một người khác duyệt nữa."),
    "frozen_already": _("Chưa trả lại: danh sách nhận đã đóng băng. Hãy duyệt lại hoặc dừng hẳn."),
}
PARTNER_REFUSALS: Final[Mapping[str, object]] = {
    "partner_unknown": _("Chưa giao gì: đối tác này đã ngừng hoặc chưa có chứng thư."),
    "not_running": _("Chưa giao gì: đợt này không ở trạng thái đang gửi, hoặc không gửi bằng tệp."),
    "nobody_now": _("Chưa giao gì: không còn ai chờ, hoặc hôm nay đã đủ số người trực trả lời kịp. Hãy giao tiếp vào ngày mai."),
    "name_missing": _("Chưa lưu; phần đã nhập vẫn còn. Hãy ghi tên đối tác."),
    "name_taken": _("Chưa lưu; phần đã nhập vẫn còn. Đã có đối tác tên này, và khóa cũ vẫn dùng được."),
    "certificate": _("Chưa lưu; phần đã nhập vẫn còn. Không đọc được chứng thư: hãy dán cả dòng BEGIN và END."),
    "certificate_key": _("Chưa lưu; phần đã nhập vẫn còn. Chứng thư cần khóa RSA từ 2.048 bit: hãy xin đối tác chứng thư khác."),
    "certificate_over": _("Chưa lưu; phần đã nhập vẫn còn. Chứng thư đã hết hạn hoặc chưa có hiệu lực: hãy xin đối tác chứng thư khác."),
}
ARRIVAL_SOURCES: Final[Mapping[ArrivalSource, object]] = {
    ArrivalSource.DECLARATION: _("tờ khai di chuyển"),
    ArrivalSource.CHECKPOINT: _("quét ở chốt"),
    ArrivalSource.STATION: _("quét ở bến xe, nhà ga"),
    ArrivalSource.VEHICLE: _("quét trên xe"),
    ArrivalSource.LIST: _("danh sách hành khách"),
    ArrivalSource.FEED: _("nhà mạng báo"),
}
ARRIVAL_ANSWERS: Final[Mapping[ArrivalAnswer, tuple[object, str]]] = {
    ArrivalAnswer.REACHED: (_("đã gọi được"), "good"),
    ArrivalAnswer.NO_ANSWER: (_("không nghe máy"), "warn"),
    ArrivalAnswer.NOT_HERE: (_("đã đi nơi khác"), "plain"),
}
ACTION_NAMES: Final[Mapping[str, object]] = {
    "campaigns.write_material": _("viết bài truyền thông"),
    "campaigns.plan_turns": _("xếp lịch loa"),
    "campaigns.record_played": _("ghi đã phát loa"),
    "campaigns.purge_materials": _("xóa bài truyền thông đến hạn"),
    "campaigns.hand_partner_file": _("giao tệp cho đối tác"),
    "campaigns.seal_partner_file": _("tải tệp đã mã hóa cho đối tác"),
    "campaigns.partner_receipts": _("nhận kết quả của đối tác"),
    "campaigns.add_passengers": _("nhận danh sách hành khách"),
    "campaigns.purge_trips": _("xóa chuyến xe đến hạn"),
    "campaigns.take_feed": _("nhận người mới đến từ nhà mạng"),
    "campaigns.purge_feed": _("xóa sự kiện của nhà mạng đến hạn"),
    "campaigns.make_partner": _("thêm đối tác"),
    "campaigns.end_partner": _("ngừng đối tác"),
    "campaigns.record_arrival": _("ghi người mới đến"),
    "campaigns.call_arrival": _("ghi cuộc gọi người mới đến"),
    "campaigns.purge_arrivals": _("xóa người mới đến đến hạn"),
    "campaigns.step": _("một bước của đợt nhắn tin"),
    "campaigns.send": _("gửi tin của đợt nhắn tin"),
    "campaigns.purge": _("xóa đợt nhắn tin đến hạn"),
}
