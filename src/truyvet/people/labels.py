"""Labels of this room for the screens, and how a row of somebody's data export is labelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import Fact, PersonPart
from truyvet.people.rules import look_limit
from truyvet.web.display_format import full_words, number_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABEL = _("Tôi là ai")
KEPT = _("Chỉ còn mã hồ sơ, không còn tên hay số nào. Khi không nơi nào cần nữa, mã này cũng bị xóa.")

WORDS: Mapping[str, object] = {
    "person": _("Hồ sơ"),
    "phone": _("Số điện thoại"),
    "identifier": _("Số giấy tờ"),
    "household": _("Hộ"),
    "consent": _("Đồng ý"),
    "merge": _("Hồ sơ gộp"),
    "received": _("Lần nhận từ nơi khác"),
    "name": _("Tên"),
    "birth_year": _("Năm sinh"),
    "gender": _("Giới tính"),
    "gender=m": _("nam"),
    "gender=f": _("nữ"),
    "gender=x": _("giới tính khác"),
    "commune": _("Nơi ở"),
    "address": _("Địa chỉ"),
    "created_at": _("Ghi lúc"),
    "delete_on": _("Xóa từ ngày, nếu không nơi nào cần nữa"),
    "number": _("Số"),
    "verified_at": _("Xác minh bằng mã lúc"),
    "kind": _("Loại"),
    "kind=cccd": _("Căn cước công dân"),
    "kind=cmnd": _("Chứng minh nhân dân"),
    "kind=passport": _("Hộ chiếu"),
    "kind=insurance": _("Thẻ bảo hiểm y tế"),
    "kind=external": _("Mã ở hệ thống khác"),
    "value": _("Số"),
    "purpose": _("Mục đích"),
    "purpose=declaration": _("Khai báo y tế"),
    "purpose=messages": _("Nhận tin nhắn nhắc"),
    "version": _("Bản"),
    "language": _("Ngôn ngữ"),
    "language=vi": _("Tiếng Việt"),
    "language=en": _("Tiếng Anh"),
    "channel": _("Qua"),
    "channel=web": _("trang này"),
    "channel=team": _("tổ COVID cộng đồng"),
    "channel=zalo": _("Zalo"),
    "channel=import": _("hệ thống khác chuyển tới"),
    "channel=agent": _("người khác khai giúp"),
    "withdrawn_at": _("Rút lại lúc"),
    "into": _("Gộp vào hồ sơ"),
    "undone_at": _("Gỡ gộp lúc"),
    "reason": _("Lý do"),
    "event": _("Mã lần gửi"),
}

COMMON: Mapping[str, object] = {
    "code": _("Mã"),
    "at": _("Lúc"),
    "from": _("Từ"),
    "until": _("Đến"),
    "day": _("Ngày"),
    "state": _("Trạng thái"),
    "yes": _("có"),
    "no": _("không"),
}
"""Words that every room's rows may use without saying them again."""

MACHINE_FIELDS = frozenset({"table", "commune_id"})
"""For machines: in the file, not on the page."""

EPOCH_SECOND_FIELDS = frozenset({"from", "until", "at", "start", "end", "last_contact"})
"""Fields that some rooms keep as whole epoch seconds."""

PURPOSES: Mapping[str, object] = {
    "declaration": _("Khai báo y tế và mã qua cổng"),
    "messages": _("Tin nhắn nhắc và tin sức khỏe"),
}
WITHDRAWAL_EFFECTS: Mapping[str, object] = {
    "declaration": _("Rút lại thì mã qua cổng hết hiệu lực ngay và tờ khai cũ không dùng để cấp mã nữa. Bạn vẫn có thể khai báo lại."),
    "messages": _("Rút lại thì tin nhắc dừng ngay. Mã đăng nhập và tin báo tiếp xúc gần vẫn tới, vì không dựa vào đồng ý này."),
}
"""What a withdrawal ends."""


