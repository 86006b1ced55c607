"""Posters print right: the PDF drawn as a picture, its code read back, verified, and measured."""

from __future__ import annotations

import uuid
from datetime import datetime
from math import dist
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import zxingcpp
from tests.pictures import Grey, pdf_pages

from truyvet.codes.code_tokens import MAX_CLOCK_SKEW_S, VENUE_PATH, read_venue
from truyvet.keys import keyring
from truyvet.venues import actions
from truyvet.venues.models import Entrance

if TYPE_CHECKING:
    from tests.integration.venues.conftest import Keeper

pytestmark = pytest.mark.db
DPI = 150


def pages(pdf: bytes) -> list[Grey]:
    return pdf_pages(pdf, DPI)


def words(pdf: bytes) -> list[str]:
    import pypdfium2

    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def millimetres(image: Grey, code: Any) -> tuple[float, float]:
    """Width and height of the code itself: corner to corner, and as the black of the drawing says."""
    at = code.position
    left, top = min(at.top_left.x, at.bottom_left.x) - 20, min(at.top_left.y, at.top_right.y) - 20
    right, bottom = max(at.top_right.x, at.bottom_right.x) + 20, max(at.bottom_left.y, at.bottom_right.y) + 20
    black = image[top:bottom, left:right] < 128
    wide, high = np.flatnonzero(black.any(axis=0)), np.flatnonzero(black.any(axis=1))
    width, height = float(wide[-1] - wide[0] + 1), float(high[-1] - high[0] + 1)
    assert abs(dist((at.top_left.x, at.top_left.y), (at.top_right.x, at.top_right.y)) - width) < 10
    return width / DPI * 25.4, height / DPI * 25.4


def test_a_poster_for_each_entrance_and_zone_reads_back(keeper: Keeper, now: datetime, house_clock: datetime) -> None:
    posting = keeper.posting()
    zone = actions.NewVenue(uuid.uuid4(), "Chuyền 3 #dấu *sao* @ma", "line", 0)
    actions.add_own_zone(by=keeper.by, now=now, posting=posting, zone=zone, entrance="Cửa A")
    answer = keeper.client.get(f"/co-so/{keeper.code}/ma/in/")
    assert answer["Content-Type"] == "application/pdf"
    drawn, answered = pages(answer.content), words(answer.content)
    assert len(drawn) == 2
    assert drawn[0].shape == pytest.approx((297 / 25.4 * DPI, 210 / 25.4 * DPI), abs=2), "A4"
    found = []
    for image, text in zip(drawn, answered, strict=True):
        (code,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
        assert millimetres(image, code) == pytest.approx((150, 150), abs=2)
        assert code.text.startswith(f"http://testserver{VENUE_PATH}")
        posted = read_venue(code.text.partition(VENUE_PATH)[2], now=int(now.timestamp()), keys=keyring.public_keys(now))
        assert not posted.screen
        found.append(Entrance.objects.get(code_id=posted.code_id))
        digits = posted.code_id.hex()[:8].upper()
        assert f"{digits[:4]}-{digits[4:]}" in text
        flat = " ".join(text.split())
        assert "Xưởng May Ví Dụ" in flat
        assert "Quét khi vào" in flat
        assert "Scan on entry" in flat
    assert [each.label for each in found] == ["Cổng chính", "Cửa A"]
    assert "Chuyền 3 #dấu *sao* @ma" in " ".join(answered[1].split()), "a name is never read as markup"


LONG = "Công ty trách nhiệm hữu hạn một thành viên sản xuất thương mại dịch vụ may mặc xuất nhập khẩu Ví Dụ Bắc Giang số 2 cơ sở 3"


@pytest.mark.parametrize("name", ["M" * 120, LONG])
def test_a_long_name_stays_on_one_page(name: str) -> None:
    from truyvet.venues.posters import Poster, posters_pdf

    text = "https://truyvet.example.gov.vn/d/" + "A" * 190
    place = "Khu vực ăn uống tầng hai · Cửa số mười hai phía đông"
    page = Poster(text, name[:120], "Phường Thị trấn Ví Dụ Rất Dài", place, "AB12-CD34", "01/08/2021")
    made = posters_pdf([page], at=datetime.fromisoformat("2021-05-31T01:00:00+00:00"), printed="31/05/2021")
    (image,) = pages(made)
    (code,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    assert code.text == text
    assert millimetres(image, code) == pytest.approx((150, 150), abs=2)


def test_a_poster_with_a_stain_is_still_read(keeper: Keeper, house_clock: datetime) -> None:
    (image,) = pages(keeper.client.get(f"/co-so/{keeper.code}/ma/in/").content)
    (code,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    at = code.position
    x, y = (at.top_left.x + at.bottom_right.x) // 2, (at.top_left.y + at.bottom_right.y) // 2
    image = image.copy()
    image[y - 60 : y + 60, x - 60 : x + 60] = 128
    assert [each.text for each in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)] == [code.text]


def test_a_screen_is_given_an_hour_of_codes(keeper: Keeper, now: datetime, house_clock: datetime) -> None:
    posting = keeper.posting()
    screen = actions.add_entrance(
        by=keeper.by, now=now, event_id=uuid.uuid4(), posting=posting, place=posting.venue_code, label="Sảnh", kind="screen"
    )
    assert keeper.client.get(f"/co-so/{keeper.code}/man-hinh/{screen}/").status_code == 200
    answer = keeper.client.get(f"/co-so/{keeper.code}/man-hinh/{screen}/ma/")
    assert answer["Cache-Control"] == "no-store"
    answered = answer.json()
    assert len(answered["codes"]) == 60
    public, seconds = keyring.public_keys(now), int(now.timestamp())
    assert answered["codes"][0]["from"] <= answered["now"] < answered["codes"][0]["until"]
    for one, two in zip(answered["codes"], answered["codes"][1:], strict=False):
        assert one["until"] == two["from"]
    for code in (answered["codes"][0], answered["codes"][-1]):
        posted = read_venue(code["text"].partition(VENUE_PATH)[2], now=code["from"], keys=public)
        assert posted.screen
        assert posted.expires == code["until"]
        read_venue(code["text"].partition(VENUE_PATH)[2], now=code["until"] + MAX_CLOCK_SKEW_S, keys=public)
    assert seconds - answered["codes"][0]["from"] < 60
    assert keeper.client.get(f"/co-so/{keeper.code}/ma/{screen}/in/").status_code == 404, "a code that changes is not printed"
