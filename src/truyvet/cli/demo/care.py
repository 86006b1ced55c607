"""The work after tracing in the demo: a family looked after from the first call to its release, and a day of calls in one commune.

All of it through the rooms' own actions, at the times at which officers would have done it, so that lists, clocks and papers are true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from typing import Final
from uuid import UUID, uuid5

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.role import Role
from truyvet.followup import actions as followup
from truyvet.followup.queries import FollowedFilter, FollowedRow, followed_page
from truyvet.followup.rules.computed_lists import FollowUpList
from truyvet.followup.rules.records import AttemptBy, AttemptOutcome, Channel, CheckChannel, CloseReason, Need, Symptom
from truyvet.isolation import actions as isolation
from truyvet.isolation.actions.order_steps import StepKey
from truyvet.isolation.queries import order_by_code
from truyvet.isolation.rules import IsolationKind, IsolationPlace
from truyvet.isolation.rules.order_dates import order_dates
from truyvet.isolation.rules.quarantine_lengths import PersonKind
from truyvet.isolation.rules.release import ReleaseFacts
from truyvet.laboratory import actions as laboratory
from truyvet.laboratory.queries import tests_due
from truyvet.laboratory.rules.results import LabMethod, LabOutcome, LabResultEntry
from truyvet.laboratory.rules.samples import SampleKind, SamplingReason, SamplingRequest
from truyvet.people.queries import masked_persons
from truyvet.people.values import MaskedPerson
from truyvet.places.queries import unit_by_code
from truyvet.teams.actions.rounds import make_round
from truyvet.teams.actions.teams import make_team

NAMESPACE: Final = UUID("6f6d6c74-7675-7965-7400-000000000005")
OFFICER: Final = "xa-quangchau"
TEAM: Final = "to-quangchau"
COMMUNE: Final = "07807"
PATH: Final = "24/222/07807/"
WEDDING: Final = datetime(2021, 5, 3, 4, 0, tzinfo=UTC)
"""11:00 on 3 May 2021: a wedding with a guest who fell ill in another province."""
FAMILY: Final = 6
CALLED: Final = 40
"""So many contacts of the commune were called on the day before: a morning's work of one officer."""
ANSWERS: Final = ("well", "well", "silent", "well", "ordered", "well", "wrong", "ill", "well", "ordered", "silent", "needs")
"""What came of the calls, in turn."""
BASIS: Final = "3351/CV-BCĐ"


@dataclass(slots=True)
class Office:
    """The commune's officer at work; ``events`` gives each act its id, the same in every demo."""

    staff: int
    unit: int
    events: Iterator[UUID] = field(default_factory=lambda: (uuid5(NAMESPACE, f"care-{number}") for number in count()))

    @property
    def by(self) -> By:
        return By(f"staff:{self.staff}", Role.COMMUNE_OFFICER.value)

    def scope(self, at: datetime) -> Scope:
        return Scope(Role.COMMUNE_OFFICER.value, (PATH,), LocalDay.of(at), staff=self.staff)

    def call(self, at: datetime, code: str, outcome: AttemptOutcome, note: str = "") -> None:
        """Calls somebody and writes down what came of it."""
        followup.record_attempt(
            by=self.by, now=at, scope=self.scope(at), event_id=next(self.events), person_code=code, by_kind=AttemptBy.STAFF,
            channel=Channel.CALL, outcome=outcome, note=note,
        )  # fmt: skip

    def ask(self, at: datetime, code: str, *symptoms: Symptom, needs: frozenset[Need] = frozenset()) -> None:
        """Asks somebody on the telephone how they are."""
        followup.record_check(
            by=self.by, now=at, scope=self.scope(at), event_id=next(self.events), person_code=code, channel=CheckChannel.CALL,
            answer=followup.HealthAnswer(frozenset(symptoms), needs=needs),
        )  # fmt: skip

    def order(self, at: datetime, person: MaskedPerson, exposed: datetime, number: int) -> str:
        """Orders somebody to stay at home, for the days of the rule; returns the order's code, "" when its days are over."""
        dates = order_dates(PersonKind.CONTACT, exposed, at)
        if dates is None:
            return ""
        return isolation.issue_order(by=self.by, now=at, scope=self.scope(at), entry=isolation.NewOrder(
            next(self.events), IsolationKind.QUARANTINE, person.person_id, f"{number}/QĐ-UBND", BASIS, self.unit,
            isolation.OrderPlace(IsolationPlace.HOME, "Tại nhà"), dates.first_day, dates.last_day, dates.length.version,
        ))  # fmt: skip

    def test(self, at: datetime, person_ids: tuple[int, ...], *, has_result: bool) -> None:
        """Orders tests, takes the samples an hour later; the laboratory answers the same evening, where it has."""
        scope = self.scope(at)
        request = SamplingRequest(next(self.events), person_ids, (LocalDay.of(at),), SamplingReason.CONTACT)
        laboratory.order_tests(by=self.by, now=at, scope=scope, request=request)
        codes = [row.sample for row in tests_due(scope, LocalDay.of(at)) if row.person_id in person_ids]
        taken = at + timedelta(hours=1)
        samples = [laboratory.TakenSample(next(self.events), code, SampleKind.THROAT, taken) for code in codes]
        laboratory.record_samples(by=self.by, now=taken, scope=scope, entries=samples)
        said = at + timedelta(hours=9)
        for code in codes if has_result else ():
            entry = LabResultEntry(next(self.events), code, LabOutcome.NEGATIVE, LabMethod.PCR, said)
            laboratory.enter_result(by=self.by, now=said, scope=scope, entry=entry)


