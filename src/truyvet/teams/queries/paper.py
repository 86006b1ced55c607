"""The paper list of a round while it is typed back: which doors have a result, and whence. Codes and sums, never a person."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.audit.values import Scope
from truyvet.teams.models import FieldEntry, Round, Stop, StopPerson
from truyvet.teams.queries.rounds import find_round
from truyvet.teams.rules.field_log import DoorStatus, EventKind
from truyvet.teams.rules.paper_line import paper_phone


@dataclass(frozen=True, slots=True)
class TypedDoor:
    """One door of the list. ``on_paper``, ``on_phone``: whether a visit was typed from paper, or came from a telephone."""

    number: int
    code: str
    status: DoorStatus
    on_paper: bool
    on_phone: bool

    @property
    def is_missing(self) -> bool:
        """Whether nothing has come of this door yet."""
        return not (self.on_paper or self.on_phone)


def typed_doors(scope: Scope, code: str) -> tuple[TypedDoor, ...] | None:
    """Returns the doors of a round in walking order; None when it is out of reach. Those missing and the others are all of them."""
    found = find_round(scope, code)
    if found is None:
        return None
    mine, paper, phone = paper_phone(found.code), set[int | None](), set[int | None]()
    visits = FieldEntry.objects.filter(round=found, kind=EventKind.VISIT.value)
    for stop, sender in visits.values_list("stop", "phone"):
        (paper if sender == mine else phone).add(stop)
    stops = Stop.objects.filter(round=found).order_by("number")
    return tuple(TypedDoor(s.number, s.code, DoorStatus(s.status), s.pk in paper, s.pk in phone) for s in stops)


@dataclass(frozen=True, slots=True)
class DoorToType:
    """One door while its line is typed. ``persons``: row id → code, as they stand on the paper."""

    round: Round
    number: int
    code: str
    address: str
    persons: dict[int, str]


def door_to_type(scope: Scope, round_code: str, door_code: str) -> DoorToType | None:
    """Returns a door of a round in reach; None when the round has no such door."""
    found = find_round(scope, round_code)
    if not (door_code.isascii() and door_code.isalnum()):
        return None  # databases refuse odd letters in ways of their own
    stop = Stop.objects.filter(round=found, code=door_code).first() if found else None
    if found is None or stop is None:
        return None
    rows = StopPerson.objects.filter(stop=stop, has_left=False).order_by("pk")
    return DoorToType(found, stop.number, stop.code, stop.address, dict(rows.values_list("person", "person__code")))
