"""Writes docs/reference/phone-api.md from the models that read the phone API's JSON: ``python -m tools.phone_api_page``.

A test fails when the page is stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from truyvet.devices.api import schema
from truyvet.devices.rules import message_sizes

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "phone-api.md"
HEAD: Final = f"""# The phone API

Written by `python -m tools.phone_api_page` from `devices/api/schema.py`, which also reads the requests. What happens behind it:
[the key server](../explanation/key-server.md).

Each request is `POST /api/bluezone/v1/…` with a JSON object of at most {message_sizes.MAX_REQUEST_BYTES:,} bytes; fields that are not
described are ignored. Bytes are base64url without padding, in their one canonical form. Every answer is a JSON object of exactly
{message_sizes.RESPONSE_BYTES:,} bytes, filled up by `padding`; one with status 200 takes at least {message_sizes.MIN_RESPONSE_S} s.
A client pads these requests to a fixed size:
{", ".join(f"`{name}` {size:,}" for name, size in message_sizes.REQUEST_BYTES.items())} bytes.

Any other status than 200 comes with `{{"error": …}}`: 400 `bad_request` (does not fit this page), 413 `too_large`, 415 `not_json`,
422 `refused`, `bad_phone` or what is wrong with keys or matches, 429 `too_many_requests` or `too_many_codes`.
"""


def main() -> None:
    """Writes the page."""
    PAGE.write_text(written(), "utf-8")


def written() -> str:
    """Returns the page."""
    return "\n".join([HEAD, *(_operation(path, *models) for path, models in schema.OPERATIONS.items()), *_parts()])


def _operation(path: str, request: type[BaseModel], response: type[BaseModel]) -> str:
    return f"## `{path}`\n\n{_about(request)}\n\n{_table(request)}\nAnswer: {_about(response)}\n\n{_table(response)}"


def _parts() -> list[str]:
    parts = (schema.DiagnosisKeyUpload, schema.MatchUpload, schema.ConsentGiven)
    return [f"## {part.__name__}\n\n{_about(part)}\n\n{_table(part)}" for part in parts]


def _about(model: type[BaseModel]) -> str:
    return str(model.__doc__).split("\n", maxsplit=1)[0]


def _table(model: type[BaseModel]) -> str:
    described = model.model_json_schema()
    fields: dict[str, Any] = described.get("properties", {})
    if not fields:
        return ""
    needed = set(described.get("required", ()))
    rows = [
        f"| `{name}` | {_kind(field)} | {_needed(name, field, needed)} | {field.get('description', '')} |" for name, field in fields.items()
    ]
    return "\n".join(["| field | value | needed | |", "|---|---|---|---|", *rows, ""])


def _needed(name: str, field: dict[str, Any], needed: set[str]) -> str:
    if name in needed:
        return "yes"
    return "no" if field.get("default") in (None, "") else f"no (`{str(field['default']).lower()}`)"


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_kind(each) for each in field["anyOf"] if each.get("type") != "null")
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", maxsplit=1)[1]
    if "enum" in field:
        return ", ".join(f"`{each}`" for each in field["enum"])
    kind, bounds = field["type"], {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems")}
    if "contentEncoding" in field:
        words = f"bytes: {field['x-bytes']}"
    elif kind == "array":
        words = f"list of {_span(field, *bounds[kind])}{_kind(field['items'])}"
    elif "format" in field:
        words = {"uuid": "UUID", "date": "date, `2021-05-31`"}[field["format"]]
    else:
        names = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
        words = f"{names[kind]} {_span(field, *bounds.get(kind, ('minimum', 'maximum')))}"
    return words.strip()


def _span(field: dict[str, Any], low: str, high: str) -> str:
    return f"{field.get(low, 0):,} to {field[high]:,} " if high in field else ""


if __name__ == "__main__":
    main()
