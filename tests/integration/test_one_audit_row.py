"""Law 2: every public function under ``actions/`` says who and when, and one call leaves one audit row of its room.

``CALLS`` is the table: for each function a preparation, whose answer is the call that is counted. What the call makes other rooms do leaves
their rows, by their own actions. Each line is rolled back. A function without a line fails, and so does a line without a function.
"""

from __future__ import annotations

import ast
import itertools
import os
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.test import Client
from tests.canaries import Planter
from tests.conftest import TODAY
from tests.integration.declarations.conftest import whole
from tests.integration.factory_outbreak import Console, console
from tests.integration.venues.gatehouse import Device, holder, key_of, older_keys, posting, scan

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.codes.cose_sign1 import point
from truyvet.core.local_day import LocalDay
from truyvet.core.role import Role
from truyvet.people.values import NewPerson

if TYPE_CHECKING:
    from truyvet.access.models import Staff

pytestmark = pytest.mark.db
SOURCE: Final = Path(__file__).resolve().parents[2] / "src/truyvet"
Call = Callable[[], object]

BOUNDARY_FILE: Final = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "07783"}, "geometry": '
    '{"type": "Polygon", "coordinates": [[[106.2, 21.2], [106.3, 21.2], [106.3, 21.3], [106.2, 21.2]]]}}]}'
)
COMPUTES: Final = "reads or computes for the actions beside it; writes nothing"
PART: Final = "a step of the action that calls it, inside whose transaction it runs; that one leaves the row"
NO_ACTIONS: Final = {
    "audit.actions:record": "writes the row itself",
    "audit.actions:record_many": "writes the rows themselves, one for each act",
    "messaging.actions.outbox:enqueue": "writes inside the transaction of what the message tells of, whose row covers it",
    "investigations.actions.interview_visits:settle_visits": PART,
    "messaging.actions.outbox:take_back": "writes inside the transaction of the pause or stop, whose row covers it",
    "campaigns.actions.message_rounds:take_back_queued": PART,
    "campaigns.actions.watched_arrivals:watch_arrival": PART,
    "messaging.actions.push:enqueue_push_first": "as enqueue",
    "messaging.actions.push:withdraw_answered": "inside the transaction of the answer, whose row covers it",
    "campaigns.actions.arrivals:note_arrival": PART,
    "people.actions.erasure:preview_erasure": "says what an erasure would do; everything is rolled back",
    "devices.actions.chaff:write_chaff": PART,
    "people.actions.name_words:index_names": PART,
    "people.actions.name_words:index_name_again": PART,
    "people.actions.name_words:index_persons_again": "the same words under the newest data key; nothing about anybody changes",
    "devices.actions.key_files:remove_files": PART,
    "access.actions.accounts:enter_request": PART,
    "access.actions.accounts:subject_of": COMPUTES,
    "access.actions.accounts:unit_in_reach": COMPUTES,
    "cases.actions.case_changes:write_case": PART,
    "cases.actions.case_codes:next_codes": PART,
    "declarations.actions.declared_contacts:record_declared_contacts": PART,
    "declarations.actions.gate_status:update_gate_status": PART,
    "declarations.actions.gate_status:release_hold": PART,
    "declarations.actions.person_matching:complete_declarers": PART,
    "followup.actions.calls:take_call_answers": "of each answer that it takes the check is recorded",
    "followup.actions.message_answers:take_message_answers": "of each answer that it takes the check is recorded",
    "followup.actions.checks:store_answer": PART,
    "followup.actions.link_messages:own_number": COMPUTES,
    "campaigns.actions.campaigns:pause_restored": "of each campaign that it pauses the step is recorded",
    "followup.actions.link_messages:send_links_of_day": "of each link that it sends the making of the link is recorded",
    "isolation.actions.order_steps:check_state": COMPUTES,
    "groups.actions.member_matches:match_members": COMPUTES,
    "isolation.actions.order_steps:find_order": COMPUTES,
    "isolation.actions.order_steps:is_repeated": COMPUTES,
    "isolation.actions.order_steps:note_step": PART,
    "isolation.actions.order_steps:write_step": PART,
    "people.actions.codes:new_codes": PART,
    "people.actions.codes:new_code": PART,
    "cases.actions.case_changes:case_in_scope": COMPUTES,
    "cases.actions.case_codes:province_letters": COMPUTES,
    "cases.actions.new_case:check_new_case": COMPUTES,
    "cases.actions.new_case:new_case_hash": COMPUTES,
    "declarations.actions.declarations:submission_hash": COMPUTES,
    "declarations.actions.gate_status:hold_ref": COMPUTES,
    "declarations.actions.parse:parse_declaration": COMPUTES,
    "declarations.actions.parse:phone_number": COMPUTES,
    "declarations.actions.person_matching:new_person": COMPUTES,
    "declarations.actions.phone_proof:stand_behind": PART,
    "declarations.actions.phone_proof:write_proofs": PART,
    "declarations.actions.phone_proof:phone_proof": COMPUTES,
    "declarations.actions.phone_proof:stored_declaration": COMPUTES,
    "devices.actions.installations:owner_of": COMPUTES,
    "devices.actions.key_files:path_of": COMPUTES,
    "devices.actions.key_uploads:key_hash": COMPUTES,
    "exchange.actions.import_jobs:counts_of": COMPUTES,
    "teams.actions.hand_over:hand_over": "a step of take_entry, whose row covers it; what other rooms write leaves theirs",
    "followup.actions.reach:open_follow_up": COMPUTES,
    "followup.actions.summaries:batches": COMPUTES,
    "followup.actions.summaries:end": PART,
    "followup.actions.summaries:facts_of": COMPUTES,
    "followup.actions.summaries:is_above_line": COMPUTES,
    "followup.actions.summaries:refresh": PART,
    "followup.actions.summaries:summarise_new": COMPUTES,
    "people.actions.persons:body_hash": COMPUTES,
    "reports.actions.submission:lock_period": COMPUTES,
    "reports.actions.submission:write_closure_revision": PART,
    "laboratory.actions.orders:add_samples": PART,
    "laboratory.actions.orders:replace_samples": PART,
    "laboratory.actions.result_writer:entry_hash": COMPUTES,
}
"""Public functions under ``actions/`` that are not counted, and why."""


@dataclass(slots=True)
class World:
    """A small outbreak with one finished run, and one planted row in every table of persons."""

    made: Console
    planted: Planter
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def now(self) -> datetime:
        return self.made.now

    @property
    def later(self) -> datetime:
        return self.now + timedelta(days=800)

    @property
    def by(self) -> By:
        return By(f"staff:{self.made.first.pk}", "tracer")

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "now": self.now}

    @property
    def lead(self) -> dict[str, Any]:
        return {"by": By(f"staff:{self.made.second.pk}", "tracing_lead"), "now": self.now}

    @property
    def scope(self) -> Scope:
        return self.made.scope

    @property
    def admin(self) -> Scope:
        return Scope("admin", ("24/",), TODAY, staff=self.made.first.pk)

    @property
    def person(self) -> int:
        """Somebody of no special part in the story."""
        return self.made.people[20]

    @property
    def commune(self) -> int:
        return self.made.units["07783"]

    def code(self, person: int) -> str:
        from truyvet.people.models import Person

        return str(Person.objects.get(pk=person).code)

    def row(self, name: str) -> Any:
        """The planted row of a table ("people.Person")."""
        return self.planted.rows[name]

    def event(self) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_OID, f"event {next(self.numbers)}")

    def keeper(self) -> Any:
        from truyvet.venues.queries import postings

        row = posting(self.made.venues["factory"][0], self.now - timedelta(days=1), "keeper", self.person)
        return postings.posting_for(self.scope, self.person, row.venue.code)

    def stranger(self) -> int:
        from truyvet.people.actions import register_person

        told = NewPerson(f"Người Lạ {next(self.numbers)}", 1990, "m", self.commune, "Thôn Lạ", phones=("0977000111",))
        return register_person(**self.who, person=told).person_id

    def case(self) -> Any:
        from truyvet.cases.queries import case_file

        return case_file(self.scope, self.made.code)

    def new_case(self) -> Any:
        from truyvet.cases.actions import NewCase, ResultEntry
        from truyvet.cases.rules import CaseDates, ResultMethod, ResultOutcome

        at = self.now - timedelta(days=1)
        result = ResultEntry(f"XN-{next(self.numbers)}", ResultMethod.PCR, ResultOutcome.POSITIVE, at)
        return NewCase(self.event(), self.stranger(), CaseDates(onset_at=at, sample_at=at), result=result)

    def declaration(self, **more: Any) -> Any:
        from truyvet.declarations.rules.submission import Submission

        return Submission(
            event_id=self.event(),
            form="whole_population",
            answers=whole(**more),
            made_at=self.now,
            consent="2022-03.1",
            person_id=self.person,
        )

    def watched(self) -> tuple[str, int]:
        """Code and version of a declaration that somebody must look at."""
        from truyvet.declarations.actions import declare
        from truyvet.declarations.models import WatchItem

        declare(**self.who, submission=self.declaration(showSignal="1", showSignalNote="sốt"))
        item = WatchItem.objects.select_related("declaration").latest("pk")
        return item.declaration.code, item.version


@pytest.fixture
def world(units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime, gateway: None) -> World:
    made = console(units, staff, house_clock, second_ring=4)
    made.ask()
    return World(made, Planter("A", house_clock, units["07783"], made.first.pk).plant())


CALLS: dict[str, Callable[[World], Call]] = {}


def line(name: str) -> Callable[[Callable[[World, Callable[..., Any]], Call]], None]:
    """Enters a preparation into the table; it is handed the world and the function itself."""

    def enter(prepare: Callable[[World, Callable[..., Any]], Call]) -> None:
        module, _, function = name.partition(":")
        CALLS[name] = lambda world: prepare(world, getattr(import_module(f"truyvet.{module}"), function))

    return enter


def level_decision() -> object:
    from truyvet.areas.actions.levels import LevelDecision
    from truyvet.areas.rules.risk_rules import RiskLevel

    return LevelDecision(RiskLevel.HIGH, TODAY, None, "nhiều ca ở khu trọ", "2686")


def plain(name: str, /, **more: Any) -> None:
    """A line whose call needs nothing prepared; values that are functions are asked of the world."""

    def prepare(world: World, act: Callable[..., Any]) -> Call:
        told = {key: value(world) if callable(value) else value for key, value in more.items()}
        return lambda: act(**{**world.who, **told})

    line(name)(prepare)


def public_functions() -> dict[str, list[str]]:
    """Name ("room.actions.file:function") and parameters of every public function under ``actions``."""
    found = {}
    for path in sorted([*SOURCE.glob("*/actions.py"), *SOURCE.glob("*/actions/**/*.py")]):
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                found[f"{module}:{node.name}"] = [each.arg for each in (*node.args.args, *node.args.kwonlyargs)]
    return found


def test_every_public_action_stands_in_the_table_and_says_who_and_when() -> None:
    functions = public_functions()
    assert len(functions) > 80
    counted = {name: parameters for name, parameters in functions.items() if name not in NO_ACTIONS}
    assert not [name for name, parameters in counted.items() if name not in CALLS], "no line in the table"
    assert not [name for name, parameters in counted.items() if not {"by", "now"} <= set(parameters) and name not in BY_ITSELF]
    assert not [name for name in (*CALLS, *NO_ACTIONS, *BY_ITSELF) if name not in functions], "gone: strike it from the table"


