"""Takes in what telephones and sheets of paper wrote at the doors: once, in any order, and nothing is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import known_event, write_once
from truyvet.people.keyed_hash import keyed_hash
from truyvet.teams.actions.hand_over import DoorVisit, hand_over
from truyvet.teams.models import BundleCopy, FieldEntry, Round, Stop
from truyvet.teams.queries.rounds import find_round, is_of_team
from truyvet.teams.rules.door_entry import DoorEntry, EntryUnreadable, read_entry
from truyvet.teams.rules.field_log import DoorOutcome, DoorState, EventKind, FieldEvent, merge_door
from truyvet.teams.rules.rounds import ENTRY_TRANSITIONS, EntryState, RoundAbsent, TeamRefused, corrected_second


@dataclass(frozen=True, slots=True, repr=False)
class SentEntry:
    """An entry as it came. ``content``: the JSON that was written, None when nothing could open it. ``sent_at``: by the telephone."""

    event_id: UUID
    phone: UUID
    number: int
    content: str | None
    sent_at: int | None = None


@dataclass(frozen=True, slots=True)
class TakenEntry:
    """What became of an entry; ``is_new`` False: it was known."""

    state: EntryState
    problems: tuple[str, ...]
    is_new: bool


def take_entry(*, by: By, now: datetime, scope: Scope, round_code: str, sent: SentEntry) -> TakenEntry:
    """Keeps an entry of a round, hands its outcome to the room it belongs to, and computes its door anew.

    An entry after the round's end is taken too: it was written before. Raises RoundAbsent, TeamRefused("not_of_team"), IdempotencyConflict.
    """
    found = find_round(scope, round_code)
    if found is None:
        raise RoundAbsent
    if not is_of_team(scope, found):
        raise TeamRefused("not_of_team")
    body = bytes.fromhex(keyed_hash("field entry", f"{round_code} {sent.phone} {sent.number} {sent.content}"))

    made: list[FieldEntry] = []

    def write() -> FieldEntry:
        made.append(_written(by, now, scope, found, sent, body))
        return made[-1]

    with transaction.atomic():
        row = write_once(lambda: known_event(FieldEntry.objects.all(), sent.event_id, body), write)
        facts = {"outcome": str(row.outcome), "state": str(row.state), "problems": str(row.problems), "is_new": "yes" if made else "no"}
        record(by=by, now=now, action="teams.take_entry", subject=f"round:{round_code}", facts=facts)
    return TakenEntry(EntryState(row.state), tuple(row.problems.split()), bool(made))


def settle_entry(*, by: By, now: datetime, scope: Scope, round_code: str, entry_id: int) -> None:
    """Says that somebody has looked after an entry that no room took. Raises RoundAbsent, TeamRefused("settled")."""
    found = find_round(scope, round_code)
    with transaction.atomic():
        row = FieldEntry.objects.select_for_update(of=("self",)).filter(round=found, pk=entry_id).first() if found else None
        if row is None:
            raise RoundAbsent
        if EntryState.SETTLED not in ENTRY_TRANSITIONS[EntryState(row.state)]:
            raise TeamRefused("settled")
        row.state, row.settled_by_id = EntryState.SETTLED.value, scope.staff
        row.save(update_fields=["state", "settled_by"])
        record(by=by, now=now, action="teams.settle_entry", subject=f"round:{round_code}", facts={"problems": row.problems})


def _written(by: By, now: datetime, scope: Scope, found: Round, sent: SentEntry, body: bytes) -> FieldEntry:
    entry = _read(sent.content)
    # The lock keeps two telephones at one door apart, so that neither computes it without the other's visit.
    stops = Stop.objects.select_for_update(of=("self",)).select_related("round__commune", "household")
    stop = stops.filter(round=found, code=entry.door).first() if entry else None
    member = _member(found, sent.phone, entry, scope)
    at = datetime.fromtimestamp(corrected_second(entry.at, sent.sent_at, int(now.timestamp())), UTC) if entry else now
    problems: tuple[str, ...] = () if entry and stop else ("unreadable",) if entry is None else ("no_door",)
    if entry and stop and entry.kind is EventKind.VISIT:
        problems = hand_over(by=by, now=now, visit=DoorVisit(sent.event_id, stop, at, member, entry))
    row = FieldEntry.objects.create(
        round=found, stop=stop, event_id=sent.event_id, body_hash=body, phone=sent.phone, number=sent.number,
        base=entry.base if entry else "", kind=entry.kind.value if entry else "",
        outcome=entry.outcome.value if entry and entry.outcome else "", member_id=member, sender_id=scope.staff, at=at, received_at=now,
        content=sent.content or "", state=(EntryState.OPEN if problems else EntryState.DONE).value, problems=" ".join(problems),
    )  # fmt: skip
    if stop and _compute(stop).is_contested and entry and entry.kind is EventKind.DIRECTIONS:
        row.state, row.problems = EntryState.OPEN.value, "contested"
        row.save(update_fields=["state", "problems"])
    return row


def _member(found: Round, phone: UUID, entry: DoorEntry | None, scope: Scope) -> int | None:
    """Returns who unlocked the telephone, as the entry says, if that member was given this round on it; else who sends."""
    if entry and BundleCopy.objects.filter(round=found, phone=phone, member=entry.member).exists():
        return entry.member
    return scope.staff


def _read(content: str | None) -> DoorEntry | None:
    try:
        return read_entry(content) if content else None
    except EntryUnreadable:
        return None


def _compute(stop: Stop) -> DoorState:
    """Writes the door's sums from all its entries (rules.field_log) and returns its state."""
    rows = list(FieldEntry.objects.filter(stop=stop))
    state = merge_door(_event(row) for row in rows)
    stop.status, stop.visits, stop.unwell, stop.needs = state.status.value, len(state.visits), state.unwell, state.needs
    stop.last_visit_at = max((row.at for row in rows if row.kind == EventKind.VISIT.value), default=None)
    if state.directions:
        stop.directions = "\n".join(state.directions)
    stop.save(update_fields=["status", "visits", "unwell", "needs", "last_visit_at", "directions"])
    return state


def _event(row: FieldEntry) -> FieldEvent:
    entry, outcome = _read(row.content), DoorOutcome(row.outcome) if row.outcome else None
    persons = entry.persons if entry else ()
    return FieldEvent(
        str(row.event_id), str(row.phone), row.number, str(row.stop_id), EventKind(row.kind), int(row.at.timestamp()), outcome,
        tuple((each.key, each.is_well) for each in persons if each.is_well is not None),
        frozenset(f"{each.key} {need}" for each in persons for need in each.needs), row.base, entry.value if entry else "",
    )  # fmt: skip
