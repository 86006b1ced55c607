"""The manual says what the program does, or this fails: ``python -m tools.manual`` rewrites it."""

from __future__ import annotations

from tools.manual import PAGE, written


def test_the_manual_is_fresh() -> None:
    page = PAGE.read_text("utf-8")
    assert written(page) == page, "stale: run python -m tools.manual"
