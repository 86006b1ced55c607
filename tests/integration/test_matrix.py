"""Every address × every role × rows inside and outside: made from the URL table, with rows that could leak.

Three questions. Does the role's permission alone decide who passes? Is a row of elsewhere answered, byte for byte,
like one that does not exist? Does anything of the other commune (a code, a name, a number, a count) reach a reader?
"""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from tests.examples import LONG
from tests.integration.two_communes import HERE, PROVINCE, THERE, Outbreak, Side, both, outbreak

from truyvet.access.models import Staff
from truyvet.access.permissions import OPEN_NAMES, SEE_RUN, TRACE
from truyvet.cases.permissions import ENTER_CASE
from truyvet.core.local_day import LocalDay
from truyvet.core.permission import Permission
from truyvet.core.registry import role_may
from truyvet.core.role import Role, fits_level
from truyvet.followup.jobs.take_over import take_over
from truyvet.followup.permissions import FOLLOW_UP
from truyvet.investigations.actions import InterviewEntry, ReportedPlace, record_interview
from truyvet.isolation.actions import NewOrder, OrderPlace, issue_order
from truyvet.isolation.rules import IsolationKind, IsolationPlace
from truyvet.people.rules import pseudonyms

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.db

ALSO: Final[Mapping[str, Permission]] = {
    "investigations:interview": ENTER_CASE,
    "investigations:interview_paper": TRACE,
    "investigations:open_page": SEE_RUN,
    "investigations:open_contact": SEE_RUN,
}
"""Addresses that ask for a second permission."""
ALSO_POST: Final[Mapping[str, Permission]] = {"followup:list": OPEN_NAMES, "followup:of_case": FOLLOW_UP, "followup:record": OPEN_NAMES}

ROLES: Final = [
    role
    for role in Role
    if LONG or "sqlite" in settings.DATABASES["default"]["ENGINE"] or role in (Role.TRACING_LEAD, Role.COMMUNE_OFFICER)
]
"""All; on PostgreSQL, unless the run is a long one, two: who may do what is decided before a database is asked."""
LEVEL_UNIT: Final = {"commune": HERE, "district": "222", "province": "24"}
GOOD: Final = frozenset({200, 302, 409, 422})


@dataclass(frozen=True, slots=True)
class Route:
    """One address behind a staff door."""

    name: str
    permission: Permission
    methods: tuple[str, ...]
    keys: tuple[str, ...]

    def address(self, values: Mapping[str, object]) -> str:
        return reverse(self.name, kwargs={key: values[key] for key in self.keys})

    def passes(self, role: Role, method: str) -> bool:
        """Whether a role may use it, by its permissions alone."""
        more = [ALSO.get(self.name), ALSO_POST.get(self.name) if method == "POST" else None]
        return role_may(role, self.permission) and all(role_may(role, each) for each in more if each)


def staff_routes() -> list[Route]:
    """The URL table."""
    found: list[Route] = []

    def walk(patterns: list[Any], space: str) -> None:
        for entry in patterns:
            if not isinstance(entry, URLPattern):
                walk(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else space)
            elif getattr(entry.callback, "door", "") == "staff":
                view: Any = entry.callback
                found.append(Route(f"{space}{entry.name}", view.permission, view.methods, tuple(entry.pattern.converters)))

    walk(get_resolver().url_patterns, "")
    return sorted(found, key=lambda route: route.name)


ROUTES: Final = staff_routes()


