"""Why somebody stands in the list, as one sentence, for each kind of tie and in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from truyvet.investigations.labels import DayZero, last_met, place_words, relative_words, scope_words, sentence, stage_words, via_tags
from truyvet.investigations.queries import RunContactRow
from truyvet.investigations.rules.evidence_origin import EvidenceOrigin
from truyvet.investigations.rules.runs import ScoreLevel
from truyvet.people.values import MaskedPerson
from truyvet.tracing.answer import ENCOUNTER, GROUP, NAMED, VISIT
from truyvet.venues.queries import VenueLabel

DAY = 18_775
"""28 May 2021 as a local day number."""
LINE = VenueLabel("V1", "Chuyền may số 4", "line", "Nếnh", "Nhà máy Ví Dụ")
SOURCE = MaskedPerson(7, "K7F2Q9ABCD", "Nguyễn V.", 1990, "m", 1, "24/222/07783/", "Nếnh", 7, 1)


def row(**more: Any) -> RunContactRow:
    told: dict[str, Any] = {
        "person": None,
        "person_id": 1,
        "rank": 1,
        "generation": 1,
        "first": DAY * 86_400,
        "last": DAY * 86_400 + 3_600,
        "exposures": 2,
        "seconds": 24_000,
        "via": 1,
        "score": 0.91,
        "level": ScoreLevel.HIGH,
        "why_kind": VISIT,
        "why_seconds": 24_000,
        "why_days": 2,
        "why_day": DAY,
        "why_relative": -1,
        "why_others": 0,
        "source": None,
        "place": LINE,
        "group": None,
        "verdict": None,
        "decided_at": None,
        "decision_reason": "",
        "case_code": "",
    }
    return RunContactRow(**told | more)


@pytest.mark.parametrize(
    ("told", "vietnamese", "english"),
    [
        (
            {},
            "Cùng ở Chuyền may số 4, Nhà máy Ví Dụ, 6 giờ 40 phút trong 2 ngày, lần cuối 28/05, một ngày trước khi ca bệnh khởi phát",
            "At Chuyền may số 4, Nhà máy Ví Dụ together, 6 h 40 min over 2 days, last on 28/05, one day before the case fell ill",
        ),
        (
            {"why_others": 3, "why_days": 1, "why_relative": 0},
            "Cùng ở Chuyền may số 4, Nhà máy Ví Dụ, 6 giờ 40 phút, lần cuối 28/05, đúng ngày ca bệnh khởi phát, và 3 lý do khác",
            "At Chuyền may số 4, Nhà máy Ví Dụ together, 6 h 40 min, last on 28/05, on the day the case fell ill, and 3 other reasons",
        ),
        (
            {"place": None, "why_days": 1, "why_others": 1, "why_relative": 2},
            "Cùng ở một nơi ngoài phạm vi của bạn, 6 giờ 40 phút, lần cuối 28/05, 2 ngày sau khi ca bệnh khởi phát, và một lý do khác",
            "At a place outside your area together, 6 h 40 min, last on 28/05, 2 days after the case fell ill, and one other reason",
        ),
        (
            {"place": VenueLabel("V2", "tuyến Bích Động", "bus", "Nếnh", ""), "why_seconds": 2_700, "why_days": 1, "why_relative": -3},
            "Cùng xe tuyến Bích Động, 45 phút, lần cuối 28/05, 3 ngày trước khi ca bệnh khởi phát",
            "On the same coach tuyến Bích Động, 45 min, last on 28/05, 3 days before the case fell ill",
        ),
        (
            {"why_kind": ENCOUNTER, "place": None, "why_seconds": 3_120, "why_days": 1, "why_relative": None},
            "Ở gần nhau 52 phút theo Bluetooth (máy gợi ý, chưa xác nhận), lần cuối 28/05",
            "Near each other for 52 min by Bluetooth (suggested by a machine, not confirmed), last on 28/05",
        ),
        (
            {"why_kind": NAMED, "place": None, "why_seconds": 0, "why_relative": -1},
            "Được ca bệnh kể tên, gặp lần cuối 28/05, một ngày trước khi ca bệnh khởi phát",
            "Named by the case, last met on 28/05, one day before the case fell ill",
        ),
        (
            {"why_origin": EvidenceOrigin.DECLARATION, "why_days": 1, "why_relative": None},
            "Cùng ở Chuyền may số 4, Nhà máy Ví Dụ, 6 giờ 40 phút, lần cuối 28/05, theo lời khai trong tờ khai y tế",
            "At Chuyền may số 4, Nhà máy Ví Dụ together, 6 h 40 min, last on 28/05, as stated in a health declaration",
        ),
        (
            {"why_origin": EvidenceOrigin.INTERVIEW, "why_days": 1, "why_relative": None},
            "Cùng ở Chuyền may số 4, Nhà máy Ví Dụ, 6 giờ 40 phút, lần cuối 28/05, theo lời kể khi phỏng vấn",
            "At Chuyền may số 4, Nhà máy Ví Dụ together, 6 h 40 min, last on 28/05, as told in an interview",
        ),
        (
            {"why_kind": NAMED, "place": None, "why_seconds": 0, "why_relative": None, "why_origin": EvidenceOrigin.DECLARATION},
            "Gặp ca bệnh theo lời khai trong tờ khai y tế, gặp lần cuối 28/05",
            "Met the case, as stated in a health declaration, last met on 28/05",
        ),
        (
            {"why_kind": GROUP, "place": None, "group": ("household", "", ""), "why_seconds": 0, "why_relative": None},
            "Cùng hộ",
            "Same household",
        ),
        (
            {"why_kind": GROUP, "place": None, "group": ("line", "C4", "Nhà máy Ví Dụ"), "why_seconds": 0, "why_relative": None},
            "Cùng chuyền C4, Nhà máy Ví Dụ",
            "Same production line C4, Nhà máy Ví Dụ",
        ),
        (
            {"why_kind": GROUP, "place": None, "group": None, "why_seconds": 0, "why_relative": None},
            "Cùng một nhóm ở nơi ngoài phạm vi của bạn",
            "In the same group at a place outside your area",
        ),
        (
            {"generation": 2, "why_days": 1, "why_relative": None, "source": SOURCE},
            "Cùng ở Chuyền may số 4, Nhà máy Ví Dụ, 6 giờ 40 phút, lần cuối 28/05, qua F1 K7F2Q9ABCD",
            "At Chuyền may số 4, Nhà máy Ví Dụ together, 6 h 40 min, last on 28/05, through F1 K7F2Q9ABCD",
        ),
        (
            {"generation": 2, "why_kind": NAMED, "place": None, "why_seconds": 0, "why_relative": None},
            "Được người tiếp xúc kể tên, gặp lần cuối 28/05, qua một F1 khác",
            "Named by a contact, last met on 28/05, through another F1",
        ),
        (
            {"why_kind": None, "place": None, "why_relative": None},
            "2 lần tiếp xúc, cả thảy 6 giờ 40 phút, lần cuối 28/05",
            "2 exposures, 6 h 40 min in all, last on 28/05",
        ),
    ],
)
def test_every_kind_of_tie_is_one_sentence(told: dict[str, Any], vietnamese: str, english: str) -> None:
    with override("vi"):
        assert sentence(row(**told)) == vietnamese
    with override("en"):
        assert sentence(row(**told)) == english


def test_a_case_without_onset_counts_from_the_sample() -> None:
    with override("vi"):
        assert relative_words(-1, DayZero.SAMPLE) == "một ngày trước khi ca bệnh lấy mẫu"
        assert relative_words(None) == ""


def test_an_unknown_blanket_figure_is_never_a_zero() -> None:
    with override("vi"):
        assert scope_words({"f1": 38, "blanket_venues": 1946, "blanket_communes": None}) == (
            "38 thay vì 1.946",
            "nếu phong toả nơi có ca: 1.946 · cả xã: chưa rõ",
        )
        assert scope_words({"f1": 38, "blanket_venues": None, "blanket_communes": None})[0] == "38"


def test_stages_and_kinds_have_words() -> None:
    with override("vi"):
        assert stage_words("generation_3") == "Đang tìm vòng 3"
        assert stage_words("anything") == "Đang chờ đến lượt"
        assert via_tags(0b1011) == ["cùng nơi", "Bluetooth", "cùng hộ, cùng nhóm"]


def test_the_last_meeting_is_not_hidden_by_a_membership_that_goes_on() -> None:
    assert last_met(row(via=0b1001)) == date(2021, 5, 28)
    assert last_met(row(via=0b1000, why_kind=GROUP)) is None
    assert last_met(row(via=0b0001, last=DAY * 86_400 + 17 * 3_600)) == date(2021, 5, 28), "an end at midnight belongs to the day before"


def test_a_zone_that_carries_its_venues_name_says_it_once() -> None:
    zone = VenueLabel("V9", "Xưởng D, Nhà máy số 1", "workshop", "Quang Châu", "Nhà máy số 1, KCN Quang Châu")
    assert place_words(zone) == "Xưởng D, Nhà máy số 1, KCN Quang Châu"
    assert place_words(LINE) == "Chuyền may số 4, Nhà máy Ví Dụ"