ACTION_LABELS: Mapping[str, object] = {
    "people.issue_code": _("gửi mã đăng nhập"),
    "people.add_people": _("nhập nhiều hồ sơ từ tệp"),
    "people.purge": _("xóa hồ sơ và dòng đã hết hạn lưu"),
    "people.open_identities": _("mở tên và số điện thoại"),
    "people.search": _("tìm người"),
    "people.look": _("mở hồ sơ, tên rút gọn"),
    "people.search_refused": _("tìm người, bị từ chối vì hết lượt trong ngày"),
    "people.look_refused": _("mở hồ sơ, bị từ chối vì hết lượt trong ngày"),
    "people.register_person": _("ghi hồ sơ"),
    "people.change_person": _("sửa hồ sơ"),
    "people.add_phone": _("thêm số điện thoại"),
    "people.set_household": _("ghi nơi ở cùng hộ"),
    "people.leave_household": _("ghi rời hộ"),
    "people.merge": _("gộp hồ sơ"),
    "people.unmerge": _("gỡ gộp hồ sơ"),
    "people.check_code": _("đăng nhập bằng điện thoại"),
    "people.first_sign_in": _("đăng nhập lần đầu bằng điện thoại"),
    "people.sign_out": _("đăng xuất"),
    "people.complete_self": _("tự khai thêm về mình"),
    "people.correct_self": _("tự sửa hồ sơ"),
    "people.give_consent": _("đồng ý cho dùng dữ liệu"),
    "people.withdraw_consent": _("rút lại đồng ý"),
    "people.own_copy": _("xem hoặc tải dữ liệu của mình"),
    "people.erase_self": _("tự xóa dữ liệu của mình"),
}
"""What was done, in words; acts of the rooms above stay codes here."""

LOOK_REFUSALS: Mapping[str, StrOrPromise] = {
    look_limit.SPENT: _(
        "Hôm nay bạn đã xem 600 người khác nhau, nên lần này chưa mở gì; phần đã nhập vẫn còn. Mai lại tìm được. "
        "Việc gấp thì nhờ đồng nghiệp, hoặc gọi người quản trị."
    ),
    look_limit.SPENT_WITHOUT_CASE: _(
        "Hôm nay bạn đã xem 150 người mà không vì ca nào, nên lần này chưa mở gì; phần đã nhập vẫn còn. "
        "Hãy ghi mã ca đã được hai người xác nhận, hoặc để mai."
    ),
}
"""Why nobody was shown; the figures are those of rules.look_limit."""


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row in words: what it is, and (label, value) of what it holds."""

    title: str
    lines: tuple[tuple[str, str], ...]


def table_words(part: PersonPart, table: str) -> str:
    """Returns what rows of ``table`` are called."""
    return str(part.words.get(table, table))


def label_row(part: PersonPart, row: Mapping[str, Fact]) -> LabelledRow:
    """Returns a row of ``part.export`` in words; what is empty is left out."""
    filled = {key: value for key, value in row.items() if key not in MACHINE_FIELDS and value not in (None, "")}
    lines = tuple((_label(part, key), _value(part, key, value)) for key, value in filled.items())
    return LabelledRow(table_words(part, str(row["table"])), lines)


def _label(part: PersonPart, key: str) -> str:
    return str(part.words.get(key) or COMMON.get(key) or key)


def _value(part: PersonPart, key: str, value: Fact) -> str:
    known = part.words.get(f"{key}={value}")
    if known is not None:
        return str(known)
    if isinstance(value, bool):
        return str(COMMON["yes" if value else "no"])
    if isinstance(value, float):
        return number_words(value)
    if isinstance(value, int):
        return full_words(datetime.fromtimestamp(value, UTC)) if key in EPOCH_SECOND_FIELDS else str(value)
    return _moment(str(value))


def _moment(text: str) -> str:
    """Returns a moment or day as people write it; any other text as it is."""
    if not text[:4].isdecimal() or text[4:5] != "-":
        return text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return full_words(at if at.tzinfo is not None else at.date())
