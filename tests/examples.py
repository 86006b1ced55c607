"""How many generated examples a property test tries: a third in a usual run, ten times as many in a long one.

./run test --long        or TRUYVET_TESTS=long python -m pytest tests/property
"""

from __future__ import annotations

import os
from typing import Any, Final

from hypothesis import HealthCheck, settings

LONG: Final = os.environ.get("TRUYVET_TESTS") == "long"

# A busy machine is slow: no test fails for it, neither by the time of an example nor by that of its making.
UNTIMED: Final[dict[str, Any]] = {"deadline": None, "suppress_health_check": (HealthCheck.too_slow,)}
settings.register_profile("ci", max_examples=35, **UNTIMED)
settings.register_profile("long", max_examples=1_000, **UNTIMED)


def examples(many: int, *suppressed: HealthCheck) -> settings:
    """The decorator of a test that was made for ``many`` examples, without a limit of time for one."""
    checks = (*UNTIMED["suppress_health_check"], *suppressed)
    return settings(max_examples=many * 10 if LONG else max(15, many // 3), deadline=None, suppress_health_check=checks)


def load_profile() -> None:
    """For property tests that say no number of their own."""
    settings.load_profile("long" if LONG else "ci")
