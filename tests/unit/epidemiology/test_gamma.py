"""The gamma distribution, held against mpmath at 40 digits."""

from __future__ import annotations

import math

import pytest

from truyvet.epidemiology.gamma import gamma_quantile, gamma_share_below


@pytest.mark.parametrize(
    ("shape", "share", "value"),
    [
        (1, 0.5, math.log(2)),
        (6, 0.025, 2.2018942534908508),
        (17.3, 0.975, 26.354412269751285),
        (0.3, 0.025, 3.1856790317391661e-6),
        (1234.5, 0.5, 1234.166682672279),
    ],
)
def test_quantiles_are_those_of_mpmath(shape: float, share: float, value: float) -> None:
    assert gamma_quantile(share, shape) == pytest.approx(value, rel=1e-10)


def test_a_quantile_has_its_share_below_it() -> None:
    for shape in (0.01, 0.7, 3, 40, 2e4, 1e7):
        for share in (0.001, 0.4, 0.9999):
            assert gamma_share_below(gamma_quantile(share, shape), shape) == pytest.approx(share, rel=1e-7)


def test_far_from_the_mean_nothing_is_left() -> None:
    assert gamma_share_below(-1, 2) == gamma_share_below(0, 2) == 0
    assert gamma_share_below(1e9, 3) == 1 and gamma_share_below(1, 1e8) == 0
