"""Every reason for which an import refuses a file or a row, English and Vietnamese side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from truyvet.exchange.declaration_reject_reasons import DECLARED
from truyvet.tabular import ProblemReason, ReasonTemplate
from truyvet.tabular import reasons as of_tables

# Whole files and options.
UNKNOWN_STAFF = ReasonTemplate("unknown_staff", "there is no such staff account", "không có tài khoản cán bộ này")
BAD_SOURCE = ReasonTemplate(
    "bad_source",
    "is no name of a register: up to 24 small letters, digits, - and _",
    "không phải tên nguồn dữ liệu: tối đa 24 chữ thường, chữ số, - và _",
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
    "is no id: 1 to 64 characters without blanks",
    "không phải mã: 1 đến 64 ký tự, không có khoảng trắng",
)
BAD_ASSURANCE = ReasonTemplate("bad_assurance", "is none of low, medium, high", "không phải low, medium hay high")
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

_ROW: Final = (
    UNKNOWN_PERSON, UNKNOWN_VENUE, EVENT_CONFLICT, IN_THE_FUTURE, TOO_OLD, CHECK_OUT_BEFORE_CHECK_IN, SAME_PERSON, ENCOUNTER_TOO_LONG,
    MEASURE, BAD_ID, BAD_ASSURANCE, BAD_COUNT, BAD_CHOICE, UNKNOWN_COMMUNE, UNKNOWN_PARENT, UNKNOWN_WHOLE,
    LOADED_OTHERWISE, EMPTY_VALIDITY, NO_DATES, HALF_A_WINDOW, EMPTY_WINDOW, ALREADY_OPEN, TOO_LONG_TEXT, OUT_OF_RANGE, NOT_A_PHONE,
    TWO_PERSONS, NOT_ACCEPTED,
    of_tables.EMPTY, of_tables.BAD_TIME, of_tables.NO_OFFSET, of_tables.BAD_DATE, of_tables.YEARS,
    of_tables.BAD_NUMBER, of_tables.NEGATIVE, of_tables.SECONDS_RANGE, of_tables.TOO_LARGE,
    of_tables.PROBABILITY_RANGE, of_tables.BAD_CLOCK,
    of_tables.NUL_IN_CELL, of_tables.CELL_NOT_UTF8, of_tables.CELL_ERROR, of_tables.QUOTE_OPEN, of_tables.QUOTE_BROKEN,
    BROKEN_ROW, *DECLARED,
)  # fmt: skip
_BY_CODE: Final[Mapping[str, ReasonTemplate]] = {wording.code: wording for wording in _ROW}


def reason_by_code(code: str) -> ProblemReason:
    """The reason of a stored code. Reasons with figures in them come from reading the row again."""
    return _BY_CODE.get(code, BROKEN_ROW)()
