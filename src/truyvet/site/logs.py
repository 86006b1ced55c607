"""Logs as JSON lines on standard error: what happened to which route, never whom it was about."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request being answered; it is also sent back, so that a person can read it out on the phone."""

_log = logging.getLogger("truyvet.request")

LOGGED_FIELDS = ("route", "method", "status", "ms", "role", "room", "count", "seconds", "state", "job", "run", "upload")
"""The extra values that may appear in a line. Anything else given to a logger is dropped."""


class JsonLines(logging.Formatter):
    """One JSON object a line. Of an exception only its type and place are kept: its words may quote a row."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for ``record``."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if record.name.startswith("truyvet") else _foreign_event(record),
        }
        if identifier := request_id.get():
            line["request"] = identifier
        line.update({name: record.__dict__[name] for name in LOGGED_FIELDS if name in record.__dict__})
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__qualname__
            line["where"] = _frames(record)
        return json.dumps(line, ensure_ascii=False, default=str)


def _foreign_event(record: logging.LogRecord) -> str:
    """Returns the message of a library without what it may say of a reader: Django's carry the raw path as an argument."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    try:
        return str(record.msg) % tuple(each if _is_harmless(each) else "-" for each in arguments)
    except (TypeError, ValueError):
        return str(record.msg)


def _is_harmless(value: object) -> bool:
    """Whether an argument is a number or one of the phrases by which HTTP names a status ("Not Found")."""
    return isinstance(value, int | float) or value in {status.phrase for status in HTTPStatus}


def _frames(record: logging.LogRecord) -> list[str]:
    frames: list[str] = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames[-8:]


class RequestLogMiddleware:
    """One line for each answered request: route name, status, milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then write the line."""
        identifier = secrets.token_hex(8)
        token = request_id.set(identifier)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = identifier
            match = request.resolver_match
            _log.info(
                "answered",
                extra={
                    "route": (match.view_name or match.route) if match else "none",
                    "method": request.method,
                    "status": response.status_code,
                    "ms": round((time.monotonic() - began) * 1000, 1),
                },
            )
            return response
        finally:
            request_id.reset(token)