def look_after_family(office: Office, person_ids: list[int]) -> None:
    """Two weeks of a family that was at the wedding: called, ordered, asked every day, tested twice, released with a certificate."""
    first = WEDDING + timedelta(days=1)
    persons = list(masked_persons(office.scope(first), person_ids).values())
    orders = {}
    for number, person in enumerate(persons, 1):
        followup.follow_by_hand(
            by=office.by, now=first, scope=office.scope(first), person_code=person.code, last_exposure=LocalDay.of(WEDDING),
            reason="cùng dự đám cưới ngày 3/5; một khách ở tỉnh khác dương tính",
        )  # fmt: skip
        if number == FAMILY:
            office.call(first + timedelta(hours=1), person.code, AttemptOutcome.NO_ANSWER)
        office.call(first + timedelta(hours=4), person.code, AttemptOutcome.REACHED)
        orders[person] = office.order(first + timedelta(hours=5), person, WEDDING, number)
    last_day = max(order.last_day for code in orders.values() if (order := order_by_code(office.scope(first), code)))
    everybody = tuple(person.person_id for person in persons)
    office.test(first + timedelta(hours=5), everybody, has_result=True)
    morning = first
    while LocalDay.of(morning) < last_day:
        morning += timedelta(days=1)
        for person in persons:
            office.ask(morning, person.code)
    office.test(morning - timedelta(days=1), everybody, has_result=True)
    after = morning + timedelta(days=1)
    free = ReleaseFacts(2, has_positive_test=False, has_symptoms=False, is_missing=False)
    for person, code in orders.items():
        row = order_by_code(office.scope(after), code)
        if row is not None:
            key = StepKey(code, row.version, next(office.events))
            isolation.release_person(by=office.by, now=after, scope=office.scope(after), key=key, facts=free)
        followup.close_follow_up(by=office.by, now=after, scope=office.scope(after), person_code=person.code, reason=CloseReason.RELEASED)


def call_contacts(office: Office, yesterday: datetime) -> None:
    """A day of calls: most are reached and well, some silent, ill, in need, under an order, tested; a team has its round for today."""
    rows = _first_to_call(office, yesterday)
    tested: list[int] = []
    for number, (row, answer) in enumerate(zip(rows, cycle(ANSWERS), strict=False)):
        at = yesterday + timedelta(minutes=8 * number)
        if answer in ("silent", "wrong"):
            for wait in range(1 + number % 3):
                outcome = AttemptOutcome.NO_ANSWER if answer == "silent" else AttemptOutcome.WRONG_NUMBER
                office.call(at + timedelta(hours=3 * wait), row.person.code, outcome)
            continue
        office.call(at, row.person.code, AttemptOutcome.REACHED)
        if answer == "ill":
            office.ask(at, row.person.code, Symptom.FEVER, Symptom.COUGH)
            tested.append(row.person.person_id)
        else:
            office.ask(at, row.person.code, needs=frozenset({Need.FOOD, Need.MEDICINE}) if answer == "needs" else frozenset())
        if answer == "ordered":
            exposed = LocalDay.of_date(row.last_exposure).start
            office.order(at, row.person, exposed, FAMILY + 1 + number)
            tested.append(row.person.person_id)
    if tested:
        office.test(yesterday + timedelta(hours=6), tuple(tested[::2]), has_result=True)
        office.test(yesterday + timedelta(hours=7), tuple(tested[1::2]), has_result=False)


def send_team(office: Office, now: datetime, member: int) -> None:
    """A team of the commune, and its round of today to those whom nobody reached."""
    scope = office.scope(now)
    team = make_team(
        by=office.by, now=now, scope=scope, event_id=next(office.events), name="Tổ Covid cộng đồng số 1", commune_code=COMMUNE,
        member_ids=[member], leader_id=member,
    )  # fmt: skip
    make_round(by=office.by, now=now, scope=scope, event_id=next(office.events), team_code=team, day=LocalDay.of(now), most=30)


def open_office(staff: int, now: datetime) -> Office:
    """Returns the office of the demo's commune."""
    commune = unit_by_code(Scope.system("demo", LocalDay.of(now)), COMMUNE, LocalDay.of(now))
    if commune is None:
        raise RuntimeError("the commune of the demo is not there")
    return Office(staff, commune.id)


def _first_to_call(office: Office, at: datetime) -> list[FollowedRow]:
    rows: list[FollowedRow] = []
    for page in count(1):
        found = followed_page(office.scope(at), FollowedFilter(chosen=FollowUpList.NOT_CALLED), at, page=page)
        rows += [row for row in found.rows if row.has_phone]
        if len(rows) >= CALLED or page >= found.last:
            return rows[:CALLED]
    return rows
