"""A day from the first report to the closed sum: late ones join as revisions, nothing missing is zero, nobody waits."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import openpyxl
import pytest
from tests.integration.reports.conftest import BY, DAY, PROVINCE, QUIET, Submit, at

from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.models import CountedDay, UnitFigure
from truyvet.messaging.models import Message
from truyvet.places.queries import communes, unit_by_code
from truyvet.reports.actions.closures import ClosureEntry, approve_changes, close_day
from truyvet.reports.actions.reminders import remind_reporters, urge_reporters
from truyvet.reports.actions.set_up import DutyEntry, add_body, ask_reports, set_duty, set_recipients
from truyvet.reports.actions.submission import ReportEntry, return_report, submit_report
from truyvet.reports.documents import reported_day
from truyvet.reports.jobs.documents import sign_reports
from truyvet.reports.models import ClosureRevision, DailyReport, SignedReport
from truyvet.reports.outputs.data_values import ADX, adx_xml, data_values_json
from truyvet.reports.outputs.workbook import workbook
from truyvet.reports.queries.report_file import ClosureFile, closure_file
from truyvet.reports.queries.report_table import ReportTable, report_table
from truyvet.reports.rules.report_states import ReportAbsent, ReportChanged, ReportRefused
from truyvet.reports.rules.report_status import ReportStatus
from truyvet.reports.rules.report_totals import sum_of, total_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db


def table(code: str = "24", *, minute: int = 30) -> ReportTable:
    unit = unit_by_code(PROVINCE, code, DAY)
    assert unit is not None
    return report_table(PROVINCE, unit, DAY, at(14, minute))


def closed(code: str = "24") -> ClosureFile:
    unit = unit_by_code(PROVINCE, code, DAY)
    assert unit is not None
    found = closure_file(PROVINCE, unit, DAY)
    assert found is not None
    return found


def close(code: str = "24", **more: object) -> int:
    entry = ClosureEntry(more.pop("event_id", None) or uuid.uuid4(), code, DAY, "https://truyvet.example/bao-cao")  # type: ignore[arg-type]
    return close_day(by=BY, now=at(14, 55), scope=PROVINCE, entry=entry)


def count(measure: str, unit: int, value: int) -> None:
    when = at(12)
    CountedDay.objects.get_or_create(measure=measure, day=DAY, defaults={"first_counted_at": when, "last_counted_at": when})
    UnitFigure.objects.create(measure=measure, day=DAY, unit_id=unit, value=value, counted_at=when)


def test_a_late_report_and_a_correction_join_the_closed_day_as_revisions(submit: Submit) -> None:
    submit("07783", cases_new=2, cases_open=5)
    submit("07801", cases_new=1, cases_open=1)
    expected = table().expected
    event = uuid.uuid4()
    assert close("222") == table("222").expected - 2
    assert close(event_id=event) == close(event_id=event) == expected - 2
    with pytest.raises(ReportRefused, match="closed_already"):
        close()
    first = closed()
    assert first.last.sums["cases_new"] == 3 and first.last.counted["cases_new"] == 2
    # A figure that nobody said is in no sum: missing is never zero.
    assert "population" not in first.last.sums and len(first.missing) == expected - 2
    assert submit("07444", now=at(15, 10), cases_new=4, cases_open=4) == 1
    assert submit("07783", now=at(15, 20), number=1, cases_new=3, cases_open=5) == 2
    found = closed()
    assert [line.number for line in found.lines] == [1, 2, 3] and found.lines[0].sums == first.last.sums
    assert found.last.sums["cases_new"] == 8 and found.last.reported == 3
    assert [(each.before, each.after) for each in found.last.changes if each.code == "cases_new"] == [(7, 8)]
    # Nobody has opened the day again: the approved revision is the first one.
    assert (found.number, found.approved_number, found.changed_units) == (3, 1, 2) and found.changed_figures == 5 - 3
    assert len(found.still_missing) == expected - 3 and len(found.joined_later) == 1
    approve_changes(by=BY, now=at(16), scope=PROVINCE, unit="24", day=DAY, number=3)
    with pytest.raises(ReportChanged):
        approve_changes(by=BY, now=at(16), scope=PROVINCE, unit="24", day=DAY, number=2)
    assert closed().approved_number == 3
    # The district has only its own children, and its sum is theirs.
    district = [row.figures for row in DailyReport.objects.filter(unit__path__startswith="24/222/")]
    assert closed("222").last.sums == total_of(district).sums


def test_a_province_is_the_sum_of_its_districts_and_every_revision_can_be_made_again(submit: Submit) -> None:
    for unit, new in (("07783", 1), ("07801", 2), ("07444", 3)):
        submit(unit, cases_new=new, cases_open=new)
    close()
    submit("07783", now=at(15, 5), number=1, cases_new=7, cases_open=7, reason="sửa")
    totals = [table(child.unit.code).total for child in table().children]
    assert sum_of(totals) == table().total
    unit = unit_by_code(PROVINCE, "24", DAY)
    assert unit is not None
    for revision in ClosureRevision.objects.order_by("pk"):
        made = reported_day(PROVINCE, unit.id, DAY, revision.pk)
        again = total_of(row.figures for row in made.rows if row.figures is not None)
        assert again.sums == revision.sums and again.counted == revision.counted and again.reported == revision.reported


def test_what_the_house_counted_is_changed_only_with_a_reason_and_both_are_kept(submit: Submit, units: dict[str, int]) -> None:
    count("cases.confirmed", units["07783"], 3)
    with pytest.raises(ReportRefused, match="reason: no_reason_given"):
        submit("07783", cases_new=2, cases_open=3)
    with pytest.raises(ReportRefused, match="not_quiet"):
        submit("07783", quiet=True)
    with pytest.raises(ReportRefused, match="contacts_found: impossible"):
        submit("07783", cases_new=3, cases_open=3, contacts_found=-1)
    assert submit("07783", cases_new=2, cases_open=3, reason="một ca ghi trùng") == 1
    revision = DailyReport.objects.get().revisions.get()  # type: ignore[attr-defined]
    assert revision.known["cases_new"] == 3 and revision.figures["cases_new"] == 2 and revision.reason == "một ca ghi trùng"


def test_nothing_new_is_one_press_and_standing_figures_go_on(submit: Submit, units: dict[str, int]) -> None:
    yesterday = LocalDay.of_number(DAY.number - 1)
    with pytest.raises(ReportRefused, match="not_quiet"):
        submit("07783", quiet=True)
    submit("07783", now=at(13) - timedelta(days=1), day=yesterday, quarantine_home=12, cases_open=1)
    assert submit("07783", quiet=True) == 1
    assert DailyReport.objects.get(day=DAY).figures["quarantine_home"] == 12
    event = uuid.uuid4()
    assert submit("07801", event_id=event) == submit("07801", event_id=event) == 1
    with pytest.raises(IdempotencyConflict):
        submit("07801", event_id=event, cases_open=9)


def test_who_may_not_and_what_cannot_be_is_refused(submit: Submit, units: dict[str, int]) -> None:
    with pytest.raises(ReportRefused, match="future_day"):
        submit("07783", day=LocalDay.of_number(DAY.number + 1))
    with pytest.raises(ReportRefused, match="no_period"):
        submit("07783", day=LocalDay(2021, 4, 30), now=at(13) - timedelta(days=1))
    with pytest.raises(ReportRefused, match="too_old"):
        submit("07783", day=LocalDay(2021, 4, 1))
    submit("07783")
    with pytest.raises(ReportChanged):
        submit("07783")
    commune = Scope("commune_officer", ("24/222/07801/",), DAY)
    with pytest.raises(ReportAbsent):
        return_report(by=BY, now=at(14), scope=commune, unit="07783", body="", day=DAY, number=1, remark="sai")
    return_report(by=BY, now=at(14), scope=PROVINCE, unit="07783", body="", day=DAY, number=1, remark="thiếu số mẫu")
    assert table().counts[ReportStatus.RETURNED] == 1 and table().total.reported == 1
    assert submit("07783", number=1, now=at(14, 20)) == 2
    assert table().counts[ReportStatus.SUBMITTED] == 1


def test_late_ones_stand_first_with_the_number_of_who_is_on_duty_and_are_reminded_once(submit: Submit) -> None:
    for rank, name, phone in ((1, "Lê Thay", "0912000002"), (0, "Trần Trực", "0912000001")):
        set_duty(by=BY, now=at(8), scope=PROVINCE, entry=DutyEntry("07801", name, phone, rank, DAY, DAY))
    submit("07783")
    found = report_table(PROVINCE, table("222").unit, DAY, at(13, 59))
    assert not found.counts[ReportStatus.LATE]
    late = table("222")
    assert late.counts[ReportStatus.LATE] == late.expected - 1 and late.page.rows[-1].reporter.unit_code == "07783"
    line = next(each for each in late.page.rows if each.reporter.unit_code == "07801")
    assert [call.name for call in line.calls] == ["Trần Trực", "Lê Thay"]
    machine = By.system("reports")
    assert remind_reporters(by=machine, now=at(13, 29)) == 0
    assert remind_reporters(by=machine, now=at(13, 31)) == 1 and remind_reporters(by=machine, now=at(13, 32)) == 0
    assert remind_reporters(by=machine, now=at(13, 50)) == 1 and remind_reporters(by=machine, now=at(14)) == 0
    assert set(Message.objects.values_list("to_address", flat=True)) == {"+84912000001"}
    event = uuid.uuid4()
    sent = urge_reporters(by=BY, now=at(14, 5), scope=PROVINCE, event_id=event, unit="222", day=DAY)
    assert sent == urge_reporters(by=BY, now=at(14, 5), scope=PROVINCE, event_id=event, unit="222", day=DAY) == (1, late.expected - 2)
    assert Message.objects.count() == 3


def test_a_closed_day_goes_out_once_and_in_every_form(submit: Submit) -> None:
    set_recipients(by=BY, now=at(8), scope=PROVINCE, unit="24", addresses=("ubnd@example.org", "ubnd@example.org", "cdc@example.org"))
    hospital = add_body(by=BY, now=at(8), scope=PROVINCE, unit="07783", name="Bệnh viện Ví Dụ", first_day=DAY)
    submit("07783", cases_new=2, cases_open=2)
    submit("07783", body=hospital, cases_new=1, cases_open=1)
    submit("07801", cases_new=4, cases_open=4)
    event = uuid.uuid4()
    close(event_id=event)
    close(event_id=event)
    assert sorted(Message.objects.values_list("to_address", flat=True)) == ["cdc@example.org", "ubnd@example.org"]
    unit = table().unit
    made = reported_day(PROVINCE, unit.id, DAY)
    labels = {figure.code: figure.label["vi"] for figure in made.form.figures}
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(made, labels))).active
    column = 5 + list(labels).index("cases_new")
    last = 4 + len(made.rows)
    letters = sheet.cell(4, column).column_letter
    assert sheet.cell(2, column).value == f"=SUM({letters}5:{letters}{last})"
    assert sum(sheet.cell(row, column).value or 0 for row in range(5, last + 1)) == made.sums["cases_new"] == 7
    body = json.loads(data_values_json(made))
    assert body["period"] == "20210531" and body["dataSet"] == "TV_DAILY_REPORT"
    new = {each["orgUnit"]: each["value"] for each in body["dataValues"] if each["dataElement"] == "cases_new"}
    assert new == {"07783": "3", "07801": "4"}
    groups = ElementTree.fromstring(adx_xml(made)).findall(f"{{{ADX}}}group")
    assert [group.get("period") for group in groups] == ["2021-05-31/P1D"] * 2
    assert sign_reports(at(14, 56)) == 1 and sign_reports(at(14, 57)) == 0
    pdf = bytes(SignedReport.objects.get().pdf)
    touched = bytearray(pdf)
    # A byte of the comment on the second line: any reader still opens the file.
    touched[pdf.index(b"\n") + 3] ^= 1
    assert is_intact(pdf) and not is_intact(bytes(touched))


def is_intact(pdf: bytes) -> bool:
    """Whether the signature covers the whole file and nothing was changed."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    return bool(status.intact and status.valid)


