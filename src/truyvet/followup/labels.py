"""Labels of this room for the screens."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.followup.rules.computed_lists import FollowUpList
from truyvet.followup.rules.correction import CorrectionState
from truyvet.followup.rules.due_step import StepKind
from truyvet.followup.rules.records import (
    AttemptBy,
    AttemptOutcome,
    Channel,
    CheckChannel,
    CloseReason,
    Need,
    SourceKind,
    SourceVerdict,
    Symptom,
)
from truyvet.followup.rules.source_precision import EvidenceSource

LISTS: Mapping[FollowUpList, Promise] = {
    FollowUpList.SYMPTOMS: _("Có triệu chứng"),
    FollowUpList.NOT_CALLED: _("Chưa gọi"),
    FollowUpList.NOT_REACHED: _("Gọi chưa gặp"),
    FollowUpList.NO_PHONE: _("Không có số"),
    FollowUpList.MISSED_TODAY: _("Hôm nay chưa báo"),
    FollowUpList.MISSED_TWO_DAYS: _("Hai ngày chưa báo"),
    FollowUpList.NEVER_ANSWERED: _("Chưa báo lần nào"),
    FollowUpList.SUPPORT_NEEDED: _("Cần hỗ trợ"),
    FollowUpList.ENDS_TOMORROW: _("Mai hết hạn"),
    FollowUpList.READY_FOR_RELEASE: _("Có thể kết thúc"),
}
STEPS: Mapping[StepKind, tuple[Promise, str]] = {
    StepKind.FIRST_CALL: (_("Gọi lần đầu"), "warn"),
    StepKind.CALL_AGAIN: (_("Gọi lại"), "warn"),
    StepKind.TEAM_VISIT: (_("Đến nhà"), "warn"),
    StepKind.SYMPTOM_CALL: (_("Gọi ngay: có triệu chứng"), "bad"),
    StepKind.DAILY_CHECK: (_("Hỏi sức khỏe"), "info"),
    StepKind.RELEASE: (_("Kết thúc theo dõi"), "good"),
    StepKind.NOTHING: (_("Đã kết thúc"), "plain"),
}
OUTCOMES: Mapping[AttemptOutcome, tuple[Promise, str]] = {
    AttemptOutcome.REACHED: (_("Nói chuyện được"), "good"),
    AttemptOutcome.NO_ANSWER: (_("Không nghe máy"), "warn"),
    AttemptOutcome.WRONG_NUMBER: (_("Sai số"), "warn"),
    AttemptOutcome.REFUSED: (_("Không chịu nói"), "warn"),
    AttemptOutcome.NOBODY_HOME: (_("Không ai ở nhà"), "warn"),
    AttemptOutcome.MOVED: (_("Không còn ở đây"), "warn"),
    AttemptOutcome.SENT: (_("Đã gửi"), "plain"),
    AttemptOutcome.SKIPPED: (_("Để sau"), "plain"),
}
CHANNELS: Mapping[Channel, Promise] = {Channel.CALL: _("Gọi điện"), Channel.VISIT: _("Đến nhà"), Channel.MESSAGE: _("Tin nhắn")}
ATTEMPT_BY: Mapping[AttemptBy, Promise] = {AttemptBy.MACHINE: _("máy"), AttemptBy.TEAM: _("tổ cộng đồng"), AttemptBy.STAFF: _("cán bộ")}
CHECK_CHANNELS: Mapping[CheckChannel, Promise] = {
    CheckChannel.LINK: _("tự báo qua đường dẫn"),
    CheckChannel.CALL: _("qua điện thoại"),
    CheckChannel.VISIT: _("tại nhà"),
    CheckChannel.VOICE: _("bấm phím trong cuộc gọi tự động"),
    CheckChannel.MESSAGE: _("trả lời tin nhắn"),
}
SYMPTOMS: Mapping[Symptom, Promise] = {
    Symptom.FEVER: _("Sốt"),
    Symptom.COUGH: _("Ho"),
    Symptom.SORE_THROAT: _("Đau họng"),
    Symptom.RUNNY_NOSE: _("Hắt hơi, sổ mũi"),
    Symptom.ACHES: _("Đau người, mệt, ớn lạnh"),
    Symptom.BREATHLESS: _("Khó thở"),
}
SYMPTOM_WORDS: Mapping[Symptom, Promise] = {**SYMPTOMS, Symptom.UNNAMED: _("nói là không khỏe, chưa rõ triệu chứng")}
"""Also what nobody can tick."""
NEEDS: Mapping[Need, Promise] = {
    Need.FOOD: _("Thức ăn, nước uống"),
    Need.MEDICINE: _("Thuốc đang dùng"),
    Need.CHILD: _("Trông trẻ, chăm người già"),
    Need.OTHER: _("Việc khác"),
}
SOURCES: Mapping[SourceKind, Promise] = {
    SourceKind.CONTACT: _("Tiếp xúc với ca bệnh"),
    SourceKind.DECLARATION: _("Tờ khai y tế"),
    SourceKind.ARRIVAL: _("Đến từ nơi khác"),
    SourceKind.BY_HAND: _("Cán bộ thêm"),
}
EVIDENCE_SOURCES: Mapping[EvidenceSource, Promise] = {
    EvidenceSource.NAMED: _("Ca bệnh nêu tên"),
    EvidenceSource.HOUSEHOLD: _("Sống cùng nhà"),
    EvidenceSource.RECORDS: _("Lượt đến, máy ở gần, danh sách nhóm"),
    EvidenceSource.DECLARATION: _("Tờ khai y tế"),
    EvidenceSource.ARRIVAL: _("Đến từ nơi khác"),
    EvidenceSource.BY_HAND: _("Cán bộ thêm"),
}
VERDICTS: Mapping[SourceVerdict, tuple[Promise, str]] = {
    SourceVerdict.UNDECIDED: (_("Chưa kết luận"), "plain"),
    SourceVerdict.CONFIRMED: (_("Đúng là tiếp xúc"), "warn"),
    SourceVerdict.REFUTED: (_("Không phải tiếp xúc"), "good"),
}
CLOSE_REASONS: Mapping[CloseReason, Promise] = {
    CloseReason.RELEASED: _("Hết thời gian theo dõi, khỏe"),
    CloseReason.BECAME_CASE: _("Đã thành ca bệnh"),
    CloseReason.NOT_A_CONTACT: _("Không phải người tiếp xúc"),
    CloseReason.CASE_WITHDRAWN: _("Ca bệnh nguồn không còn đứng vững"),
    CloseReason.DECLARATION_OVER: _("Tờ khai đã giải quyết xong, không còn gì phải theo dõi"),
    CloseReason.ARRIVAL_OVER: _("Đã đi nơi khác, hoặc không thuộc diện theo dõi"),
    CloseReason.LEFT_PROVINCE: _("Đã bàn giao cho tỉnh khác"),
    CloseReason.DIED: _("Đã mất"),
}
CORRECTIONS: Mapping[CorrectionState, tuple[Promise, str]] = {
    CorrectionState.ASKED: (_("tin đang gửi"), "info"),
    CorrectionState.TEXTED: (_("đã nhắn đính chính"), "good"),
    CorrectionState.NOT_SENT: (_("không nhắn được: hãy gọi"), "warn"),
    CorrectionState.CALLED: (_("đã gọi báo lại"), "good"),
}
REFUSALS: Mapping[str, Promise] = {
    "outcome": _("Kết quả này không hợp với cách liên hệ đã chọn. Hãy chọn lại."),
    "note": _("Ghi chú dài quá 1.000 ký tự. Hãy rút ngắn; chữ bạn gõ vẫn còn dưới đây."),
    "moment": _("Lúc liên hệ không thể ở tương lai hoặc trước khi người này được tìm thấy."),
    "skip_reason": _("Chưa để sau: hãy ghi vì sao. Người này vẫn đang ở trước mặt bạn."),
    "correction": _("Người này đã được báo lại, hoặc ca đã đứng vững trở lại. Chưa ghi gì; hãy tải lại trang."),
    "being_called": _("Người khác đang gọi người này. Hãy lấy người tiếp theo."),
    "colleague": _("Người nhận không còn quyền theo dõi ở địa bàn này. Chưa giao ai; hãy chọn người khác."),
    "temperature": _("Nhiệt độ phải từ 33 đến 43 độ. Hãy đo lại hoặc để trống; các ô khác vẫn còn nguyên."),
    "link": _("Đường dẫn đã hết hạn hoặc không đúng. Chưa ghi gì. Hãy gọi trạm y tế xã."),
    "nobody": _("Chưa chọn ai để báo. Hãy chọn ít nhất một người."),
    "no_need": _("Nhu cầu này đã được giải quyết hoặc không còn. Hãy tải lại trang."),
    "no_person": _("Không có hồ sơ này trong địa bàn của bạn."),
    "reason": _("Hãy ghi vì sao cần theo dõi."),
    "last_exposure": _("Ngày tiếp xúc cuối không được ở tương lai, và không quá xa đến mức đã hết thời gian theo dõi."),
    "close_reason": _("Lý do này do hệ thống ghi khi ca hoặc kết luận thay đổi; hãy chọn lý do khác."),
    "not_last_day": _("Chưa hết ngày theo dõi cuối cùng."),
    "has_symptoms": _("Lần báo gần nhất còn triệu chứng. Hãy gọi và cho xét nghiệm trước."),
    "never_reached": _("Chưa ai nói chuyện được với người này."),
    "is_missing": _("Những ngày cuối không ai biết sức khỏe người này. Hãy gọi hoặc đến nhà trước khi kết thúc."),
    "no_phone": _("Không có số riêng để gửi. Hãy gọi người cùng nhà hoặc đến tận nhà."),
    "called_today": _("Hôm nay máy đã gọi số này. Nếu vẫn chưa thấy báo, hãy tự gọi."),
    "no_calls": _("Chưa gọi tự động được: chưa nối với nhà cung cấp, hoặc chưa có bản ghi âm đã duyệt. Hãy tự gọi, và báo Sở TT&TT."),
    "sent_today": _("Hôm nay đã gửi đường dẫn tới số này. Nếu vẫn chưa thấy báo, hãy gọi."),
    "double": _("Đã ghi rồi, với nội dung khác. Hãy tải lại trang để xem."),
}
ACTION_NAMES: Mapping[str, Promise] = {
    "followup.take_over_run": _("nhận người tiếp xúc từ một lần truy vết"),
    "followup.take_over_verdicts": _("nhận kết luận về người tiếp xúc"),
    "followup.take_over_declarations": _("nhận người từ tờ khai cần theo dõi"),
    "followup.take_over_cases": _("cập nhật theo ca bệnh thay đổi"),
    "followup.attempt": _("ghi một lần liên hệ"),
    "followup.start_call": _("bắt đầu gọi"),
    "followup.skip_call": _("để một cuộc gọi lại sau"),
    "followup.ask_corrections": _("cho gửi tin đính chính vì ca không còn đứng vững"),
    "followup.send_corrections": _("gửi tin đính chính"),
    "followup.correction_call": _("ghi đã gọi báo lại"),
    "followup.take": _("nhận người cần theo dõi"),
    "followup.assign": _("giao người cần theo dõi cho đồng nghiệp"),
    "followup.hand_over": _("bàn giao ca"),
    "followup.give_back": _("trả lại người cần theo dõi"),
    "followup.check": _("ghi sức khỏe trong ngày"),
    "followup.follow_arrival": _("theo dõi người mới đến"),
    "followup.send_call": _("cho máy gọi hỏi sức khỏe"),
    "followup.make_link": _("tạo đường dẫn báo sức khỏe"),
    "followup.settle_need": _("giải quyết một nhu cầu"),
    "followup.own_need": _("nhận lo một nhu cầu"),
    "followup.follow": _("theo dõi một người"),
    "followup.close": _("kết thúc theo dõi"),
    "followup.release": _("kết thúc theo dõi nhiều người"),
    "followup.purge": _("xóa hồ sơ theo dõi hết hạn giữ"),
    "followup.purge_links": _("xóa đường dẫn hết hạn"),
}
