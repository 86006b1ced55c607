"""Signs beside a visit."""

from __future__ import annotations

import pytest

from truyvet.venues.rules.plausibility import Sign, counts_crowd, crowd_limit, open_at, signs
from truyvet.venues.rules.venue_kinds import Assurance, VisitSource

SEVEN, SEVENTEEN, TWO = 7 * 3_600, 17 * 3_600, 2 * 3_600
PLAIN = {"at": 1_622_422_800, "skew": 0, "received": 1_622_422_800, "opens": None, "closes": None}


def test_a_plain_visit_has_no_sign() -> None:
    assert signs(**PLAIN, crowded=False, elsewhere=False) is Sign.NONE


@pytest.mark.parametrize(
    ("more", "sign"),
    [
        ({"skew": 601}, Sign.CLOCK),
        ({"skew": -601}, Sign.CLOCK),
        ({"received": 1_622_422_800 + 8 * 86_400}, Sign.LATE),
        ({"crowded": True}, Sign.CROWD),
        ({"elsewhere": True}, Sign.TWO_PLACES),
        ({"opens": 12 * 3_600, "closes": SEVENTEEN}, Sign.CLOSED),
        ({"crowded": True, "elsewhere": True}, Sign.CROWD | Sign.TWO_PLACES),
    ],
)
def test_signs(more: dict[str, int], sign: Sign) -> None:
    assert signs(**{**PLAIN, "crowded": False, "elsewhere": False, **more}) == sign  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("second", "opens", "closes", "is_open"),
    [
        (SEVEN, SEVEN, SEVENTEEN, True),
        (SEVEN - 3_600, SEVEN, SEVENTEEN, True),
        (SEVEN - 3_601, SEVEN, SEVENTEEN, False),
        (SEVENTEEN, SEVEN, SEVENTEEN, False),
        (TWO - 1, SEVENTEEN, TWO, True),
        (TWO, SEVENTEEN, TWO, False),
        (23 * 3_600 + 1_800, 0, SEVENTEEN, True),
        (0, None, SEVENTEEN, True),
        (0, SEVEN, SEVEN, True),
    ],
)
def test_hours(second: int, opens: int | None, closes: int | None, is_open: bool) -> None:
    assert open_at(second, opens, closes) is is_open


def test_only_unattended_scans_make_a_crowd() -> None:
    assert counts_crowd(VisitSource.SCAN, Assurance.LOW)
    assert not counts_crowd(VisitSource.GATE, Assurance.LOW)
    assert not counts_crowd(VisitSource.SCAN, Assurance.HIGH)


def test_a_small_place_has_a_small_crowd() -> None:
    assert crowd_limit("eatery", 20) == 20
    assert crowd_limit("eatery", 5_000) == crowd_limit("eatery", None)
