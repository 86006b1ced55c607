"""Which households become doors of a round, and in which order."""

from __future__ import annotations

from truyvet.teams.rules.door_entry import MAX_PERSONS_AT_DOOR
from truyvet.teams.rules.rounds import MAX_DOORS, MAX_PERSONS, DoorPlan, StopReason, doors_of_round


def plan(key: int, persons: int = 1, reason: StopReason = StopReason.NOT_DECLARED) -> DoorPlan:
    return DoorPlan(key, tuple(range(key * 1_000, key * 1_000 + persons)), reason, f"số {key}")


def test_a_large_house_is_several_doors_with_everybody_behind_them() -> None:
    doors, left = doors_of_round([plan(1, 2 * MAX_PERSONS_AT_DOOR + 1), plan(2)])
    assert [len(door.persons) for door in doors] == [MAX_PERSONS_AT_DOOR, MAX_PERSONS_AT_DOOR, 1, 1] and left == 0
    assert [person for door in doors[:3] for person in door.persons] == list(plan(1, 2 * MAX_PERSONS_AT_DOOR + 1).persons)


def test_a_round_holds_no_more_persons_than_fit_one_bundle() -> None:
    doors, left = doors_of_round([*(plan(n, 20) for n in range(1, 16)), plan(16), plan(17, 10, StopReason.TO_VISIT)])
    assert sum(len(door.persons) for door in doors) <= MAX_PERSONS
    assert left == 1 and doors[-1].reason is StopReason.TO_VISIT, "who needs a visit comes first, whatever else must wait"
    assert doors_of_round([plan(1, MAX_PERSONS + 1)]) == ([], 1), "said as left over, not cut in silence"
    assert len(doors_of_round([plan(n) for n in range(60)])[0]) == MAX_DOORS
