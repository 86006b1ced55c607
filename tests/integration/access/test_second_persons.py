"""One administrator alone opens no name: roles with powers and resets wait for a second one (findings of 29 November, H1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from tests.conftest import NOW

from truyvet.access import actions, alarms
from truyvet.access.actions import AccountRefused
from truyvet.access.models import AccountRequest, Grant, Staff
from truyvet.access.rules import REQUEST_VALID_FOR, SIGNATURE_WAIT
from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("house_clock")]
REACH = Scope("admin", ("24/",), LocalDay.of(NOW))


def by(client: Client) -> By:
    return By(f"staff:{client.staff.pk}", "admin")  # type: ignore[attr-defined]


def invite(client: Client, staff: int) -> str:
    """The address of an invitation, "" when none was made."""
    found = re.search(r"/moi/[^<]+", client.post(f"/can-bo/{staff}/loi-moi/", follow=True).content.decode())
    return found.group() if found else ""


def ask(client: Client, username: str = "ao1", role: str = "tracing_lead") -> Staff:
    client.post("/can-bo/moi/", {"username": username, "display": "Người Ảo", "role": role, "unit": "24"})
    return Staff.objects.get(username=username)


def test_the_attack_of_one_administrator_ends_refused(client_for: Callable[..., Client]) -> None:
    attacker, _second = client_for("admin"), client_for("admin")
    invented = ask(attacker)
    assert not Grant.objects.filter(staff=invented).exists(), "the role waits"
    assert invite(attacker, invented.pk) == "", "who asked for the powers does not hand out the way in"
    request = AccountRequest.objects.get(staff=invented)
    attacker.post(f"/can-bo/{invented.pk}/yeu-cau/{request.pk}/", {"do": "approve"})
    assert not Grant.objects.filter(staff=invented).exists(), "and does not approve"
    # A harmless role first, a way in, and then the powers: they still wait.
    sleeper = ask(attacker, "ao2", "community_team")
    address = invite(attacker, sleeper.pk)
    password = "một câu khác dài và dễ nhớ"
    assert Client().post(address, {"password": password, "again": password}).status_code == 302
    attacker.post(f"/can-bo/{sleeper.pk}/vai-tro/", {"role": "tracing_lead", "unit": "24"})
    attacker.post(f"/can-bo/{sleeper.pk}/vai-tro/", {"role": "admin", "unit": "24"})
    assert set(Grant.objects.filter(staff=sleeper).values_list("role", flat=True)) == {"community_team"}
    with pytest.raises(AccountRefused):
        actions.add_grant(by=by(attacker), now=NOW, staff=sleeper.pk, role=actions_role("tracer"), unit_code="24", giver=REACH)
    assert AuditRow.objects.filter(action__in=("access.create_staff", "access.request_role"), actor=by(attacker).actor).count() == 4


def actions_role(value: str) -> object:
    from truyvet.core.role import Role

    return Role(value)


def test_an_account_in_use_is_not_taken_over_by_one(client_for: Callable[..., Client]) -> None:
    attacker, _second, lead = client_for("admin"), client_for("admin"), client_for("tracing_lead")
    victim: int = lead.staff.pk  # type: ignore[attr-defined]
    attacker.post(f"/can-bo/{victim}/dat-lai/")
    assert invite(attacker, victim) == ""
    request = AccountRequest.objects.get(staff=victim)
    attacker.post(f"/can-bo/{victim}/yeu-cau/{request.pk}/", {"do": "approve"})
    request.refresh_from_db()
    assert request.state == "waiting" and lead.get("/ca-benh/").status_code == 200, "the owner is still signed in"
    assert "Xin đặt lại mật khẩu" in lead.get("/").content.decode(), "and reads of it on the first page"
    assert "hãy từ chối ngay" in lead.get("/tai-khoan/").content.decode()
    stranger = client_for("tracer")
    assert stranger.post(f"/tai-khoan/yeu-cau/{request.pk}/tu-choi/").status_code == 404
    assert lead.post(f"/tai-khoan/yeu-cau/{request.pk}/tu-choi/").status_code == 302
    request.refresh_from_db()
    assert request.state == "refused"


def test_two_administrators_give_a_role_and_reset_lost_keys(client_for: Callable[..., Client]) -> None:
    first, second = client_for("admin"), client_for("admin")
    lan = ask(first, "lan.tv")
    request = AccountRequest.objects.get(staff=lan)
    assert "Xin cấp vai trò" in second.get("/").content.decode()
    assert "Xin cấp vai trò" not in first.get("/").content.decode()
    page = second.get(f"/can-bo/{lan.pk}/").content.decode()
    assert "Hãy gặp hoặc gọi chính người này" in page and "là chữ ký thứ hai từ" in page
    second.post(f"/can-bo/{lan.pk}/yeu-cau/{request.pk}/", {"do": "approve"})
    assert Grant.objects.get(staff=lan).role == "tracing_lead"
    assert invite(second, lan.pk)
    lead = client_for("tracing_lead")
    lost: int = lead.staff.pk  # type: ignore[attr-defined]
    first.post(f"/can-bo/{lost}/dat-lai/")
    second.post(f"/can-bo/{lost}/yeu-cau/{AccountRequest.objects.get(staff=lost).pk}/", {"do": "approve"})
    assert lead.get("/tai-khoan/")["Location"].startswith("/dang-nhap/"), "the session with the lost keys is over"
    assert invite(second, lost) and not invite(first, lost)
    rows = AuditRow.objects.filter(action="access.approve_request")
    assert {row.actor for row in rows} == {by(second).actor} and rows.count() == 2


def test_until_there_are_two_administrators_the_console_is_needed(client_for: Callable[..., Client], settings: object) -> None:
    settings.TRUYVET_DEMO = False  # type: ignore[attr-defined]
    alone = client_for("admin")
    page = alone.post("/can-bo/moi/", {"username": "x", "display": "X", "role": "tracer", "unit": "24"})
    assert "truyvet create-admin" in page.content.decode() and not Staff.objects.filter(username="x").exists()
    assert "Mới có một người quản trị" in alone.get("/can-bo/").content.decode()
    assert alarms.few_administrators(NOW) == "1/2"
    client_for("admin")
    assert alarms.few_administrators(NOW) == ""
    assert "Mới có một người quản trị" not in alone.get("/can-bo/").content.decode()


def test_a_request_is_decided_once_within_a_week_and_by_no_fresh_account(client_for: Callable[..., Client]) -> None:
    first, second = client_for("admin"), client_for("admin")
    request = AccountRequest.objects.get(staff=ask(first)).pk
    account = Staff.objects.filter(pk=second.staff.pk)  # type: ignore[attr-defined]
    account.update(signs_from=NOW + timedelta(seconds=1))
    codes = []
    for at in (NOW, NOW + REQUEST_VALID_FOR, NOW + timedelta(seconds=1), NOW + timedelta(seconds=1)):
        try:
            actions.decide_request(by=by(second), now=at, request=request, approve=True)
            codes.append("")
        except AccountRefused as refused:
            codes.append(refused.code)
    assert codes == ["fresh_account", "gone", "", "gone"]


def test_a_new_account_is_no_second_signature_for_a_day(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    from tests.second_person import confirm_as_second_person

    from truyvet.cases.actions import NewCase, ResultEntry, open_case
    from truyvet.cases.queries import case_file
    from truyvet.cases.rules import CaseDates, CaseRefused, ResultMethod, ResultOutcome
    from truyvet.people.actions import register_person
    from truyvet.people.values import NewPerson

    tracer, lead = client_for("tracer"), client_for("tracing_lead")
    Staff.objects.filter(pk=lead.staff.pk).update(signs_from=NOW + SIGNATURE_WAIT)  # type: ignore[attr-defined]
    told = NewPerson("Trần Thị Bưởi", 1990, "f", units["07783"], "", phones=())
    made = register_person(by=by(tracer), now=NOW, person=told)
    import uuid

    result = ResultEntry("XN-1", ResultMethod.PCR, ResultOutcome.POSITIVE, NOW - timedelta(hours=9))
    code = open_case(by=by(tracer), now=NOW, scope=REACH, entry=NewCase(uuid.uuid4(), made.person_id, CaseDates(), result=result)).code
    assert "nên bạn là người thứ hai được từ" in lead.get(f"/ca-benh/{code}/").content.decode()
    found = case_file(REACH, code)
    assert found is not None
    told_by = By(f"staff:{lead.staff.pk}", "tracing_lead")  # type: ignore[attr-defined]
    confirm = {"by": told_by, "scope": REACH, "code": code, "version": found.version, "result_id": found.results[0].id}
    with pytest.raises(CaseRefused) as refused:
        confirm_as_second_person(**confirm, now=NOW + SIGNATURE_WAIT - timedelta(seconds=1))  # type: ignore[arg-type]
    assert refused.value.code == "fresh_account"
    confirm_as_second_person(**confirm, now=NOW + SIGNATURE_WAIT)  # type: ignore[arg-type]


def test_closing_an_account_ends_its_sessions_for_good(client_for: Callable[..., Client]) -> None:
    tracer = client_for("tracer")
    for active in (False, True):
        actions.set_active(by=By.system("test"), now=NOW, staff=tracer.staff.pk, active=active)  # type: ignore[attr-defined]
    assert tracer.get("/tai-khoan/")["Location"].startswith("/dang-nhap/")