def test_the_tree_of_2025_is_consolidated_without_a_district(units: dict[str, int]) -> None:
    day, now = LocalDay(2026, 5, 31), at(13).replace(year=2026)
    scope = Scope("province_officer", ("24/",), day)
    ask_reports(by=BY, now=now, scope=scope, unit="24", first_day=day)
    for place, unit in enumerate(communes(scope, "24/", day)[:3], 1):
        figures = {**QUIET, "cases_new": place, "cases_open": place}
        submit_report(by=BY, now=now, scope=scope, entry=ReportEntry(uuid.uuid4(), unit.code, "", day, 0, figures))
    close_day(by=BY, now=now, scope=scope, entry=ClosureEntry(uuid.uuid4(), "24", day))
    province = unit_by_code(scope, "24", day)
    assert province is not None
    found = report_table(scope, province, day, now)
    assert not found.children and found.total.sums["cases_new"] == 6 and found.closure is not None
    assert found.expected == len(communes(scope, "24/", day)) and not any(line.district for line in found.page.rows)


def test_what_waits_stands_in_the_queue_until_it_is_done(submit: Submit, client_for: Callable[..., Client]) -> None:
    commune, chair = client_for("commune_officer", "07783"), client_for("chair", "24")
    assert "Báo cáo hôm nay chưa gửi" in commune.get("/").content.decode()
    submit("07783")
    assert "Báo cáo hôm nay chưa gửi" not in commune.get("/").content.decode()
    page = chair.get("/", follow=True).content.decode()
    assert "Báo cáo hôm nay đã chốt" not in page
    assert "1 / 209" in page and "còn 208 nơi chưa báo cáo" in page
    close()
    assert "Báo cáo hôm nay đã chốt" in chair.get("/", follow=True).content.decode()


def test_the_table_costs_the_same_for_three_reporters_and_for_all(
    submit: Submit, client_for: Callable[..., Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    for unit in ("07783", "07801", "07444"):
        submit(unit)
    assert table().expected == 209
    page = client_for("province_officer", "24")
    page.get("/bao-cao/2021-05-31/24/")
    with django_assert_max_num_queries(18):
        answer = page.get("/bao-cao/2021-05-31/24/")
    assert "3 trên 209 nơi đã báo cáo, còn thiếu 206" in answer.content.decode()
    with django_assert_max_num_queries(18):
        page.get("/bao-cao/2021-05-31/24/?trang=5")
