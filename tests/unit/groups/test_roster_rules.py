"""The difference of two lists, the three states of a member, and who counts once."""

from __future__ import annotations

from truyvet.groups.rules.member_match import entry_of
from truyvet.groups.rules.member_states import MemberState, RosterCounts, member_state, union_of
from truyvet.groups.rules.roster_difference import RosterEntry, roster_difference


def entry(name: str = "Nguyễn Văn A", line: str = "1", installed: bool | None = None, phone: str = "") -> RosterEntry:
    return RosterEntry(name, phone, "", 1990, (line, "", "", "", "", "", ""), installed)


def test_joined_left_moved_corrected_and_rows_that_could_not_be_read() -> None:
    members = {"1": entry(), "2": entry(), "3": entry(), "4": entry(), "5": entry(installed=True), "6": entry()}
    listed = {"1": entry(), "3": entry(line="2"), "4": entry(phone="+84912000001"), "5": entry(), "6": entry(installed=True), "7": entry()}
    found = roster_difference(members, listed, {"9"})
    assert (found.joined, found.left, found.moved, found.corrected, found.same, found.kept) == (("7",), ("2",), ("3",), ("4", "6"), 2, 0)
    assert not found.asks_first and not found.is_empty
    unread = roster_difference(members, {"1": entry()}, {"2", "3"})
    assert (unread.left, unread.kept) == (("4", "5", "6"), 2) and not unread.asks_first
    assert roster_difference(members, {"1": entry()}, ()).asks_first and roster_difference(members, members, ()).is_empty


def test_three_states_and_never_a_guess() -> None:
    assert member_state(is_matched=False, has_account=False, is_told=False) is MemberState.NOT_MATCHED
    assert member_state(is_matched=True, has_account=False, is_told=False) is MemberState.NOT_INSTALLED
    assert member_state(is_matched=False, has_account=False, is_told=True) is MemberState.INSTALLED
    assert [entry_of(found) for found in ([None, 7, 7], [7, 8], [None], [])] == [7, None, None, None]


def test_who_stands_in_two_groups_counts_once_above() -> None:
    union = union_of([RosterCounts(10, 5, 8, 3), RosterCounts(4, 4, 4, 0)], RosterCounts(13, 8, 11, 3))
    assert (union.memberships, union.twice, union.persons.not_matched) == (14, 1, 2)
    assert RosterCounts(9).is_small() and not RosterCounts(10).is_small()
