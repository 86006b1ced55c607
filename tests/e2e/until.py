"""Waiting for a state that no locator shows.

Also for what a promise in the page answers: ``wait_for_function`` takes the promise itself for true.
"""

from __future__ import annotations

import time
from collections.abc import Callable


def until(holds: Callable[[], object], *, seconds: float = 15) -> None:
    """Asks again and again until ``holds()`` is true; AssertionError when it is not after ``seconds``."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not so after {seconds} s"
        time.sleep(0.05)