def test_one_call_leaves_one_row_of_its_room(world: World) -> None:
    wrong = []
    for name, prepare in CALLS.items():
        prefix = AUDIT_PREFIXES.get(name, f"{name.split('.')[0]}.")
        with transaction.atomic():
            try:
                with transaction.atomic():
                    call = prepare(world)
                    before = AuditRow.objects.filter(action__startswith=prefix).count()
                    call()
                    rows = AuditRow.objects.filter(action__startswith=prefix).count() - before
                    if rows != MANY_ROWS.get(name, (1, ""))[0]:
                        wrong.append(f"{name}: {rows} rows")
            except Exception as error:  # noqa: BLE001 - every line is tried, and told of
                wrong.append(f"{name}: {type(error).__name__} {str(error)[:200]}")
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


AUDIT_PREFIXES: Final = {
    f"isolation.actions.{function}": "cases."
    for function in ("isolations:start_isolation", "isolations:end_isolation", "retention:purge_isolations")
} | {"messaging.actions.outbox:send_one_time_code": "people."}
"""Actions whose rows keep the name that they had in another room (the words of the audit are public), or are a lower room's."""
MANY_ROWS: Final = {
    "people.actions.consents:give_consents": (
        3,
        "one row for each of the three persons, so that each finds it in their own log (record_many)",
    ),
}
"""Batches with a row for each subject, and why."""
BY_ITSELF: Final = {
    "access.actions.accounts:use_link": "who holds the link is nobody yet; its owner becomes the actor",
    "access.actions.accounts:record_sign_in": "who signs in is the actor",
    "access.actions.accounts:record_failure": "nobody signed in; the name that was tried is not recorded as an actor",
}
"""Actions without ``by``, and why."""


def _today() -> Any:
    from truyvet.core.local_day import LocalDay

    return LocalDay.of_date(TODAY)


def first(world: World) -> int:
    return int(world.made.first.pk)


# --- access
plain("access.actions.accounts:create_staff", username="moi", display="Người Mới", role="tracer", unit_code="24", since=TODAY)
plain("access.actions.accounts:add_grant", staff=lambda w: w.made.second.pk, role=Role.TRACER, unit_code="24", since=TODAY)
plain("access.actions.accounts:set_active", staff=lambda w: w.made.second.pk, active=False)
plain("access.actions.accounts:issue_link", staff=first, real=lambda w: w.now)
plain("access.actions.accounts:set_password", staff=first, password="một câu khác dài và dễ nhớ")


def administrators(w: World) -> list[int]:
    from truyvet.access.actions import create_staff

    made = [create_staff(**w.who, username=f"qt{n}", display="Q", role="admin", unit_code="24", since=TODAY) for n in "12"]
    return [int(each) for each in made]


@line("access.actions.account_requests:request_role")
def _(w: World, act: Callable[..., Any]) -> Call:
    asker, _other = administrators(w)
    asked: dict[str, Any] = {"by": By(f"staff:{asker}", "admin"), "now": w.now, "giver": w.admin, "staff": w.made.second.pk}
    return lambda: act(**asked, role=Role.TRACER, unit_code="24")


@line("access.actions.account_requests:request_reset")
def _(w: World, act: Callable[..., Any]) -> Call:
    asker, _other = administrators(w)
    return lambda: act(by=By(f"staff:{asker}", "admin"), now=w.now, giver=w.admin, staff=w.made.second.pk)


@line("access.actions.account_requests:decide_request")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.access.actions import request_reset

    asker, other = administrators(w)
    asked = request_reset(by=By(f"staff:{asker}", "admin"), now=w.now, giver=w.admin, staff=w.made.second.pk)
    return lambda: act(by=By(f"staff:{other}", "admin"), now=w.now, request=asked, approve=True)


@line("access.actions.accounts:end_grant")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.access.models import Grant

    grant = Grant.objects.filter(staff=w.made.second).latest("pk")
    return lambda: act(**w.who, giver=w.admin, grant=grant.pk)


@line("access.actions.accounts:use_link")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.access.actions import LinkKind, issue_link

    token = issue_link(**w.who, staff=first(w), real=w.now)
    return lambda: act(now=w.now, token=token, kind=LinkKind.CONSOLE, real=w.now)


@line("access.actions.accounts:record_sign_in")
def _(w: World, act: Callable[..., Any]) -> Call:
    return lambda: act(now=w.now, staff=first(w))


@line("access.actions.accounts:record_failure")
def _(w: World, act: Callable[..., Any]) -> Call:
    return lambda: act(now=w.now, username="ai-do")


# --- people: looks
def looking(w: World) -> dict[str, Any]:
    return {**w.who, "scope": replace(w.scope, staff=w.made.first.pk), "purpose": "task:own_request"}


@line("people.actions.looks:search_persons")
def _(w: World, act: Callable[..., Any]) -> Call:
    return lambda: act(**looking(w), text="nguyen")


@line("people.actions.looks:search_likely_persons")
def _(w: World, act: Callable[..., Any]) -> Call:
    return lambda: act(**looking(w), person=NewPerson("Nguyễn Văn Khuê", 1990, "m", w.commune), limit=8)


@line("people.actions.looks:look_at_persons")
def _(w: World, act: Callable[..., Any]) -> Call:
    return lambda: act(**looking(w), codes=[w.code(w.person)])


# --- laboratory
def sampled(w: World, count: int = 1) -> list[str]:
    from truyvet.laboratory.actions import TakenSample, order_tests, record_samples
    from truyvet.laboratory.models import Sample
    from truyvet.laboratory.rules.samples import SampleKind, SamplingReason, SamplingRequest

    persons = tuple(w.stranger() for _ in range(count))
    order_tests(**w.who, scope=w.scope, request=SamplingRequest(w.event(), persons, (TODAY,), SamplingReason.CONTACT))
    codes = list(Sample.objects.filter(order__person_id__in=persons).values_list("code", flat=True))
    record_samples(**w.who, scope=w.scope, entries=[TakenSample(w.event(), code, SampleKind.THROAT, w.now) for code in codes])
    return codes


def lab_entry(w: World, code: str, outcome: str = "negative") -> Any:
    from truyvet.laboratory.rules.results import LabMethod, LabOutcome, LabResultEntry

    return LabResultEntry(w.event(), code, LabOutcome(outcome), LabMethod.PCR, w.now)


@line("laboratory.actions.orders:order_tests")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.laboratory.rules.samples import SamplingReason, SamplingRequest

    request = SamplingRequest(w.event(), (w.person, w.stranger()), (TODAY,), SamplingReason.CONTACT)
    return lambda: act(**w.who, scope=w.scope, request=request)


@line("laboratory.actions.orders:cancel_test_order")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.laboratory.models import Sample

    order = Sample.objects.get(code=sampled(w)[0]).order_id
    return lambda: act(**w.who, scope=w.scope, order_id=order, reason="chỉ định nhầm")


@line("laboratory.actions.orders:record_samples")
def _(w: World, act: Callable[..., Any]) -> Call:
    return lambda: act(**w.who, scope=w.scope, entries=[])


@line("laboratory.actions.orders:undo_sample")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.laboratory.models import Sample

    code = sampled(w)[0]
    Sample.objects.filter(code=code).update(taken_by=w.who["by"].staff)
    return lambda: act(**w.who, scope=w.scope, code=code)


@line("laboratory.actions.orders:move_sample")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.laboratory.rules.samples import SampleState

    code = sampled(w)[0]
    return lambda: act(**w.who, scope=w.scope, code=code, state=SampleState.LOST, reason="vỡ ống")


@line("laboratory.actions.pools:make_pool")
def _(w: World, act: Callable[..., Any]) -> Call:
    codes = tuple(sampled(w, 2))
    return lambda: act(**w.who, scope=w.scope, event_id=w.event(), codes=codes)


@line("laboratory.actions.lab_results:add_results")
def _(w: World, act: Callable[..., Any]) -> Call:
    entries = [lab_entry(w, code, "positive") for code in sampled(w, 2)]
    return lambda: act(**w.who, scope=w.scope, entries=entries)


@line("laboratory.actions.lab_results:enter_result")
def _(w: World, act: Callable[..., Any]) -> Call:
    entry = lab_entry(w, sampled(w)[0])
    return lambda: act(**w.who, scope=w.scope, entry=entry)


@line("laboratory.actions.lab_results:correct_result")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.laboratory.actions import enter_result
    from truyvet.laboratory.models import LabResult
    from truyvet.laboratory.rules.results import LabOutcome

    entry = lab_entry(w, sampled(w)[0])
    enter_result(**w.who, scope=w.scope, entry=entry)
    old = LabResult.objects.get(event_id=entry.event_id).pk
    return lambda: act(**w.who, scope=w.scope, result_id=old, event_id=w.event(), outcome=LabOutcome.POSITIVE, reason="nhầm dòng")


@line("laboratory.actions.lab_results:resolve_result")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.laboratory.actions import add_results
    from truyvet.laboratory.models import UnresolvedResult

    entry = lab_entry(w, "LA-1")
    add_results(**w.who, scope=w.scope, entries=[entry], keeps_unknown=True)
    found, code = UnresolvedResult.objects.get(event_id=entry.event_id).pk, sampled(w)[0]
    return lambda: act(**w.who, scope=w.scope, unresolved_id=found, code=code)


plain("laboratory.actions.laboratories:add_laboratory", scope=lambda w: w.scope, name="CDC Bắc Giang", unit_id=lambda w: w.commune)
for _purged in ("orders", "pools", "unresolved"):
    plain(f"laboratory.actions.retention:purge_{_purged}", now=lambda w: w.later)


# --- cases
@line("cases.actions.case_changes:edit_case")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.cases.rules import CaseDates

    found = w.case()
    dates = CaseDates(onset_at=w.now - timedelta(days=3), sample_at=w.now - timedelta(days=1))
    return lambda: act(**w.who, scope=w.scope, code=found.code, version=found.version, dates=dates)


@line("cases.actions.case_changes:discard_case")
def _(w: World, act: Callable[..., Any]) -> Call:
    found = w.case()
    return lambda: act(**w.lead, scope=w.scope, code=found.code, version=found.version, reason="xét nghiệm lại âm tính")


@line("cases.actions.case_changes:close_case")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.cases.rules import CaseState

    found = w.case()
    return lambda: act(**w.lead, scope=w.scope, code=found.code, version=found.version, state=CaseState.RECOVERED, at=w.now)


@line("cases.actions.case_import:add_cases")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.cases.actions import ImportedCase

    lines = [ImportedCase(w.new_case()), ImportedCase(w.new_case())]
    return lambda: act(**w.who, scope=w.scope, lines=lines)


@line("cases.actions.laboratory_results:add_result")
def _(w: World, act: Callable[..., Any]) -> Call:
    result = w.new_case().result
    return lambda: act(**w.who, scope=w.scope, code=w.made.code, result=result)


@line("cases.actions.laboratory_results:confirm_result")
def _(w: World, act: Callable[..., Any]) -> Call:
    from tests.second_person import open_slip_name

    from truyvet.cases.actions import open_case
    from truyvet.cases.queries import case_file

    found = case_file(w.scope, open_case(**w.who, scope=w.scope, entry=w.new_case()).code)
    assert found is not None
    open_slip_name(**w.lead, scope=w.scope, code=found.code)
    return lambda: act(**w.lead, scope=w.scope, code=found.code, version=found.version, result_id=found.results[0].id)


@line("cases.actions.new_case:open_case")
def _(w: World, act: Callable[..., Any]) -> Call:
    entry = w.new_case()
    return lambda: act(**w.who, scope=w.scope, entry=entry)


# --- declarations
plain("declarations.actions.declarations:declare", submission=lambda w: w.declaration())
plain("declarations.actions.declarations:declare_many", submissions=lambda w: [w.declaration(), w.declaration()])