@dataclass(slots=True)
class World:
    """Both communes, and what stands in an address for a row of each of them or for none."""

    made: Outbreak
    here: Side
    there: Side
    numbers: dict[str, dict[str, Any]]

    def values(self, route: Route, side: Side | None) -> dict[str, object]:
        """The parts of an address: rows of a side; well-formed ones of nobody with None."""
        spare = self.numbers[side.unit] if side else {}
        person = side.people["neighbour"] if side else ABSENT_PERSON
        case, run, other = (side.case, side.run, side.other) if side else ("BG-9999", "TV-ZZZZZZ", "TV-YYYYYY")
        told = side.declaration if side else ABSENT_PERSON
        venue = side.venue if side else f"V{ABSENT_PERSON}"
        code = {"cases": case, "isolation": case, "venues": venue, "people": person, "declarations": told, "followup": person}.get(
            route.name.split(":")[0], run
        )
        if route.name == "investigations:case_runs":
            code = case
        if route.name.startswith("laboratory:"):
            code = side.secrets["sample code"] if side else "M22222222"
        if route.name.startswith("teams:"):
            code = side.secrets["round code"] if side else "ABCDEFGH"
        if route.name.startswith("notices:"):
            code = f"NN{side.unit}X" if side else "ABCDEFGH"
        if route.name.startswith("epidemic_map:"):
            code = f"MK{side.unit}X" if side else "ABCDEFGH"
        if route.name.startswith("campaigns:"):
            code = "MMMMMMMM" if side else "ABCDEFGH"
        if route.name == "campaigns:trip":
            code = f"XE{side.unit}" if side else "ABCDEFGH"
        if route.name in ORDER_ROUTES:
            code = side.secrets["order code"] if side else "QD-ABCDEFGH"
        if route.name.startswith("groups:"):
            code = side.secrets["group code"] if side else "ABCDEFGH"
        absent, is_lab = 2_000_000_000, route.name.startswith("laboratory:")
        return {
            "channel": "call",
            "step": "nhan" if is_lab else STEPS.get(route.name, "xong"),
            "name": "text_matrix" if side is self.here and side else "text_absent", "number": 1,
            "recording": 1 if side is self.here and side else 2,
            "code": code, "case": case, "door": "ABC",
            "kind": "food" if route.name == "followup:need" else "csv",
            "person": person, "other": other, "result_id": spare.get("lab_result" if is_lab else "result", absent), "unresolved_id": absent,
            "isolation_id": spare.get("isolation", absent), "version": 1, "staff": spare.get("staff", absent),
            "account_request": spare.get("account_request", absent),
            "member": spare.get("member", absent),
            "turn": spare.get("turn", absent), "arrival": spare.get("arrival", absent), "sheet": "a4",
            "interview": spare.get("interview", str(uuid.UUID(int=7))), "place": spare.get("place", str(uuid.UUID(int=7))),
            "run": "dung", "figure": "new" if side is self.here and side else "none", "unit": side.unit if side else "99999",
            "visit": spare.get("visit", absent), "event": spare.get("event", str(uuid.UUID(int=7))),
            "day": "2021-05-31", "file": "adx.xml", "duty_id": absent,
            "grant": spare.get("grant", absent), "job": spare.get("job", absent), "entrance": side.entrance if side else absent,
        }  # fmt: skip


