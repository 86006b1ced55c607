"""Words of this room for its pages, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from truyvet.codes.code_reasons import CodeReason
from truyvet.venues.rules.code_reports import CodeReportReason
from truyvet.venues.rules.postings import KeeperRefusal
from truyvet.venues.rules.requirements import requirement
from truyvet.venues.rules.venue_kinds import KINDS, Assurance, VisitSource, kind_of

REPLACED = "replaced"
UNKNOWN_CODE = "unknown_code"

ACTION_NAMES: Mapping[str, object] = {
    "venues.register": gettext_lazy("Ghi địa điểm mới"),
    "venues.keep_venue": gettext_lazy("Chủ cơ sở tự đăng ký địa điểm"),
    "venues.confirm_venue": gettext_lazy("Xã xác nhận địa điểm"),
    "venues.close_zone": gettext_lazy("Đóng khu vực"),
    "venues.change_hours": gettext_lazy("Đổi giờ mở cửa"),
    "venues.add_entrance": gettext_lazy("Tạo mã cho lối vào"),
    "venues.replace_entrance": gettext_lazy("Thay mã của lối vào"),
    "venues.report_code": gettext_lazy("Báo một mã treo có vấn đề"),
    "venues.handle_reports": gettext_lazy("Xử lý các lần báo về mã treo"),
    "venues.set_up_gate": gettext_lazy("Cài máy ở cổng"),
    "venues.revoke_gate": gettext_lazy("Thu khoá của máy ở cổng"),
    "venues.invite_guard": gettext_lazy("Mời người trực cổng"),
    "venues.claim_posting": gettext_lazy("Nhận việc trực cổng"),
    "venues.end_posting": gettext_lazy("Kết thúc việc trực cổng"),
    "venues.set_roster": gettext_lazy("Ghi danh sách người thường xuyên"),
    "venues.read_day": gettext_lazy("Xem nhật ký một ngày của cơ sở"),
    "venues.add_visits": gettext_lazy("Nhập lượt đến từ tệp"),
    "venues.strike_visits": gettext_lazy("Bỏ hoặc khôi phục lượt đến theo phỏng vấn"),
    "venues.take": gettext_lazy("Nhận lượt quét từ cổng"),
    "venues.check_in": gettext_lazy("Vào một địa điểm"),
    "venues.check_out": gettext_lazy("Ra khỏi một địa điểm"),
    "venues.purge_visits": gettext_lazy("Xoá lượt đến đã hết hạn lưu"),
    "venues.purge_exits": gettext_lazy("Xoá lượt ra đã hết hạn lưu"),
    "venues.purge_rosters": gettext_lazy("Xoá danh sách thường xuyên đã hết hạn lưu"),
    "venues.purge_scans": gettext_lazy("Xoá lượt quét đã hết hạn lưu"),
    "venues.purge_reports": gettext_lazy("Xoá lần báo mã đã hết hạn lưu"),
    "venues.purge_postings": gettext_lazy("Xoá việc trực cổng đã hết hạn lưu"),
    "venues.purge_entrances": gettext_lazy("Xoá mã treo đã thay từ lâu"),
}
"""Audited actions in words."""

PURPOSES: Mapping[str, object] = {
    "venue": gettext_lazy("Trực một địa điểm"),
    "scan": gettext_lazy("Quét mã ở một nơi"),
    "gate": gettext_lazy("Máy ở cổng"),
}
"""What for, in words: a purpose, or what stands before its colon."""

CODE_REPORT_REASONS = {
    CodeReportReason.OTHER_NAME: gettext_lazy("Hiện tên nơi khác, không phải nơi tôi đang đứng"),
    CodeReportReason.WRONG_PLACE: gettext_lazy("Mã treo sai chỗ (cửa, khu vực khác)"),
    CodeReportReason.DAMAGED: gettext_lazy("Mã rách, mờ hoặc bị dán đè"),
}
SOURCES = {
    VisitSource.SCAN: gettext_lazy("tự quét mã"),
    VisitSource.GATE: gettext_lazy("người gác quét"),
    VisitSource.CARD: gettext_lazy("thẻ giấy"),
    VisitSource.MANUAL: gettext_lazy("ghi tay"),
    VisitSource.IMPORT: gettext_lazy("từ tệp"),
    VisitSource.DECLARED: gettext_lazy("tự khai"),
}
ASSURANCE = {
    Assurance.LOW: gettext_lazy("thấp"),
    Assurance.MEDIUM: gettext_lazy("vừa"),
    Assurance.HIGH: gettext_lazy("cao"),
}
VERDICTS = {
    "pass": (gettext_lazy("Đạt"), "good"),
    "look": (gettext_lazy("Cần xem"), "warn"),
    "no": (gettext_lazy("Chưa đạt"), "bad"),
}
KEEPER_REFUSALS: Mapping[str, object] = {
    KeeperRefusal.NOT_KEEPER: gettext_lazy("Chỉ người phụ trách địa điểm làm được việc này."),
    KeeperRefusal.TOO_MANY: gettext_lazy("Đã đến số lượng tối đa. Cần nhiều hơn, hãy gọi trạm y tế xã."),
    KeeperRefusal.UNKNOWN: gettext_lazy("Mục này không còn ở đây. Hãy tải lại trang."),
}


def kind_name(code: str) -> str:
    """Returns the name of a kind of venue from the data file."""
    kind = kind_of(code)
    return kind.en if _english() else kind.vi


def kind_choices() -> list[tuple[str, str]]:
    """Returns all kinds with their names, for a choice."""
    return [(code, kind_name(code)) for code in KINDS]


def requirement_words(kind: str) -> tuple[str, ...]:
    """Returns what a kind of venue asks of a visitor, one sentence each, and why."""
    asked = requirement(kind)
    words = [
        _("Khai báo trong %(hours)s giờ gần đây nếu dùng điện thoại, %(days)s ngày nếu dùng thẻ giấy.")
        % {"hours": asked.pass_hours, "days": asked.card_days}
    ]
    if asked.card == "look":
        words.append(_("Thẻ giấy phải xem cùng một giấy tờ có tên."))
    if asked.daily_list:
        words.append(_("Phải giữ danh sách ra vào từng ngày."))
    return (*words, asked.why_en if _english() else asked.why_vi)


def code_refused(reason: str) -> tuple[str, str]:
    """Returns two sentences for a visitor: why a scanned venue code does not open, and what to do."""
    words = _CODE.get(reason, _CODE[CodeReason.FORGED])
    return str(words[0]), str(words[1])


_ASK = gettext_lazy("Đừng nhập gì vào trang mà mã này mở ra. Hãy báo người trực ở cửa; họ ghi giúp bạn.")
_CODE = {
    CodeReason.FORGED: (gettext_lazy("Mã này không phải do hệ thống cấp."), _ASK),
    CodeReason.WRONG_KIND: (
        gettext_lazy("Đây không phải mã địa điểm."),
        gettext_lazy("Hãy quét mã to treo ở cửa. Mã trên điện thoại hay thẻ là để người gác quét."),
    ),
    CodeReason.BROKEN: (
        gettext_lazy("Mã không đọc được: có thể bị cắt hoặc rách."),
        gettext_lazy("Hãy quét lại cho cả mã nằm trong khung. Vẫn không được thì báo người trực."),
    ),
    CodeReason.UNKNOWN_KEY: (
        gettext_lazy("Mã này đã quá hạn hoặc của tỉnh khác."),
        gettext_lazy("Hãy báo người trực in lại mã mới; trong lúc đó họ ghi giúp bạn."),
    ),
    CodeReason.EXPIRED: (
        gettext_lazy("Mã màn hình đã đổi."),
        gettext_lazy("Mã trên màn hình thay mỗi phút. Hãy quét lại mã đang hiện."),
    ),
    CodeReason.NOT_YET: (gettext_lazy("Mã này chưa đến giờ dùng."), gettext_lazy("Hãy quét lại mã đang hiện trên màn hình.")),
    REPLACED: (
        gettext_lazy("Mã này đã được thay bằng mã khác."),
        gettext_lazy("Hãy quét mã mới treo ở cửa. Không thấy mã mới thì báo người trực."),
    ),
    UNKNOWN_CODE: (gettext_lazy("Không có nơi nào dùng mã này."), _ASK),
}


def _english() -> bool:
    return (get_language() or "vi").startswith("en")
