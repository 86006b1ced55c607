"""Phone numbers in one form (E.164), however they were written, so that limits and searches see one number."""

from __future__ import annotations

from types import MappingProxyType

import phonenumbers

REGION = "VN"

_OLD_PREFIXES = {
    # Viettel
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    # MobiFone
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    # VinaPhone
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    # Vietnamobile
    "186": "56", "188": "58",
    # Gmobile
    "199": "59",
}  # fmt: skip
OLD_PREFIXES = MappingProxyType(_OLD_PREFIXES)
"""Three digits of a mobile number of eleven digits, and the two that took their place. The last seven stayed.

Source: the operators' notices of the change of 15 September 2018 (Ministry of Information and Communications)."""

OLD_LENGTH = 10
"""Digits after the country code, or after the leading 0, of a number from before the change."""

_REFUSED = frozenset(
    {
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.UAN,
    }
)


class PhoneInvalid(ValueError):
    """This is no phone number of a person. The message never holds the number."""

    def __init__(self) -> None:
        super().__init__("not a phone number")


def normalise(text: str) -> str:
    """Returns ``text`` as E.164 ("+84912345678"); Vietnamese unless it says otherwise. Raises PhoneInvalid.

    Numbers from before the change of 2018 are brought to their present form.
    """
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        # "from None": the library's own message may repeat what was typed.
        raise PhoneInvalid from None
    if number.country_code == 84:
        number = _renewed(number)
    if number.extension or not phonenumbers.is_valid_number(number):
        raise PhoneInvalid
    if phonenumbers.number_type(number) in _REFUSED:
        raise PhoneInvalid
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _renewed(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber:
    digits = phonenumbers.national_significant_number(number)
    if len(digits) != OLD_LENGTH or digits[:3] not in OLD_PREFIXES:
        return number
    new = phonenumbers.PhoneNumber()
    new.country_code = 84
    new.national_number = int(OLD_PREFIXES[digits[:3]] + digits[3:])
    return new


def mask(number: str) -> str:
    """Returns the E.164 ``number`` with only its last three digits: "••• 678"."""
    return f"••• {number[-3:]}"


def is_vietnamese_mobile(number: str) -> bool:
    """Returns whether a message of our gateways can reach the E.164 ``number``."""
    return number.startswith("+84") and len(number) == 12 and number[3] in "35789"
