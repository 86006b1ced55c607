"""Why a declaration of a file is not taken, by the codes of ``declarations.rules``; English and Vietnamese side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from truyvet.tabular import ReasonTemplate
from truyvet.tabular.reasons import EMPTY

NOT_A_NAME = ReasonTemplate("not_a_name", "is no name of a person", "không phải họ tên")
NOT_AN_IDENTITY = ReasonTemplate("not_an_identity_number", "is no number of a card", "không phải số giấy tờ")
NOT_A_YEAR = ReasonTemplate("not_a_year", "is no year of four digits", "không phải năm gồm bốn chữ số")
NOT_A_DATE = ReasonTemplate("not_a_date", "is no date", "không phải ngày")
NOT_A_MOMENT = ReasonTemplate("not_a_time", "is no date with a time", "không phải ngày giờ")
NOT_A_CHOICE = ReasonTemplate("not_a_choice", "is none of the answers of this question", "không phải một câu trả lời của câu hỏi này")
NOT_A_PHONE = ReasonTemplate("not_a_phone", "is not a telephone number", "không phải số điện thoại")
NOT_AN_EMAIL = ReasonTemplate("not_an_email", "is no mail address", "không phải địa chỉ thư")
NOT_A_COUNTRY = ReasonTemplate("not_a_country", "is no country of the list", "không có nước này trong danh sách")
NOT_A_UNIT = ReasonTemplate("not_a_unit", "is no code of a province, district or commune", "không phải mã tỉnh, huyện hay xã")
NOT_A_VEHICLE = ReasonTemplate("not_a_vehicle", "is no number of a vehicle", "không phải biển số hay số hiệu")
NOT_A_TEMPERATURE = ReasonTemplate("not_a_temperature", "is no temperature in °C", "không phải nhiệt độ theo °C")
NOT_A_CODE = ReasonTemplate("not_a_code", "is no code of letters and digits", "không phải mã gồm chữ và số")
UNKNOWN_FORM = ReasonTemplate("unknown_form", "there is no such form", "không có mẫu tờ khai này")
NOT_READABLE = ReasonTemplate("not_text", "has letters that cannot be stored", "có ký tự không lưu được")
NOT_DECLARED = ReasonTemplate("not_declared", "cannot be taken as a declaration", "không nhận được thành tờ khai")

DECLARED: Final = (
    NOT_A_NAME, NOT_AN_IDENTITY, NOT_A_YEAR, NOT_A_DATE, NOT_A_MOMENT, NOT_A_CHOICE, NOT_AN_EMAIL, NOT_A_COUNTRY, NOT_A_UNIT,
    NOT_A_VEHICLE, NOT_A_TEMPERATURE, NOT_A_CODE, UNKNOWN_FORM, NOT_READABLE, NOT_DECLARED,
)  # fmt: skip
"""Those whose codes no other kind of row has."""
REASON_BY_CODE: Final[Mapping[str, ReasonTemplate]] = {wording.code: wording for wording in (*DECLARED, NOT_A_PHONE)} | {"missing": EMPTY}
