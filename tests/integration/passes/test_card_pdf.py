"""The printed card: rendered as a picture, its code is read back; initials stand beside it and never in it."""

from __future__ import annotations

import io

import cbor2
import numpy
import pypdf
import pytest
from tests.integration.passes.conftest import Desk
from tests.pictures import codes, pdf_pages

from truyvet.codes import code_tokens
from truyvet.codes.code_tokens import _base45
from truyvet.keys import keyring
from truyvet.passes.card_pdf import cards_pdf

pytestmark = pytest.mark.db
DOTS = 200
MM = DOTS / 25.4


def test_the_code_on_the_paper_is_the_card(desk: Desk) -> None:
    person = desk.person("Nguyễn Thị Kín Đáo", phones=("0912345678",))
    desk.declares(person)
    card = desk.prints(person)
    data = cards_pdf([card], desk.now)
    (page,) = pdf_pages(data, DOTS)
    assert codes(page) == [card.text]
    held = code_tokens.read_card(card.text, now=int(desk.now.timestamp()), keys=keyring.public_keys(desk.now))
    assert held.token == card.token

    printed = " ".join(pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().split())
    assert "N. T. K. Đ." in printed
    assert "07/06/2021 07:00" in printed
    assert "Bảo vệ: so chữ viết tắt" in printed
    assert "compare the initials" in printed
    for told in ("Kín", "Đáo", "912345678"):
        assert told not in printed


def test_what_a_camera_reads_holds_no_personal_field(desk: Desk) -> None:
    person = desk.person("Nguyễn Thị Kín Đáo", phones=("0912345678",))
    desk.declares(person)
    raw = _base45(desk.prints(person).text, code_tokens.CARD_PREFIX)
    _head, unprotected, payload, signature = cbor2.loads(raw).value
    claims = cbor2.loads(payload)
    assert unprotected == {}
    assert set(claims) == {code_tokens.EXP, code_tokens.IAT, code_tokens.CTI, code_tokens.DECLARED, code_tokens.TOKEN_TYPE}
    assert all(isinstance(value, int) for name, value in claims.items() if name != code_tokens.CTI)
    assert len(claims[code_tokens.CTI]) == 16 and len(signature) == 64
    for told in ("Nguyễn", "N. T.", "Kín", "0912345678", "+84912345678"):
        assert told.encode() not in raw


def test_the_code_is_five_centimetres_wide_with_white_around_it(desk: Desk) -> None:
    person = desk.person()
    desk.declares(person)
    (page,) = pdf_pages(cards_pdf([desk.prints(person)], desk.now), DOTS)
    import zxingcpp

    (found,) = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    corners = found.position
    width = (corners.top_right.x - corners.top_left.x) / MM
    assert 50 <= width <= 56
    module = width / 49
    left, top = int(corners.top_left.x - 3 * module * MM), int(corners.top_left.y)
    white = page[top : top + int(50 * MM), left : int(corners.top_left.x - module * MM)]
    assert numpy.all(white > 200), "a camera needs white around the code"


def test_five_cards_take_two_sheets(desk: Desk) -> None:
    cards = []
    for letter in "ABCDE":
        person = desk.person(f"Nguyễn Văn {letter}")
        desk.declares(person)
        cards.append(desk.prints(person))
    first, second = pdf_pages(cards_pdf(cards, desk.now), DOTS)
    assert set(codes(first)) == {card.text for card in cards[:4]}
    assert codes(second) == [cards[4].text]
    assert first.shape == pytest.approx((297 * MM, 210 * MM), abs=2)
