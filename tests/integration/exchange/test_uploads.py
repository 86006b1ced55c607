"""The page of imports from upload to rejects: mapped by a person, done by the worker, seen by nobody else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from truyvet.audit.models import AuditRow
from truyvet.exchange.jobs import uploads
from truyvet.exchange.models import ImportJob, ImportUpload, SavedMapping
from truyvet.exchange.retention import purge_uploads
from truyvet.people.models import Person

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
NEW = "/nhap-du-lieu/tep-moi/"
PEOPLE = (
    "Mã,Họ tên,Năm sinh,Giới tính,SĐT,Xã,Ghi chú\n1,Lê Văn Ba,1980,Nam,0912000111,Xã Tăng Tiến,a\n2,Lê Thị Tư,19,Nữ,0912000112,07783,b\n"
)


def send(client: Client, kind: str, name: str, content: bytes) -> str:
    """Uploads a file; the address of its page."""
    answer = client.post(NEW, {"kind": kind, "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def fields(client: Client, address: str) -> dict[str, str]:
    """The form as the page shows it: what somebody who only presses the button sends."""
    return shown(client.get(address).content.decode())


def shown(page: str) -> dict[str, str]:
    found = {}
    for name, _, options in re.findall(r'<select name="((?:cot|tu)_\w+|\w+)"([^>]*)>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    typed = re.findall(r'<input type="(?:hidden|text|number)" name="(\w+)"(?: value="([^"]*)")?', page)
    return found | {name: unescape(value) for name, value in typed}


@pytest.fixture
def tracer(client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime) -> Client:
    return client_for("tracer", "24")


def work(now: datetime) -> None:
    while uploads.import_next_upload(now):
        pass


def test_a_file_is_mapped_imported_mended_and_imported_again(tracer: Client, now: datetime) -> None:
    address = send(tracer, "people", "Danh sách.csv", PEOPLE.encode())
    page = tracer.get(address).content.decode()
    told = shown(page)
    assert [told[f"cot_{n}"] for n in range(7)] == ["person_id", "name", "birth_year", "gender", "phone", "commune", ""]
    assert "Lê Văn Ba" in page and not Person.objects.exists()
    asked = tracer.post(address, {**told, "do": "start"})
    assert asked.status_code == 422 and "Từ trong tệp" in asked.content.decode() and ImportUpload.objects.get().state == "draft"
    told = shown(asked.content.decode())
    words = sorted(value for name, value in told.items() if name.startswith("tu_"))
    assert words == ["07789", "f", "m"]
    started = tracer.post(address, {**told, "do": "start", "mapping_name": "Mẫu của huyện"})
    assert started.status_code == 302 and "Đang chờ" in tracer.get(address).content.decode()
    work(now)
    upload = ImportUpload.objects.get()
    job = ImportJob.objects.get()
    assert (upload.state, job.read, job.accepted, job.rejected, job.duplicate) == ("done", 2, 1, 1, 0)
    assert Person.objects.get().commune.code == "07789"
    page = tracer.get(address, follow=True).content.decode()
    assert "Ghi chú" in page and "số nguyên" in page and "Lê Thị Tư" not in page and "birth_year" not in page
    rejected = tracer.get(f"{address}dong-bi-loai/").content
    book = load_workbook(io.BytesIO(rejected))
    rows = [[cell.value for cell in row] for row in book.active]
    assert (
        rows[0][:5] == ["rejected_row", "rejected_column", "rejected_reason", "Mã", "Họ tên"]
        and rows[1][0] == "2"
        and rows[1][7] == "0912000112"
    )
    book.active["F2"] = "1982"
    mended = io.BytesIO()
    book.save(mended)
    again = send(tracer, "people", "dong-bi-loai.xlsx", mended.getvalue())
    told = shown(tracer.post(again, {"do": "use", "saved": "Mẫu của huyện"}).content.decode())
    assert tracer.post(again, {**told, "do": "start"}).status_code == 302
    work(now)
    job = ImportJob.objects.latest("pk")
    assert (job.read, job.accepted, job.rejected) == (1, 1, 0) and Person.objects.count() == 2
    actions = set(AuditRow.objects.values_list("action", flat=True))
    assert {"exchange.upload", "exchange.start_upload", "exchange.download_rejects", "exchange.save_mapping"} <= actions


def test_the_file_is_sealed_and_goes_after_a_day(tracer: Client, now: datetime) -> None:
    address = send(tracer, "people", "Nguyễn Văn Bí Mật.csv", PEOPLE.encode())
    row = ImportUpload.objects.get()
    assert "Lê" not in row.content and "Bí Mật" not in repr(vars(row)) and row.content[:5] == "gAAAA"
    assert purge_uploads(now + timedelta(hours=23)) == 0 and purge_uploads(now + timedelta(hours=25)) == 1
    assert tracer.get(address).status_code == 404


def test_nobody_else_sees_a_row(tracer: Client, client_for: Callable[..., Client], now: datetime) -> None:
    address = send(tracer, "people", "p.csv", PEOPLE.encode())
    told = shown(tracer.post(address, {**fields(tracer, address), "do": "start"}).content.decode())
    tracer.post(address, {**told, "do": "start"})
    work(now)
    job = ImportJob.objects.get().pk
    for role, status in (("tracer", 404), ("tracing_lead", 404), ("information_department", 404), ("admin", 403)):
        other = client_for(role, "24")
        assert other.get(address).status_code == status and other.get(f"{address}dong-bi-loai/").status_code == status
        page = other.get(f"/nhap-du-lieu/{job}/").content.decode()
        assert "số nguyên" in page and "Ghi chú" not in page and "Lê" not in page
        assert other.get(f"/nhap-du-lieu/{job}/dong-bi-loai/").status_code == (403 if role == "admin" else 200)
    assert AuditRow.objects.filter(action="exchange.open_rejects", subject=f"import:{job}").count() == 3


def test_the_stored_side_of_a_conflict_shows_code_and_fields(tracer: Client, now: datetime) -> None:
    for text in ("person_id,name\n1,Ngô Văn Một\n", "person_id,name\n1,Lý Văn Hai\n"):
        address = send(tracer, "people", "p.csv", text.encode())
        assert tracer.post(address, {**fields(tracer, address), "do": "start"}).status_code == 302
        work(now)
    job, known = ImportJob.objects.latest("pk"), Person.objects.get()
    page = tracer.get(f"/nhap-du-lieu/{job.pk}/dong-bi-loai/").content.decode()
    assert f"{known.code} (name)" in page and "Ngô Văn" not in page and "Lý Văn" not in page


def test_ids_of_two_communes_do_not_meet(tracer: Client, now: datetime) -> None:
    for commune, name in (("07783", "Ngô Văn Một"), ("07801", "Lý Văn Hai")):
        address = send(tracer, "people", "p.csv", f"person_id,name\n1,{name}\n".encode())
        assert tracer.post(address, {**fields(tracer, address), "do": "start", "ids_of": commune}).status_code == 302
        work(now)
    assert sorted(Person.objects.values_list("name", "identifiers__value")) == [
        ("Lý Văn Hai", "import.07801:1"), ("Ngô Văn Một", "import.07783:1"),
    ]  # fmt: skip


def test_a_killed_worker_s_file_goes_on_and_one_that_kills_is_stopped(
    tracer: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(tracer, "people", "p.csv", b"person_id\n" + b"a\nb\nc\nd\ne\n")
    tracer.post(address, {**fields(tracer, address), "do": "start"})
    whole = uploads._order
    monkeypatch.setattr(uploads, "_order", lambda upload, path: replace(whole(upload, path), batch=2))
    monkeypatch.setattr(uploads, "MAX_TURN_S", -1.0)
    assert uploads.import_next_upload(now) == 1
    assert (ImportJob.objects.get().read, ImportUpload.objects.get().state) == (2, "running")
    assert 'value="2" max="5"' in tracer.get(address).content.decode()
    ImportUpload.objects.update(attempts=uploads.MAX_ATTEMPTS)
    assert uploads.import_next_upload(now) == 1
    assert "Đã dừng sau dòng 2" in tracer.get(address).content.decode()
    assert tracer.post(address, {"do": "continue"}).status_code == 302
    monkeypatch.undo()
    work(now)
    job = ImportJob.objects.get()
    assert (job.state, job.read, job.accepted) == ("done", 5, 5)


@pytest.mark.parametrize(("told", "words"), [
    ({"cot_1": "person_id"}, "Hai cột cùng được chọn là một"), ({"cot_0": ""}, "Chưa cột nào được chọn là: Mã người"),
    ({"source": "Sở Y tế"}, "Tối đa 24 chữ thường"),
])  # fmt: skip
def test_a_mapping_that_cannot_be_is_shown_again(tracer: Client, told: dict[str, str], words: str) -> None:
    address = send(tracer, "people", "p.csv", PEOPLE.encode())
    answer = tracer.post(address, {**fields(tracer, address), **told, "do": "start"})
    assert answer.status_code == 422 and words in answer.content.decode() and ImportUpload.objects.get().state == "draft"


def test_a_title_above_the_header_and_times_of_excel(tracer: Client, now: datetime, units: dict[str, int]) -> None:
    book = Workbook()
    for row in (["DANH SÁCH CA"], [], ["Mã", "Khởi phát"], ["a", datetime(2021, 5, 29, 7)], ["b", "29/05/2021"]):  # noqa: DTZ001 - as Excel has it
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    address = send(tracer, "cases", "c.xlsx", content.getvalue())
    told = shown(tracer.post(address, {**fields(tracer, address), "do": "show", "header_row": "3"}).content.decode())
    assert (told["cot_0"], told["cot_1"]) == ("person_id", "onset")
    told |= {"create_people": "on", "date_format": "dd/mm/yyyy | dd/mm/yyyy hh:mm | dd/mm/yyyy hh:mm:ss"}
    assert tracer.post(address, {**told, "do": "start"}).status_code == 302
    work(now)
    assert ImportJob.objects.get().accepted == 2


@pytest.mark.parametrize(("name", "content"), [("p.xlsx", b"no workbook"), ("p.csv", b"\x00\xff\xfe"), ("p.csv", b"")])
def test_a_file_that_is_none_says_so(tracer: Client, name: str, content: bytes) -> None:
    answer = tracer.post(NEW, {"kind": "people", "file": SimpleUploadedFile(name, content)}, follow=True)
    page = answer.content.decode()
    assert "Chưa xem được tệp" in page or "Chưa nhận được tệp" in page or "rỗng" in page


def test_what_is_no_table_or_too_large_is_not_kept(tracer: Client, client_for: Callable[..., Client], settings: object) -> None:
    assert tracer.post(NEW, {"kind": "people", "file": SimpleUploadedFile("p.exe", b"MZ")}).status_code == 422
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000  # type: ignore[attr-defined]
    answer = tracer.post(NEW, {"kind": "people", "file": SimpleUploadedFile("p.csv", b"x" * 2_000)})
    assert answer.status_code == 422 and "Chưa nhận được tệp" in answer.content.decode()
    assert tracer.post(NEW, {"kind": "places", "file": SimpleUploadedFile("p.csv", b"code\n1\n")}).status_code == 422
    assert client_for("tracer", "07783").post(NEW, {"kind": "people", "file": SimpleUploadedFile("p.csv", b"a\n1\n")}).status_code == 422
    assert not ImportUpload.objects.exists()


def test_a_saved_mapping_is_sealed(tracer: Client) -> None:
    address = send(tracer, "people", "p.csv", "person_id,Lê Văn Ba\n1,x\n".encode())
    assert tracer.post(address, {**fields(tracer, address), "do": "start", "mapping_name": "x"}).status_code == 302
    assert "Lê" not in SavedMapping.objects.get().settings


def test_constant_statements(tracer: Client, now: datetime) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted: Sequence[int] = []
    for _ in range(2):
        send(tracer, "people", "p.csv", PEOPLE.encode())
        with CaptureQueriesContext(connection) as statements:
            assert tracer.get("/nhap-du-lieu/").status_code == 200
        counted = [*counted, len(statements)]
    assert counted[0] == counted[1]
