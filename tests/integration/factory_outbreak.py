"""A small factory outbreak for the tracer's console, through the rooms' actions only. Every name is invented."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.conftest import TODAY
from tests.second_person import confirm_as_second_person

from truyvet.access.models import Staff
from truyvet.audit.values import By, Scope
from truyvet.cases.actions import NewCase, ResultEntry, open_case
from truyvet.cases.queries import case_file
from truyvet.cases.rules import CaseDates, ResultMethod, ResultOutcome
from truyvet.devices.actions import add_encounters
from truyvet.devices.rules import EncounterSegment
from truyvet.investigations.actions import InterviewEntry, NamedEntry, record_interview, request_run
from truyvet.investigations.jobs.trace_runs import answer_next_run
from truyvet.people.actions import add_people
from truyvet.people.values import NewPerson
from truyvet.venues.actions import NewVenue, VisitLine, add_visits, add_zone, register_venue, set_roster
from truyvet.venues.rules.venue_kinds import GroupKind

COMMUNES = ("07783", "07444", "07213", "07795")
FAMILIES = ("Nguyễn", "Trần", "Phạm", "Hoàng", "Đỗ", "Vũ", "Ngô", "Bùi")
GIVEN = ("Bưởi", "Cam", "Đào", "Gấc", "Hồng", "Khế", "Lựu", "Mơ", "Nhãn", "Roi", "Sấu", "Vải")
BY = By.system("test")
HOUR = 3_600


@dataclass(slots=True)
class Console:
    """Row ids by part of the story; ``code`` is the case."""

    units: dict[str, int]
    now: datetime
    first: Staff
    second: Staff
    scope: Scope = field(init=False)
    people: list[int] = field(default_factory=list)
    venues: dict[str, tuple[int, str]] = field(default_factory=dict)
    code: str = ""

    def __post_init__(self) -> None:
        self.scope = Scope("tracer", ("24/",), TODAY, staff=self.first.pk)

    def crowd(self, many: int) -> list[int]:
        """Register persons of four communes, two of them in the first household; answers their row ids."""
        known = [code for code in COMMUNES if code in self.units]
        start = len(self.people)
        told = [
            NewPerson(
                f"{FAMILIES[n % 8]} {('Văn', 'Thị')[n % 2]} {GIVEN[n % 12]}", 1975 + n % 30, ("m", "f")[n % 2],
                self.units[known[n % len(known)] if n > 3 else known[0]], f"Thôn {n}", phones=(f"09{10_000_000 + start + n}",),
                household="first" if start + n < 2 else "",
            )
            for n in range(many)
        ]  # fmt: skip
        added = add_people(by=BY, now=self.now, people=told, source="test", lived_since=self.now - timedelta(days=20))
        made = [person for person in added.ids if person is not None]
        self.people += made
        return made

    def places(self) -> None:
        """A factory with a line and a canteen, a coach, a market, and a boarding house."""
        unit = self.units[COMMUNES[0]]
        factory = register_venue(by=BY, now=self.now, scope=self.scope, venue=NewVenue(uuid.uuid4(), "Nhà máy Ví Dụ", "factory", unit))
        self.venues["factory"] = (factory.id, factory.code)
        for name, kind in (("Chuyền may số 4", "line"), ("Nhà ăn B", "canteen")):
            made = add_zone(by=BY, now=self.now, scope=self.scope, of=factory.code, zone=NewVenue(uuid.uuid4(), name, kind, unit))
            self.venues[kind] = (made.id, made.code)
        for name, kind in (("tuyến Bích Động", "bus"), ("Chợ Nếnh", "market"), ("Khu trọ Hoa Cúc", "boarding_house")):
            made = register_venue(by=BY, now=self.now, scope=self.scope, venue=NewVenue(uuid.uuid4(), name, kind, unit))
            self.venues[kind] = (made.id, made.code)

    def meet(self, place: str, persons: list[int], *, days: float, at: float, hours: float) -> None:
        """These persons are at a place together, ``days`` ago from ``at`` o'clock local time."""
        # ``now`` is 08:00 in Vietnam.
        start = int((self.now - timedelta(days=days)).timestamp() + (at - 8) * HOUR)
        visits = [VisitLine(uuid.uuid4(), person, self.venues[place][0], start, start + int(hours * HOUR)) for person in persons]
        counted = add_visits(by=BY, now=self.now, visits=visits)
        assert counted.accepted == len(persons), counted

    def near(self, one: int, other: int, *, days: float, minutes: int) -> None:
        """Two telephones near each other."""
        start = int((self.now - timedelta(days=days)).timestamp())
        counted = add_encounters(
            by=BY, now=self.now, segments=[EncounterSegment(uuid.uuid4(), one, other, start, minutes * 60, 1_200, None, None)]
        )
        assert counted.accepted == 1, counted

    def ill(self, person: int, *, stands: bool = True) -> str:
        """A case with onset, sample and a result; with a second person it stands."""
        entry = NewCase(
            uuid.uuid4(), person, CaseDates(onset_at=self.now - timedelta(days=2), sample_at=self.now - timedelta(days=1)),
            result=ResultEntry(f"XN-{person}", ResultMethod.PCR, ResultOutcome.POSITIVE, self.now - timedelta(days=1)),
        )  # fmt: skip
        code = open_case(by=By(f"staff:{self.first.pk}", "tracer"), now=self.now, scope=self.scope, entry=entry).code
        if stands:
            self.stand(code)
        return code

    def stand(self, code: str) -> None:
        """The second person confirms the result."""
        found = case_file(self.scope, code)
        assert found is not None
        lead = By(f"staff:{self.second.pk}", "tracing_lead")
        confirm_as_second_person(by=lead, now=self.now, scope=self.scope, code=code, version=found.version, result_id=found.results[0].id)

    def ask(self, code: str = "", **more: object) -> str:
        """Ask for a run and do it."""
        more.setdefault("name", "vn-2020-08")
        more.setdefault("codes", (code or self.code,))
        made = request_run(by=BY, now=self.now, scope=self.scope, event_id=uuid.uuid4(), **more)  # type: ignore[arg-type]
        assert answer_next_run(self.now)
        return made