def unproved(w: World) -> dict[str, Any]:
    """A citizen, and the event of a declaration under their number that nobody proved."""
    from truyvet.declarations.actions import declare
    from truyvet.people.actions import register_person
    from truyvet.people.models import Phone

    number = "+84912345678"
    person = register_person(**w.who, person=NewPerson("Nguyễn Thị Hoa", birth_year=1990, phones=(number,))).person_id
    Phone.objects.filter(person_id=person).update(verified_at=w.now)
    said = w.declaration()
    return {"person_id": person, "event_ids": [said.event_id], "code": declare(**w.who, submission=said).code}


@line("declarations.actions.ownership:adopt_declarations")
def _(w: World, act: Callable[..., Any]) -> Call:
    made = unproved(w)
    return lambda: act(**w.who, scope=w.scope, person_id=made["person_id"], event_ids=made["event_ids"])


@line("declarations.actions.ownership:disown_declaration")
def _(w: World, act: Callable[..., Any]) -> Call:
    made = unproved(w)
    return lambda: act(**w.who, scope=w.scope, **made)


@line("declarations.actions.watch:acknowledge")
def _(w: World, act: Callable[..., Any]) -> Call:
    code, version = w.watched()
    return lambda: act(**w.who, scope=w.scope, code=code, version=version)


@line("declarations.actions.watch:give_back")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.declarations.actions import acknowledge

    code, version = w.watched()
    acknowledge(**w.who, scope=w.scope, code=code, version=version)
    return lambda: act(**w.who, scope=w.scope, code=code, version=version + 1)


@line("declarations.actions.watch:note_call")
def _(w: World, act: Callable[..., Any]) -> Call:
    code, version = w.watched()
    return lambda: act(**w.who, scope=w.scope, code=code, version=version, note="không nghe máy")


@line("declarations.actions.watch:close_watch")
def _(w: World, act: Callable[..., Any]) -> Call:
    code, version = w.watched()
    return lambda: act(**w.who, scope=w.scope, code=code, version=version, outcome="well", note="hết sốt")


# --- devices
def installation(w: World) -> str:
    from truyvet.devices.actions import register_installation

    return str(register_installation(**w.who, event_id=w.event(), platform="android"))


def upload_code(w: World) -> str:
    from truyvet.devices.actions import issue_upload_code

    return str(issue_upload_code(**w.who, scope=w.scope, event_id=w.event(), case_code=w.made.code, kind="confirmed").code)


def phone_keys(w: World) -> Any:
    from tests.integration.devices.conftest import Phone

    return Phone(w.now)


@line("devices.actions.encounters:add_encounters")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.devices.rules import EncounterSegment

    rows = [EncounterSegment(w.event(), w.made.people[4], w.made.people[5], int(w.now.timestamp()) - 9_000, 900, 1_000)]
    return lambda: act(**w.who, segments=rows)


plain("devices.actions.installations:register_installation", event_id=lambda w: w.event(), platform="android")
plain("devices.actions.installations:forget_installation", token=installation)
plain(
    "devices.actions.installations:send_phone_code", real=lambda w: w.now, event_id=lambda w: w.event(), token=installation,
    phone="0911222333", language="vi",
)  # fmt: skip
plain(
    "devices.actions.upload_codes:issue_upload_code", scope=lambda w: w.scope, event_id=lambda w: w.event(),
    case_code=lambda w: w.made.code, kind="confirmed",
)  # fmt: skip


@line("devices.actions.verification:verify_upload_code")
def _(w: World, act: Callable[..., Any]) -> Call:
    code = upload_code(w)
    return lambda: act(**w.who, code=code, tekmac=os.urandom(32))


# --- exchange
def file_facts(w: World) -> Any:
    from truyvet.exchange.rules import FileFacts

    return FileFacts("ab" * 32, 100, 0)


def import_kind(w: World) -> Any:
    from truyvet.exchange.rules import ImportKind

    return ImportKind("people")


plain("exchange.actions.import_jobs:begin_import", kind=import_kind, source="test", facts=file_facts, choices="{}")


@line("exchange.actions.import_jobs:finish_import")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.exchange.actions import begin_import

    begun = begin_import(**w.who, kind=import_kind(w), source="test", facts=file_facts(w), choices="{}")
    return lambda: act(**w.who, job=begun.job)


def own_upload(w: World, state: str = "draft") -> str:
    """A file that this reader uploaded; its code."""
    from truyvet.core.encryption import encrypt
    from truyvet.exchange.models import ImportUpload

    made = ImportUpload.objects.create(
        code=f"UP{next(w.numbers):06d}", staff_id=w.scope.staff, role="tracer", kind="people", ending=".csv", state=state,
        content=encrypt("exchange.upload", b"person_id\n1\n"), uploaded_at=w.now,
    )  # fmt: skip
    return str(made.code)


def upload_settings(w: World) -> Any:
    from truyvet.exchange.upload_settings import UploadSettings

    return UploadSettings()


plain("exchange.actions.uploads:add_upload", scope=lambda w: w.scope, kind=import_kind, ending=".csv", content=b"person_id\n1\n")
plain("exchange.actions.uploads:start_upload", scope=lambda w: w.scope, code=own_upload, settings=upload_settings)
plain("exchange.actions.uploads:discard_upload", scope=lambda w: w.scope, code=own_upload)
plain("exchange.actions.uploads:download_rejects", scope=lambda w: w.scope, code=lambda w: own_upload(w, "done"))
plain("exchange.actions.uploads:open_rejects", scope=lambda w: w.scope, job=1)
plain("exchange.actions.uploads:open_likely", scope=lambda w: w.scope, job=1)
plain("exchange.actions.uploads:save_mapping", kind=import_kind, name="x", settings=upload_settings)


# --- teams
def walked(w: World) -> Any:
    """A hamlet with a round, whose team has the reader as its member."""
    from tests.integration.teams.hamlet import hamlet

    from truyvet.access.actions import create_staff
    from truyvet.access.models import Staff

    def member(role: str, unit: str, display: str) -> Staff:
        key = create_staff(by=w.by, now=w.now, username=f"to-vien-{w.event()}"[:40], display=display, role=role, unit_code=unit)
        return Staff.objects.get(pk=key)

    return hamlet(w.made.units, member, w.now)


def round_line(name: str, **more: Any) -> None:
    """A line about the hamlet's round, read by the commune."""

    @line(name)
    def prepare(w: World, act: Callable[..., Any]) -> Call:
        made = walked(w)
        told = {key: value(w, made) for key, value in more.items()}
        return lambda: act(**w.who, scope=replace(made.scope, role="commune_officer"), round_code=made.round_code, **told)


def field_entry(w: World, made: Any) -> Any:
    from truyvet.teams.actions.field_entries import SentEntry

    return SentEntry(w.event(), made.phone, 1, made.entry(1, "nobody_home"))


def open_entry(w: World, made: Any) -> int:
    from truyvet.teams.models import FieldEntry

    made.send(None)
    return FieldEntry.objects.latest("pk").pk


round_line("teams.actions.rounds:close_round")
round_line("teams.actions.rounds:print_round")
round_line("teams.actions.bundles:give_bundle", event_id=lambda w, _: w.event(), phone=lambda w, _: w.event())
round_line("teams.actions.field_entries:take_entry", sent=field_entry)
round_line("teams.actions.field_entries:settle_entry", entry_id=open_entry)


@line("teams.actions.teams:make_team")
def make_team(w: World, act: Callable[..., Any]) -> Call:
    scope = replace(w.scope, role="commune_officer")
    return lambda: act(
        **w.who, scope=scope, event_id=w.event(), name="Tổ", commune_code="07783", member_ids=[w.made.first.pk], leader_id=None
    )


