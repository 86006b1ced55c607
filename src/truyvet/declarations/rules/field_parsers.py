"""Parses one answer into the form in which it is stored, or refuses it with a code. The answer itself is in no message."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Final

from truyvet.core.text_folding import fold_words, tidy
from truyvet.declarations.rules import countries
from truyvet.declarations.rules.form_schema import FieldKind, FormField

MAX_ANSWER_CHARS: Final = 10_000
"""Characters of a text that is looked at at all."""
MAX_AGE_YEARS: Final = 125
"""Years: nobody is older."""
ZONE: Final = timezone(timedelta(hours=7))
"""Asia/Ho_Chi_Minh, which has had this one offset for as far back as any answer reaches."""
WHOLE: Final = re.compile(r"[0-9]{1,9}")
EMAIL: Final = re.compile(r"[^\s@<>\"'(),;:\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.IGNORECASE)
PHONE: Final = re.compile(r"0[35789][0-9]{8}|01[0-9]{9}|02[0-9]{8,9}|\+[1-9][0-9]{6,14}")
"""A Vietnamese number with its 0 (also the eleven digits of before 2018), or any number with its country's code."""
IDENTITY: Final = re.compile(r"[0-9]{6,10}|[0-9]{12}|[A-Z]{2}[0-9]{13}|(?=.*[0-9])(?=.*[A-Z])[A-Z0-9]{6,12}")
"""Eleven digits are a citizen card with one lost."""
CODE: Final = re.compile(r"[A-Z0-9](?:[A-Z0-9./_-]*[A-Z0-9])?")
DAY_FIRST: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


class AnswerInvalid(ValueError):
    """The answer cannot be taken; ``reason`` is a code."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def is_absent(value: object) -> bool:
    """Whether nothing was answered."""
    if isinstance(value, str):
        # A letter or digit in front, the usual case, is an answer without looking further.
        return not value[:1].isalnum() and len(value) <= MAX_ANSWER_CHARS and not tidy(value)
    return value is None or value in ([], {})


def parse_answer(field: FormField, value: object, today: date) -> str | int:
    """Returns the ``value`` of a field that is no repeat. A year is a number, all else text. Raises AnswerInvalid, nothing else."""
    text = _text(field, value)
    if field.most and len(text) > field.most:
        raise AnswerInvalid("too_long")
    return PARSERS[field.kind](field, text, today)


def _text(field: FormField, value: object) -> str:
    """Strings, numbers and truth values as one line of text."""
    if field.several and isinstance(value, (list, tuple)) and len(value) <= 50:
        value = ", ".join(each for each in value if isinstance(each, str) and len(each) <= MAX_ANSWER_CHARS) if _all_texts(value) else None
    if isinstance(value, bool) and field.kind in (FieldKind.YES_NO_01, FieldKind.YES_NO_12):
        value = str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        value = str(value)
    if isinstance(value, float) and abs(value) < 1e6:  # false for NaN and the infinite
        value = repr(value)
    if not isinstance(value, str):
        raise AnswerInvalid("wrong_type")
    if len(value) > MAX_ANSWER_CHARS:
        raise AnswerInvalid("too_long")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise AnswerInvalid("not_text") from None
    return tidy(value)


def _all_texts(values: list[object] | tuple[object, ...]) -> bool:
    return all(isinstance(each, str) for each in values)


def _plain(field: FormField, text: str, today: date) -> str:
    return text


def _name(field: FormField, text: str, today: date) -> str:
    if not any(each.isalpha() for each in text) or any(each.isdigit() or each in "<>{}[]=@|\\/" for each in text):
        raise AnswerInvalid("not_a_name")
    return text


def _identity(field: FormField, text: str, today: date) -> str:
    return _matching(IDENTITY, re.sub(r"[\s.\-]", "", text).upper(), "not_an_identity_number")


def _year(field: FormField, text: str, today: date) -> int:
    if not (WHOLE.fullmatch(text) and len(text) == 4):
        raise AnswerInvalid("not_a_year")
    year = int(text)
    if not today.year - MAX_AGE_YEARS <= year <= today.year:
        raise AnswerInvalid("out_of_range")
    return year


def _date(field: FormField, text: str, today: date) -> str:
    day = _day(text)
    _within(field, day, today)
    return day.isoformat()


def _day(text: str) -> date:
    found = DAY_FIRST.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise AnswerInvalid("not_a_date")


def _within(field: FormField, day: date, today: date) -> None:
    if not -field.days_ahead <= (today - day).days <= field.days_back:
        raise AnswerInvalid("out_of_range")


def _moment(field: FormField, text: str, today: date) -> str:
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}", text):
        raise AnswerInvalid("not_a_time")
    try:
        at = datetime.fromisoformat(text)
        # A zone may push the year 1 or 9999 over the edge of what a date can be.
        local = at.replace(tzinfo=ZONE) if at.tzinfo is None else at.astimezone(ZONE)
    except (ValueError, OverflowError):
        raise AnswerInvalid("not_a_time") from None
    _within(field, local.date(), today)
    return local.replace(tzinfo=None).isoformat(timespec="minutes")


def _choice(field: FormField, text: str, today: date) -> str:
    if any(text == each.value for each in field.choices):
        return text
    folded = fold_words(text).strip()
    for each in field.choices:
        spellings = (each.value, *each.label.values())
        if folded in (*each.also, *(fold_words(spelling).strip() for spelling in spellings)):
            return each.value
    raise AnswerInvalid("not_a_choice")


def _yes_no(no: str) -> Callable[[FormField, str, date], str]:
    answers = {"1": "1", "true": "1", no: no, "false": no}

    def clean(field: FormField, text: str, today: date) -> str:
        try:
            return answers[text.lower()]
        except KeyError:
            raise AnswerInvalid("not_a_choice") from None

    return clean


def _phone(field: FormField, text: str, today: date) -> str:
    """With its 0 when it is Vietnamese, else with + and the country's code."""
    bare = re.sub(r"[\s.\-()]", "", text)
    bare = re.sub(r"^00", "+", bare)
    bare = re.sub(r"^\+840?", "0", bare)
    if re.fullmatch(r"84[35789][0-9]{8}", bare):
        bare = "0" + bare[2:]
    return _matching(PHONE, bare, "not_a_phone")