ABSENT_PERSON: Final = pseudonyms.make(lambda n: bytes(range(7, 7 + n)))
LOCAL: Final = "2021-05-30T09:00"
BODIES: Final[Mapping[str, Mapping[str, str]]] = {
    "cases:dates": {"version": "1"},
    "cases:result": {"reference": "X", "method": "pcr", "outcome": "positive", "sampled_at": LOCAL},
    "isolation:start": {"place": "home", "starts_at": LOCAL},
    "isolation:end": {"ends_at": LOCAL},
    "isolation:course": {"step": "hospital", "course_at": LOCAL, "course_place": "Bệnh viện Ví Dụ"},
    "isolation:step": {"version": "1", "last_day": "2021-07-20", "reason": "có triệu chứng"},
    "isolation:issue": {"person": ABSENT_PERSON},
    "cases:close": {"version": "1", "state": "died", "closed_on": "2021-05-30"},
    "cases:confirm": {"reason": "đã xem phiếu gốc"},
    "cases:discard": {"reason": "mẫu lẫn lộn"},
    "investigations:case_runs": {"definition": "default"},
    "investigations:decide": {"verdict": "confirmed", "reason": "đã hỏi"},
    "investigations:export": {"purpose": "calls", "names": "on"},
    "investigations:interview": {"do": "save", "n": "1", "p": "1"},
    "people:merge": {"into": ABSENT_PERSON, "reason": "trùng"},
    "declarations:called": {"call-note": "đã nghe máy", "note": "đã nghe máy"},
    "declarations:close": {"outcome": "well", "note": "đã đỡ, không sốt"},
    "passes:card": {"person": ABSENT_PERSON},
    "messaging:template": {"do": "khong"},
    "messaging:recording": {"do": "khong"},
    "messaging:inbound": {"do": "nhan"},
    "messaging:write_template": {"title": "Nhắc", "vi": "Mời khai báo.", "en": "Please declare.", "gui": "1"},
    "messaging:stop_number": {"phone": "0912 345 678"},
    "notices:decide": {"kind": "venue", "start": LOCAL, "end": LOCAL, "reason": "đông người"},
    "notices:step": {"reason": "nhầm phòng"},
    "notices:case": {"reason": "đã gọi từng người"},
    "epidemic_map:marks": {"kind": "checkpoint", "name": "Chốt"},
    "indicators:decide": {"level": "high", "first": "2021-05-31", "reason": "nhiều ca"},
    "areas:station": {"phone": "0204 3883 115"},
    "laboratory:order": {"persons": ABSENT_PERSON, "due_on": "2021-05-31", "reason": "contact", "priority": "normal"},
    "laboratory:take": {"code": "M22222222", "kind": "throat"},
    "laboratory:enter_result": {"outcome": "inconclusive", "method": "pcr", "reported_at": LOCAL, "do": "write"},
    "laboratory:correct_result": {"outcome": "invalid", "reason": "nhầm ống", "do": "write"},
    "laboratory:cancel": {"reason": "chỉ định nhầm"},
    "campaigns:arrival_called": {"answer": "no_answer"},
    "teams:step": {"do": "close"},
    "groups:apply": {"origin": "import:1"},
    "groups:who": {"person": ABSENT_PERSON},
    "adoption:target": {"unit": "24", "title": "Chỉ thị 09", "percent": "60", "first_day": "2021-05-01", "last_day": "2021-06-30"},
    "teams:new_team": {"name": "Tổ"},
    **{f"reports:{step}": {"number": "0", "cases_new": "1"} for step in ("submit", "urge", "close", "approve")},
    "reports:return": {"number": "1", "remark": "thiếu số"},
    "reports:roster": {"name": "Trần Trực", "phone": "0912000111", "rank": "0", "first_day": "2021-05-31", "last_day": "2021-06-01"},
    "followup:attempt": {"outcome": "no_answer"},
    "followup:outcome": {"outcome": "no_answer"},
    "followup:close": {"reason": "died"},
    "followup:shift": {"purpose": "gọi"},
    "followup:bulk": {"person": ABSENT_PERSON, "do": "take"},
    "followup:of_case": {"do": "text"},
    "followup:follow": {"person": ABSENT_PERSON, "last_exposure": "2021-05-30", "reason": "đám cưới"},
}
"""Whole bodies, so that a refusal of an outside row is not only a refusal of an empty form."""


