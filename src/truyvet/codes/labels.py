"""The names of kinds, reasons and doubts on the command line. Gates have their own words (passes.labels): shorter, kinder."""

from __future__ import annotations

from typing import Final, NamedTuple

from truyvet.codes.code_reasons import CodeKind, CodeReason
from truyvet.codes.identity_documents import DocumentDoubt


class LabelPair(NamedTuple):
    """One meaning in both languages."""

    vi: str
    en: str


KINDS: Final[dict[CodeKind, LabelPair]] = {
    CodeKind.PASS: LabelPair("Mã vào cổng trên điện thoại", "Pass on a phone"),
    CodeKind.CARD: LabelPair("Thẻ giấy", "Printed card"),
    CodeKind.VENUE: LabelPair("Mã địa điểm", "Venue code"),
    CodeKind.CCCD: LabelPair("Căn cước công dân", "National identity card (CCCD)"),
    CodeKind.QR1405: LabelPair("Mã QR cá nhân theo Quyết định 1405", "Personal QR of decision 1405"),
    CodeKind.INSURANCE: LabelPair("Thẻ bảo hiểm y tế", "Health-insurance card"),
    CodeKind.UNKNOWN: LabelPair("Không rõ", "Unknown"),
}

REASONS: Final[dict[CodeReason, LabelPair]] = {
    CodeReason.BLANK: LabelPair("không có nội dung", "nothing in it"),
    CodeReason.TOO_LONG: LabelPair("dài hơn mọi mã QR", "longer than any QR code"),
    CodeReason.NOT_TEXT: LabelPair("không phải văn bản UTF-8", "not text (UTF-8)"),
    CodeReason.UNKNOWN: LabelPair("không phải loại mã hệ thống đọc được", "none of the codes that we read"),
    CodeReason.BROKEN: LabelPair("mã hỏng hoặc bị cắt, hãy quét lại", "damaged or cut: scan again"),
    CodeReason.UNKNOWN_KEY: LabelPair(
        "chưa có khóa để kiểm tra: mã của nơi khác, hoặc cần tải khóa mới", "no key at hand for it: another place, or fetch keys"
    ),
    CodeReason.FORGED: LabelPair("chữ ký không đúng: mã giả", "the signature is wrong: forged"),
    CodeReason.OTHER_PHONE: LabelPair("không phải điện thoại đã nhận mã này", "not the phone that this pass was given to"),
    CodeReason.STALE: LabelPair(
        "mã đã qua phút: ảnh chụp màn hình, hoặc đồng hồ chạy chậm", "its minute is over: a screenshot, or a slow clock"
    ),
    CodeReason.AHEAD: LabelPair("mã của phút chưa đến: đồng hồ điện thoại chạy nhanh", "its minute is still to come: a fast clock"),
    CodeReason.EXPIRED: LabelPair("đã hết hạn", "expired"),
    CodeReason.NOT_YET: LabelPair("chưa đến ngày có hiệu lực", "not valid yet"),
    CodeReason.REVOKED: LabelPair("đã bị thu hồi", "revoked"),
    CodeReason.REPLAYED: LabelPair("vừa được dùng rồi", "used a moment ago"),
    CodeReason.OTHER_VENUE: LabelPair("mã của địa điểm khác", "the code of another venue"),
    CodeReason.WRONG_KIND: LabelPair("mã của hệ thống nhưng không dùng được ở đây", "a code of ours, but not for this use"),
    CodeReason.BAD_FIELDS: LabelPair("thiếu hoặc sai mục thông tin", "fields are missing or wrong"),
    CodeReason.BAD_NUMBER: LabelPair("số giấy tờ không đúng dạng", "the number has a wrong form"),
    CodeReason.BAD_NAME: LabelPair("họ tên không đọc được", "the name cannot be read"),
    CodeReason.BAD_DATE: LabelPair("ngày không có thật", "no such date"),
}

DOUBTS: Final[dict[DocumentDoubt, LabelPair]] = {
    DocumentDoubt.BIRTH: LabelPair("số giấy tờ không khớp năm sinh", "the number does not fit the birth"),
    DocumentDoubt.GENDER: LabelPair("số giấy tờ không khớp giới tính", "the number does not fit the gender"),
}

FIELD_LABELS: Final[dict[str, LabelPair]] = {
    "issued": LabelPair("cấp", "issued"),
    "expires": LabelPair("hết hạn", "expires"),
    "declared": LabelPair("khai báo", "declared"),
    "moment": LabelPair("phút ký", "signed"),
    "form": LabelPair("dạng", "form"),
    "number": LabelPair("số", "number"),
    "name": LabelPair("họ tên", "name"),
    "birth": LabelPair("sinh", "born"),
    "gender": LabelPair("giới tính", "gender"),
    "code": LabelPair("mã", "code"),
    "order": LabelPair("loại", "kind"),
    "first_day": LabelPair("từ ngày", "from"),
    "last_day": LabelPair("đến hết ngày", "until"),
    "initials": LabelPair("chữ viết tắt", "initials"),
    "unit": LabelPair("nơi cấp", "issued by"),
}

VALUES: Final[dict[str, LabelPair]] = {
    "m": LabelPair("nam", "male"),
    "f": LabelPair("nữ", "female"),
    "poster": LabelPair("tờ in", "poster"),
    "screen": LabelPair("màn hình", "screen"),
    "isolation": LabelPair("cách ly điều trị", "isolation"),
    "quarantine": LabelPair("cách ly y tế", "quarantine"),
}

RELEASE: Final = LabelPair("Giấy hoàn thành cách ly", "Certificate of release")
MAY_BE_REVOKED: Final = LabelPair(
    "không biết giấy đã bị thu hồi hay chưa: có mạng thì mở trang trên giấy; so chữ viết tắt với giấy tờ có tên",
    "whether it was revoked since is not known: with a network open the page on the paper; compare the initials with papers that name them",
)
REFUSED: Final = LabelPair("từ chối", "refused")
READ: Final = LabelPair("đọc được", "good")
DOUBTFUL: Final = LabelPair("lưu ý", "note")
