"""Two communes of Bắc Giang with everything that could leak from one to the other, made through actions only.

In each: a standing case, a venue, a neighbour who met the case there, and a traveller who met the case of the other
commune at the other commune's venue. Every name, phone, code and venue of one side is unlike the other's.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.conftest import TODAY
from tests.second_person import confirm_as_second_person

from truyvet.access.models import Staff
from truyvet.audit.values import By, Scope
from truyvet.cases.actions import NewCase, ResultEntry, open_case
from truyvet.cases.queries import case_file
from truyvet.cases.rules import CaseDates, ResultMethod, ResultOutcome
from truyvet.declarations.actions import declare
from truyvet.declarations.rules import forms
from truyvet.declarations.rules.submission import Submission
from truyvet.investigations.actions import request_run
from truyvet.investigations.jobs.trace_runs import answer_next_run
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson
from truyvet.venues.actions import NewVenue, VisitLine, add_visits, register_venue, report_code
from truyvet.venues.models import Entrance
from truyvet.venues.rules.code_reports import CodeReportReason

HERE, THERE = "07783", "07444"
PATHS = {HERE: "24/222/07783/", THERE: "24/218/07444/"}
PROVINCE = Scope("tracer", ("24/",), TODAY)
DEFINITION = "default"


@dataclass(slots=True)
class Side:
    """One commune: codes by part ("patient", "neighbour", "traveller"), and all texts that belong to it alone."""

    unit: str
    case: str = ""
    run: str = ""
    other: str = ""
    """An earlier run of the same case."""
    venue: str = ""
    declaration: str = ""
    entrance: int = 0
    """A posted code of the venue, reported by somebody."""
    people: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Outbreak:
    """Makes sides; ``first`` enters results, ``second`` stands for them."""

    units: dict[str, int]
    now: datetime
    first: Staff
    second: Staff
    by: By = field(default_factory=lambda: By.system("test"))

    def person(self, side: Side, part: str, name: str, phone: str) -> None:
        """Register somebody of this side."""
        told = NewPerson(name, 1990, "f", self.units[side.unit], f"Thôn {name.rpartition(' ')[2]}", phones=(phone,))
        made = register_person(by=self.by, now=self.now, person=told)
        side.people[part], side.ids[part] = made.code, made.person_id
        side.secrets |= {f"{part} code": made.code, f"{part} name": name, f"{part} phone": phone.lstrip("0")}

    def settle(self, unit: str, mark: str, digit: str) -> Side:
        """Persons and a venue of one commune."""
        side = Side(unit)
        for place, part in enumerate(("patient", "neighbour", "traveller")):
            self.person(
                side, part, f"{('Nguyễn', 'Trần', 'Phạm')[place]} {mark} {('An', 'Bích', 'Chi')[place]}{mark}", f"09{digit}{place}345678"
            )
        venue = NewVenue(uuid.uuid4(), f"Nhà văn hoá {mark}", "other", self.units[unit], confirmed=False)
        made = register_venue(by=self.by, now=self.now, scope=PROVINCE, venue=venue)
        side.venue, side.ids["venue"] = made.code, made.id
        side.secrets |= {"venue code": made.code, "venue name": venue.name}
        return side

    def speak(self, side: Side) -> None:
        """The neighbour declares to be ill, hours ago, and a visitor reports the venue's code."""
        form, name = forms.form("whole_population"), side.secrets["neighbour name"]
        above, district, ward = PATHS[side.unit].strip("/").split("/")
        answers: dict[str, object] = {
            "fullName": name, "birthYear": 1990, "gender": "Nu", "nation": "VN", "provinceId": above, "districtId": district,
            "wardId": ward, "address": f"Ngõ {side.unit}", "phone": f"0{side.secrets['neighbour phone']}", "showSignal": 1,
            "showSignalNote": f"Sốt ở {side.secrets['venue name']}", "hasPatient": 2, "hasFromSickCountry": 2, "hasSick": 2,
        }  # fmt: skip
        at = self.now - timedelta(hours=5)
        said = Submission(
            uuid.uuid4(), form.name, answers, at, version=form.version, consent=form.consent.version, person_id=side.ids["neighbour"]
        )
        side.declaration = declare(by=self.by, now=at, submission=said).code
        code_id = uuid.uuid4().bytes
        posted = Entrance.objects.create(
            venue_id=side.ids["venue"], code_id=code_id, label=f"Cửa {side.unit}", kind="poster", issued_at=at, change=1
        )
        assert report_code(by=self.by, now=at, event_id=uuid.uuid4(), code_id=code_id, reason=CodeReportReason.DAMAGED)
        side.entrance = posted.pk
        side.secrets |= {"declaration code": side.declaration, "entrance": posted.label, "address": str(answers["address"])}

    def meet(self, side: Side, persons: list[int], *, days: int = 2, hours: float = 2) -> None:
        """These persons are at the side's venue together, ``days`` ago from 09:00 local time."""
        start = int((self.now - timedelta(days=days)).timestamp()) + 3_600
        visits = [VisitLine(uuid.uuid4(), person, side.ids["venue"], start, start + int(hours * 3_600)) for person in persons]
        counted = add_visits(by=self.by, now=self.now, visits=visits)
        assert counted.accepted == len(persons), counted

    def fall_ill(self, side: Side, *, stands: bool = True, part: str = "patient", onset: float = 1) -> None:
        """Open a case for somebody of this side; with a second person it stands."""
        first = By(f"staff:{self.first.pk}", "tracer")
        result = ResultEntry(f"XN-{side.unit}-{part}", ResultMethod.PCR, ResultOutcome.POSITIVE, self.now - timedelta(hours=20))
        entry = NewCase(uuid.uuid4(), side.ids[part], CaseDates(onset_at=self.now - timedelta(days=onset)), result=result)
        opened = open_case(by=first, now=self.now, scope=PROVINCE, entry=entry)
        side.case = opened.code
        side.secrets["case code"] = opened.code
        if stands:
            found = case_file(PROVINCE, opened.code)
            assert found is not None
            second = By(f"staff:{self.second.pk}", "tracing_lead")
            told: dict[str, Any] = {"version": found.version, "result_id": found.results[0].id}
            confirm_as_second_person(by=second, now=self.now, scope=PROVINCE, code=opened.code, **told)

    def trace(self, side: Side, *codes: str, now: datetime | None = None) -> str:
        """Ask for a run of the side's case (and more cases) and do it."""
        scope = Scope("tracer", ("24/",), TODAY, staff=self.first.pk)
        at = now or self.now
        asked = (side.case, *codes)
        side.run = request_run(by=self.by, now=at, scope=scope, event_id=uuid.uuid4(), codes=asked, name=DEFINITION)
        assert answer_next_run(at)
        side.secrets["run code"] = side.run
        return side.run


def outbreak(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Outbreak:
    """An empty one."""
    return Outbreak(units, now, staff("tracer", display="Người Nhập"), staff("tracing_lead", display="Người Duyệt"))


def both(made: Outbreak) -> tuple[Side, Side]:
    """Both communes, with cases that stand and finished runs."""
    here, there = made.settle(HERE, "Mận", "1"), made.settle(THERE, "Ổi", "2")
    for mine, other in ((here, there), (there, here)):
        made.meet(mine, [mine.ids["patient"], mine.ids["neighbour"], other.ids["traveller"]])
    for side in (here, there):
        made.speak(side)
        made.fall_ill(side)
        made.trace(side)
    return here, there