def body_of(route: Route) -> dict[str, str]:
    return {"event_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, route.name)), **BODIES.get(route.name, {})}


@pytest.fixture
def world(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> World:
    from truyvet.access.models import AccountRequest, Grant
    from truyvet.areas.models import MapMark
    from truyvet.campaigns.models import (
        Arrival,
        Campaign,
        LoudspeakerTurn,
        Material,
        MaterialVersion,
        Partner,
        PartnerFile,
        Passenger,
        VehicleTrip,
    )
    from truyvet.cases.models import Case, Result
    from truyvet.core.encryption import encrypt
    from truyvet.laboratory.actions import enter_result, order_tests, record_samples
    from truyvet.laboratory.models import LabResult, Sample
    from truyvet.laboratory.rules.results import LabMethod, LabOutcome, LabResultEntry
    from truyvet.laboratory.rules.samples import SampleKind, SamplingReason, SamplingRequest, TakenSample
    from truyvet.messaging.models import SOUND_PURPOSE, InboundMessage, TemplateVersion, VoiceRecording
    from truyvet.notices.models import Notice
    from truyvet.people.models import Person
    from truyvet.venues.models import Visit

    made = outbreak(units, staff, now)
    material = Material.objects.create(code="MMMMMMMM", unit_id=units["24"], created_at=now)
    MaterialVersion.objects.create(
        material=material, number=1, event_id=uuid.uuid4(), body_hash=b"", issuer="Sở Y tế", title_vi="Khai báo", title_en="Declare",
        points_vi="Đeo khẩu trang", points_en="Wear a mask", phone="19009095", link="https://x.example", valid_from=now.date(),
        valid_until=now.date() + timedelta(days=7), created_at=now,
    )  # fmt: skip
    Campaign.objects.create(
        code="MMMMMMMM", event_id=uuid.uuid4(), body_hash=b"", title="Nhắc", template="campaign_declare", audience="residents", days=0,
        unit_id=units["24"], channels="phone", phone="19009095", starts_at=now, operators=1, seed="a", state="draft", size=0,
        created_by=staff("information_department", "24"), created_at=now,
    )  # fmt: skip
    Partner.objects.create(code="MMMMMMMM", name="Nhà mạng", key_hash="x", made_by=made.second, made_at=now)
    PartnerFile.objects.create(
        code="MMMMMMMM", campaign=Campaign.objects.get(), partner=Partner.objects.get(), made_by=made.second, made_at=now, rows=0
    )
    TemplateVersion.objects.create(
        event_id=uuid.uuid4(), name="text_matrix", number=1, title="Nhắc", text_vi="Mời khai báo.", text_en="Please declare.",
        state="written", written_by=made.second, written_at=now,
    )  # fmt: skip
    VoiceRecording.objects.create(
        pk=1, event_id=uuid.uuid4(), template="voice_check", language="vi", sealed_sound=encrypt(SOUND_PURPOSE, b"RIFF"), seconds=4,
        sound_hash="0", state="written", written_by=made.second, written_at=now,
    )  # fmt: skip
    here, there = both(made)
    numbers = {}
    for side in (here, there):
        side.other = side.run
        made.trace(side, now=now + timedelta(seconds=1))
        side.secrets["other run code"] = side.other
        place = OrderPlace(IsolationPlace.HOME, f"Xóm của {side.unit}")
        today = LocalDay.of(now)
        entry = NewOrder(
            uuid.uuid4(), IsolationKind.QUARANTINE, side.ids["neighbour"], f"7/QĐ-{side.unit}", "879/QĐ-BYT", units[side.unit], place,
            today, LocalDay.of_number(today.number + 14),
        )  # fmt: skip
        side.secrets["order code"] = issue_order(by=made.by, now=now, scope=PROVINCE, entry=entry)
        side.secrets |= {"order number": entry.number, "order address": place.address}
        member = staff("tracer", side.unit, display=f"Cán bộ của {side.unit}", username=f"rieng-{side.unit}")
        asked = AccountRequest.objects.create(kind="reset", staff=member, requested_by=made.second, requested_at=now)
        turn = LoudspeakerTurn.objects.create(
            material=material, unit_id=units[side.unit], hamlet=f"Thôn của {side.unit}", day=now.date(), at="05:30"
        )
        side.secrets["hamlet"] = turn.hamlet
        sampling = SamplingRequest(uuid.uuid4(), (side.ids["neighbour"],), (now.date(),), SamplingReason.CONTACT)
        order_tests(by=made.by, now=now, scope=PROVINCE, request=sampling)
        sample = Sample.objects.get(order__person_id=side.ids["neighbour"]).code
        taken = TakenSample(uuid.uuid4(), sample, SampleKind.THROAT, now)
        assert record_samples(by=made.by, now=now, scope=PROVINCE, entries=[taken]) == ("",)
        side.secrets["sample code"] = sample
        entry = LabResultEntry(uuid.uuid4(), sample, LabOutcome.NEGATIVE, LabMethod.PCR, now)
        enter_result(by=made.by, now=now, scope=PROVINCE, entry=entry)
        told = Notice.objects.create(
            code=f"NN{side.unit}X", case=Case.objects.get(code=side.case), venue_id=side.ids["venue"], visit_start=0, kind="venue",
            state="sent", start=0, end=60, is_public=False, decided_at=now,
        )  # fmt: skip
        side.secrets["notice code"] = told.code
        MapMark.objects.create(
            code=f"MK{side.unit}X", kind="checkpoint", name=f"Chốt của {side.unit}", unit_id=units[side.unit], is_public=False,
            first_day=now.date(), at=now,
        )  # fmt: skip
        side.secrets["map mark"] = f"Chốt của {side.unit}"
        trip = VehicleTrip.objects.create(
            code=f"XE{side.unit}", vehicle=f"98B{side.unit}", departed_at=now, arrived_at=now + timedelta(hours=1), made_at=now
        )
        Passenger.objects.create(trip=trip, person_id=side.ids["neighbour"], seat="A1", commune_id=units[side.unit])
        side.secrets["vehicle"] = trip.vehicle
        arrived = Arrival.objects.create(
            person=Person.objects.get(code=side.people["neighbour"]), commune_id=units[side.unit], arrived_on=now.date(), is_from_risk=True,
            first_seen_at=now, source="checkpoint",
        )  # fmt: skip
        wrote = InboundMessage.objects.create(
            event_id=uuid.uuid4(), number="+84912000999", text=f"Tin riêng của {side.unit}", words_hash="", route="test", received_at=now,
            meaning="unclear", commune_id=units[side.unit], state="new", due_at=now, delete_on=now.date(),
        )  # fmt: skip
        side.secrets["inbound text"] = wrote.text
        stay = ReportedPlace("", int(now.timestamp()) - 90_000, None, name=f"Quán ở {side.unit}", commune_id=units[side.unit])
        talk = InterviewEntry(uuid.uuid4(), side.case, (), (stay,))
        record_interview(by=made.by, now=now, scope=PROVINCE, entry=talk)
        side.secrets["unknown place"] = stay.name
        numbers[side.unit] = {
            "lab_result": LabResult.objects.get(event_id=entry.event_id).pk,
            "interview": str(talk.event_id),
            "place": str(uuid.uuid5(talk.event_id, "place-0")),
            "turn": turn.pk,
            "event": str(wrote.event_id),
            "arrival": arrived.pk,
            "visit": Visit.objects.get(person=side.ids["patient"]).pk,
            "account_request": asked.pk,
            "result": Result.objects.get(case__code=side.case).pk, "staff": member.pk, "grant": Grant.objects.get(staff=member).pk,
        }  # fmt: skip
        walk_round(units, side, member, now)
        numbers[side.unit]["member"] = list_group(units, side, now)
    take_over(now)
    return World(made, here, there, numbers)


def list_group(units: dict[str, int], side: Side, now: datetime) -> int:
    """A class of the commune with one member, and a list that waits; returns the member's row."""
    from truyvet.groups.models import Membership, RosterDraft, RosterGroup, RosterRow

    code, name = f"NHQM{side.unit[-4:]}".replace("0", "2").replace("1", "3"), f"Lớp của {side.unit}"
    group = RosterGroup.objects.create(
        code=code, source="truong", kind="pupils", name=name, organisation=f"Trường của {side.unit}", unit_id=units[side.unit], made_at=now,
        listed_at=now,
    )  # fmt: skip
    row = {"reference": "hs1", "name": f"Em Của {side.unit}", "line": ""}
    RosterRow.objects.create(draft=RosterDraft.objects.create(group=group, origin="import:1", made_at=now), **row)
    side.secrets |= {"group code": code, "group name": name, "organisation": group.organisation}
    member = Membership.objects.create(group=group, person_id=side.ids["neighbour"], valid_from=now.date(), change=1, **row)
    return member.pk


def walk_round(units: dict[str, int], side: Side, member: Staff, now: datetime) -> None:
    """A team of the commune with a round, whose only door is the neighbour's, and an entry that somebody must look at."""
    from truyvet.teams.models import FieldEntry, Round, Stop, StopPerson, Team, TeamMember

    key = {"event_id": uuid.uuid4(), "body_hash": b"", "commune_id": units[side.unit], "made_at": now}
    team = Team.objects.create(code=f"TEAM{side.unit[-4:]}".replace("0", "2"), name=f"Tổ của {side.unit}", **key)
    TeamMember.objects.create(team=team, staff=member)
    code = f"RUND{side.unit[-4:]}".replace("0", "2")
    walked = Round.objects.create(
        code=code, team=team, hamlet=f"Xóm của {side.unit}", day=now.date(), state="planned", expires_at=now + timedelta(hours=9),
        delete_on=now.date() + timedelta(days=21), **(key | {"event_id": uuid.uuid4()}),
    )  # fmt: skip
    stop = Stop.objects.create(round=walked, number=1, code="ABC", reason="to_visit", address=f"Hẻm của {side.unit}", unwell=1)
    StopPerson.objects.create(stop=stop, person_id=side.ids["neighbour"], is_followed=True)
    FieldEntry.objects.create(
        round=walked, stop=stop, event_id=uuid.uuid4(), body_hash=b"", phone=uuid.uuid4(), number=1, kind="visit", outcome="visited",
        at=now, received_at=now, state="open", problems="unwell_not_followed",
    )  # fmt: skip
    side.secrets |= {"round code": code, "round hamlet": walked.hamlet, "round team": team.name, "door address": stop.address}


def reader_of(client_for: Callable[..., Client], role: Role) -> tuple[Client, str]:
    """A reader with the smallest unit that the role may be given; and that unit's level."""
    level = next(level for level in ("commune", "district", "province") if fits_level(role, level))
    return client_for(role.value, LEVEL_UNIT[level]), level


STEPS: Final = {"isolation:step": "gia-han", "notices:step": "rut", "reports:change_settings": "bat-dau"}
"""What stands for the step in an address."""
ORDER_ROUTES: Final = frozenset({"isolation:order", "isolation:step", "isolation:order_paper", "isolation:certificate"})
IMPORTS: Final = frozenset(
    {"laboratory:resolve", "exchange:upload_page", "exchange:rejected_rows", "exchange:job", "exchange:likely", "exchange:rejects"}
)
JSON: Final = frozenset({"/khai-ho/quet/", "/tung-nha/luot/", "/tung-nha/lay/", "/tung-nha/gui/"})
"""Addresses that take an object of JSON."""


def ask(client: Client, method: str, address: str, told: Mapping[str, str] | None = None) -> Answer:
    """One request, whose changes are taken back: each question meets the same rows."""
    with transaction.atomic():
        if method == "GET":
            answer: Any = client.get(address)
        elif address in JSON:
            answer = client.post(address, dict(told or {}), content_type="application/json")
        else:
            answer = client.post(address, dict(told or {}))
        if answer.streaming:
            answer.whole = b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer  # type: ignore[no-any-return]


def text_of(answer: Answer) -> str:
    whole: bytes = getattr(answer, "whole", None) or answer.content
    return html.unescape(whole.decode("utf-8", "replace"))


CHANGING: Final = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
)
"""Tokens of forms and fresh event ids: they differ between any two answers."""


def bare(answer: Answer, typed: tuple[object, ...] = ()) -> str:
    """A page without tokens, and without what the reader typed into the address."""
    page = CHANGING.sub("", text_of(answer))
    for part in sorted((str(part) for part in typed), key=len, reverse=True):
        page = page.replace(part, "·")
    return f"{answer.status_code} {answer.get('Location', '')}\n{page}"


def asked(route: Route) -> Iterator[str]:
    return iter([method for method in route.methods if method in ("GET", "POST")])


def test_the_table_knows_every_part_of_every_address() -> None:
    known = set(World(None, None, None, {}).values(ROUTES[0], None))  # type: ignore[arg-type]
    assert len(ROUTES) > 35
    for route in ROUTES:
        assert set(route.keys) <= known, f"{route.name}: tell World.values what stands in its address"


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
def test_permission_alone_decides_who_passes(client_for: Callable[..., Client], world: World, role: Role) -> None:
    reader, _ = reader_of(client_for, role)
    wrong = []
    for route in ROUTES:
        address = route.address(world.values(route, world.here))
        for method in ("GET", "POST"):
            status = ask(reader, method, address, body_of(route)).status_code
            if method not in route.methods:
                wanted = {405} if role_may(role, route.permission) else {403}
            elif not route.passes(role, method):
                wanted = {403}
            else:
                # Two conflicts with the rows as they are: nobody stands for a result twice; there is no isolation to end. And no inbox
                # where this is no demonstration.
                # And no certificate of an order that stands.
                # And no cards for a round of another team.
                # And nobody whom a roster's member could be. And no closed day, no roster, and no commune that could be closed.
                # And no file that this reader has uploaded, and no import.
                wanted = GOOD | (
                    {403, 404}
                    if route.name
                    in {
                        "cases:confirm",
                        "cases:slip_name",
                        "groups:who",
                        "isolation:end",
                        "isolation:certificate",
                        "messaging:inbox",
                        "reports:approve",
                        "reports:close",
                        "reports:closure",
                        "reports:download",
                        "reports:remove_duty",
                        "teams:cards",
                        *IMPORTS,
                    }
                    else set()
                )
            if status not in wanted:
                wrong.append(f"{method} {route.name}: {status}, not {sorted(wanted)}")
    assert not wrong, "\n".join(wrong)


def test_nobody_signed_in_is_sent_to_the_door(world: World, house_clock: datetime) -> None:
    from django.test import Client as Browser

    for route in ROUTES:
        for side in (world.here, None):
            for method in ("GET", "POST"):
                address = route.address(world.values(route, side))
                answer = ask(Browser(), method, address)
                if address in JSON:
                    assert (answer.status_code, answer.content) == (401, b'{"error": "signed_out"}'), route.name
                else:
                    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/dang-nhap/"), route.name


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
def test_a_row_of_elsewhere_is_answered_like_one_that_is_not_there(client_for: Callable[..., Client], world: World, role: Role) -> None:
    reader, level = reader_of(client_for, role)
    wrong = []
    for route in ROUTES:
        if not route.keys or (level == "province" and "staff" in route.keys):
            continue  # accounts are given out by whoever has the whole installation: none lies elsewhere
        for method in asked(route):
            pages = []
            for side in (world.there, None):
                values = world.values(route, side)
                address = route.address(values)
                answer = ask(reader, method, address, body_of(route))
                pages.append(bare(answer, (address, *(values[key] for key in route.keys if isinstance(values[key], str)))))
                if level != "province" and side is not None and answer.status_code != (404 if route.passes(role, method) else 403):
                    wrong.append(f"{method} {route.name}: {answer.status_code}")
            if level != "province" and pages[0] != pages[1]:
                wrong.append(f"{method} {route.name}: an outside row looks different from an absent one")
    assert not wrong, "\n".join(wrong)


def mixed(route: Route, world: World) -> list[dict[str, object]]:
    """Addresses that name a row inside together with one outside."""
    inside, outside = world.values(route, world.here), world.values(route, world.there)
    return [{**inside, key: outside[key]} for key in route.keys[1:] if inside[key] != outside[key]]


@pytest.mark.parametrize(
    "role", [role for role in ROLES if fits_level(role, "commune") or fits_level(role, "district")], ids=lambda role: role.value
)
def test_nothing_of_the_other_commune_reaches_a_reader(client_for: Callable[..., Client], world: World, role: Role) -> None:
    """Pages, searches, files and errors; the reader types the other commune's codes, names and numbers."""
    reader, _ = reader_of(client_for, role)
    secrets = world.there.secrets
    queries = {"cases:list": "tim", "venues:list": "tim", "investigations:shared": "ca", "investigations:run": "xa"}
    leaks = []

    def look(where: str, answer: Answer, typed: tuple[object, ...] = ()) -> None:
        page = bare(answer, typed)
        leaks.extend(f"{where}: {name}" for name, text in secrets.items() if text in page)

    for route in ROUTES:
        values = world.values(route, world.here)
        address = route.address(values)
        for method in asked(route):
            look(f"{method} {route.name}", ask(reader, method, address, body_of(route)))
            for crossed in mixed(route, world):
                look(f"{method} {route.name} crossed", ask(reader, method, route.address(crossed), body_of(route)), tuple(crossed.values()))
        for name, text in secrets.items():
            if route.name in queries:
                answer = ask(reader, "GET", f"{address}?{queries[route.name]}={text}")
                look(f"{route.name}?{name}", answer, (text,))
            if route.name in {"people:find", "cases:enter", "investigations:interview"}:
                typed = {
                    **body_of(route),
                    "do": "find",
                    "text": text,
                    "work": world.here.case,
                    "n0-text": text,
                    "p0-text": text,
                    "n": "1",
                    "p": "1",
                }
                look(f"{route.name} find {name}", ask(reader, "POST", address, typed), (text,))
    assert not leaks, "\n".join(leaks)


PARITY: Final = (
    "/", "/ca-benh/", "/ca-benh/?tt=confirmed", "/truy-vet/", "/truy-vet/nguon-chung/", "/nguoi-can-theo-doi/", "/dia-diem/",
    "/dia-diem/?tim=nha", "/ca-benh/moi/", "/theo-doi/", "/theo-doi/?loc=late", "/theo-doi/tre/", "/dia-diem/bao-cao/",
)  # fmt: skip


@pytest.mark.parametrize("role", ["tracer", "commune_officer", "chair"])
def test_lists_and_counts_do_not_change_when_something_happens_elsewhere(
    client_for: Callable[..., Client], units: dict[str, int], staff: Callable[..., Staff], now: datetime, role: str
) -> None:
    made = outbreak(units, staff, now)
    here = made.settle(HERE, "Mận", "1")
    made.speak(here)
    made.meet(here, [here.ids["patient"], here.ids["neighbour"]])
    made.fall_ill(here)
    made.trace(here)
    reader = client_for(role, HERE)
    addresses = [*PARITY, f"/truy-vet/{here.run}/", f"/truy-vet/{here.run}/do-thi/", f"/ca-benh/{here.case}/", f"/truy-vet/ca/{here.case}/"]
    before = [bare(ask(reader, "GET", address)) for address in addresses]
    there = made.settle(THERE, "Ổi", "2")
    made.speak(there)
    # Their case was at our venue too, with a neighbour of theirs.
    made.meet(there, [there.ids["patient"], there.ids["neighbour"], there.ids["traveller"]])
    made.meet(here, [there.ids["patient"]], days=5)
    made.fall_ill(there)
    made.trace(there, now=now + timedelta(seconds=1))
    made.fall_ill(there, part="neighbour", stands=False)
    after = [bare(ask(reader, "GET", address)) for address in addresses]
    for address, one, two in zip(addresses, before, after, strict=True):
        assert one == two, address


def test_a_run_lists_own_residents_alone(world: World) -> None:
    """Its case is the reader's own, so how many contacts live elsewhere may be told; who they are may not."""
    from tests.conftest import TODAY
    from tests.integration.two_communes import PATHS

    from truyvet.audit.values import Scope
    from truyvet.investigations.queries import ContactFilter, contact, contact_page, run

    reader = Scope("tracer", (PATHS[HERE],), TODAY)
    found = run(reader, world.here.run)
    assert found is not None
    page = contact_page(reader, found, ContactFilter())
    assert [row.person.code if row.person else "" for row in page.contacts.rows] == [world.here.people["neighbour"]]
    assert (page.contacts.total, page.counts["f1"]) == (1, 1)
    assert contact(reader, found, world.there.people["traveller"]) is None
    assert run(reader, world.there.run) is None
