"""What a citizen sees, takes along, puts right, withdraws and erases."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.integration.people.conftest import ELSEWHERE

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.people import actions, queries
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.models import Consent, Identifier, Person, Phone
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import NewPerson, RegisteredPerson

pytestmark = pytest.mark.db
Register = Callable[..., RegisteredPerson]
SignedIn = Callable[[RegisteredPerson], Client]
CARD = ((IdentifierKind.CCCD, "024190000001"),)
PAGES = ("/toi/", "/toi/du-lieu/", "/toi/du-lieu/in/", "/toi/du-lieu/sua/", "/toi/du-lieu/xoa/")
GONE = {"understood": "on"}


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def lan(register: Register) -> RegisteredPerson:
    return register("Trần Thị Lan Anh", phones=("0912345678",), identifiers=CARD, birth_year=1990, gender="f", address="Thôn Núi Hiểu")


def test_all_of_it_in_words(signed_in: SignedIn, lan: RegisteredPerson) -> None:
    client = signed_in(lan)
    for path in ("/toi/du-lieu/", "/toi/du-lieu/in/"):
        told = page(client, path)
        for said in ("Trần Thị Lan Anh", "+84912345678", "024190000001", "Căn cước công dân", "nữ", "Thôn Núi Hiểu", "Hồng Thái"):
            assert said in told, said
        assert "commune_id" not in told and "=f" not in told
    row = AuditRow.objects.filter(action="people.own_copy").latest("id")
    assert (row.actor, row.subject, row.facts["way"]) == (f"person:{lan.code}", f"person:{lan.code}", "print")
    assert "Lan" not in str(list(AuditRow.objects.values()))


def test_the_file(signed_in: SignedIn, lan: RegisteredPerson, now: datetime, province: Scope) -> None:
    actions.open_identities(by=By("staff:1", "tracer"), now=now, scope=province, person_ids=[lan.person_id], purpose="case:BG-0412")
    client = signed_in(lan)
    assert client.get("/toi/du-lieu/tai-ve/").status_code == 405
    answer = client.post("/toi/du-lieu/tai-ve/")
    assert answer["Content-Disposition"] == f'attachment; filename="truy-vet-{lan.code}.json"'
    assert answer["Cache-Control"] == "no-store"
    said = json.loads(answer.content)
    assert said["record"] == lan.code
    assert [row["table"] for row in said["rooms"]["people"]] == ["person", "phone", "identifier"]
    assert said["looks"] == [{"role": "Cán bộ truy vết", "why": "Điều tra ca bệnh", "at": now.isoformat()}]
    assert "BG-0412" not in answer.content.decode()


def test_a_merged_entry_is_part_of_it(
    signed_in: SignedIn, lan: RegisteredPerson, register: Register, by: By, now: datetime, province: Scope
) -> None:
    twice = register("Lan Anh Trần", phones=("0987654321",))
    actions.merge(by=by, now=now, scope=province, person_code=twice.code, into_code=lan.code, reason="trùng thẻ")
    actions.open_identities(by=By("staff:1", "tracer"), now=now, scope=province, person_ids=[twice.person_id], purpose="case:X")
    client = signed_in(lan)
    told = page(client, "/toi/du-lieu/")
    assert "Lan Anh Trần" in told and "+84987654321" in told and "trùng thẻ" in told
    assert "Cán bộ truy vết" in page(client, "/toi/")
    client.post("/toi/du-lieu/xoa/", GONE)
    assert set(Person.objects.values_list("name", flat=True)) == {"—"}
    assert not Phone.objects.exists()


def test_put_right(signed_in: SignedIn, lan: RegisteredPerson, units: dict[str, int]) -> None:
    client = signed_in(lan)
    said = {"name": "Trần Thị  Lan", "birth_year": "1991", "gender": "f", "commune": str(units[ELSEWHERE]), "address": ""}
    assert 'value="Trần Thị Lan Anh"' in page(client, "/toi/du-lieu/sua/")
    wrong = client.post("/toi/du-lieu/sua/", {**said, "birth_year": "2091"}).content.decode()
    assert "Năm sinh này chưa đúng" in wrong and 'value="2091"' in wrong
    assert "Hãy ghi họ và tên" in client.post("/toi/du-lieu/sua/", {**said, "name": " "}).content.decode()
    assert client.post("/toi/du-lieu/sua/", said)["Location"] == "/toi/du-lieu/"
    row = Person.objects.get()
    assert (row.name, row.folded, row.birth_year, row.address) == ("Trần Thị Lan", "tran thi lan", 1991, "")
    assert row.commune_id == units[ELSEWHERE]
    assert (row.version, Phone.objects.count(), Identifier.objects.count()) == (2, 1, 1)
    assert AuditRow.objects.get(action="people.correct_self").facts == {"changed": "name birth_year commune_id address"}
    assert "Lan" not in str(list(AuditRow.objects.values()))


def test_consent_given_and_taken_back(signed_in: SignedIn, lan: RegisteredPerson, system: Scope) -> None:
    client = signed_in(lan)
    assert not queries.has_consent(system, lan.person_id, "messages")
    for do, standing in (("give", True), ("give", True), ("withdraw", False), ("withdraw", False), ("give", True)):
        assert client.post("/toi/du-lieu/dong-y/", {"purpose": "messages", "do": do}).status_code == 302
        assert queries.has_consent(system, lan.person_id, "messages") is standing
        assert queries.may_message(system, "0912 345 678") is standing
        assert ("Rút lại<span" in page(client, "/toi/du-lieu/")) is standing
    assert Consent.objects.count() == 2
    first = Consent.objects.earliest("id")
    assert (first.version, first.language, first.channel, first.withdrawn_at is None) == ("2021-05", "vi", "web", False)
    for odd in ({"purpose": "x", "do": "give"}, {"purpose": "messages", "do": "x"}, {}):
        assert client.post("/toi/du-lieu/dong-y/", odd).status_code == 400


def test_another_text_ends_the_consent_before_it(lan: RegisteredPerson, by: By, now: datetime, system: Scope) -> None:
    act = {"by": by, "now": now, "person_id": lan.person_id, "purpose": "declaration", "language": "vi", "channel": "team"}
    for version in ("1", "1", "2"):
        actions.give_consent(**act, version=version)  # type: ignore[arg-type]
    said = queries.consents_of(system, lan.person_id)
    assert [(each.version, each.withdrawn_at) for each in said] == [("2", None), ("1", now)]


def test_a_family_s_number_is_quiet_when_one_of_them_stops(
    lan: RegisteredPerson, register: Register, by: By, now: datetime, system: Scope
) -> None:
    son = register("Con", phones=("0912345678",))
    for each in (lan, son):
        actions.give_consent(by=by, now=now, person_id=each.person_id, purpose="messages", version="1", language="vi", channel="web")
    assert queries.may_message(system, "+84912345678")
    actions.withdraw_consent(by=by, now=now + timedelta(hours=1), person_id=son.person_id, purpose="messages")
    assert not queries.may_message(system, "+84912345678")


def test_erased_exactly_as_foreseen(
    signed_in: SignedIn, lan: RegisteredPerson, register: Register, by: By, now: datetime, province: Scope
) -> None:
    other = register("Người Khác", phones=("0987654321",))
    actions.set_household(by=by, now=now, scope=province, person_code=lan.code)
    actions.give_consent(by=by, now=now, person_id=lan.person_id, purpose="messages", version="1", language="vi", channel="web")
    client, elsewhere = signed_in(lan), signed_in(lan)
    before = list(Person.objects.values())
    foreseen = page(client, "/toi/du-lieu/xoa/")
    assert "Sẽ xóa 4 mục về bạn" in foreseen and "Xóa 4 mục" in foreseen and "1 mục chỉ còn mã" in foreseen
    assert list(Person.objects.values()) == before and not AuditRow.objects.filter(action="people.erase_self").exists()
    unsure = client.post("/toi/du-lieu/xoa/", {}).content.decode()
    assert "Hãy đánh dấu ô này" in unsure and Phone.objects.count() == 2
    answer = client.post("/toi/du-lieu/xoa/", GONE)
    assert answer["Clear-Site-Data"] == '"storage"' and answer["Cache-Control"] == "no-store"
    done = answer.content.decode()
    row = AuditRow.objects.get(action="people.erase_self")
    assert (row.facts["gone"], row.facts["blanked"], row.facts["left"]) == (4, 1, 0)
    assert "Đã xóa 4 mục về bạn" in done and row.facts["receipt"] in done
    kept = Person.objects.get(id=lan.person_id)
    assert (kept.name, kept.folded, kept.birth_year, kept.gender, kept.address, kept.commune_id) == ("—", "", None, "", "", None)
    assert Person.objects.get(id=other.person_id).name == "Người Khác" and Phone.objects.get().person_id == other.person_id
    for each in (client, elsewhere):
        assert each.get("/toi/")["Location"].startswith("/dang-nhap-dien-thoai/")


def test_who_has_no_name_yet(signed_in: SignedIn, now: datetime, units: dict[str, int]) -> None:
    person = Person.objects.create(code="0000000000", name="", folded="", created_at=now, delete_on=now.date(), change=1)
    client = signed_in(RegisteredPerson(person.id, person.code, created=True))
    assert "mới biết số điện thoại" in page(client, "/toi/")
    for path in PAGES:
        assert "None" not in page(client, path)
    assert client.post("/toi/du-lieu/sua/", {"name": "", "gender": "m"}).status_code == 302
    assert client.post("/toi/du-lieu/sua/", {"name": "Nguyễn Văn A", "gender": "m"}).status_code == 302
    assert "Nguyễn Văn A." in page(client, "/toi/")


def test_same_statements_for_one_row_and_many(signed_in: SignedIn, lan: RegisteredPerson, by: By, now: datetime, province: Scope) -> None:
    client = signed_in(lan)
    counts: list[list[int]] = []
    for extra in (1, 3):
        for number in range(extra):
            actions.add_phone(by=by, now=now, scope=province, code=lan.code, number=f"09876{extra}432{number}")
            actions.open_identities(by=By("staff:1", "tracer"), now=now, scope=province, person_ids=[lan.person_id], purpose="case:X")
        counts.append([])
        for path in PAGES:
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            counts[-1].append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", PAGES)
def test_mine_only(db: None, path: str) -> None:
    away = Client().get(path)
    assert away.status_code == 302 and away["Location"].startswith("/dang-nhap-dien-thoai/?tiep=")


def test_complete_self_fills_and_never_replaces(
    lan: RegisteredPerson, register: Register, by: By, now: datetime, units: dict[str, int]
) -> None:
    blank = Person.objects.create(code="0000000000", name="", folded="", created_at=now, delete_on=now.date(), change=1)
    mine = (IdentifierKind.INSURANCE, "HS4010120878811")
    told = NewPerson("Lê Văn B", 1988, "m", units[ELSEWHERE], "Phố Mới", identifiers=(mine, *CARD))
    actions.complete_self(by=by, now=now, person_id=blank.id, person=told)
    blank.refresh_from_db()
    assert (blank.name, blank.folded, blank.birth_year, blank.gender, blank.address) == ("Lê Văn B", "le van b", 1988, "m", "Phố Mới")
    assert list(Identifier.objects.filter(person=blank).values_list("value", flat=True)) == ["HS4010120878811"]
    row = AuditRow.objects.filter(action="people.complete_self").latest("id")
    assert (row.facts["identifiers"], row.facts["of_another"]) == (1, 1)
    actions.complete_self(by=by, now=now, person_id=lan.person_id, person=told)
    whole = Person.objects.get(id=lan.person_id)
    assert (whole.name, whole.birth_year, whole.gender, whole.address) == ("Trần Thị Lan Anh", 1990, "f", "Thôn Núi Hiểu")


def test_small_questions_of_other_rooms(lan: RegisteredPerson, now: datetime, system: Scope) -> None:
    assert queries.find_by_identifier(system, IdentifierKind.CCCD, "024 190 000 001") == lan.person_id
    assert queries.find_by_identifier(system, IdentifierKind.CCCD, "x") is None
    assert queries.find_by_identifier(Scope("x", (), now.date()), IdentifierKind.CCCD, "024190000001") is None
    assert queries.verified_phone_hashes(system, lan.person_id) == frozenset()
    Phone.objects.update(verified_at=now)
    assert queries.verified_phone_hashes(system, lan.person_id) == {keyed_hash("phone", "+84912345678")}
    assert queries.initials(system, [lan.person_id, 999]) == {lan.person_id: "T. T. L. A."}