@line("teams.actions.rounds:make_round")
def make_round(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.teams.models import Round, Team

    walked(w)
    Round.objects.all().delete()
    return lambda: act(**w.who, scope=w.scope, event_id=w.event(), team_code=Team.objects.latest("pk").code, day=TODAY)


def old_round(w: World) -> None:
    from truyvet.teams.models import Round

    walked(w)
    Round.objects.exclude(team__event_id=w.row("teams.Stop").round.team.event_id).update(delete_on=w.now.date())


@line("teams.actions.retention:purge_rounds")
def purge_rounds(w: World, act: Callable[..., Any]) -> Call:
    old_round(w)
    return lambda: act(**w.who)


# --- followup
def followed(w: World) -> Any:
    """An open follow-up of a contact, whom this reader has taken."""
    from truyvet.followup.actions import take_over_runs
    from truyvet.followup.models import FollowUp

    if not FollowUp.objects.filter(closed_at__isnull=True, sources__isnull=False).exists():
        take_over_runs(**w.who)
    row = FollowUp.objects.filter(sources__isnull=False, closed_at__isnull=True).select_related("person").order_by("pk").last()
    assert row is not None
    FollowUp.objects.filter(pk=row.pk).update(taken_by=w.scope.staff)
    return row


def followed_code(w: World) -> str:
    return str(followed(w).person.code)


def needed(w: World) -> str:
    from truyvet.followup.models import SupportNeed

    row = followed(w)
    SupportNeed.objects.get_or_create(follow_up=row, kind="food", settled_at=None, defaults={"at": w.now})
    return str(row.person.code)


def follow_up_words(name: str) -> Callable[[World], Any]:
    def read(_: World) -> Any:
        from truyvet.followup.rules import records

        kind, _dot, value = name.partition(".")
        return getattr(getattr(records, kind), value)

    return read


def health(_: World) -> Any:
    from truyvet.followup.actions import HealthAnswer

    return HealthAnswer()


def last_exposure(w: World) -> Any:
    return w.now.date()


plain(
    "followup.actions.attempts:record_attempt", scope=lambda w: w.scope, event_id=lambda w: w.event(), person_code=followed_code,
    by_kind=follow_up_words("AttemptBy.STAFF"), channel=follow_up_words("Channel.CALL"), outcome=follow_up_words("AttemptOutcome.REACHED"),
)  # fmt: skip
plain("followup.actions.attempts:skip_call", scope=lambda w: w.scope, event_id=lambda w: w.event(), person_code=followed_code, reason="họp")
plain("followup.actions.attempts:start_call", scope=lambda w: w.scope, person_code=followed_code)
plain("followup.actions.assignment:take", scope=lambda w: w.scope, person_codes=lambda w: [followed_code(w)])
plain(
    "followup.actions.assignment:assign", scope=lambda w: w.scope, person_codes=lambda w: [followed_code(w)],
    colleague=lambda w: w.made.second.pk,
)  # fmt: skip
plain("followup.actions.assignment:hand_over", scope=lambda w: w.scope, colleague=None)
plain("followup.actions.assignment:give_back", scope=lambda w: w.scope, person_codes=lambda w: [followed_code(w)])
plain(
    "followup.actions.checks:record_check", scope=lambda w: w.scope, event_id=lambda w: w.event(), person_code=followed_code,
    channel=follow_up_words("CheckChannel.CALL"), answer=health,
)  # fmt: skip
plain("followup.actions.checks:make_check_link", scope=lambda w: w.scope, person_code=followed_code)
plain(
    "followup.actions.link_messages:send_check_link", scope=lambda w: w.scope, person_code=followed_code,
    address=lambda w: "https://x.vn/{}".format,
)  # fmt: skip


@line("followup.actions.calls:send_check_call")
def _(w: World, act: Callable[..., Any]) -> Call:
    from django.test import override_settings

    from truyvet.messaging.models import VoiceRecording

    VoiceRecording.objects.create(
        event_id=w.event(), template="voice_check", language="vi", seconds=3, sound_hash="0", state="approved", written_at=w.now
    )
    code = followed_code(w)

    def call() -> object:
        with override_settings(TRUYVET_VOICE=object()):
            return act(**w.who, scope=w.scope, person_code=code)

    return call


plain("followup.actions.checks:own_need", scope=lambda w: w.scope, person_code=needed, kind=follow_up_words("Need.FOOD"))
plain("followup.actions.checks:settle_need", scope=lambda w: w.scope, person_code=needed, kind=follow_up_words("Need.FOOD"))
plain(
    "followup.actions.follow_ups:close_follow_up", scope=lambda w: w.scope, person_code=followed_code,
    reason=follow_up_words("CloseReason.DIED"),
)  # fmt: skip
plain(
    "followup.actions.follow_ups:follow_by_hand",
    scope=lambda w: w.scope,
    person_code=followed_code,
    last_exposure=last_exposure,
    reason="x",
)
plain("followup.actions.follow_ups:release_ready", scope=lambda w: w.scope, person_codes=lambda w: [followed_code(w)])


@line("followup.actions.checks:answer_by_link")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.followup.actions import make_check_link

    code = followed_code(w)
    token = make_check_link(**w.who, scope=w.scope, person_code=code)
    return lambda: act(**w.who, token=token, event_id=w.event(), answers={code: health(w)})


plain("followup.actions.take_over:take_over_runs")


@line("followup.actions.take_over:take_over_verdicts")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.followup.models import FollowUpSource
    from truyvet.investigations.models import Decision

    row = followed(w)
    source = FollowUpSource.objects.filter(follow_up=row).order_by("pk")[0]
    Decision.objects.filter(case_id=source.case_id).update(change=0)
    act(**w.who)
    made = Decision.objects.all()[0]
    made.pk, made.event_id, made.case_id, made.person_id, made.verdict, made.change = (
        None, w.event(), source.case_id, row.person_id, "confirmed", 2**40,
    )  # fmt: skip
    made.save(force_insert=True)
    return lambda: act(**w.who)


@line("followup.actions.take_over_declarations:take_over_declarations")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.declarations.actions import close_watch

    code, version = w.watched()
    close_watch(**w.who, scope=w.scope, code=code, version=version, outcome="watch_home", note="sốt nhẹ")
    return lambda: act(**w.who)


@line("followup.actions.arrivals:follow_arrival")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.followup.actions import ArrivedPerson

    return lambda: act(**w.who, arrived=ArrivedPerson("arrival:1", w.stranger(), w.commune, _today()))


@line("followup.actions.take_over:take_over_cases")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.cases.models import Case

    row = followed(w)
    act(**w.who)
    Case.objects.filter(pk__in=row.sources.values("case")).update(state="discarded")
    return lambda: act(**w.who)


def fallen_case(w: World, correction: str = "untold") -> str:
    """The code of a withdrawn case, of which the followed person was told by a call."""
    from truyvet.followup.models import FollowUp, FollowUpSource

    row = followed(w)
    FollowUp.objects.filter(pk=row.pk).update(reached_at=w.now)
    FollowUpSource.objects.filter(follow_up=row).update(withdrawn_at=w.now, correction=correction)
    return str(row.sources.get().case.code)


@line("followup.actions.corrections:ask_corrections")
def _(w: World, act: Callable[..., Any]) -> Call:
    case = fallen_case(w)
    return lambda: act(**w.who, scope=w.scope, case_code=case)


@line("followup.actions.corrections:send_corrections")
def _(w: World, act: Callable[..., Any]) -> Call:
    fallen_case(w, "asked")
    return lambda: act(**w.who)


@line("followup.actions.corrections:record_correction_call")
def _(w: World, act: Callable[..., Any]) -> Call:
    case, person = fallen_case(w), followed_code(w)
    return lambda: act(**w.who, scope=w.scope, case_code=case, person_code=person)


@line("followup.actions.retention:purge_follow_ups")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.followup.models import FollowUp

    row = followed(w)
    FollowUp.objects.exclude(pk=row.pk).update(delete_on=None)
    FollowUp.objects.filter(pk=row.pk).update(closed_at=w.now, close_reason="died", delete_on=w.now.date())
    return lambda: act(**w.who)


@line("followup.actions.retention:purge_links")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.followup.actions import make_check_link
    from truyvet.followup.models import CheckLink

    make_check_link(**w.who, scope=w.scope, person_code=followed_code(w))
    CheckLink.objects.update(expires_at=w.now - timedelta(days=1))
    return lambda: act(**w.who)


# --- notices
def noticed(w: World, state: str = "sent") -> Any:
    """A notice of the case's first visit; ``state``: where it stands."""
    from truyvet.notices.models import Notice

    _case, visits = seen_visits(w)
    venue, start, end = visits[0].visit.venue_id, visits[0].visit.check_in, visits[0].end
    return Notice.objects.create(
        code=f"NT{next(w.numbers):06d}", case_id=w.case().id, venue_id=venue, visit_start=start, kind="venue", state=state, start=start,
        end=end, is_public=False, decided_by=w.made.second, decided_at=w.now,
    )  # fmt: skip


def seen_visits(w: World) -> Any:
    from truyvet.notices.queries.persons_to_tell import case_visits

    return case_visits(w.scope, w.made.code)


def drafted(w: World) -> Any:
    from truyvet.notices.rules.notice import NoticeDraft, NoticeKind

    seen = seen_visits(w)[1][0]
    return NoticeDraft(
        NoticeKind.VENUE, seen.visit.check_in, min(seen.end, int(w.now.timestamp())), is_public=True, reason="quán đông người"
    )


plain(
    "notices.actions.notices:decide_notice", scope=lambda w: w.scope, event_id=lambda w: w.event(), case_code=lambda w: w.made.code,
    visit_id=lambda w: seen_visits(w)[1][0].visit.id, draft=drafted,
)  # fmt: skip
plain(
    "notices.actions.notices:decline_rest", scope=lambda w: w.scope, event_id=lambda w: w.event(), case_code=lambda w: w.made.code,
    reason="đã gọi từng người",
)  # fmt: skip
plain("notices.actions.notices:agree_to_notice", scope=lambda w: w.scope, code=lambda w: noticed(w, "waiting").code)
plain(
    "notices.actions.notices:correct_notice", scope=lambda w: w.scope, event_id=lambda w: w.event(), code=lambda w: noticed(w).code,
    draft=drafted,
)  # fmt: skip
plain(
    "notices.actions.notices:withdraw_notices", scope=lambda w: w.scope, event_id=lambda w: w.event(), codes=lambda w: [noticed(w).code],
    reason="nhầm phòng họp",
)  # fmt: skip
plain("notices.actions.notices:open_own_notices", person_id=lambda w: w.person, shown=lambda w: {})
plain("notices.actions.notices:open_as_keeper", codes=lambda w: [noticed(w).code])
plain("notices.actions.notices:purge_recipients", now=lambda w: w.later)


# --- areas
def checkpoint_in(commune: int) -> Any:
    from truyvet.areas.rules.map_marks import MarkKind, NewMapMark

    return NewMapMark(MarkKind.CHECKPOINT, "Chốt", commune, TODAY, None, is_public=True)


@line("areas.actions.map_marks:end_map_mark")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.areas.actions.map_marks import add_map_mark

    code = add_map_mark(**w.who, scope=w.admin, mark=checkpoint_in(w.commune))
    return lambda: act(**w.who, scope=w.admin, code=code)


plain("areas.actions.health_stations:set_station", scope=lambda w: w.admin, unit_code="24", phone="0204 3883 115")
plain("areas.actions.levels:decide_level", scope=lambda w: w.admin, unit_code="24", decision=lambda w: level_decision())
plain("areas.actions.health_stations:add_stations", stations=lambda w: {w.commune: "02043883115"})
plain("areas.actions.map_marks:add_map_mark", scope=lambda w: w.admin, mark=lambda w: checkpoint_in(w.commune))
plain("areas.actions.boundaries:import_boundaries", scope=lambda w: w.admin, text=BOUNDARY_FILE, file_name="x.geojson", edition="2021")


# --- campaigns
def material(world: World) -> str:
    from truyvet.campaigns.actions.materials import write_material

    return write_material(**world.who, scope=world.admin, event_id=world.event(), text=material_text(world))


def material_text(world: World) -> Any:
    from truyvet.campaigns.rules.source_text import SourceText

    points, link = ("Đeo khẩu trang",), "https://x.example"
    return SourceText("Sở Y tế", "Khai báo", "Declare", points, points, "19009095", link, _today(), _today() + timedelta(days=7))


@line("campaigns.actions.turns:plan_turns")
def _plan_turns(world: World, act: Callable[..., Any]) -> Call:
    from datetime import time

    from truyvet.campaigns.rules.source_text import TurnPlan

    plan = TurnPlan(world.commune, ("Thôn Một", "Thôn Hai"), _today(), _today(), (time(5, 30), time(17)))
    code = material(world)
    return lambda: act(**world.who, scope=world.admin, code=code, plan=plan)


@line("campaigns.actions.turns:record_played")
def _record_played(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.campaigns.models import LoudspeakerTurn, Material

    code = material(world)
    turn = LoudspeakerTurn.objects.create(
        material=Material.objects.get(code=code), unit_id=world.commune, hamlet="Thôn Một", day=_today(), at="05:30"
    )
    return lambda: act(**world.who, scope=world.admin, turn_id=turn.pk)


plain("campaigns.actions.materials:write_material", scope=lambda w: w.admin, event_id=lambda w: w.event(), text=material_text)


@line("day_figures.actions.retention:purge_figures")
def _purge_figures(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.day_figures.models import UnitFigure

    UnitFigure.objects.create(measure="cases.open", day=world.now.date(), unit=None, value=3, counted_at=world.now)
    return lambda: act(by=world.by, now=world.later)


@line("day_figures.actions.retention:purge_counted_days")
def _purge_counted_days(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.day_figures.models import CountedDay

    CountedDay.objects.create(measure="cases.open", day=world.now.date(), first_counted_at=world.now, last_counted_at=world.now)
    return lambda: act(by=world.by, now=world.later)


@line("campaigns.actions.materials:purge_materials")
def _purge_materials(world: World, act: Callable[..., Any]) -> Call:
    material(world)
    return lambda: act(by=world.by, now=world.later)


def campaign_plan(world: World) -> Any:
    from truyvet.campaigns.rules.campaign_state import CampaignPlan

    return CampaignPlan(
        "Nhắc", "campaign_declare", "residents", 0, world.made.units["24"], ("phone",), world.now, 1_000, "19009095"
    )  # fmt: skip


def campaign(world: World) -> Any:
    """A draft to one resident who agreed to messages."""
    from truyvet.campaigns.actions.campaigns import make_campaign
    from truyvet.campaigns.models import Campaign
    from truyvet.people.models import Consent

    Consent.objects.get_or_create(
        person_id=world.stranger(), purpose="messages", version="1", language="vi", channel="web", defaults={"at": world.now}
    )
    code = make_campaign(**world.who, scope=world.admin, event_id=world.event(), plan=campaign_plan(world), seed="a")
    return Campaign.objects.get(code=code)


plain(
    "campaigns.actions.campaigns:make_campaign", scope=lambda w: w.admin, event_id=lambda w: w.event(), plan=campaign_plan,
    seed=lambda w: "a",
)  # fmt: skip


@line("campaigns.actions.campaigns:take_step")
def _take_step(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.campaigns.rules.campaign_state import CampaignStep

    code = campaign(world).code
    return lambda: act(**world.who, scope=world.admin, code=code, step=CampaignStep.SUBMITTED, version=1)


@line("campaigns.actions.message_rounds:queue_next_messages")
def _queue_next_messages(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.campaigns.jobs.campaigns import freeze_part
    from truyvet.campaigns.models import Recipient

    row = campaign(world)
    freeze_part(row, world.now)
    Recipient.objects.update(state="waiting")
    type(row).objects.filter(pk=row.pk).update(state="running")
    return lambda: act(**world.who, campaign_id=row.pk)


@line("campaigns.actions.campaigns:purge_campaigns")
def _purge_campaigns(world: World, act: Callable[..., Any]) -> Call:
    campaign(world)
    return lambda: act(by=world.by, now=world.later)


def arrival(world: World) -> Any:
    from truyvet.campaigns.actions.arrivals import record_arrival
    from truyvet.campaigns.models import Arrival
    from truyvet.campaigns.rules.arrival import ArrivalEntry, ArrivalSource

    entry = ArrivalEntry(world.stranger(), world.commune, _today(), world.now, ArrivalSource.DECLARATION)
    record_arrival(**world.who, entry=entry)
    return Arrival.objects.order_by("-pk")[0].pk


@line("campaigns.actions.arrivals:record_arrival")
def _record_arrival(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.campaigns.rules.arrival import ArrivalEntry, ArrivalSource

    entry = ArrivalEntry(world.stranger(), world.commune, _today(), world.now, ArrivalSource.CHECKPOINT)
    return lambda: act(**world.who, entry=entry)


def seat(world: World, at: datetime) -> Any:
    from truyvet.campaigns.rules.passengers import SeatEntry

    return SeatEntry("98B01234", at, at + timedelta(hours=2), "Hà Nội", "Bắc Giang", "A1", "Người Đi Xe", "", "", world.commune)


@line("campaigns.actions.passengers:add_passengers")
def _add_passengers(world: World, act: Callable[..., Any]) -> Call:
    return lambda: act(**world.who, entries=[seat(world, world.now)])


@line("campaigns.actions.passengers:purge_trips")
def _purge_trips(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.campaigns.actions.passengers import add_passengers

    add_passengers(**world.who, entries=[seat(world, world.now)])
    return lambda: act(by=world.by, now=world.later)


def partner(world: World) -> str:
    from truyvet.campaigns.actions.partners import make_partner

    return make_partner(**world.who, name="Nhà mạng", certificate="")[0]


plain("campaigns.actions.partners:make_partner", name="Nhà mạng khác", certificate="")


@line("campaigns.actions.partners:end_partner")
def _end_partner(world: World, act: Callable[..., Any]) -> Call:
    code = partner(world)
    return lambda: act(**world.who, code=code)


def feed_entries(world: World) -> Any:
    from truyvet.campaigns.rules.feed import FeedEntry

    return [FeedEntry(uuid.uuid4(), "+84912000111", "07783", world.now, "")]


@line("campaigns.actions.partners:take_feed")
def _take_feed(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.campaigns.models import Partner

    row = Partner.objects.get(code=partner(world)).pk
    return lambda: act(**world.who, partner_id=row, entries=feed_entries(world))


@line("campaigns.actions.partners:purge_feed")
def _purge_feed(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.campaigns.actions.partners import take_feed
    from truyvet.campaigns.models import Partner

    row = Partner.objects.get(code=partner(world)).pk
    take_feed(**world.who, partner_id=row, entries=feed_entries(world))
    return lambda: act(by=world.by, now=world.later)


def handed_file(world: World) -> tuple[str, str]:
    """A running campaign through a partner, to whom somebody waits; its code and the partner's."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from tests.integration.campaigns.crowd import numbers, residents
    from tests.integration.exchange.test_import_partner_receipts import certificate

    from truyvet.campaigns.actions.partners import make_partner
    from truyvet.campaigns.models import Campaign, Recipient

    pem = certificate(world.now, rsa.generate_private_key(65537, 2048))
    named, _key = make_partner(**world.who, name="Điện lực", certificate=pem)
    row = Campaign.objects.create(
        code="PPPPPPPP", event_id=uuid.uuid4(), body_hash=b"", title="Nhắc", template="campaign_declare", audience="residents", days=0,
        unit_id=world.commune, channels="partner", phone="19009095", starts_at=world.now, operators=9, seed="a", state="running", size=1,
        created_by_id=world.by.staff, created_at=world.now,
    )  # fmt: skip
    (person,) = residents(world.commune, numbers(7, 1), world.now, mark="P")
    phone = person.phones.get()
    Recipient.objects.create(campaign=row, person=person, phone=phone, number_form=b"7", state="waiting")
    return row.code, named


@line("campaigns.actions.partner_files:hand_partner_file")
def _hand_partner_file(world: World, act: Callable[..., Any]) -> Call:
    code, named = handed_file(world)
    return lambda: act(**world.who, scope=world.admin, code=code, partner_code=named)


@line("campaigns.actions.partner_files:seal_partner_file")
def _seal_partner_file(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.campaigns.actions.partner_files import hand_partner_file

    code, named = handed_file(world)
    file = hand_partner_file(**world.who, scope=world.admin, code=code, partner_code=named)
    return lambda: act(**world.who, scope=world.admin, code=file)


@line("campaigns.actions.partner_files:record_partner_receipts")
def _record_partner_receipts(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.campaigns.actions.partner_files import PartnerReceipt

    return lambda: act(**world.who, entries=[PartnerReceipt("XXXXXXXX", "+84912000000", "failed")])


@line("campaigns.actions.arrivals:record_arrival_call")
def _record_arrival_call(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.campaigns.rules.arrival import ArrivalAnswer

    row = arrival(world)
    return lambda: act(**world.who, scope=world.admin, arrival_id=row, answer=ArrivalAnswer.NO_ANSWER)


@line("campaigns.actions.arrivals:purge_arrivals")
def _purge_arrivals(world: World, act: Callable[..., Any]) -> Call:
    arrival(world)
    return lambda: act(by=world.by, now=world.later)


# --- investigations
@line("investigations.actions.decisions:decide")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.investigations.models import RunContact
    from truyvet.investigations.rules.runs import ContactVerdict

    found = RunContact.objects.filter(run__case__code=w.made.code).select_related("run", "person")[0]
    told = {
        "run_code": found.run.code,
        "person_code": found.person.code,
        "verdict": ContactVerdict.CONFIRMED,
        "reason": "hỏi qua điện thoại",
    }
    return lambda: act(**w.who, scope=w.scope, event_id=w.event(), **told)


@line("investigations.actions.interviews:record_interview")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.investigations.actions import InterviewEntry, NamedEntry

    entry = InterviewEntry(w.event(), w.made.code, (NamedEntry(w.code(w.person), int(w.now.timestamp()) - 90_000, "bạn"),), ())
    return lambda: act(**w.who, scope=w.scope, entry=entry)


@line("investigations.actions.interviews:keep_draft")
def _(w: World, act: Callable[..., Any]) -> Call:
    told = {"event_id": w.event(), "case_code": w.made.code, "corrects": None, "typed": {"n0-name": "Ai Đó"}}
    return lambda: act(**w.who, scope=w.scope, **told)


@line("investigations.actions.interview_visits:tie_place")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.investigations.actions import InterviewEntry, ReportedPlace, record_interview
    from truyvet.investigations.models import InterviewPlace

    at = int(w.now.timestamp()) - 90_000
    place = ReportedPlace("", at, at + 3_600, name="Đám cưới", commune_id=w.commune, kind="other")
    record_interview(**w.who, scope=w.scope, entry=InterviewEntry(w.event(), w.made.code, (), (place,)))
    found = InterviewPlace.objects.get(venue=None)
    return lambda: act(**w.who, scope=w.scope, event_id=found.event_id, venue_code=w.made.venues["market"][1])


@line("investigations.actions.interviews:add_interviews")
def _(w: World, act: Callable[..., Any]) -> Call:
    found = w.case()
    rows = [(w.event(), found.id, w.made.people[0], ((w.person, int(w.now.timestamp()) - 90_000),))]
    return lambda: act(**w.who, rows=rows)


plain(
    "investigations.actions.run_requests:request_run", scope=lambda w: w.scope, event_id=lambda w: w.event(),
    codes=lambda w: (w.made.code,), name="vn-2020-08",
)  # fmt: skip


def asked(w: World) -> None:
    from truyvet.investigations.actions import request_run

    request_run(**w.who, scope=w.scope, event_id=w.event(), codes=(w.made.code,), name="vn-2020-08")


def started(w: World) -> Any:
    from truyvet.investigations.jobs.trace_runs import start_next_run

    asked(w)
    return start_next_run(w.now)


@line("investigations.actions.run_answers:fail_run")
def _(w: World, act: Callable[..., Any]) -> Call:
    run = started(w)
    return lambda: act(**w.who, run=run, error="test")


@line("investigations.actions.run_answers:store_answer")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.investigations.answer_rows import AnswerRows

    run = started(w)
    return lambda: act(**w.who, run=run, rows=AnswerRows([], [], {}), milliseconds=1)


# --- passes
plain("passes.actions.gate_status:note_declaration", person_id=lambda w: w.person, declared_at=lambda w: w.now, clear=True)
plain("passes.actions.gate_status:hold", event_id=lambda w: w.event(), person_id=lambda w: w.person, why="symptoms", ref="order:1")


@line("passes.actions.gate_status:note_declarations")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.passes.actions.gate_status import GateDeclaration

    return lambda: act(**w.who, declarations=[GateDeclaration(person, w.now, True) for person in w.made.people[:3]])


@line("passes.actions.gate_status:release")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.passes.actions import hold

    hold(**w.who, event_id=w.event(), person_id=w.person, why="symptoms", ref="order:1")
    return lambda: act(**w.who, person_id=w.person, ref="order:1")


def declared(w: World) -> int:
    from truyvet.passes.actions import note_declaration

    older_keys(w.now)
    note_declaration(**w.who, person_id=w.person, declared_at=w.now - timedelta(hours=1), clear=True)
    return w.person


def phone_point(w: World) -> Any:
    return point(ec.generate_private_key(ec.SECP256R1()).public_key())


plain("passes.actions.passes:issue_pass", event_id=lambda w: w.event(), person_id=declared, phone=phone_point, entropy=lambda w: os.urandom)
plain("passes.actions.passes:issue_card", event_id=lambda w: w.event(), person_id=declared, entropy=lambda w: os.urandom)
plain("passes.actions.revocation:revoke", why="lost", person_id=lambda w: holder(w.person, w.now).person_id)


# --- people
def consent_text(w: World) -> str:
    from truyvet.people.rules import consents

    return str(consents.current_text("messages", _today()).version)


plain("people.actions.persons:register_person", person=lambda w: NewPerson("Người Mới", 1990, "f", w.commune))
plain("people.actions.persons:add_phone", scope=lambda w: w.scope, code=lambda w: w.code(w.person), number="0966777888")
plain(
    "people.actions.person_import:add_people",
    people=lambda w: [NewPerson(f"Người {n}", 1980 + n, "m", w.commune) for n in range(3)],
    source="t",
)
plain("people.actions.identities:open_identities", scope=lambda w: w.scope, person_ids=lambda w: w.made.people[:3], purpose="trace")
plain("people.actions.own_record:complete_self", person_id=lambda w: w.person, person=lambda w: NewPerson("Tự Khai", 1970, "m", w.commune))
plain("people.actions.own_record:complete_selves", completions=lambda w: {w.person: NewPerson("Tự Khai", 1970, "m", w.commune)})
plain("people.actions.own_record:correct_self", person_id=lambda w: w.person, person=lambda w: NewPerson("Sửa Tên", 1970, "m", w.commune))
plain(
    "people.actions.consents:give_consent",
    person_id=lambda w: w.person,
    purpose="messages",
    version=consent_text,
    language="vi",
    channel="web",
)
plain("people.actions.erasure:erase_self", person_id=lambda w: w.stranger())
plain("people.actions.one_time_codes:issue_code", real=lambda w: w.now, phone="+84910000020")
plain("people.actions.one_time_codes:sign_out", code=lambda w: w.code(w.person))
plain("people.actions.households:set_household", scope=lambda w: w.scope, person_code=lambda w: w.code(w.person))
plain(
    "people.actions.merges:merge",
    scope=lambda w: w.scope,
    person_code=lambda w: w.code(w.stranger()),
    into_code=lambda w: w.code(w.person),
    reason="x",
)


@line("people.actions.persons:change_person")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.people.models import Person

    row = Person.objects.get(pk=w.person)
    return lambda: act(**w.who, scope=w.scope, code=row.code, version=row.version, person=NewPerson("Tên Khác", 1991, "m", w.commune))


@line("people.actions.households:leave_household")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.people.actions import set_household

    set_household(**w.who, scope=w.scope, person_code=w.code(w.person), since=w.now - timedelta(days=1))
    return lambda: act(**w.who, scope=w.scope, person_code=w.code(w.person))


@line("people.actions.merges:unmerge")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.people.actions import merge

    code = w.code(w.stranger())
    merge(**w.who, scope=w.scope, person_code=code, into_code=w.code(w.person), reason="x")
    return lambda: act(**w.who, scope=w.scope, person_code=code)


# --- places
plain("places.actions:load_units", province="24")
plain("places.actions:add_unit", scope=lambda w: w.scope, parent="222", code="99991", name="Xã Mới")
plain("places.actions:rename_unit", code="07783", name="Phường Mới")


# --- venues
def new_venue(w: World, kind: str = "market") -> Any:
    from truyvet.venues.actions import NewVenue

    return NewVenue(w.event(), f"Nơi {next(w.numbers)}", kind, w.commune)


plain("venues.actions.venues:register_venue", scope=lambda w: w.scope, venue=new_venue)
plain(
    "venues.actions.venues:add_zone", scope=lambda w: w.scope, of=lambda w: w.made.venues["factory"][1], zone=lambda w: new_venue(w, "line")
)
plain("venues.actions.keeper:register_own_venue", person_id=lambda w: w.person, venue=new_venue, entrance="Cổng chính")
plain("venues.actions.keeper:invite_guard", event_id=lambda w: w.event(), posting=lambda w: w.keeper(), phone="0933444555", label="Ca ngày")
plain("venues.actions.keeper:change_hours", posting=lambda w: w.keeper(), opens=None, closes=None, capacity=30)
plain("venues.actions.keeper:add_own_zone", posting=lambda w: w.keeper(), zone=lambda w: new_venue(w, "line"), entrance="Cửa 1")
plain("venues.actions.day_log:read_day_log", scope=lambda w: w.scope, posting=lambda w: w.keeper(), day=lambda w: _today())
plain(
    "venues.actions.entrances:add_entrance", event_id=lambda w: w.event(), posting=lambda w: w.keeper(),
    place=lambda w: w.made.venues["factory"][1], label="Cổng phụ", kind="poster",
)  # fmt: skip


@line("venues.actions.keeper:close_zone")
def _(w: World, act: Callable[..., Any]) -> Call:
    keeper = w.keeper()
    return lambda: act(**w.who, posting=keeper, zone_code=w.made.venues["line"][1])


@line("venues.actions.keeper:end_posting")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.venues.actions import invite_guard
    from truyvet.venues.models import Posting

    keeper = w.keeper()
    invite_guard(**w.who, event_id=w.event(), posting=keeper, phone="0933444555", label="Ca ngày")
    return lambda: act(**w.who, posting=keeper, posting_id=Posting.objects.latest("pk").pk)


@line("venues.actions.gates:issue_gate_key")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.venues.actions.gates import NewGate
    from truyvet.venues.rules.scan import GateWay

    gate = NewGate(w.event(), w.keeper().id, w.made.venues["factory"][1], "Cổng 1", GateWay("in"))
    return lambda: act(**w.who, gate=gate)


@line("venues.actions.rosters:set_roster")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.venues.rules.venue_kinds import GroupKind

    told = {"kind": GroupKind.LINE, "members": w.made.people[2:6], "since": w.now - timedelta(days=2)}
    return lambda: act(**w.who, scope=w.scope, group_code="N1", venue_code=w.made.venues["line"][1], **told)


@line("venues.actions.visits.visit_import:add_visits")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.venues.actions import VisitLine

    at = int(w.now.timestamp()) - 9_000
    rows = [VisitLine(w.event(), person, w.made.venues["market"][0], at, at + 600) for person in w.made.people[:5]]
    return lambda: act(**w.who, visits=rows)


plain("venues.actions.visits.struck_visits:strike_visits", struck=lambda w: [w.event()], restored={})


def visitor_scan(w: World) -> Any:
    from truyvet.venues.actions import VisitorScan

    return VisitorScan(w.event(), w.person, w.made.venues["market"][1], w.now)


plain("venues.actions.visits.check_ins:check_in", scan=visitor_scan)
plain("venues.actions.visits.check_ins:check_out", scan=visitor_scan)
plain(
    "venues.actions.visits.check_ins:check_in_now", event_id=lambda w: w.event(), person_id=lambda w: w.person,
    venue_code=lambda w: w.made.venues["market"][1], screen=False,
)  # fmt: skip
plain(
    "venues.actions.visits.check_ins:check_out_now", event_id=lambda w: w.event(), person_id=lambda w: w.person,
    venue_code=lambda w: w.made.venues["market"][1],
)  # fmt: skip


# --- what needs a longer story
def consent_given(w: World) -> int:
    from truyvet.people.actions import give_consent

    give_consent(**w.who, person_id=w.person, purpose="messages", version=consent_text(w), language="vi", channel="web")
    return w.person


plain("people.actions.consents:withdraw_consent", person_id=consent_given, purpose="messages")


@line("people.actions.consents:give_consents")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.people.actions.consents import NewConsent

    told = [NewConsent(person, consent_text(w), "vi", "web") for person in w.made.people[:3]]
    return lambda: act(**w.who, purpose="messages", consents=told)


@line("people.actions.one_time_code_check:check_code")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.people.actions import issue_code

    issued = issue_code(**w.who, real=w.now, phone="+84910000020")
    return lambda: act(**w.who, real=w.now, ticket=issued.ticket, phone="+84910000020", code="00000000")


plain(
    "messaging.actions.outbox:send_one_time_code",
    real=lambda w: w.now,
    event_id=lambda w: w.event(),
    phone="+84910000021",
    template="signin_code",
    language="vi",
)
plain("messaging.actions.outbox:open_inbox", scope=lambda w: Scope.system("test", _today()))


plain("messaging.actions.outbox:hold_back_restored")


plain(
    "messaging.actions.opt_outs:stop_messages",
    number="+84910000022",
    source=lambda w: import_module("truyvet.messaging.models").OptOutSource.STAFF,
)


def _inbound(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.messaging.actions import take_inbound
    from truyvet.messaging.inbound import record_inbound
    from truyvet.messaging.rules.inbound_state import CloseWord

    event, scope = w.event(), Scope.system("test", _today())
    record_inbound(event_id=event, route="test", number="+84910000023", text="alo", at=w.now, by=By.system("test"))
    more: dict[str, Any] = {"reply_inbound": {"template": "answer_call_back"}, "close_inbound": {"word": CloseWord.REACHED}}
    if act.__name__ == "give_back_inbound":
        take_inbound(**w.who, scope=scope, event_id=event)
    return lambda: act(**w.who, scope=scope, event_id=event, **more.get(act.__name__, {}))


@line("messaging.actions.email_addresses:confirm_email")
def _confirmed_email(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.messaging.actions import give_email

    give_email(**w.who, event_id=w.event(), person_id=w.person, address="a@vi-du.example", entropy=bytes)
    return lambda: act(**w.who, person_id=w.person, code="00000000")


plain(
    "messaging.actions.email_addresses:give_email",
    event_id=lambda w: w.event(),
    person_id=lambda w: w.person,
    address="a@vi-du.example",
)
plain("messaging.actions.email_addresses:remove_email", person_id=lambda w: w.person)


for _name in ("open", "take", "give_back", "reply", "close"):
    line(f"messaging.actions.inbound:{_name}_inbound")(_inbound)

plain("messaging.actions.opt_outs:resume_messages", number="+84910000022")


TEXT: Final = {"title": "Thử", "vi": "Truy Vết: mời bạn khai báo hôm nay.", "en": "Truy Vết: please declare today."}
plain("messaging.actions.push:make_push_key")
plain("messaging.actions.push:unsubscribe_push", person_id=lambda w: w.person, code="absent")


@line("messaging.actions.push:subscribe_push")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.messaging.actions import make_push_key

    key = make_push_key(**w.who)
    told = {"endpoint": "https://fcm.googleapis.com/fcm/send/a", "browser_key": key, "secret": "A" * 22, "server_key": key}
    return lambda: act(**w.who, person_id=w.person, **told)


plain("messaging.actions.templates:write_template", scope=lambda w: w.scope, event_id=lambda w: w.event(), **TEXT)


@line("messaging.actions.templates:decide_template")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.messaging.actions import write_template
    from truyvet.messaging.rules.written_template import TemplateState

    name, number = write_template(**w.who, scope=w.scope, event_id=w.event(), **TEXT)
    return lambda: act(**w.who, scope=w.scope, name=name, number=number, state=TemplateState.REFUSED)


def wav(_: World) -> bytes:
    from tests.unit.messaging.test_calls import wav

    return wav(3)


SPOKEN: Final = {"template": "voice_check", "language": "vi"}
plain("messaging.actions.recordings:add_recording", scope=lambda w: w.scope, event_id=lambda w: w.event(), data=wav, **SPOKEN)


@line("messaging.actions.recordings:decide_recording")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.messaging.actions import add_recording
    from truyvet.messaging.rules.written_template import TemplateState

    number = add_recording(**w.who, scope=w.scope, event_id=w.event(), data=wav(w), **SPOKEN)
    return lambda: act(**w.who, scope=w.scope, number=number, state=TemplateState.REFUSED, is_heard=False)


@line("messaging.actions.outbox:record_delivery")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.messaging.actions import enqueue
    from truyvet.messaging.models import Message
    from truyvet.messaging.rules.delivery import DeliveryState, DeliveryStep

    told = {"to_kind": "phone", "to": "+84912345603", "template": "signin_code", "language": "vi", "params": {"code": "123456"}}
    lease = w.event()
    message = enqueue(**w.who, event_id=w.event(), **told).message_id
    Message.objects.filter(pk=message).update(state="handed_over", lease_id=lease, leased_until=w.now + timedelta(minutes=1), attempts=1)
    return lambda: act(**w.who, message_id=message, lease_id=lease, step=DeliveryStep(DeliveryState.TAKEN))


@line("exchange.actions.import_batches:import_batch")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.exchange.actions import begin_import
    from truyvet.exchange.actions.import_batches import RowBatch
    from truyvet.exchange.kinds import KINDS
    from truyvet.exchange.kinds.batch import ImportContext, ImportRow
    from truyvet.exchange.rules import ImportChoices, ImportKind

    begun = begin_import(**w.who, kind=import_kind(w), source="test", facts=file_facts(w), choices="{}")
    context = ImportContext(by=w.by, now=w.now, scope=Scope.system("test", _today()), choices=ImportChoices())
    batch = RowBatch(0, [ImportRow(1, defaultdict(str, person_id="A1", name="Người Nhập"))])
    return lambda: act(**w.who, context=context, kind=KINDS[ImportKind("people")], job=begun.job, batch=batch)


@line("investigations.actions.declared_visits:import_declared_visits")
def _(w: World, act: Callable[..., Any]) -> Call:
    return partial(act, **w.who)


# --- isolation
def isolation_entry(w: World) -> Any:
    from truyvet.isolation.rules import IsolationEntry, IsolationPlace

    return IsolationEntry(IsolationPlace.HOME, w.now - timedelta(days=1))


def isolated(w: World) -> int:
    from truyvet.isolation.actions import start_isolation

    return int(start_isolation(**w.who, scope=w.scope, person_id=w.person, entry=isolation_entry(w)))


plain("isolation.actions.isolations:start_isolation", scope=lambda w: w.scope, person_id=lambda w: w.person, entry=isolation_entry)
plain("isolation.actions.isolations:end_isolation", scope=lambda w: w.scope, isolation_id=isolated, ends_at=lambda w: w.now)


def new_order(w: World) -> Any:
    from truyvet.core.local_day import LocalDay
    from truyvet.isolation.actions import NewOrder, OrderPlace
    from truyvet.isolation.rules import IsolationKind, IsolationPlace

    today = LocalDay.of(w.now)
    place = OrderPlace(IsolationPlace.HOME, "Thôn Ví Dụ")
    return NewOrder(w.event(), IsolationKind.QUARANTINE, w.stranger(), "1/QĐ", "879/QĐ-BYT", w.commune, place, today, today)


def step(w: World) -> dict[str, Any]:
    """What every step of an order needs, with a fresh order."""
    from truyvet.isolation.actions import StepKey, issue_order

    code = issue_order(**w.who, scope=w.scope, entry=new_order(w))
    return {**w.who, "scope": w.scope, "key": StepKey(code, 1, w.event())}


def transfer_step(w: World) -> dict[str, Any]:
    """A step of an order whose transfer waits."""
    from truyvet.isolation.actions import StepKey, ask_transfer

    told = step(w)
    ask_transfer(**told, to_unit_id=w.made.units["07444"], reason="về nhà")
    return {**told, "key": StepKey(told["key"].code, 2, w.event())}


plain("isolation.actions.orders:issue_order", scope=lambda w: w.scope, entry=new_order)
plain("isolation.actions.sites:add_site", scope=lambda w: w.scope, unit_id=lambda w: w.commune, name="Trường Ví Dụ", capacity=3)


def entered(name: str, prepare: Callable[[World], dict[str, Any]], **more: Any) -> None:
    """A line of a step of an order."""

    def make(w: World, act: Callable[..., Any]) -> Call:
        told = {**prepare(w), **{key: value(w) if callable(value) else value for key, value in more.items()}}
        return lambda: act(**told)

    line(f"isolation.actions.{name}")(make)


def no_doubt(_: World) -> Any:
    from truyvet.isolation.rules.release import ReleaseFacts

    return ReleaseFacts(0, has_positive_test=False, has_symptoms=False, is_missing=False)


def next_week(w: World) -> Any:
    from truyvet.core.local_day import LocalDay

    return LocalDay.of(w.now + timedelta(days=7))


def at_home(_: World) -> Any:
    from truyvet.isolation.actions import OrderPlace
    from truyvet.isolation.rules import IsolationPlace

    return OrderPlace(IsolationPlace.HOME, "Thôn Khác")


def revoked_state(_: World) -> Any:
    from truyvet.isolation.rules.order_states import OrderState

    return OrderState.REVOKED


def released(w: World) -> dict[str, Any]:
    from truyvet.isolation.actions import release_person

    told = step(w)
    release_person(**told, facts=no_doubt(w))
    return {**w.who, "scope": w.scope, "code": told["key"].code, "event_id": w.event(), "reason": "dương tính"}


@line("isolation.actions.case_course:record_course")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.isolation.rules.case_course import CourseStep

    told = {"event_id": w.event(), "step": CourseStep.HOSPITAL, "at": w.now, "place": "Bệnh viện Ví Dụ"}
    return lambda: act(**w.who, scope=w.scope, code=w.made.code, **told)


def sighted(w: World, told: dict[str, Any]) -> Any:
    """A scan of the person of a fresh order."""
    from truyvet.isolation.actions import OrderSighting
    from truyvet.isolation.models import Order

    person = Order.objects.get(code=told["key"].code).person_id
    return [OrderSighting(w.event(), person, w.now, "V1", "Chợ Ví Dụ")]


@line("isolation.actions.sightings:record_sightings")
def _(w: World, act: Callable[..., Any]) -> Call:
    sightings = sighted(w, step(w))
    return lambda: act(**w.who, sightings=sightings)


def seen_step(w: World) -> dict[str, Any]:
    """A step of an order whose person was scanned elsewhere."""
    from truyvet.isolation.actions import record_sightings

    told = step(w)
    record_sightings(**w.who, sightings=sighted(w, told))
    return told


entered("sightings:close_sighting", seen_step, reason="đi lấy mẫu")
entered("orders:extend_order", step, last_day=next_week, reason="có triệu chứng")
entered("orders:move_order", step, place=at_home, reason="về nhà")
entered("orders:release_person", step, facts=no_doubt)
entered("orders:end_order", step, state=revoked_state, reason="ghi nhầm")
entered("orders:revoke_certificate", released)
entered("transfers:ask_transfer", step, to_province="Bắc Ninh", reason="về quê")
entered("transfers:accept_transfer", transfer_step)
entered("transfers:refuse_transfer", transfer_step, reason="hết chỗ")
entered("transfers:withdraw_transfer", transfer_step)


@line("isolation.actions.isolation_import:add_isolations")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.isolation.actions.isolation_import import ImportedIsolation

    lines = [ImportedIsolation(person, isolation_entry(w)) for person in w.made.people[10:12]]
    return lambda: act(**w.who, scope=w.scope, lines=lines)


# --- devices, further
plain("devices.actions.key_files:export_key")


@line("devices.actions.installations:check_phone_code")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.devices.actions import send_phone_code

    token = installation(w)
    send_phone_code(**w.who, real=w.now, event_id=w.event(), token=token, phone="0911222333", language="vi")
    return lambda: act(**w.who, real=w.now, token=token, code="00000000", birth_year=1990)


def certificate(w: World, phone: Any) -> str:
    from truyvet.devices.actions import verify_upload_code
    from truyvet.proximity.diagnosis_keys import keys_hmac

    older_keys(w.now)
    return str(verify_upload_code(**w.who, code=upload_code(w), tekmac=keys_hmac(phone.keys, phone.secret)).certificate)


@line("devices.actions.key_uploads:publish_keys")
def _(w: World, act: Callable[..., Any]) -> Call:
    phone = phone_keys(w)
    told = {"certificate": certificate(w, phone), "keys": phone.keys, "secret": phone.secret}
    return lambda: act(**w.who, **told)


def uploaded(w: World) -> Any:
    """A phone whose keys wait for their file."""
    from truyvet.devices.actions import export_key, publish_keys

    phone = phone_keys(w)
    type(w.row("devices.DiagnosisKey")).objects.all().delete()  # the planted one is no key
    export_key(**w.who)
    publish_keys(**w.who, certificate=certificate(w, phone), keys=phone.keys, secret=phone.secret)
    return phone


@line("devices.actions.key_files:publish_due_keys")
def _(w: World, act: Callable[..., Any]) -> Call:
    uploaded(w)
    return lambda: act(**w.who, every=0, least=1)


def matches_of_a_published_key(w: World) -> Any:
    from truyvet.devices.actions import publish_due_keys
    from truyvet.devices.rules.shared_matches import MatchReport

    phone = uploaded(w)
    publish_due_keys(**w.who, every=0, least=1)
    return [MatchReport(w.event(), phone.keys[2].key.key_data, (w.now - timedelta(days=2)).date(), 20, "near")]


def sharing_consent(w: World) -> Any:
    from truyvet.devices.rules.shared_matches import SharingConsent

    return SharingConsent("1", "vi")


@line("devices.actions.shared_matches:share_matches")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.devices.models import Installation

    token = installation(w)
    Installation.objects.filter(pk=Installation.objects.latest("pk").pk).update(person_id=w.person)
    told = {"consent": sharing_consent(w), "matches": matches_of_a_published_key(w)}
    return lambda: act(**w.who, installation=token, **told)


@line("devices.actions.shared_matches:share_match_log")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.devices.actions import issue_upload_code

    code = issue_upload_code(**w.who, scope=w.scope, event_id=w.event(), case_code=w.made.code, kind="log").code
    told = {"consent": sharing_consent(w), "matches": matches_of_a_published_key(w)}
    return lambda: act(**w.who, code=code, **told)


@line("devices.actions.shared_matches:judge_match")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.devices.rules.shared_matches import MatchVerdict

    match = w.row("devices.SharedMatch")
    type(match).objects.filter(pk=match.pk).update(verdict="", judged_at=None, judged_by=None)
    return lambda: act(**w.who, match_id=match.pk, verdict=MatchVerdict.REFUTED, note="không gặp", staff=first(w))


# --- venues, further
def entrance(w: World) -> int:
    from truyvet.venues.actions import add_entrance

    return int(
        add_entrance(**w.who, event_id=w.event(), posting=w.keeper(), place=w.made.venues["factory"][1], label="Cổng", kind="poster")
    )


@line("venues.actions.entrances:replace_entrance")
def _(w: World, act: Callable[..., Any]) -> Call:
    keeper, pk = w.keeper(), entrance(w)
    return lambda: act(**w.who, event_id=w.event(), posting=keeper, entrance_id=pk)


def code_of(pk: int) -> bytes:
    from truyvet.venues.models import Entrance

    return bytes(Entrance.objects.get(pk=pk).code_id)


def report_reason(w: World) -> Any:
    from truyvet.venues.rules.code_reports import CodeReportReason

    return CodeReportReason.DAMAGED


plain("venues.actions.code_reports:report_code", event_id=lambda w: w.event(), code_id=lambda w: code_of(entrance(w)), reason=report_reason)


@line("venues.actions.code_reports:handle_reports")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.venues.actions import report_code

    pk = entrance(w)
    report_code(**w.who, event_id=w.event(), code_id=code_of(pk), reason=report_reason(w))
    return lambda: act(**w.who, scope=w.scope, entrance_id=pk)


@line("venues.actions.code_reports:confirm_venue")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.venues.actions import register_own_venue

    made = register_own_venue(**w.who, person_id=w.person, venue=new_venue(w), entrance="Cổng chính")
    return lambda: act(**w.who, scope=w.scope, code=made.code)


@line("venues.actions.gates:revoke_gate_key")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.venues.models import Gate

    key_of(w.made.venues["factory"][0], w.now)
    gate = Gate.objects.latest("pk")
    return lambda: act(**w.who, venue_id=gate.venue_id, gate_id=gate.pk)


@line("venues.actions.keeper:accept_postings")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.people.models import Phone
    from truyvet.venues.actions import invite_guard

    Phone.objects.create(person_id=w.person, number="+84933444555", verified_at=w.now)
    invite_guard(**w.who, event_id=w.event(), posting=w.keeper(), phone="0933444555", label="Ca ngày")
    return lambda: act(**w.who, person_id=w.person)


@line("venues.actions.visits.gate_scans:record_gate_scans")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.venues.api import door

    device = Device(key_of(w.made.venues["factory"][0], w.now), Client())
    shown = holder(w.person, w.now).show(int(w.now.timestamp()))
    with patch.object(door, "WRITER") as writer:
        with suppress(Exception):  # the writer answers nothing
            device.send(scan(shown, int(w.now.timestamp())))
        read = writer.mock_calls[0].args[0]
    return lambda: act(**w.who, scans=read)


# --- what deletes by day: one batch, one row
PURGES: Final = (
    "cases.actions.retention:purge_cases",
    "venues.actions.retention:purge_visits",
    "venues.actions.retention:purge_check_outs",
    "venues.actions.retention:purge_rosters",
    "venues.actions.retention:purge_scans",
    "venues.actions.retention:purge_reports",
    "venues.actions.retention:purge_entrances",
)
for purge in PURGES:
    plain(purge, now=lambda w: w.later)


@line("devices.actions.retention:purge_table")
def _(w: World, act: Callable[..., Any]) -> Call:
    return lambda: act(by=w.by, now=w.later, table="Encounter")


@line("venues.actions.retention:purge_postings")
def _(w: World, act: Callable[..., Any]) -> Call:
    posting(w.made.venues["factory"][0], w.now)
    return lambda: act(by=w.by, now=w.later)


@line("isolation.actions.retention:purge_orders")
def _(w: World, act: Callable[..., Any]) -> Call:
    step(w)
    return lambda: act(by=w.by, now=w.later)


@line("isolation.actions.retention:purge_isolations")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.isolation.actions import end_isolation

    end_isolation(**w.who, scope=w.scope, isolation_id=isolated(w), ends_at=w.now)
    return lambda: act(by=w.by, now=w.later)


@line("public_figures.actions.publication:publish_releases")
def _publish_releases(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.disclosure.publication import Release, ReleaseKind
    from truyvet.public_figures.queries.province_units import home_provinces
    from truyvet.public_figures.rules.public_measures import PublicMeasure

    home = home_provinces(Scope.system("test", TODAY), TODAY)[0]
    release = Release(ReleaseKind.DAYS, TODAY, TODAY, {"24": 12}, counts={"24": 12})
    return partial(act, by=world.by, now=world.now, measure=PublicMeasure("cases.confirmed", "commune"), home=home, releases=[release])


@line("public_figures.actions.retention:purge_releases")
def _purge_releases(world: World, act: Callable[..., Any]) -> Call:
    from truyvet.public_figures.models import FigureRelease

    FigureRelease.objects.create(
        measure="cases.confirmed", edition="2021", province="24", kind="days", first=TODAY, last=TODAY, published_at=world.now
    )
    return partial(act, by=world.by, now=world.now + timedelta(days=900))


# --- the daily report
REPORT_DAY: Final = LocalDay.of_date(TODAY)


def report_entry(w: World, **more: Any) -> Any:
    from truyvet.reports.actions.set_up import ask_reports
    from truyvet.reports.actions.submission import ReportEntry

    ask_reports(**w.who, scope=w.scope, unit="24", first_day=REPORT_DAY)
    figures = dict.fromkeys(("cases_new", "cases_open", "contacts_found", "quarantine_home", "quarantine_site"), 0)
    return ReportEntry(w.event(), "07783", "", REPORT_DAY, more.get("number", 0), figures, "đã xem")


def submitted(w: World) -> None:
    from truyvet.reports.actions.submission import submit_report
    from truyvet.reports.models import DailyReport

    # Planted figures are texts and cannot be added up.
    DailyReport.objects.all().delete()
    submit_report(**w.who, scope=w.scope, entry=report_entry(w))


def closed_day(w: World) -> Any:
    from truyvet.reports.actions.closures import ClosureEntry, close_day
    from truyvet.reports.models import ClosureRevision

    submitted(w)
    close_day(**w.who, scope=w.scope, entry=ClosureEntry(w.event(), "24", REPORT_DAY))
    return ClosureRevision.objects.latest("pk")


def duty_entry(w: World) -> Any:
    from truyvet.reports.actions.set_up import DutyEntry

    return DutyEntry("07783", "Cán Bộ Trực", "0912000111", 0, REPORT_DAY, REPORT_DAY)


plain("reports.actions.set_up:ask_reports", scope=lambda w: w.scope, unit="24", first_day=REPORT_DAY)
plain("reports.actions.set_up:add_body", scope=lambda w: w.scope, unit="07783", name="Trạm Ví Dụ", first_day=REPORT_DAY)
plain("reports.actions.set_up:set_recipients", scope=lambda w: w.scope, unit="24", addresses=("ubnd@example.org",))
plain("reports.actions.set_up:set_duty", scope=lambda w: w.scope, entry=duty_entry)
plain("reports.actions.submission:submit_report", scope=lambda w: w.scope, entry=report_entry)
plain("reports.actions.signatures:keep_certificate", pem="PEM", private_key="PEM", is_own=True)
plain("reports.actions.retention:purge_reports", now=lambda w: w.later)
plain("reports.actions.retention:purge_duty", now=lambda w: w.later)


@line("reports.actions.set_up:end_reports")
def _(w: World, act: Callable[..., Any]) -> Call:
    report_entry(w)
    return lambda: act(**w.who, scope=w.scope, unit="24")


@line("reports.actions.set_up:end_body")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.reports.actions.set_up import add_body

    code = add_body(**w.who, scope=w.scope, unit="07783", name="Trạm Ví Dụ", first_day=REPORT_DAY)
    return lambda: act(**w.who, scope=w.scope, unit="24", code=code)


@line("reports.actions.set_up:remove_duty")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.reports.actions.set_up import set_duty
    from truyvet.reports.models import DutyPerson

    set_duty(**w.who, scope=w.scope, entry=duty_entry(w))
    return lambda: act(**w.who, scope=w.scope, unit="07783", duty_id=DutyPerson.objects.latest("pk").pk)


@line("reports.actions.submission:return_report")
def _(w: World, act: Callable[..., Any]) -> Call:
    submitted(w)
    return lambda: act(**w.who, scope=w.scope, unit="07783", body="", day=REPORT_DAY, number=1, remark="thiếu số")


@line("reports.actions.closures:close_day")
def _(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.reports.actions.closures import ClosureEntry

    submitted(w)
    return lambda: act(**w.who, scope=w.scope, entry=ClosureEntry(w.event(), "24", REPORT_DAY))


@line("reports.actions.closures:approve_changes")
def _(w: World, act: Callable[..., Any]) -> Call:
    closed_day(w)
    return lambda: act(**w.who, scope=w.scope, unit="24", day=REPORT_DAY, number=1)


@line("reports.actions.reminders:urge_reporters")
def _(w: World, act: Callable[..., Any]) -> Call:
    submitted(w)
    return lambda: act(**w.who, scope=w.scope, event_id=w.event(), unit="24", day=REPORT_DAY)


@line("reports.actions.reminders:remind_reporters")
def _(w: World, act: Callable[..., Any]) -> Call:
    report_entry(w)
    return lambda: act(by=w.by, now=REPORT_DAY.start + timedelta(hours=13, minutes=40))


@line("reports.actions.signatures:keep_signed_report")
def _(w: World, act: Callable[..., Any]) -> Call:
    revision = closed_day(w)
    return lambda: act(**w.who, revision_id=revision.pk, pdf=b"%PDF-1.7")


# --- groups
def roster_line(world: World, reference: str = "hs1") -> Any:
    from truyvet.groups.actions.roster_rows import MemberLine
    from truyvet.groups.rules.roster_difference import RosterEntry
    from truyvet.groups.rules.roster_kinds import RosterKind

    entry = RosterEntry("Nguyễn Văn A", "", "", 2010, ("",) * 7, None)
    return MemberLine(RosterKind.PUPILS, world.commune, "Lớp 5A", "Trường Ví Dụ", reference, entry)


def listed_group(world: World) -> Any:
    """A group with a list that waits, by the import "import:1"."""
    from truyvet.groups.actions.roster_rows import keep_roster_rows
    from truyvet.groups.models import RosterGroup

    keep_roster_rows(by=replace(world.by, purpose="import:1"), now=world.now, source="truong", lines=[roster_line(world)])
    return RosterGroup.objects.get(source="truong")


def pupil(world: World) -> Any:
    """A member who is the person of no special part."""
    from truyvet.groups.actions.roster_changes import apply_roster
    from truyvet.groups.models import Membership

    group = listed_group(world)
    apply_roster(**world.who, scope=world.admin, code=group.code, origin="import:1")
    Membership.objects.filter(group=group).update(person=world.person)
    return Membership.objects.get(group=group)


def group_line(name: str, **more: Any) -> None:
    """A line about a group with a waiting list."""

    @line(name)
    def prepare(w: World, act: Callable[..., Any]) -> Call:
        return partial(act, **w.who, scope=w.admin, code=listed_group(w).code, **more)


def relative(world: World) -> Any:
    from truyvet.groups.actions.relatives import NewRelative

    return NewRelative(world.event(), "Nguyễn Thị B", "", None, has_agreed=True)


plain("groups.actions.roster_rows:keep_roster_rows", source="truong", lines=lambda w: [roster_line(w)])
group_line("groups.actions.roster_changes:apply_roster", origin="import:1")
group_line("groups.actions.roster_changes:discard_roster")
group_line("groups.actions.group_keepers:set_keepers", head=None, keeper_code="")


@line("groups.actions.group_keepers:open_gap_list")
def _open_gap_list(w: World, act: Callable[..., Any]) -> Call:
    return partial(act, **w.who, scope=w.admin, group=listed_group(w))


@line("groups.actions.member_matches:say_who")
def _say_who(w: World, act: Callable[..., Any]) -> Call:
    member = pupil(w)
    return partial(act, **w.who, scope=w.admin, code=member.group.code, member=member.pk, person_code=w.code(w.person))


@line("groups.actions.relatives:add_relative")
def _add_relative(w: World, act: Callable[..., Any]) -> Call:
    return partial(act, **w.who, scope=w.admin, person_id=w.person, member=pupil(w).pk, relative=relative(w))


@line("groups.actions.relatives:remove_relative")
def _remove_relative(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.groups.actions.relatives import add_relative

    made = add_relative(**w.who, scope=w.admin, person_id=w.person, member=pupil(w).pk, relative=relative(w))
    return partial(act, **w.who, scope=w.admin, person_id=w.person, member=made)


@line("groups.actions.retention:purge_members")
def _purge_members(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.groups.models import Membership

    Membership.objects.exclude(pk=w.row("groups.Membership").pk).delete()
    Membership.objects.update(valid_from=TODAY, valid_until=TODAY)
    return partial(act, by=w.by, now=w.later)


for _table in ("drafts", "groups"):

    @line(f"groups.actions.retention:purge_{_table}")
    def _purge_rosters(w: World, act: Callable[..., Any]) -> Call:
        return partial(act, by=w.by, now=w.later)


# --- adoption
def figure_key(world: World) -> Any:
    from truyvet.adoption.actions.told_figures import FigureKey

    return FigureKey(world.commune, "", _today())


@line("adoption.actions.told_figures:add_install_counts")
def _add_install_counts(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.adoption.actions.told_figures import InstallValues

    return partial(act, **w.who, counts={figure_key(w): InstallValues("Cục", 5)})


@line("adoption.actions.told_figures:add_denominators")
def _add_denominators(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.adoption.actions.told_figures import DenominatorValues

    return partial(act, **w.who, figures={figure_key(w): DenominatorValues("Cục", 50, 40)})


@line("adoption.actions.targets:set_target")
def _set_target(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.adoption.actions.targets import TargetPlan

    return partial(act, **w.who, scope=w.admin, plan=TargetPlan("24", "Chỉ thị 09", 60, _today(), _today()))


@line("adoption.actions.retention:purge_figures")
def _purge_figures(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.adoption.models import InstallCount

    InstallCount.objects.create(unit_id=w.commune, day=TODAY, origin="Cục", told_at=w.now, installs=5)
    return partial(act, by=w.by, now=w.later)


@line("adoption.actions.retention:purge_denominators")
def _purge_denominators(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.adoption.models import Denominator

    Denominator.objects.create(unit_id=w.commune, day=TODAY, origin="Cục", told_at=w.now, population=5)
    return partial(act, by=w.by, now=w.later)


@line("adoption.actions.retention:purge_targets")
def _purge_targets(w: World, act: Callable[..., Any]) -> Call:
    from truyvet.adoption.models import AdoptionTarget

    AdoptionTarget.objects.create(unit_id=w.commune, title="Chỉ thị 09", percent=60, first_day=TODAY, last_day=TODAY, made_at=w.now)
    return partial(act, by=w.by, now=w.later)
