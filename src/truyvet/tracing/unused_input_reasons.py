"""The words of what a trace did not use: one reason for each code of docs/reference/tracing.md, "What was not used"."""

from __future__ import annotations

from typing import Final

from truyvet.tabular import ReasonTemplate

UNKNOWN_WORD: Final = ReasonTemplate(
    "unknown_word",
    "{table}, column {column}: words that are no kind, taken as 'other': {examples}",
    "{table}, cột {column}: từ lạ, được coi là 'other': {examples}",
)
CASE_IN_NO_RECORD: Final = ReasonTemplate(
    "case_in_no_record",
    "{count} of {cases} cases occur in no record: {examples}",
    "{count} trên {cases} ca không có trong bản ghi nào: {examples}",
)
SOURCE_IS_NO_CASE: Final = ReasonTemplate(
    "source_is_no_case",
    "{count} of {rows} named contacts were not used: who named them is neither case nor contact: {examples}",
    "{count} trên {rows} người được khai không được dùng: người khai không phải ca bệnh hay người tiếp xúc: {examples}",
)
UNDATED_OF_NO_CASE: Final = ReasonTemplate(
    "source_is_no_case",
    "{count} named contacts without a day were not used: who named them is no case: {examples}",
    "{count} người được khai không rõ ngày không được dùng: người khai không phải ca bệnh: {examples}",
)
OTHER_TIME: Final = ReasonTemplate(
    "definition_of_other_time",
    "definition {name} was in force {since} – {until}, and the cases' windows lie from {first} to {last}",
    "định nghĩa {name} áp dụng {since} – {until}, còn khoảng lây nhiễm của các ca từ {first} đến {last}",
)
WINDOW_WITHOUT_RECORD: Final = ReasonTemplate(
    "window_without_record",
    "{count} of {cases} cases have no record in their infectious window: {examples}",
    "{count} trên {cases} ca không có bản ghi nào trong khoảng lây nhiễm: {examples}",
)
IMPLAUSIBLE_DATE: Final = ReasonTemplate(
    "implausible_date",
    "{count} dates before 2000, in the future, or over a year apart from the rest: {examples}",
    "{count} ngày trước năm 2000, ở tương lai, hoặc cách các ngày khác hơn một năm: {examples}",
)
UNKNOWN_ID: Final = ReasonTemplate("unknown_id", "{table}: ids that meet nothing: {examples}", "{table}: mã không khớp với gì: {examples}")
TWIN_ID: Final = ReasonTemplate(
    "unknown_id",
    "{count} ids of {kind} are nearly other ids and were taken as different: {examples}",
    "{count} mã ({kind}) gần như trùng mã khác và được coi là khác nhau: {examples}",
)
NO_ID: Final = ReasonTemplate(
    "unknown_id",
    "{count} ids of {kind} are probably none (nothing was there, a date was made of it, letters were lost); all rows with "
    "the same one were taken as one: {examples}",
    "{count} mã ({kind}) có lẽ không phải mã (ô vốn trống, bị đổi thành ngày, mất chữ), các dòng cùng mã được coi là một: {examples}",
)
SIMILAR: Final = ReasonTemplate("similar", "similar", "gần giống")
