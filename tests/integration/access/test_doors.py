"""Staff doors, the accounts page and the audit page: who passes, and what they see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.conftest import NOW

from truyvet.access import actions
from truyvet.access.models import Grant, Staff
from truyvet.access.queries import account, accounts, grants_of
from truyvet.access.rules import roles_on, scope_of
from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.core.permission import Permission
from truyvet.core.role import Role

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("house_clock")]

BY = By.system("test")
TODAY = date(2021, 5, 31)
PROVINCE = Scope("admin", ("24/",), TODAY)


def views(resolver: URLResolver) -> list[Any]:
    found: list[Any] = []
    for entry in resolver.url_patterns:
        found += views(entry) if isinstance(entry, URLResolver) else [entry] if isinstance(entry, URLPattern) else []
    return found


def test_every_address_of_this_room_has_a_door() -> None:
    ours = [
        entry for entry in views(get_resolver()) if "truyvet.access" in entry.callback.__module__ or "allauth" in entry.callback.__module__
    ]
    assert len(ours) > 20
    for entry in ours:
        assert entry.callback.door in {"staff", "own", "open"}, entry.name
        if entry.callback.door == "staff":
            assert isinstance(entry.callback.permission, Permission)


def test_a_stranger_goes_to_the_sign_in_page(db: None) -> None:
    answer = Client().get("/can-bo/?tim=x")
    assert (answer.status_code, answer["Location"]) == (302, "/dang-nhap/?next=/can-bo/%3Ftim%3Dx")
    assert Client().get("/can-bo/", headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_other_roles_do_not_pass(client_for: Callable[..., Client], role: Role) -> None:
    unit = {"commune_officer": "07783", "district_officer": "222"}.get(role.value, "24")
    client = client_for(role.value, unit)
    assert client.get("/can-bo/").status_code == 403
    assert client.get("/nhat-ky/").status_code == (200 if role is Role.AUDITOR else 403)


def test_a_role_of_another_day_opens_nothing(client_for: Callable[..., Client]) -> None:
    client = client_for("admin", since=date(2021, 6, 1))
    answer = client.get("/can-bo/")
    assert answer.status_code == 403 and "Hôm nay bạn không có vai trò nào" in answer.content.decode()


def test_an_ended_role_is_refused_at_the_next_request(client_for: Callable[..., Client]) -> None:
    client = client_for("admin")
    assert client.get("/can-bo/").status_code == 200
    grant = Grant.objects.get(staff=client.staff)  # type: ignore[attr-defined]
    actions.end_grant(by=BY, now=NOW, giver=PROVINCE, grant=grant.pk)
    assert client.get("/can-bo/").status_code == 403


def test_without_a_second_factor_an_account_must_first_be_finished(client_for: Callable[..., Client]) -> None:
    client = client_for("admin", totp_secret=None)
    assert client.get("/can-bo/")["Location"] == "/tai-khoan/"


def test_other_methods_are_refused(client_for: Callable[..., Client]) -> None:
    client = client_for("admin")
    assert client.post("/can-bo/").status_code == 405
    assert client.get(f"/can-bo/{client.staff.pk}/loi-moi/").status_code == 405  # type: ignore[attr-defined]


def test_several_roles_and_the_choice_between_them(client_for: Callable[..., Client]) -> None:
    client = client_for("tracer")
    number: int = client.staff.pk  # type: ignore[attr-defined]
    second = actions.add_grant(by=BY, now=NOW, staff=number, role=Role.AUDITOR, unit_code="24")
    assert client.get("/nhat-ky/").status_code == 403
    client.post("/tai-khoan/vai-tro/", {"grant": second})
    assert client.get("/nhat-ky/").status_code == 200
    foreign = client_for("admin")
    grant = Grant.objects.get(staff=foreign.staff)  # type: ignore[attr-defined]
    client.post("/tai-khoan/vai-tro/", {"grant": grant.pk})
    assert client.get("/can-bo/").status_code == 403, "another's role cannot be chosen"


def test_an_officer_of_a_new_commune_sees_the_old_ones(staff: Callable[..., Staff]) -> None:
    turn = date(2025, 7, 1)
    old = staff("commune_officer", "07201")
    new = staff("commune_officer", "07210", since=turn)
    assert roles_on(grants_of(old.pk), turn) == ()
    (grant,) = roles_on(grants_of(new.pk), turn)
    scope = scope_of(grant, turn, new.pk)
    assert scope.covers("24/07210/") and scope.covers("24/213/07201/")
    assert not scope.covers("24/213/07204/"), "merged before the conversion: unknown, so unseen"
    assert roles_on(grants_of(new.pk), TODAY) == ()


def test_the_accounts_page_makes_an_account_and_gives_roles(client_for: Callable[..., Client]) -> None:
    client = client_for("admin")
    made = client.post("/can-bo/moi/", {"username": "Lan.TV", "display": "Trần Thị Lan", "role": "community_team", "unit": "222"})
    lan = Staff.objects.get(username="lan.tv")
    assert made["Location"] == f"/can-bo/{lan.pk}/" and not lan.has_usable_password()
    page = client.post(f"/can-bo/{lan.pk}/loi-moi/")
    assert page.status_code == 200 and "/moi/" in page.content.decode()
    again = client.post("/can-bo/moi/", {"username": "lan.tv", "display": "X", "role": "chair", "unit": "222"})
    assert "username" in again.context["form"].errors
    level = client.post(f"/can-bo/{lan.pk}/vai-tro/", {"role": "information_department", "unit": "222"})
    assert "role" in level.context["form"].errors
    elsewhere = client.post(f"/can-bo/{lan.pk}/vai-tro/", {"role": "chair", "unit": "27"})
    assert "unit" in elsewhere.context["form"].errors
    own = client.post(f"/can-bo/{client.staff.pk}/vai-tro/", {"role": "tracer", "unit": "24"})  # type: ignore[attr-defined]
    assert own.context["form"].non_field_errors()
    assert client.post(f"/can-bo/{lan.pk}/trang-thai/", {"active": "0"}).status_code == 302
    lan.refresh_from_db()
    assert not lan.is_active
    client.post(f"/can-bo/{client.staff.pk}/trang-thai/", {"active": "0"})  # type: ignore[attr-defined]
    assert Staff.objects.get(pk=client.staff.pk).is_active  # type: ignore[attr-defined]
    done = set(AuditRow.objects.filter(subject=f"staff:{lan.pk}").values_list("action", flat=True))
    assert done == {"access.create_staff", "access.issue_link", "access.close_account"}


def test_accounts_of_other_units_look_absent(client_for: Callable[..., Client], staff: Callable[..., Staff]) -> None:
    far = staff("tracer", "223")
    near = Scope("admin", ("24/222/",), TODAY)
    assert account(near, far.pk) is None and account(PROVINCE, far.pk) is not None
    assert accounts(Scope("admin", (), TODAY)) == ()
    with pytest.raises(Grant.DoesNotExist):
        actions.end_grant(by=BY, now=NOW, giver=near, grant=Grant.objects.get(staff=far).pk)
    client = client_for("admin")
    assert client.get("/can-bo/999999/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_and_three(
    client_for: Callable[..., Client], staff: Callable[..., Staff], rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        staff("tracer", "222")
    with django_assert_num_queries(3):
        assert len(accounts(PROVINCE)) == rows
    client = client_for("auditor")
    client.get("/nhat-ky/")
    with django_assert_num_queries(7):
        assert client.get("/nhat-ky/").status_code == 200


def test_the_audit_page_filters(client_for: Callable[..., Client]) -> None:
    client = client_for("auditor")
    number: int = client.staff.pk  # type: ignore[attr-defined]
    page = client.get("/nhat-ky/", {"subject": f"staff:{number}"}).content.decode()
    assert "access.create_staff" in page and "places.load_units" not in page
    assert "places.load_units" in client.get("/nhat-ky/", {"action": "places"}).content.decode()
    assert "access.create_staff" not in client.get("/nhat-ky/", {"until": "2021-05-30"}).content.decode()
    assert client.get("/nhat-ky/", {"since": "rác", "before": "-1"}).status_code == 200
    assert client.get("/nhat-ky/", {"since": "0001-01-01", "until": "9999-12-31"}).status_code == 200


def test_health_and_headers(db: None) -> None:
    answer = Client().get("/suc-khoe/")
    assert answer.status_code == 200 and answer.json()["ok"] is True
    assert "default-src 'self'" in answer["Content-Security-Policy"] and "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY" and answer["X-Request-Id"]
    assert Client().get("/khong-co/").status_code == 404


def test_the_acts_of_cases_and_traces_have_words() -> None:
    from truyvet.core.registry import action_name

    for action in ("cases.open", "cases.confirm", "investigations.request_run", "investigations.export", "access.approve_request"):
        assert action_name(action) != action