def _email(field: FormField, text: str, today: date) -> str:
    return _matching(EMAIL, text, "not_an_email")


def _country(field: FormField, text: str, today: date) -> str:
    code = countries.code_of(text)
    if not code:
        raise AnswerInvalid("not_a_country")
    return code


def _unit(digits: int) -> Callable[[FormField, str, date], str]:
    def clean(field: FormField, text: str, today: date) -> str:
        # Zeroes in front are lost wherever a spreadsheet took the code for a number.
        if not (WHOLE.fullmatch(text) and len(text) <= digits and int(text)):
            raise AnswerInvalid("not_a_unit")
        return text.zfill(digits)

    return clean


def _vehicle(field: FormField, text: str, today: date) -> str:
    bare = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-Z0-9Đ.\-/]{2,20}", bare):
        raise AnswerInvalid("not_a_vehicle")
    return bare


def _temperature(field: FormField, text: str, today: date) -> str:
    found = re.fullmatch(r"([0-9]{2})(?:[.,]([0-9])[0-9]{0,3})? ?(?:°? ?[Cc])?", text)
    if not found:
        raise AnswerInvalid("not_a_temperature")
    degrees = f"{found[1]}.{found[2] or 0}"
    if not 34 <= float(degrees) <= 43:
        raise AnswerInvalid("out_of_range")
    return degrees


def _code(field: FormField, text: str, today: date) -> str:
    return _matching(CODE, text.upper(), "not_a_code")


def _matching(shape: re.Pattern[str], text: str, reason: str) -> str:
    if not (text.isascii() and shape.fullmatch(text)):
        raise AnswerInvalid(reason)
    return text


PARSERS: Final[Mapping[FieldKind, Callable[[FormField, str, date], str | int]]] = {
    FieldKind.TEXT: _plain,
    FieldKind.NAME: _name,
    FieldKind.IDENTITY: _identity,
    FieldKind.YEAR: _year,
    FieldKind.DATE: _date,
    FieldKind.MOMENT: _moment,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO_01: _yes_no("0"),
    FieldKind.YES_NO_12: _yes_no("2"),
    FieldKind.PHONE: _phone,
    FieldKind.EMAIL: _email,
    FieldKind.COUNTRY: _country,
    FieldKind.PROVINCE: _unit(2),
    FieldKind.DISTRICT: _unit(3),
    FieldKind.WARD: _unit(5),
    FieldKind.VEHICLE: _vehicle,
    FieldKind.TEMPERATURE: _temperature,
    FieldKind.CODE: _code,
}
