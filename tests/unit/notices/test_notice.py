"""Whom a notice is for, what may be told, and when a second person must agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from truyvet.notices.rules.notice import (
    MAX_TOLD_BY_ONE,
    MAX_WINDOW_S,
    MIN_PERSONS_AT_PUBLIC_PLACE,
    TRANSITIONS,
    NoticeDraft,
    NoticeKind,
    NoticeRefused,
    NoticeState,
    NoticeText,
    PresenceSpan,
    check_draft,
    check_publication,
    due_text,
    needs_second_person,
    spans_within,
)

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
    assert [needs_second_person(count, is_public=False) for count in (0, MAX_TOLD_BY_ONE, MAX_TOLD_BY_ONE + 1)] == [False, False, True]
    few = MIN_PERSONS_AT_PUBLIC_PLACE
    assert [needs_second_person(count, is_public=True) for count in (few - 1, few, MAX_TOLD_BY_ONE + 1)] == [True, False, True]
    assert TRANSITIONS.keys() == set(NoticeState)
    assert not TRANSITIONS[NoticeState.WITHDRAWN] and NoticeState.SENT in TRANSITIONS[NoticeState.SENT]


@pytest.mark.parametrize(("known", "code"), [(0, "nobody_known"), (MIN_PERSONS_AT_PUBLIC_PLACE - 1, "few_known")])
def test_a_place_where_hardly_anybody_was_is_published_only_by_who_knows_it(known: int, code: str) -> None:
    public = replace(DRAFT, is_public=True)
    with pytest.raises(NoticeRefused, match=code):
        check_publication(public, known)
    check_publication(replace(public, is_sure=True), known)
    check_publication(DRAFT, known)
    check_publication(public, MIN_PERSONS_AT_PUBLIC_PLACE)


@pytest.mark.parametrize(
    ("texted", "opened", "is_concerned", "text"),
    [
        (0, 0, True, NoticeText.WHOLE),  # first told, at whatever version
        (0, 1, True, NoticeText.WHOLE),  # read on the page, the number was proved later
        (1, 0, True, NoticeText.CORRECTION),
        (1, 0, False, NoticeText.CORRECTION),
        (0, 1, False, NoticeText.CORRECTION),  # read on the page, so it has to be taken back
        (0, 0, False, None),
    ],
)
def test_the_first_text_is_the_whole_notice(texted: int, opened: int, is_concerned: bool, text: NoticeText | None) -> None:
    assert due_text(texted, opened, is_concerned=is_concerned) is text
