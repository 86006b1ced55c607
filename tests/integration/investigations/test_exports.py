"""Lists taken out: deliberate, audited, without names unless asked and allowed, safe in a spreadsheet, readable on paper."""

from __future__ import annotations

import csv
import io
import unicodedata
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.integration.two_communes import HERE, PROVINCE, Outbreak, Side, both, outbreak

from truyvet.access.models import Staff
from truyvet.audit.models import AuditRow, Mention
from truyvet.audit.values import By
from truyvet.investigations.actions import decide
from truyvet.investigations.labels import VERDICTS
from truyvet.investigations.rules.runs import ContactVerdict

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.db
ASKED = {"purpose": "calls"}


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Outbreak:
    return outbreak(units, staff, now)


@pytest.fixture
def here(made: Outbreak) -> Side:
    return both(made)[0]


def body(answer: Answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type, return-value, attr-defined]


def rows_of(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(answer).decode("utf-8-sig"))))


def exported(client: Client, side: Side, kind: str, told: dict[str, str] | None = None, query: str = "") -> Answer:
    answer = client.post(f"/truy-vet/{side.run}/xuat/{kind}/{query}", told or ASKED)
    assert answer.status_code == 200, answer.content.decode()[-2_000:]
    return answer  # type: ignore[return-value]


def test_a_page_asks_first_and_nothing_leaves_without_a_purpose(client_for: Callable[..., Client], here: Side) -> None:
    tracer = client_for("tracer")
    page = tracer.get(f"/truy-vet/{here.run}/xuat/xlsx/").content.decode()
    assert "Xuất danh sách 2 người" in page
    answer = tracer.post(f"/truy-vet/{here.run}/xuat/xlsx/", {})
    assert answer.status_code == 422
    assert "Hãy chọn danh sách này dùng để làm gì" in answer.content.decode()
    assert not AuditRow.objects.filter(action="investigations.export").exists()


def test_csv_without_names(client_for: Callable[..., Client], here: Side) -> None:
    answer = exported(client_for("tracer"), here, "csv")
    assert answer["Content-Type"].startswith("text/csv")
    raw = body(answer)
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert {row["Mã hồ sơ"] for row in rows} >= {here.people["neighbour"]}
    for name in ("Họ và tên", "Điện thoại", "Địa chỉ", "Lý do kết luận"):
        assert {row[name] for row in rows} == {""}
    assert all("Nhà văn hoá Mận" in row["Vì sao"] and row["Vòng"] == "F1" and row["Số phút"] == "120" for row in rows)
    audited = AuditRow.objects.get(action="investigations.export")
    assert audited.subject == f"run:{here.run}"
    assert audited.facts["rows"] == 2
    assert audited.facts["names"] is False
    assert (audited.facts["kind"], audited.facts["purpose"], audited.facts["generation"]) == ("csv", "calls", 1)
    assert {row["Mã bản xuất"] for row in rows} == {audited.facts["mark"]}
    assert audited.facts["mark"] in answer["Content-Disposition"]
    assert not AuditRow.objects.exclude(purpose__startswith="result:").filter(action="people.open_identities").exists()


def test_names_are_opened_once_and_each_person_can_see_it(client_for: Callable[..., Client], here: Side) -> None:
    rows = rows_of(exported(client_for("tracer"), here, "csv", {**ASKED, "names": "on"}))
    mine = next(row for row in rows if row["Mã hồ sơ"] == here.people["neighbour"])
    assert mine["Họ và tên"] == here.secrets["neighbour name"]
    assert mine["Điện thoại"] == "'+84" + here.secrets["neighbour phone"]
    opened = AuditRow.objects.exclude(purpose__startswith="result:").get(action="people.open_identities")
    assert opened.purpose == f"case:{here.case}"
    assert Mention.objects.filter(row=opened, subject=f"person:{here.people['neighbour']}").exists()


def test_no_names_for_a_case_that_does_not_stand(client_for: Callable[..., Client], made: Outbreak) -> None:
    side = made.settle(HERE, "Mận", "1")
    made.meet(side, [side.ids["patient"], side.ids["neighbour"]])
    made.fall_ill(side, stands=False)
    made.trace(side)
    tracer = client_for("tracer")
    assert 'name="names"' not in tracer.get(f"/truy-vet/{side.run}/xuat/csv/").content.decode()
    raw = body(exported(tracer, side, "csv", {**ASKED, "names": "on"})).decode()
    assert side.people["neighbour"] in raw
    assert side.secrets["neighbour name"] not in raw
    assert side.secrets["neighbour phone"] not in raw


@pytest.mark.parametrize(("role", "unit", "status"), [
    ("tracer", "24", 200), ("tracing_lead", "24", 200), ("province_officer", "24", 200), ("district_officer", "222", 200),
    ("district_officer", "218", 404), ("commune_officer", HERE, 403), ("chair", "24", 403), ("auditor", "24", 403),
])  # fmt: skip
def test_who_exports(client_for: Callable[..., Client], here: Side, role: str, unit: str, status: int) -> None:
    client = client_for(role, unit)
    assert client.get(f"/truy-vet/{here.run}/xuat/csv/").status_code == status
    assert client.post(f"/truy-vet/{here.run}/xuat/csv/", ASKED).status_code == status
    absent = client.get("/truy-vet/TV-ABSENT/xuat/csv/").status_code
    assert absent == (403 if status == 403 else 404)


