"""National papers: identity card, personal code of decision 1405, insurance card."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from tests.vectors.make_codes import BHYT, CCCD, HEX, QR1405

from truyvet.codes import identity_documents
from truyvet.codes.code_reasons import CodeKind, CodeReason, CodeRefused
from truyvet.codes.identity_documents import (
    DocumentDoubt,
    IdentityDocument,
    document_doubts,
    document_kind,
    masked_document,
    parse_document,
)

ADDRESS = "58c3a3205175616e67204368c3a2752c205669e1bb87742059c3aa6e2c2042e1baaf63204769616e67"


def change(text: str, place: int, value: str) -> str:
    parts = text.split("|")
    parts[place] = value
    return "|".join(parts)


def told(text: str) -> IdentityDocument:
    return parse_document(document_kind(text), text)


def refusal(text: str) -> tuple[CodeKind, CodeReason]:
    kind = document_kind(text)
    with pytest.raises(CodeRefused) as caught:
        parse_document(kind, text)
    return kind, caught.value.reason


def test_identity_card_of_seven_fields() -> None:
    assert told(CCCD) == IdentityDocument(
        kind=CodeKind.CCCD, number="024187012345", old_number="121234567", name="Nguyễn Thị Huệ", birth="1987-01-18", gender="f",
        address="Quang Châu, Việt Yên, Bắc Giang", issued="2021-04-15",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "old"),
    [
        (change(CCCD, 1, ""), ""),
        (CCCD.replace("121234567|", ""), ""),
        (CCCD + "|x", "121234567"),
        (CCCD + "|012345678|NGUYỄN VĂN A||", "121234567"),
        (change(CCCD, 1, "") + "|a|b|c|d|e|f|g", ""),
    ],
    ids=["no old number", "six fields", "eight", "eleven", "more"],
)
def test_identity_card_of_other_lengths(text: str, old: str) -> None:
    assert told(text) == replace(told(CCCD), old_number=old)


def test_identity_card_in_decomposed_letters() -> None:
    apart = unicodedata.normalize("NFD", CCCD)
    assert apart != CCCD
    assert told(apart) == told(CCCD)


def test_identity_card_with_a_year_alone() -> None:
    assert told(change(CCCD, 3, "1950")).birth == "1950"


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (0, "02418701234", CodeReason.BAD_NUMBER),
        (0, "０２４１８７０１２３４５", CodeReason.BAD_NUMBER),
        (0, "", CodeReason.BAD_NUMBER),
        (1, "12123456", CodeReason.BAD_NUMBER),
        (2, "", CodeReason.BAD_NAME),
        (2, "H4x0r", CodeReason.BAD_NAME),
        (2, "- Huệ", CodeReason.BAD_NAME),
        (2, "...", CodeReason.BAD_NAME),
        (2, "Huệ\u202e", CodeReason.BAD_NAME),
        (2, "N" * 101, CodeReason.BAD_NAME),
        (3, "31021987", CodeReason.BAD_DATE),
        (3, "18131987", CodeReason.BAD_DATE),
        (3, "00000000", CodeReason.BAD_DATE),
        (3, "", CodeReason.BAD_DATE),
        (3, "0987", CodeReason.BAD_DATE),
        (4, "nữa", CodeReason.BAD_FIELDS),
        (5, "x" * 301, CodeReason.BAD_FIELDS),
        (6, "99999999", CodeReason.BAD_DATE),
    ],
)
def test_identity_card_with_one_wrong_field(place: int, value: str, reason: CodeReason) -> None:
    assert refusal(change(CCCD, place, value)) == (CodeKind.CCCD, reason)


@pytest.mark.parametrize("length", [2, 3, 4, 5, 6])
def test_identity_card_cut(length: int) -> None:
    text = "|".join(CCCD.split("|")[:length])
    assert refusal(text)[1] in (CodeReason.BAD_FIELDS, CodeReason.BAD_DATE)


def test_personal_code_as_the_press_printed_it() -> None:
    assert told(QR1405) == IdentityDocument(
        kind=CodeKind.QR1405, number="001093029317", name="NGUYEN LE KHA HAN", birth="1987-01-18", gender="m", qid="162979388586171100"
    )


@pytest.mark.parametrize(
    "extensions", ["162979388586171199<2<GD4242412345678<0943000001<c2ln", " 162979388586171199 < 2<GD4242412345678<0943000001"]
)
def test_personal_code_with_extensions(extensions: str) -> None:
    paper = told(change(change(QR1405, 3, "1"), 5, extensions))
    assert (paper.declarer, paper.gender, paper.insurance, paper.phone) == ("162979388586171199", "f", "GD4242412345678", "0943000001")
    assert paper.for_other


def test_personal_code_whose_extensions_begin_with_the_gender() -> None:
    paper = told(change(QR1405, 5, "2<GD4242412345678<+84943000001"))
    assert (paper.declarer, paper.gender, paper.insurance, paper.phone) == ("", "f", "GD4242412345678", "+84943000001")


def test_a_damaged_extension_is_left_out() -> None:
    paper = told(change(QR1405, 5, "<7<...<call me<<<"))
    assert (paper.declarer, paper.gender, paper.insurance, paper.phone) == ("", "", "", "")


@pytest.mark.parametrize("number", ["121234567", "B1234567", "b1234567", "AB123456"])
def test_personal_code_of_other_papers(number: str) -> None:
    assert told(change(QR1405, 0, number)).number == number.upper()


def test_personal_code_without_extensions() -> None:
    assert told("|".join(QR1405.split("|")[:5])) == replace(told(QR1405), gender="")


@pytest.mark.parametrize(
    ("number", "birth"),
    [("******029317", "1987-**-**"), ("******029317", "1987-01-18"), ("001093029317", "1987-**-**"), ("******567", "1987")],
)
def test_personal_code_that_was_masked(number: str, birth: str) -> None:
    paper = told(change(change(QR1405, 0, number), 2, birth))
    assert paper.masked
    assert (paper.number, paper.birth) == (number, birth.removesuffix("-**-**"))
    assert masked_document(paper)["number"] == "******" + number[6:]


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (0, "0010930293", CodeReason.BAD_NUMBER),
        (0, "***93029317", CodeReason.BAD_NUMBER),
        (0, "PASSPORT", CodeReason.BAD_NUMBER),
        (1, "", CodeReason.BAD_NAME),
        (1, "NGUYEN LE KHA HAN 2", CodeReason.BAD_NAME),
        (2, "1987-02-29", CodeReason.BAD_DATE),
        (2, "1987-18-01", CodeReason.BAD_DATE),
        (2, "18/01/1987", CodeReason.BAD_DATE),
        (2, "****-**-**", CodeReason.BAD_DATE),
        (3, "2", CodeReason.BAD_FIELDS),
        (4, "", CodeReason.BAD_FIELDS),
        (5, "a|b", CodeReason.BAD_FIELDS),
    ],
)
def test_personal_code_with_one_wrong_field(place: int, value: str, reason: CodeReason) -> None:
    assert refusal(change(QR1405, place, value)) == (CodeKind.QR1405, reason)


def test_insurance_card() -> None:
    assert told(change(BHYT, 4, ADDRESS)) == IdentityDocument(
        kind=CodeKind.INSURANCE,
        number="GD4242412345678",
        insurance="GD4242412345678",
        name="Nguyễn Văn An",
        birth="1987-03-05",
        gender="m",
        address="Xã Quang Châu, Việt Yên, Bắc Giang",
        hospital="24001",
        valid_from="2021-01-01",
        valid_to="",
        issued="2021-01-01",
    )


@pytest.mark.parametrize(
    "text",
    [
        BHYT.removesuffix("|$"),
        BHYT.removesuffix("$"),
        BHYT + "and more|fields",
        change(BHYT, 1, HEX.upper()),
        change(BHYT, 5, "24-001"),
        change(BHYT, 5, "24 001"),
    ],
    ids=["thirteen and a check", "no dollar", "after the dollar", "upper case", "hyphen", "blank"],
)
def test_insurance_card_written_otherwise(text: str) -> None:
    assert told(text) == told(BHYT)


@pytest.mark.parametrize(
    ("written", "birth"), [("05031987", "1987-03-05"), ("05/03/1987", "1987-03-05"), ("1987", "1987"), ("5/12/1987", "1987-12-05")]
)
def test_births_on_insurance_cards(written: str, birth: str) -> None:
    assert told(change(BHYT, 2, written)).birth == birth


def test_insurance_card_with_the_ten_digits_of_2021() -> None:
    assert told(change(BHYT, 0, "2412345678")).number == "2412345678"


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (0, "GD424241234567", CodeReason.BAD_NUMBER),
        (0, "GD9242412345678", CodeReason.BAD_NUMBER),
        (1, "4e67ff", CodeReason.BAD_NAME),
        (1, "4e6", CodeReason.BAD_NAME),
        (1, "Nguyễn Văn An", CodeReason.BAD_NAME),
        (1, "", CodeReason.BAD_NAME),
        (1, "00414243", CodeReason.BAD_NAME),
        (1, "3d48594d", CodeReason.BAD_NAME),
        (2, "30/02/1987", CodeReason.BAD_DATE),
        (2, "-", CodeReason.BAD_DATE),
        (3, "3", CodeReason.BAD_FIELDS),
        (4, "ff", CodeReason.BAD_FIELDS),
        (6, "tomorrow", CodeReason.BAD_DATE),
        (7, "32/01/2025", CodeReason.BAD_DATE),
    ],
)
def test_insurance_card_with_one_wrong_field(place: int, value: str, reason: CodeReason) -> None:
    assert refusal(change(BHYT, place, value)) == (CodeKind.INSURANCE, reason)


def test_what_stands_after_the_dollar_does_not_count() -> None:
    assert refusal("|".join(BHYT.split("|")[:9]) + "|$|a|b|c|d|e") == (CodeKind.INSURANCE, CodeReason.BAD_FIELDS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (change(CCCD + "|a|b|c|d", 4, "Nax"), CodeKind.CCCD),
        (change(CCCD, 4, "x"), CodeKind.CCCD),
        ("024187012345|HUE", CodeKind.CCCD),
        ("001093029317|NGUYEN LE|18/01/1987|7|1629", CodeKind.QR1405),
        ("******029317|NGUYEN LE", CodeKind.QR1405),
        (change(BHYT, 0, "x").removesuffix("|$"), CodeKind.INSURANCE),
        (change(change(BHYT, 0, "2412345678"), 1, "x").removesuffix("|$"), CodeKind.INSURANCE),
        (change(change(BHYT, 0, "x"), 1, "x"), CodeKind.INSURANCE),
    ],
)
def test_a_damaged_paper_is_called_by_what_is_left_of_it(text: str, kind: CodeKind) -> None:
    assert refusal(text)[0] == kind


@pytest.mark.parametrize("length", [3, 5, 6, 7, 9, 12])
def test_insurance_card_cut(length: int) -> None:
    assert refusal("|".join(BHYT.split("|")[:length])) == (CodeKind.INSURANCE, CodeReason.BAD_FIELDS)


@pytest.mark.parametrize(
    "text", ["", "|", "||||||", "a|b|c|d|e|f|g", "a|b|c|d|e|f|g|h|i|j|k|l|m|n", "024187012345", "hello | world", "$|$"]
)
def test_what_is_like_none_of_them(text: str) -> None:
    assert document_kind(text) == CodeKind.UNKNOWN


@pytest.mark.parametrize("kind", [CodeKind.CCCD, CodeKind.QR1405, CodeKind.INSURANCE])
@pytest.mark.parametrize("text", ["", "|", "||||||", "|" * 12, "$"])
def test_a_text_taken_for_another_kind_is_refused(kind: CodeKind, text: str) -> None:
    with pytest.raises(CodeRefused):
        parse_document(kind, text)


@pytest.mark.parametrize(
    ("number", "birth", "gender", "found"),
    [
        ("001093029317", "1993-01-18", "m", ()),
        ("001093029317", "1993", "m", ()),
        ("001093029317", "1987-01-18", "m", (DocumentDoubt.BIRTH,)),
        ("001193029317", "1993-01-18", "m", (DocumentDoubt.GENDER,)),
        ("001293029317", "2093-01-18", "", ()),
        ("001303029317", "2003-01-18", "f", ()),
        ("001203029317", "1903-01-18", "f", (DocumentDoubt.BIRTH, DocumentDoubt.GENDER)),
        ("121234567", "1900", "f", ()),
        ("******029317", "1900", "f", ()),
    ],
)
def test_doubts_about_a_number(number: str, birth: str, gender: str, found: tuple[DocumentDoubt, ...]) -> None:
    assert document_doubts(IdentityDocument(kind=CodeKind.CCCD, number=number, name="A", birth=birth, gender=gender)) == found


def test_what_is_shown_is_masked() -> None:
    assert masked_document(told(CCCD)) == {"number": "******012345", "name": "Nguyễn Thị Huệ", "birth": "1987-**-**", "gender": "f"}
    assert masked_document(told(change(CCCD, 3, "1987")))["birth"] == "1987"
    assert masked_document(replace(told(CCCD), number="B1234"))["number"] == "*****"


def test_a_paper_says_nothing_of_its_holder_in_a_log() -> None:
    for text in (CCCD, QR1405, BHYT):
        said = repr(told(text))
        assert not [value for value in ("024187012345", "Huệ", "1987", "001093029317", "HAN", "GD42", "Nguyễn", "162979") if value in said]


def test_every_kind_of_paper_has_its_parser() -> None:
    assert set(identity_documents._PARSERS) == {CodeKind.CCCD, CodeKind.QR1405, CodeKind.INSURANCE}
