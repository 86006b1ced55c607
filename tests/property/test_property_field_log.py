"""The log of a round: sent twice, in halves, in another order, it ends in one state. 10,000 logs behind TRUYVET_LOGS."""

from __future__ import annotations

import os
import random

from truyvet.teams.rules.field_log import TO_VISIT, DoorOutcome, DoorStatus, EventKind, FieldEvent, merge, merge_door

LOGS = int(os.environ.get("TRUYVET_LOGS", "200"))
PEOPLE = ("A", "B", "C")


def made_log(draw: random.Random) -> list[FieldEvent]:
    """Up to 40 events of three telephones at six doors, with equal moments, and fields that know of one another or not."""
    events: list[FieldEvent] = []
    numbers = dict.fromkeys(("p1", "p2", "p3"), 0)
    for _ in range(draw.randrange(1, 40)):
        phone, door = draw.choice(list(numbers)), f"D{draw.randrange(6)}"
        numbers[phone] += 1
        name, at = f"{phone}-{numbers[phone]}", draw.randrange(20)
        if draw.random() < 0.7:
            told = tuple((each, draw.random() < 0.7) for each in PEOPLE if draw.random() < 0.5)
            needs = frozenset(each for each in ("food", "medicine") if draw.random() < 0.2)
            outcome = draw.choice(list(DoorOutcome))
            events.append(FieldEvent(name, phone, numbers[phone], door, EventKind.VISIT, at, outcome, told, needs))
        else:
            seen = ["", *(each.event_id for each in events if each.door == door and each.kind is EventKind.DIRECTIONS)]
            events.append(
                FieldEvent(name, phone, numbers[phone], door, EventKind.DIRECTIONS, at, base=draw.choice(seen), value=draw.choice("xyz"))
            )
    return events


def test_every_order_repetition_and_half_ends_in_one_state() -> None:
    for seed in range(LOGS):
        draw = random.Random(seed)
        log = made_log(draw)
        once = merge(log)
        again = [*log, *draw.choices(log, k=draw.randrange(len(log) + 1))]
        draw.shuffle(again)
        assert merge(again) == once, seed
        # Halves that come on two days are the same log: what the server keeps is the set.
        kept: dict[str, FieldEvent] = {}
        for part in (again[: len(again) // 2], again[len(again) // 2 :]):
            kept.update((event.event_id, event) for event in part)
        assert merge(kept.values()) == once, seed
        visits = [event for event in log if event.kind is EventKind.VISIT]
        assert sum(len(door.visits) for door in once.doors.values()) == len(visits), "two visits are two facts"
        for door, state in once.doors.items():
            assert merge_door(event for event in again if event.door == door) == state
            assert not (state.status is DoorStatus.WAITING and state.visits)
            written = {event.value for event in log if event.door == door and event.kind is EventKind.DIRECTIONS}
            assert set(state.directions) <= written and bool(state.directions) == bool(written)


def test_nobody_home_is_no_conclusion() -> None:
    def visit(name: str, at: int, outcome: DoorOutcome) -> FieldEvent:
        return FieldEvent(name, "p", at, "D", EventKind.VISIT, at, outcome)

    empty, met = visit("1", 1, DoorOutcome.NOBODY_HOME), visit("2", 2, DoorOutcome.VISITED)
    assert merge_door([empty]).status in TO_VISIT
    assert merge_door([met, empty]).status is DoorStatus.VISITED
    assert merge_door([met, visit("3", 3, DoorOutcome.NOBODY_HOME)]).status is DoorStatus.VISITED
    assert merge_door([met, visit("3", 3, DoorOutcome.MOVED)]).status is DoorStatus.MOVED


def test_a_conflict_is_only_on_the_same_field_and_keeps_both() -> None:
    def wrote(name: str, phone: str, base: str, value: str) -> FieldEvent:
        return FieldEvent(name, phone, int(name), "D", EventKind.DIRECTIONS, int(name), base=base, value=value)

    first, other, later = wrote("1", "p", "", "sau chùa"), wrote("2", "q", "", "cạnh giếng"), wrote("3", "q", "1", "cạnh giếng")
    assert merge_door([first, other]).directions == ("sau chùa", "cạnh giếng")
    assert merge_door([first, other]).is_contested
    # Who saw the first value and wrote another one corrects it; two who wrote the same do not disagree.
    assert merge_door([first, later]).directions == ("cạnh giếng",)
    assert not merge_door([first, other, later]).is_contested


def test_a_half_log_says_what_has_not_come() -> None:
    came = [FieldEvent(str(n), "p", n, "D", EventKind.VISIT, n, DoorOutcome.VISITED) for n in (2, 5)]
    assert merge(came).missing == {"p": (1, 3, 4)}
