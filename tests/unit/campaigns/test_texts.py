"""What is made of a source text, how long it takes to read, and when a version is in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from truyvet.campaigns.rules.source_text import (
    MAX_VALID_DAYS,
    SourceText,
    TurnPlan,
    VersionState,
    plan_refusals,
    shown_place,
    source_refusals,
    version_state,
)
from truyvet.campaigns.rules.spoken_text import loudspeaker_text, radio_text, reading_rates, reading_seconds, social_text, spoken_syllables

DAY = date(2021, 5, 31)
TEXT = SourceText(
    "Sở Y tế", "Ai đến chợ Nếnh hãy khai báo", "Were you at Nenh market?", ("Đeo khẩu trang", "Ở nhà khi sốt"),
    ("Wear a mask", "Stay home"),
    "0240 3854 000", "https://truyvet.example.gov.vn/khai-bao/", DAY, DAY + timedelta(days=7),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "syllables"),
    [
        ("Đeo khẩu trang khi ra đường.", "vi", 6),
        ("19", "vi", 3),
        ("121 ca", "vi", 6),
        ("0240 3854 000", "vi", 11),
        ("UBND xã", "vi", 5),
        ("Wear a mask outdoors", "en", 5),
        ("", "vi", 0),
        ("– … !", "vi", 0),
    ],
)
def test_syllables_are_counted_as_they_are_read(text: str, language: str, syllables: int) -> None:
    assert spoken_syllables(text, language) == syllables


def test_seconds_are_rounded_up() -> None:
    assert [reading_seconds(" ".join(["la"] * many), 4.0) for many in (0, 1, 4, 5, 120, 121)] == [0, 1, 1, 2, 30, 31]


def test_a_loudspeaker_text_ends_within_thirty_seconds_and_names_what_found_no_room() -> None:
    long = " ".join(["lời"] * 30)
    spoken = loudspeaker_text(replace(TEXT, points_vi=(f"{long} một", f"{long} hai", f"{long} ba", f"{long} bốn")), "vi", reading_rates())
    assert spoken.seconds <= 30
    assert spoken.left_out and len(spoken.left_out) + spoken.text.count(long) == 4
    assert spoken.text.startswith("Thông báo của Sở Y tế. Ai đến chợ Nếnh") and spoken.text.endswith("hãy gọi 0240 3854 000.")
    assert loudspeaker_text(TEXT, "vi", reading_rates()).left_out == ()


def test_radio_says_number_and_title_twice_and_a_post_has_link_and_end() -> None:
    assert radio_text(TEXT, "vi", reading_rates()).text.count(TEXT.phone) == 2
    assert radio_text(TEXT, "en", reading_rates()).text.count(TEXT.title_en) == 2
    post = social_text(TEXT, "en", reading_rates())
    assert TEXT.link in post.splitlines() and "07/06/2021" in post


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"points_vi": (), "points_en": ()}, "points_count"),
        ({"points_en": ("One",)}, "points_differ"),
        ({"points_vi": ("x" * 141, "y")}, "point_too_long"),
        ({"link": "http://x"}, "link_not_https"),
        ({"last": DAY - timedelta(days=1)}, "days_reversed"),
        ({"first": DAY - timedelta(days=9), "last": DAY - timedelta(days=1)}, "already_over"),
        ({"last": DAY}, ""),
        ({"last": DAY + timedelta(days=MAX_VALID_DAYS - 1)}, ""),
        ({"last": DAY + timedelta(days=MAX_VALID_DAYS)}, "valid_too_long"),
    ],
)
def test_a_wrong_source_is_refused_with_its_reason(change: dict[str, object], code: str) -> None:
    codes = {each.code for each in source_refusals(replace(TEXT, **change), DAY)}  # type: ignore[arg-type]
    assert codes == ({code} if code else set())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"times": (time(6),)}, "twice_a_day"),
        ({"hamlets": ()}, "hamlet_names"),
        ({"first": DAY - timedelta(days=1)}, "plan_in_the_past"),
        ({"last": TEXT.last}, ""),
        ({"last": TEXT.last + timedelta(days=1)}, "plan_after_expiry"),
        ({"hamlets": tuple(f"Thôn {n}" for n in range(500))}, ""),
        ({"hamlets": tuple(f"Thôn {n}" for n in range(501))}, "plan_too_large"),
    ],
)
def test_a_wrong_plan_is_refused_with_its_reason(change: dict[str, object], code: str) -> None:
    plan = replace(TurnPlan(1, ("Thôn My Điền",), DAY, DAY + timedelta(days=1), (time(5, 30), time(17))), **change)  # type: ignore[arg-type]
    assert [each.code for each in plan_refusals(plan, TEXT.last, DAY)] == ([code] if code else [])


def test_the_newest_version_that_has_begun_stands_for_the_text_and_expires_after_its_last_day() -> None:
    firsts = [DAY, DAY + timedelta(days=3)]
    assert [shown_place(firsts, DAY + timedelta(days=n)) for n in (-1, 0, 2, 3)] == [None, 0, 0, 1]
    last = DAY + timedelta(days=5)
    assert version_state(0, None, last, DAY) is VersionState.UPCOMING
    assert version_state(1, 0, last, DAY) is VersionState.UPCOMING
    assert version_state(0, 1, last, DAY) is VersionState.REPLACED
    assert version_state(1, 1, last, last) is VersionState.IN_FORCE
    assert version_state(1, 1, last, last + timedelta(days=1)) is VersionState.EXPIRED