def console(units: dict[str, int], staff: Callable[..., Staff], now: datetime, *, second_ring: int = 60, stands: bool = True) -> Console:
    """One case in a factory: a household, a line, a coach, a canteen, a market, a telephone, a named friend; and their own contacts."""
    made = Console(units, now, staff("tracer", display="Trần Thị Hoa"), staff("tracing_lead", display="Lê Văn Nam"))
    made.places()
    everyone = made.crowd(26 + second_ring)
    patient, home, line, coach = everyone[0], everyone[1], everyone[2:8], everyone[8:12]
    canteen, market, near, named, ring = everyone[12:18], everyone[18:24], everyone[24], everyone[25], everyone[26:]
    made.code = made.ill(patient, stands=stands)
    for days in (2, 3):
        made.meet("line", [patient, *line], days=days, at=7, hours=3.4)
    made.meet("bus", [patient, *coach], days=3, at=6, hours=0.75)
    made.meet("canteen", [patient, *canteen], days=4, at=11.5, hours=0.4)
    made.meet("market", [patient, *market[:4]], days=2, at=17, hours=0.3)
    made.near(patient, near, days=2, minutes=52)
    made.near(patient, line[0], days=2, minutes=35)
    set_roster(
        by=BY, now=now, scope=made.scope, group_code="C4", kind=GroupKind.LINE, members=[patient, *line[:3]],
        since=now - timedelta(days=10), venue_code=made.venues["line"][1],
    )  # fmt: skip
    found = case_file(made.scope, made.code)
    assert found is not None
    friend = next(iter(_codes([named]).values()))
    named_entry = NamedEntry(friend, int((now - timedelta(days=3)).timestamp()), "bạn")
    record_interview(by=BY, now=now, scope=made.scope, entry=InterviewEntry(uuid.uuid4(), made.code, (named_entry,), ()))
    for place, start in (("boarding_house", 0), ("market", 1)):
        part = ring[start::2]
        made.meet(place, [line[start], home, *part], days=1, at=18, hours=2)
    return made


def _codes(ids: list[int]) -> dict[int, str]:
    from truyvet.people.queries import masked_persons

    return {person: row.code for person, row in masked_persons(Scope.system("test", TODAY), ids).items()}
