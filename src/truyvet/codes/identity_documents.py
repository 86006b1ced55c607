"""The national codes: identity card (CCCD), personal code of decision 1405/QĐ-BTTTT, health-insurance card (BHYT).

None of them is signed in a way that can be checked offline: they fill a form, they prove nothing. What the fields are,
and where we know it from: docs/reference/codes.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from truyvet.codes import document_fields
from truyvet.codes.code_reasons import CodeKind, CodeReason, CodeRefused

MASKED_LETTERS: Final = 6
"""First letters of a number that decision 1405 masks where it is shown."""
_NATIONAL: Final = re.compile(r"[0-9]{12}")
_OLD: Final = re.compile(r"[0-9]{9}|[0-9]{12}")
_PERSONAL: Final = re.compile(r"[0-9]{9}|[0-9]{12}|(?=[A-Z0-9]*[0-9])[0-9]*[A-Z][A-Z0-9]{4,11}|\*{6}[A-Z0-9]{1,9}")
_INSURED: Final = re.compile(r"[A-Z]{2}[1-5][0-9]{12}|[0-9]{10}")
_INSURED_LIKE: Final = re.compile(r"[A-Z]{2}[0-9]{13}")
_NUMBER_LIKE: Final = re.compile(r"[A-Z]{0,2}[0-9*]{5,20}")
_ISO_LIKE: Final = re.compile(r"[0-9*]{4}-[0-9*]{1,2}-[0-9*]{1,2}")
_QID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PHONE: Final = re.compile(r"(?:\+?84|0)[0-9]{9,10}")
_GAPS: Final = re.compile(r"[\s–-]")


class DocumentDoubt(StrEnum):
    """What does not fit together on a paper that can be read. Never a reason to refuse: numbers were given out wrongly too."""

    BIRTH = "birth_differs"
    """The number's century and year are not those of the birth."""
    GENDER = "gender_differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityDocument:
    """What a national code says. "" where it says nothing; days are YYYY-MM-DD or, of birth, YYYY."""

    kind: CodeKind
    number: str = field(repr=False)
    """As printed; with ``*`` when ``masked``, and then it identifies nobody."""
    name: str = field(repr=False)
    birth: str = field(repr=False)
    gender: str = field(default="", repr=False)
    """"m", "f" or ""."""
    address: str = field(default="", repr=False)
    old_number: str = field(default="", repr=False)
    issued: str = ""
    masked: bool = False
    """Number or birth were masked before the code was made."""
    for_other: bool = False
    """1405: somebody else declared it."""
    qid: str = field(default="", repr=False)
    declarer: str = field(default="", repr=False)
    """1405: the QID of who declared it."""
    insurance: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    hospital: str = ""
    valid_from: str = ""
    valid_to: str = ""


def document_kind(text: str) -> CodeKind:
    """Returns which of the three a text looks like, right or wrong; UNKNOWN when like none of them."""
    parts = [part.strip() for part in text.split("|")]
    count = len(parts)
    first, second, third, fourth, fifth = (*parts, "", "", "", "")[:5]
    first = _GAPS.sub("", first).upper()
    numbered = _NUMBER_LIKE.fullmatch(first) is not None
    insured = numbered or document_fields.is_hex(second) or text.rstrip().endswith("$")
    looks = (  # the surest sign first
        (count == 1, CodeKind.UNKNOWN),
        (document_fields.is_gender(fourth) or document_fields.is_gender(fifth), CodeKind.CCCD),
        (_ISO_LIKE.fullmatch(third) is not None, CodeKind.QR1405),
        (_INSURED_LIKE.fullmatch(first) is not None, CodeKind.INSURANCE),
        (count > 8 and insured and not _NATIONAL.fullmatch(first), CodeKind.INSURANCE),
        (fourth in ("0", "1") and any(each.isdigit() for each in third), CodeKind.QR1405),
        (numbered and (count == 5 or "*" in first), CodeKind.QR1405),
        (numbered, CodeKind.CCCD),
    )
    return next((kind for holds, kind in looks if holds), CodeKind.UNKNOWN)


def parse_document(kind: CodeKind, text: str) -> IdentityDocument:
    """Returns what a text of this kind (CCCD, QR1405, INSURANCE) says. Raises CodeRefused: BAD_FIELDS, _NUMBER, _NAME or _DATE."""
    return _PARSERS[kind](text.split("|"))


def document_doubts(document: IdentityDocument) -> tuple[DocumentDoubt, ...]:
    """Returns where a twelve-digit number (3 province, 1 century and gender, 2 year, 6 random) differs from birth and gender."""
    if not _NATIONAL.fullmatch(document.number):
        return ()
    century, woman = divmod(int(document.number[3]), 2)
    year = 1900 + 100 * century + int(document.number[4:6])
    found = (
        (DocumentDoubt.BIRTH, document.birth[:4] != str(year)),
        (DocumentDoubt.GENDER, document.gender not in ("", "f" if woman else "m")),
    )
    return tuple(doubt for doubt, holds in found if holds)


