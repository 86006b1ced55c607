"""How many generated examples a property test tries: a third in a usual run, ten times as many in a long one.

./run test --long        or TRUYVET_TESTS=long python -m pytest tests/property
"""

from __future__ import annotations

import os
from typing import Any, Final

from hypothesis import settings

LONG: Final = os.environ.get("TRUYVET_TESTS") == "long"

settings.register_profile("ci", max_examples=35)
settings.register_profile("long", max_examples=1_000, deadline=None)


def examples(many: int, **more: Any) -> settings:
    """The decorator of a test that was made for ``many`` examples, without a limit of time for one."""
    return settings(max_examples=many * 10 if LONG else max(15, many // 3), deadline=None, **more)


def load_profile() -> None:
    """For property tests that say no number of their own."""
    settings.load_profile("long" if LONG else "ci")
