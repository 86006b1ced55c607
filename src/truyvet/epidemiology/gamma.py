"""The gamma distribution: its share below a value, and the value below which a share lies. SciPy would bring 100 MB for these two.

Both follow the textbook (Abramowitz and Stegun 6.5.29 and 6.5.31; the continued fraction by Lentz's method).
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

PRECISION: Final = 1e-16
TINY: Final = 1e-300
MAX_STEPS: Final = 1_000_000
FAR: Final = 40.0
"""So many standard deviations from the mean nothing is left that a double could hold."""


def gamma_share_below(value: float, shape: float) -> float:
    """Returns the share of a gamma distribution of this shape and of scale 1 that lies below ``value``."""
    if value <= 0:
        return 0.0
    far = FAR * (math.sqrt(shape) + 1) + FAR
    if value > shape + far + FAR * FAR:
        return 1.0
    if shape > FAR * FAR and value < shape - far:
        return 0.0
    front = math.exp(shape * math.log(value) - value - math.lgamma(shape))
    return _series(value, shape) * front if value < shape + 1 else 1.0 - _continued_fraction(value, shape) * front


def _series(value: float, shape: float) -> float:
    term = total = 1.0 / shape
    for step in range(1, MAX_STEPS):
        term *= value / (shape + step)
        total += term
        if term < total * PRECISION:
            break
    return total


def _continued_fraction(value: float, shape: float) -> float:
    lower = value + 1.0 - shape
    c, d = 1.0 / TINY, 1.0 / lower
    fraction = d
    for step in range(1, MAX_STEPS):
        numerator = -step * (step - shape)
        lower += 2.0
        d = 1.0 / (_off_zero(numerator * d + lower))
        c = _off_zero(lower + numerator / c)
        fraction *= c * d
        if abs(c * d - 1.0) < PRECISION * 4:
            break
    return fraction


def _off_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY


def gamma_quantile(share: float, shape: float) -> float:
    """Returns the value below which ``share`` (between 0 and 1) of a gamma distribution of this shape and of scale 1 lies."""
    low, high = 0.0, math.inf
    value = _first_guess(share, shape)
    for _ in range(200):
        excess = gamma_share_below(value, shape) - share
        low, high = (low, value) if excess > 0 else (value, high)
        density = math.exp((shape - 1.0) * math.log(value) - value - math.lgamma(shape))
        following = value - excess / density if density > TINY else -1.0
        if not low < following < high:  # Newton left the bracket: halve it
            following = (low + high) / 2 if math.isfinite(high) else value * 2
        if abs(following - value) <= 1e-13 * value:
            return following
        value = following
    return value


def _first_guess(share: float, shape: float) -> float:
    """Wilson and Hilferty's for all but the small shapes, whose left end is a power."""
    z = NormalDist().inv_cdf(share)
    cube = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * math.sqrt(shape))
    if shape < 0.5 or cube <= 0.1:
        return max(math.exp((math.log(share) + math.lgamma(shape + 1.0)) / shape), TINY)
    return float(shape * cube**3)
