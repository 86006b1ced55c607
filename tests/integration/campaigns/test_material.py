"""Material from the form to the printed sheet, whose code is read back; versions that expire; the calendar of loudspeakers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TODAY
from tests.pictures import codes, pdf_pages
from tests.unit.campaigns.test_texts import TEXT

from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.materials import purge_materials, write_material
from truyvet.campaigns.models import LoudspeakerTurn, Material, MaterialVersion
from truyvet.campaigns.queries.materials import VersionRow
from truyvet.campaigns.rules.source_text import MAX_POINT_LETTERS, MAX_POINTS, MAX_TITLE_LETTERS, MaterialRefused, SourceText, VersionState
from truyvet.campaigns.sheet_pdf import Sheet, sheet_pdf
from truyvet.core.idempotency import IdempotencyConflict

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
SCOPE = Scope("information_department", ("24/",), TODAY)
BY = By.system("test")
DOTS_AT_2_M = 40
"""Dots an inch: a telephone's 4,000 pixels over the 2.5 m that its camera sees at a distance of 2 m."""


def source(**more: object) -> SourceText:
    return replace(TEXT, **{"first": TODAY, "last": TODAY + timedelta(days=7), **more})  # type: ignore[arg-type]


def typed(text: SourceText) -> dict[str, str]:
    return {
        "event_id": str(uuid.uuid4()), "issuer": text.issuer, "title_vi": text.title_vi, "title_en": text.title_en,
        "points_vi": "\r\n".join(text.points_vi), "points_en": "\r\n".join(text.points_en), "phone": text.phone, "link": text.link,
        "first": text.first.isoformat(), "last": text.last.isoformat(),
    }  # fmt: skip


def words(pdf: bytes) -> str:
    import pypdfium2

    return " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize("sheet", list(Sheet))
def test_a_sheet_of_the_longest_text_is_one_page_and_its_code_reads_at_two_metres(sheet: Sheet, now: datetime) -> None:
    full = tuple(("Người từ vùng dịch về " * 9)[:MAX_POINT_LETTERS].strip() for _ in range(MAX_POINTS))
    text = source(title_vi="Ẩm ướt" * 11 + " hết", title_en="W" * MAX_TITLE_LETTERS, points_vi=full, points_en=full)
    for state in (VersionState.IN_FORCE, VersionState.EXPIRED):
        pdf = sheet_pdf(VersionRow(1, text, state), sheet, at=now)
        (page,) = pdf_pages(pdf, DOTS_AT_2_M)
        assert set(codes(page)) == {text.link}
        assert ("HẾT HẠN" in words(pdf)) is (state is VersionState.EXPIRED)
        assert text.phone in words(pdf)


def test_written_once_shown_in_all_forms_and_replaced_by_a_new_version(client_for: Callable[..., Client], house_clock: datetime) -> None:
    department, form = client_for("information_department", "24"), typed(source())
    assert department.get("/truyen-thong/").status_code == 200
    wrong = department.post("/truyen-thong/viet/", {**form, "link": "http://x"})
    assert wrong.status_code == 422 and "https://" in wrong.content.decode()
    made = department.post("/truyen-thong/viet/", form)
    again = department.post("/truyen-thong/viet/", form)
    assert made["Location"] == again["Location"] and Material.objects.count() == 1
    other = department.post("/truyen-thong/viet/", {**form, "phone": "113"})
    assert other.status_code == 422 and MaterialVersion.objects.count() == 1
    page = department.get(made["Location"]).content.decode()
    assert TEXT.title_vi in page and "chưa được xác nhận" in page and TEXT.title_en in page
    code = Material.objects.get().code
    pdf = department.get(f"/truyen-thong/{code}/1/a4/")
    assert pdf["Content-Type"] == "application/pdf" and TEXT.title_vi in words(pdf.content)
    assert department.get(f"/truyen-thong/{code}/1/a5/").status_code == 404
    assert department.post(f"/truyen-thong/{code}/ban-moi/", typed(source(title_vi="Lời mới"))).status_code == 302
    assert "ĐÃ CÓ BẢN MỚI" in words(department.get(f"/truyen-thong/{code}/1/a4/").content)
    assert "Lời mới" in department.get(f"/man-hinh/{code}/").content.decode()


