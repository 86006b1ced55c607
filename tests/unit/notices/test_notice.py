"""Whom a notice is for, what may be told, and when a second person must agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from truyvet.notices.rules.notice import (
    MAX_TOLD_BY_ONE,
    MAX_WINDOW_S,
    TRANSITIONS,
    NoticeDraft,
    NoticeKind,
    NoticeRefused,
    NoticeState,
    PresenceSpan,
    check_draft,
    infectious_window,
    needs_second_person,
    spans_within,
)
from truyvet.tracing.contact_definition import load_definition
from truyvet.tracing.records import MISSING

NOW, DAY = 1_622_422_800, 86_400
DRAFT = NoticeDraft(NoticeKind.VENUE, NOW - 7_200, NOW - 3_600, is_public=False, reason="quán đông, bàn gần nhau")


def test_only_minutes_within_the_window_count_each_person_once_and_the_case_never() -> None:
    presences = [
        (1, 50, 160), (1, 150, 170), (1, 190, 400),  # twice before, once until after the end
        (2, 0, 100), (3, 200, 300),  # left as it began, came as it ended
        (4, 100, 101), (9, 100, 200),
    ]  # fmt: skip
    found = spans_within(presences, 100, 200, without={9})
    assert found == {1: PresenceSpan(100, 200, 80), 4: PresenceSpan(100, 101, 1)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"end": DRAFT.start}, "window"),
        ({"start": DRAFT.end - MAX_WINDOW_S - 1}, "window"),
        ({"end": NOW + 1}, "future"),
        ({"start": NOW - 23 * DAY, "end": NOW - 22 * DAY}, "too_old"),
        ({"reason": " bốn "}, "reason"),
    ],
)
def test_a_wrong_draft_is_refused_with_its_reason(change: dict[str, object], code: str) -> None:
    check_draft(DRAFT, NOW, NOW - 21 * DAY)
    with pytest.raises(NoticeRefused) as refused:
        check_draft(replace(DRAFT, **change), NOW, NOW - 21 * DAY)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_more_than_a_hundred_need_a_second_person_and_what_is_over_stays_over() -> None:
    assert [needs_second_person(count) for count in (MAX_TOLD_BY_ONE, MAX_TOLD_BY_ONE + 1)] == [False, True]
    assert TRANSITIONS.keys() == set(NoticeState)
    assert not TRANSITIONS[NoticeState.WITHDRAWN] and NoticeState.TOLD in TRANSITIONS[NoticeState.TOLD]


def test_the_window_of_a_case_is_its_own_or_the_definitions() -> None:
    rule = load_definition()
    start, end = infectious_window(NOW, MISSING, MISSING, MISSING, rule)
    assert start < NOW < end
    assert infectious_window(NOW, MISSING, 5, 9, rule) == (5, 9)
    assert infectious_window(MISSING, NOW, MISSING, MISSING, rule)[1] == end
