"""What kinds, reasons and doubts are called by the command line. Gates have their own words (passes.words): shorter, kinder."""

from __future__ import annotations

from typing import Final, NamedTuple

from truyvet.codes.papers import Doubt
from truyvet.codes.reasons import Kind, Reason


class Words(NamedTuple):
    """One meaning in both languages."""

    vi: str
    en: str


KINDS: Final[dict[Kind, Words]] = {
    Kind.PASS: Words("Mã vào cổng trên điện thoại", "Pass on a phone"),
    Kind.CARD: Words("Thẻ giấy", "Printed card"),
    Kind.VENUE: Words("Mã địa điểm", "Venue code"),
    Kind.CCCD: Words("Căn cước công dân", "National identity card (CCCD)"),
    Kind.QR1405: Words("Mã QR cá nhân theo Quyết định 1405", "Personal QR of decision 1405"),
    Kind.INSURANCE: Words("Thẻ bảo hiểm y tế", "Health-insurance card"),
    Kind.UNKNOWN: Words("Không rõ", "Unknown"),
}

REASONS: Final[dict[Reason, Words]] = {
    Reason.BLANK: Words("không có nội dung", "nothing in it"),
    Reason.TOO_LONG: Words("dài hơn mọi mã QR", "longer than any QR code"),
    Reason.NOT_TEXT: Words("không phải văn bản UTF-8", "not text (UTF-8)"),
    Reason.UNKNOWN: Words("không phải loại mã hệ thống đọc được", "none of the codes that we read"),
    Reason.BROKEN: Words("mã hỏng hoặc bị cắt, hãy quét lại", "damaged or cut: scan again"),
    Reason.UNKNOWN_KEY: Words(
        "chưa có khóa để kiểm tra: mã của nơi khác, hoặc cần tải khóa mới", "no key at hand for it: another place, or fetch keys"
    ),
    Reason.FORGED: Words("chữ ký không đúng: mã giả", "the signature is wrong: forged"),
    Reason.OTHER_PHONE: Words("không phải điện thoại đã nhận mã này", "not the phone that this pass was given to"),
    Reason.STALE: Words("mã đã qua phút: ảnh chụp màn hình, hoặc đồng hồ chạy chậm", "its minute is over: a screenshot, or a slow clock"),
    Reason.AHEAD: Words("mã của phút chưa đến: đồng hồ điện thoại chạy nhanh", "its minute is still to come: a fast clock"),
    Reason.EXPIRED: Words("đã hết hạn", "expired"),
    Reason.NOT_YET: Words("chưa đến ngày có hiệu lực", "not valid yet"),
    Reason.REVOKED: Words("đã bị thu hồi", "revoked"),
    Reason.REPLAYED: Words("vừa được dùng rồi", "used a moment ago"),
    Reason.OTHER_VENUE: Words("mã của địa điểm khác", "the code of another venue"),
    Reason.WRONG_KIND: Words("mã của hệ thống nhưng không dùng được ở đây", "a code of ours, but not for this use"),
    Reason.BAD_FIELDS: Words("thiếu hoặc sai mục thông tin", "fields are missing or wrong"),
    Reason.BAD_NUMBER: Words("số giấy tờ không đúng dạng", "the number has a wrong form"),
    Reason.BAD_NAME: Words("họ tên không đọc được", "the name cannot be read"),
    Reason.BAD_DATE: Words("ngày không có thật", "no such date"),
}

DOUBTS: Final[dict[Doubt, Words]] = {
    Doubt.BIRTH: Words("số giấy tờ không khớp năm sinh", "the number does not fit the birth"),
    Doubt.GENDER: Words("số giấy tờ không khớp giới tính", "the number does not fit the gender"),
}

SHOWN: Final[dict[str, Words]] = {
    "issued": Words("cấp", "issued"),
    "expires": Words("hết hạn", "expires"),
    "declared": Words("khai báo", "declared"),
    "moment": Words("phút ký", "signed"),
    "form": Words("dạng", "form"),
    "number": Words("số", "number"),
    "name": Words("họ tên", "name"),
    "birth": Words("sinh", "born"),
    "gender": Words("giới tính", "gender"),
}

VALUES: Final[dict[str, Words]] = {
    "m": Words("nam", "male"),
    "f": Words("nữ", "female"),
    "poster": Words("tờ in", "poster"),
    "screen": Words("màn hình", "screen"),
}

REFUSED: Final = Words("từ chối", "refused")
READ: Final = Words("đọc được", "good")
DOUBTFUL: Final = Words("lưu ý", "note")
