"""Every reason for which an import refuses a file or a row, English and Vietnamese side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from truyvet.tabular import ProblemReason, ReasonTemplate
from truyvet.tabular import reasons as of_tables

# Whole files and options.
UNKNOWN_STAFF = ReasonTemplate("unknown_staff", "there is no such staff account", "không có tài khoản cán bộ này")
BAD_SOURCE = ReasonTemplate(
    "bad_source",
    "is no name of a register: up to 24 small letters, digits, - and _, 18 with --ids-of",
    "không phải tên nguồn dữ liệu: tối đa 24 chữ thường, chữ số, - và _, 18 khi có --ids-of",
)
BAD_BATCH = ReasonTemplate("bad_batch", "write a whole number from 1 to {most}", "hãy viết một số nguyên từ 1 đến {most}")
NO_FOLDER = ReasonTemplate("no_folder", "its folder does not exist", "thư mục chứa tệp không tồn tại")
SAME_FILE = ReasonTemplate("same_file", "would overwrite the file that is imported", "sẽ ghi đè lên chính tệp đang nhập")
ROW_LIMIT = ReasonTemplate(
    "row_limit",
    "has {rows} data rows, exactly where programs cut a table off: rows may have been lost. If it is whole, run again with --complete",
    "có {rows} dòng dữ liệu, đúng mức mà phần mềm cắt bảng: có thể đã mất dòng. Nếu tệp đủ, hãy chạy lại với --complete",
)
NO_COMMUNE = ReasonTemplate(
    "no_commune",
    "has no column commune; give the commune of these venues with --commune CODE",
    "không có cột commune; hãy cho biết xã, phường của các địa điểm này bằng --commune MÃ",
)
NEAR_COLUMN = ReasonTemplate(
    "near_column",
    "is not read; is {near} meant? Rename it, or name it in --mapping",
    "không được đọc; có phải là {near}? Hãy đổi tên cột, hoặc ghi vào --mapping",
)
OLD_DATE = ReasonTemplate(
    "implausible_date",
    "{rows} rows have a date more than a year back, the first is row {row}: is the year right?",
    "{rows} dòng có ngày cách đây hơn một năm, đầu tiên là dòng {row}: năm có đúng không?",
)
LIKELY_SAME = ReasonTemplate(
    "likely_same",
    "{rows} new persons are likely somebody who is registered already, the first in row {row} ({code}): see the page of imports "
    "and merge who is the same person",
    "{rows} người mới có lẽ đã có trong sổ, đầu tiên là dòng {row} ({code}): hãy xem ở trang Nhập dữ liệu và gộp nếu là một người",
)
UNRESOLVED = ReasonTemplate(
    "unresolved",
    "{rows} of these results are unresolved: their sample is unknown, and they count for nobody until somebody finds it (page of tests)",
    "{rows} kết quả trong số này chưa rõ mẫu: chưa tính cho ai đến khi có người tìm ra mẫu (Xét nghiệm → Kết quả chưa rõ mẫu)",
)
CHANGED = ReasonTemplate(
    "changed",
    "changed while it was read; nothing more was taken",
    "đã thay đổi trong khi đọc; dừng, không nhập thêm",
)
OVERTAKEN = ReasonTemplate(
    "overtaken",
    "another process is importing this file now",
    "một tiến trình khác đang nhập tệp này",
)

# One row.
UNKNOWN_PERSON = ReasonTemplate(
    "unknown_person",
    "no person of this id is registered; import people first, or use --create-people",
    "chưa đăng ký người nào có mã này; hãy nhập people trước, hoặc dùng --create-people",
)
NEAR_PERSON = ReasonTemplate(
    "near_person",
    "is nearly the id of somebody else (zeros in front, capitals, a blank, another spelling), so nobody is registered by it: "
    "write it as the register has it",
    "gần giống mã của một người khác (số 0 ở đầu, chữ hoa, khoảng trắng, cách viết khác) nên không đăng ký ai: hãy ghi đúng như trong sổ",
)
UNKNOWN_VENUE = ReasonTemplate(
    "unknown_venue",
    "no venue of this id is registered; import venues first",
    "chưa đăng ký địa điểm nào có mã này; hãy nhập venues trước",
)
EVENT_CONFLICT = ReasonTemplate(
    "event_conflict",
    "this id was used before for another content",
    "mã này đã dùng cho một nội dung khác",
)
IN_THE_FUTURE = ReasonTemplate("in_the_future", "lies in the future", "nằm ở tương lai")
TOO_OLD = ReasonTemplate(
    "too_old",
    "is older than the 21 days that are kept",
    "cũ hơn 21 ngày được phép lưu",
)
CHECK_OUT_BEFORE_CHECK_IN = ReasonTemplate("out_before_in", "the check-out is before the check-in", "giờ ra trước giờ vào")
SAME_PERSON = ReasonTemplate("oneself", "is one person with themself", "là một người với chính mình")
ENCOUNTER_TOO_LONG = ReasonTemplate("seconds", "lasts longer than a day", "kéo dài hơn một ngày")
MEASURE = ReasonTemplate("measure", "a measure is out of its range", "một số đo nằm ngoài khoảng cho phép")
BAD_ID = ReasonTemplate(
    "bad_id",
    "is no id: 1 to 64 characters without blanks or invisible ones",
    "không phải mã: 1 đến 64 ký tự, không có khoảng trắng hay ký tự ẩn",
)
SCIENTIFIC_ID = ReasonTemplate(
    "scientific_id",
    "Excel has shortened this number (2.4E+11) and its last digits are lost: make the column text and write the file again",
    "Excel đã rút gọn số này (2.4E+11), các chữ số cuối đã mất: hãy để cột dạng văn bản rồi xuất lại tệp từ nguồn",
)
HEADER_AGAIN = ReasonTemplate(
    "header_again",
    "repeats the header, as where two tables stand one below the other",
    "lặp lại dòng tiêu đề, như khi hai bảng được ghép nối nhau",
)
TOTAL_ROW = ReasonTemplate("total_row", "is a row of totals", "là dòng tổng cộng")
ID_IN_FILE = ReasonTemplate(
    "id_in_file",
    "an earlier row of this file has this id with other content; that row and the columns",
    "một dòng trước trong tệp có mã này với nội dung khác; dòng đó và các cột",
)
ID_IN_REGISTER = ReasonTemplate(
    "id_in_register",
    "the register has this id for a person of other content; another register's ids need --source, a commune's own --ids-of. The person "
    "and the columns",
    "sổ đã có mã này cho người có nội dung khác; mã của nguồn khác cần --source, mã riêng của xã cần --ids-of. Người đó và các cột",
)
BAD_ASSURANCE = ReasonTemplate("bad_assurance", "is none of low, medium, high", "không phải low, medium hay high")
NO_OUTCOME = ReasonTemplate(
    "no_outcome",
    "a result needs its outcome, positive or negative: none is assumed",
    "kết quả phải ghi rõ positive hay negative: hệ thống không tự đoán",
)
SAMPLE_STATE = ReasonTemplate(
    "sample_state",
    "this sample or pool awaits no such result: it was rejected or lost, or the pool has a result, which is kept",
    "mẫu hay mẫu gộp này không chờ kết quả như vậy: mẫu đã bị từ chối, bị mất, hoặc mẫu gộp đã có kết quả và kết quả đó được giữ nguyên",
)
NO_REFERENCE = ReasonTemplate(
    "no_reference",
    "an outcome needs the reference of its result",
    "có kết luận thì phải có số phiếu xét nghiệm",
)
BAD_COUNT = ReasonTemplate("bad_count", "is not a whole number in its range", "không phải số nguyên trong khoảng cho phép")
BAD_CHOICE = ReasonTemplate(
    "bad_choice",
    "is not a word of this column; --mapping can translate it",
    "không phải từ của cột này; --mapping có thể chuyển đổi",
)
UNKNOWN_COMMUNE = ReasonTemplate(
    "unknown_commune",
    "there is no commune of this code today",
    "hiện không có xã, phường nào mang mã này",
)
UNKNOWN_PARENT = ReasonTemplate(
    "unknown_parent",
    "is no unit of the level above; put it before this row",
    "không phải đơn vị cấp trên; hãy đặt nó trước dòng này",
)
UNKNOWN_WHOLE = ReasonTemplate(
    "unknown_whole",
    "is no venue of an earlier row, or is itself a zone; put it first and run again with --again",
    "không phải địa điểm ở dòng trước, hoặc chính nó là một khu; hãy đặt nó lên trước và chạy lại với --again",
)
LOADED_OTHERWISE = ReasonTemplate(
    "loaded_otherwise",
    "the list that is in force has this code for another unit",
    "danh mục đang dùng có mã này cho một đơn vị khác",
)
EMPTY_VALIDITY = ReasonTemplate("empty_validity", "ends before it begins", "hết hiệu lực trước khi bắt đầu")
NO_DATES = ReasonTemplate(
    "no_dates",
    "has neither onset, sample nor infectious window",
    "không có ngày khởi phát, ngày lấy mẫu hay khoảng lây",
)
HALF_A_WINDOW = ReasonTemplate("half_a_window", "one end of the infectious window is missing", "thiếu một đầu của khoảng lây")
EMPTY_WINDOW = ReasonTemplate("empty_window", "the infectious window is empty", "khoảng lây rỗng")
ALREADY_OPEN = ReasonTemplate("already_open", "this person has an open case", "người này đang có ca bệnh chưa kết thúc")
SEAT_TAKEN = ReasonTemplate("seat_taken", "somebody else sits there on this journey", "chuyến này đã có người khác ngồi ghế đó")
SITS_ELSEWHERE = ReasonTemplate("sits_elsewhere", "this person has another seat on this journey", "chuyến này người đó đã có ghế khác")
TOO_LONG_TEXT = ReasonTemplate("too_long", "is too long", "quá dài")
OUT_OF_RANGE = ReasonTemplate("out_of_range", "is out of its range", "nằm ngoài khoảng cho phép")
NOT_A_PHONE = ReasonTemplate("not_a_phone", "is not a telephone number", "không phải số điện thoại")
TWO_PERSONS = ReasonTemplate(
    "two_persons",
    "this person and event id belong to two different persons",
    "mã người và mã sự kiện thuộc về hai người khác nhau",
)
BROKEN_ROW = ReasonTemplate("broken_row", "cannot be read as a row of this table", "không đọc được thành dòng của bảng này")
NOT_ACCEPTED = ReasonTemplate("not_taken", "was refused by the register", "không được sổ chấp nhận")

# Declarations, by the codes of declarations.rules.
NOT_A_NAME = ReasonTemplate("not_a_name", "is no name of a person", "không phải họ tên")
NOT_AN_IDENTITY = ReasonTemplate("not_an_identity_number", "is no number of a card", "không phải số giấy tờ")
NOT_A_YEAR = ReasonTemplate("not_a_year", "is no year of four digits", "không phải năm gồm bốn chữ số")
NOT_A_DATE = ReasonTemplate("not_a_date", "is no date", "không phải ngày")
NOT_A_MOMENT = ReasonTemplate("not_a_time", "is no date with a time", "không phải ngày giờ")
NOT_A_CHOICE = ReasonTemplate("not_a_choice", "is none of the answers of this question", "không phải một câu trả lời của câu hỏi này")
NOT_AN_EMAIL = ReasonTemplate("not_an_email", "is no mail address", "không phải địa chỉ thư")
NOT_A_COUNTRY = ReasonTemplate("not_a_country", "is no country of the list", "không có nước này trong danh sách")
NOT_A_UNIT = ReasonTemplate("not_a_unit", "is no code of a province, district or commune", "không phải mã tỉnh, huyện hay xã")
NOT_IN_UNIT = ReasonTemplate("not_in_unit", "is not in the district or province of the row", "không thuộc huyện hay tỉnh mà dòng này ghi")
NOT_A_VEHICLE = ReasonTemplate("not_a_vehicle", "is no number of a vehicle", "không phải biển số hay số hiệu")
NOT_A_TEMPERATURE = ReasonTemplate("not_a_temperature", "is no temperature in °C", "không phải nhiệt độ theo °C")
NOT_A_CODE = ReasonTemplate("not_a_code", "is no code of letters and digits", "không phải mã gồm chữ và số")
UNKNOWN_FORM = ReasonTemplate("unknown_form", "there is no such form", "không có mẫu tờ khai này")
NOT_READABLE = ReasonTemplate("not_text", "has letters that cannot be stored", "có ký tự không lưu được")
NOT_DECLARED = ReasonTemplate("not_declared", "cannot be taken as a declaration", "không nhận được thành tờ khai")

DECLARATION_REASONS: Final[Mapping[str, ReasonTemplate]] = {
    reason.code: reason
    for reason in (
        NOT_A_NAME, NOT_AN_IDENTITY, NOT_A_YEAR, NOT_A_DATE, NOT_A_MOMENT, NOT_A_CHOICE, NOT_AN_EMAIL, NOT_A_COUNTRY, NOT_A_UNIT,
        NOT_IN_UNIT, NOT_A_VEHICLE, NOT_A_TEMPERATURE, NOT_A_CODE, UNKNOWN_FORM, NOT_READABLE, NOT_DECLARED, NOT_A_PHONE,
    )
} | {"missing": of_tables.EMPTY}  # fmt: skip
_BY_CODE: Final[Mapping[str, ReasonTemplate]] = {
    reason.code: reason
    for reason in (*vars(of_tables).values(), *globals().copy().values())
    if isinstance(reason, ReasonTemplate) and "{" not in reason.en
}


def reason_by_code(code: str, detail: str = "") -> ProblemReason:
    """The reason of a stored code. Reasons with figures in them come from reading the row again."""
    reason = _BY_CODE.get(code, BROKEN_ROW)()
    return ProblemReason(code, f"{reason.en}: {detail}", f"{reason.vi}: {detail}") if detail else reason