def test_the_public_screen_is_for_everybody_and_says_that_it_expired(
    db: None, units: dict[str, int], client: Client, house_clock: datetime
) -> None:
    code = write_material(by=BY, now=house_clock, scope=SCOPE, event_id=uuid.uuid4(), text=source(last=TODAY))
    assert 'role="alert" hidden' in client.get(f"/man-hinh/{code}/").content.decode()
    MaterialVersion.objects.update(valid_from=TODAY - timedelta(days=2), valid_until=TODAY - timedelta(days=1))
    assert " data-expired>" in client.get(f"/man-hinh/{code}/").content.decode()
    MaterialVersion.objects.update(valid_from=TODAY + timedelta(days=1), valid_until=TODAY + timedelta(days=1))
    assert client.get(f"/man-hinh/{code}/").status_code == 404
    assert client.get("/man-hinh/ABCDEFGH/").status_code == 404


def test_turns_are_planned_once_played_once_and_counted_by_hamlet(
    client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime
) -> None:
    code = write_material(by=BY, now=house_clock, scope=SCOPE, event_id=uuid.uuid4(), text=source())
    department, commune = client_for("information_department", "24"), client_for("commune_officer", "07783")
    plan = {
        "commune": str(units["07783"]), "hamlets": "My Điền 1\nMy Điền 2", "first": TODAY.isoformat(),
        "last": (TODAY + timedelta(days=1)).isoformat(), "times": "5:30, 17:00",
    }  # fmt: skip
    assert department.post(f"/truyen-thong/{code}/lich/", {**plan, "times": "17:00"}).status_code == 422
    for _ in range(2):
        assert department.post(f"/truyen-thong/{code}/lich/", plan).status_code == 302
    assert LoudspeakerTurn.objects.count() == 8
    page = commune.get("/loa/").content.decode()
    assert page.count("My Điền 1") >= 2 and TEXT.title_vi in page
    turn = LoudspeakerTurn.objects.filter(day=TODAY).order_by("pk")[0]
    later = LoudspeakerTurn.objects.filter(day__gt=TODAY)[0]
    for each in (turn, turn, later):
        assert commune.post(f"/loa/{each.pk}/da-phat/").status_code == 302
    turn.refresh_from_db(), later.refresh_from_db()
    assert turn.played_at is not None and turn.played_by is not None and later.played_at is None
    assert client_for("commune_officer", "07444").post(f"/loa/{turn.pk}/da-phat/").status_code == 404
    assert turn.played_by.display in commune.get("/loa/").content.decode()
    record = department.get(f"/truyen-thong/{code}/").content.decode()
    assert "My Điền 2" in record
    assert all(commune.get(f"/loa/?ngay={day}").status_code == 200 for day in ("không", "0001-01-01", "9999-12-31"))


def test_the_calendar_costs_the_same_queries_for_one_row_and_for_three(
    client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    commune, counts = client_for("commune_officer", "07783"), []
    for many in (1, 2):
        for _ in range(many):
            code = write_material(by=BY, now=house_clock, scope=SCOPE, event_id=uuid.uuid4(), text=source())
            material = Material.objects.get(code=code)
            LoudspeakerTurn.objects.create(material=material, unit_id=units["07783"], hamlet="Thôn Ba", day=TODAY, at="05:30")
        with CaptureQueriesContext(connection) as queries:
            assert commune.get("/loa/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_same_event_with_other_words_is_refused_and_old_material_goes(db: None, units: dict[str, int], house_clock: datetime) -> None:
    event = uuid.uuid4()
    write_material(by=BY, now=house_clock, scope=SCOPE, event_id=event, text=source())
    with pytest.raises(IdempotencyConflict):
        write_material(by=BY, now=house_clock, scope=SCOPE, event_id=event, text=source(phone="113"))
    with pytest.raises(MaterialRefused):
        write_material(by=BY, now=house_clock, scope=SCOPE, event_id=uuid.uuid4(), text=source(last=date(2020, 1, 1)))
    kept = house_clock + timedelta(days=7 + 730)
    assert purge_materials(by=BY, now=kept) == 0
    assert purge_materials(by=BY, now=kept + timedelta(days=1)) == 1
    assert not MaterialVersion.objects.exists()
