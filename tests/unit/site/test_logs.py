"""Lines of the log: what happened is readable, whom it was about is not."""

from __future__ import annotations

import ast
import json
import logging
from pathlib import Path

import pytest

from truyvet.site.logs import LOGGED_FIELDS, JsonLines

SOURCE = Path(__file__).resolve().parents[3] / "src" / "truyvet"


def line(logger: str, message: str, *arguments: object) -> dict[str, object]:
    """A line as it is written."""
    record = logging.LogRecord(logger, logging.ERROR, "f", 1, message, arguments, None)
    return dict(json.loads(JsonLines().format(record)))


@pytest.mark.parametrize(
    ("logger", "message", "arguments", "event"),
    [
        ("django.request", "%s: %s", ("Internal Server Error", "/moi/tokenOfAnInvitation/"), "Internal Server Error: -"),
        ("django.request", "%s: %s", ("Service Unavailable", "/d/VENUE77"), "Service Unavailable: -"),
        ("some.library", "took %d of %s", (3, "Nguyễn Thị Lan"), "took 3 of -"),
        ("some.library", "100 % of it", (), "100 % of it"),
        ("some.library", "%d", ("Lan",), "%d"),
        ("truyvet.core", "ran %s", ("messages",), "ran messages"),
    ],
)
def test_an_event_is_spelled_out_without_a_path_or_a_name(logger: str, message: str, arguments: tuple[object, ...], event: str) -> None:
    assert line(logger, message, *arguments)["event"] == event


def test_no_field_that_the_house_logs_is_dropped() -> None:
    """The run of a trace was: every key of an ``extra`` in the source is one of the logged fields."""
    dropped = {
        f"{file.name}: {key.value}"
        for file in SOURCE.rglob("*.py")
        if "extra={" in (text := file.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.keyword) and node.arg == "extra" and isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant) and key.value not in LOGGED_FIELDS
    }
    assert not dropped