def test_an_officer_exports_only_whom_they_reach(client_for: Callable[..., Client], here: Side) -> None:
    rows = rows_of(exported(client_for("district_officer", "222"), here, "csv"))
    assert [row["Mã hồ sơ"] for row in rows] == [here.people["neighbour"]]


def test_filters_of_the_address_hold(client_for: Callable[..., Client], here: Side, made: Outbreak, now: datetime) -> None:
    by = By(f"staff:{made.first.pk}", "tracer")
    decide(
        by=by, now=now, scope=PROVINCE, event_id=uuid.uuid4(), run_code=here.run, person_code=here.people["neighbour"],
        verdict=ContactVerdict.REFUTED, reason="=HYPERLINK(\"http://x\")",
    )  # fmt: skip
    tracer = client_for("tracer")
    (row,) = rows_of(exported(tracer, here, "csv", {**ASKED, "names": "on"}, "?kl=refuted"))
    assert row["Kết luận"] == str(VERDICTS[ContactVerdict.REFUTED][0])
    assert row["Lý do kết luận"] == '\'=HYPERLINK("http://x")'
    assert AuditRow.objects.get(action="investigations.export").facts["verdict"] == "refuted"


def test_workbook_has_texts_only(client_for: Callable[..., Client], made: Outbreak) -> None:
    side = made.settle(HERE, "Mận", "1")
    made.person(side, "neighbour", "=cmd|' /C calc'!A0", "0914444444")
    made.meet(side, [side.ids["patient"], side.ids["neighbour"]])
    made.fall_ill(side)
    made.trace(side)
    tracer = client_for("tracer")
    sheet = load_workbook(io.BytesIO(body(exported(tracer, side, "xlsx", {**ASKED, "names": "on"})))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert sheet.title == side.run
    assert [cell.value for cell in sheet[1]][:3] == ["Thứ tự", "Mã hồ sơ", "Họ và tên"]
    assert any(cell.value == "=cmd|' /C calc'!A0" and cell.data_type == "s" for cell in cells)
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    (row,) = rows_of(exported(tracer, side, "csv", {**ASKED, "names": "on"}))
    assert row["Họ và tên"].startswith("'=")


def test_vietnamese_comes_whole_out_of_the_printed_list(client_for: Callable[..., Client], made: Outbreak) -> None:
    side = made.settle(HERE, "Mận", "1")
    name = "Đặng Thị Ỷ Nguyễn Hữu Quyềnh Ẵm Ộp Ữa ưỡn ngoẹo khuỷu"
    made.person(side, "neighbour", name, "0914444444")
    made.meet(side, [side.ids["patient"], side.ids["neighbour"]])
    made.fall_ill(side)
    made.trace(side)
    answer = exported(client_for("tracer", display="Trần Thị Lan"), side, "pdf", {**ASKED, "names": "on"})
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(body(answer)))
    (page,) = reader.pages
    text = " ".join(unicodedata.normalize("NFC", page.extract_text()).split())
    mark = AuditRow.objects.get(action="investigations.export").facts["mark"]
    for part in (name, side.people["neighbour"], "+84914444444", f"Người tiếp xúc của ca {side.case}", side.run, mark,
                 "Nhà văn hoá Mận", "Trang 1/1", "Trần Thị Lan xuất lúc 31/05/2021 08:00", "tính đến 31/05/2021 08:00",
                 "Định nghĩa: Định nghĩa mặc định của Truy Vết"):  # fmt: skip
        assert part in text, part
    width, height = page.mediabox.width, page.mediabox.height
    assert width > height, "A4 across"
    fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert all("Libertinus" in font for font in fonts), fonts


def test_a_long_list_streams_and_is_refused_on_paper(
    client_for: Callable[..., Client], here: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("truyvet.investigations.exports.log.MAX_PDF_ROWS", 1)
    monkeypatch.setattr("truyvet.investigations.exports.files.CHUNK_BYTES", 1)
    tracer = client_for("tracer")
    answer = tracer.post(f"/truy-vet/{here.run}/xuat/pdf/", ASKED)
    assert answer.status_code == 422
    assert "Danh sách quá dài để in" in answer.content.decode()
    streamed = exported(tracer, here, "csv")
    assert streamed.streaming
    assert len(list(streamed.streaming_content)) == 3  # type: ignore[attr-defined]


def test_a_run_without_an_answer_has_no_list(client_for: Callable[..., Client], here: Side, now: datetime) -> None:
    from truyvet.investigations.actions import request_run

    code = request_run(
        by=By.system("test"), now=now + timedelta(seconds=1), scope=PROVINCE, event_id=uuid.uuid4(), codes=(here.case,), name="default"
    )
    assert client_for("tracer").get(f"/truy-vet/{code}/xuat/csv/").status_code == 404
    assert client_for("tracer").get(f"/truy-vet/{here.run}/xuat/exe/").status_code == 404