def masked_document(document: IdentityDocument) -> dict[str, str | int]:
    """Returns what a screen shows by default, as decision 1405 has it: six letters of the number, day and month are masked."""
    number = "*" * min(MASKED_LETTERS, len(document.number)) + document.number[MASKED_LETTERS:]
    birth = document.birth[:4] + ("-**-**" if len(document.birth) > 4 else "")
    show: dict[str, str | int] = {"number": number, "name": document.name, "birth": birth}
    return show | ({"gender": document.gender} if document.gender else {})


def _cccd(parts: Sequence[str]) -> IdentityDocument:
    if len(parts) < 6:
        raise CodeRefused(CodeReason.BAD_FIELDS)
    # The second field is the old number or nothing; some write cards without that field, and then the name stands there.
    second = parts[1].strip()
    named = second != "" and not second[0].isdigit()
    rest = parts[1:] if named else parts[2:]
    if len(rest) < 5:
        raise CodeRefused(CodeReason.BAD_FIELDS)
    number = _number(_NATIONAL, parts[0])
    old = "" if named or not second else _number(_OLD, second)
    name, birth, gender, address, issued = rest[:5]  # the card of 2024 has more, in an order that is not published
    return IdentityDocument(
        kind=CodeKind.CCCD, number=number, old_number=old, name=document_fields.name(name), birth=document_fields.printed_day(birth),
        gender=document_fields.gender(gender), address=document_fields.free_text(address), issued=document_fields.day_or_none(issued),
    )  # fmt: skip


def _qr1405(parts: Sequence[str]) -> IdentityDocument:
    if len(parts) not in (5, 6):
        raise CodeRefused(CodeReason.BAD_FIELDS)
    number = _number(_PERSONAL, parts[0])
    name, birth = document_fields.name(parts[1]), document_fields.iso_day(parts[2])
    declared, qid = parts[3].strip(), parts[4].strip()
    if declared not in ("0", "1") or not _QID.fullmatch(qid):
        raise CodeRefused(CodeReason.BAD_FIELDS)
    extensions = _extensions(parts[5] if len(parts) == 6 else "")
    return IdentityDocument(
        kind=CodeKind.QR1405,
        number=number,
        name=name,
        birth=birth,
        masked="*" in number + parts[2],
        for_other=declared == "1",
        qid=qid,
        gender={"1": "m", "2": "f"}.get(extensions["gender"], ""),
        **{each: extensions[each] for each in ("declarer", "insurance", "phone")},
    )


def _extensions(text: str) -> dict[str, str]:
    """Returns those that have the form of their place; a damaged one is left out, for the text is good without any."""
    parts = [part.strip() for part in text.split("<")]
    if parts[0] in ("0", "1", "2"):  # some write no empty declarer before the gender
        parts = ["", *parts]
    forms = {"declarer": _QID, "gender": re.compile("[012]"), "insurance": _INSURED, "phone": _PHONE}
    return {each: part if form.fullmatch(part) else "" for (each, form), part in zip(forms.items(), parts + [""] * 4, strict=False)}


def _insurance(parts: Sequence[str]) -> IdentityDocument:
    whole = "|".join(parts).partition("$")[0].split("|")
    if len(whole) < 13:
        raise CodeRefused(CodeReason.BAD_FIELDS)
    number = _number(_INSURED, _GAPS.sub("", whole[0]))
    try:
        name = document_fields.name(document_fields.unhex(whole[1]))
    except ValueError:  # also CodeRefused(BAD_NAME)
        raise CodeRefused(CodeReason.BAD_NAME) from None
    birth = document_fields.printed_day(whole[2])
    try:
        address = "" if whole[4].strip() in ("", "-") else document_fields.free_text(document_fields.unhex(whole[4]))
    except ValueError:
        raise CodeRefused(CodeReason.BAD_FIELDS) from None
    valid_from, valid_to, issued = (document_fields.day_or_none(each) for each in whole[6:9])
    return IdentityDocument(
        kind=CodeKind.INSURANCE,
        number=number,
        insurance=number,
        name=name,
        birth=birth,
        gender=document_fields.gender(whole[3]),
        address=address,
        hospital=document_fields.free_text(_GAPS.sub("", whole[5])),
        valid_from=valid_from,
        valid_to=valid_to,
        issued=issued,
    )


def _number(form: re.Pattern[str], text: str) -> str:
    number = text.strip().upper()
    if not form.fullmatch(number):
        raise CodeRefused(CodeReason.BAD_NUMBER)
    return number


_PARSERS: Final[dict[CodeKind, Callable[[Sequence[str]], IdentityDocument]]] = {
    CodeKind.CCCD: _cccd,
    CodeKind.QR1405: _qr1405,
    CodeKind.INSURANCE: _insurance,
}
