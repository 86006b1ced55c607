"""Turns the OpenAPI description into operations and fields that a page shows to people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DocField:
    """One field of an object; ``shape`` names its JSON type."""

    name: str
    shape: str
    needed: bool
    note: str


@dataclass(frozen=True, slots=True)
class DocShape:
    """A named object and its fields."""

    name: str
    note: str
    fields: tuple[DocField, ...]


@dataclass(frozen=True, slots=True)
class DocOperation:
    """One address with its method. ``takes``: the name of the body's shape, or ""; ``gives``: status → name of a shape."""

    method: str
    path: str
    summary: str
    note: str
    takes: str
    gives: tuple[tuple[str, str], ...]


def operations(schema: Schema) -> list[DocOperation]:
    """Returns every operation in the order of the description."""
    return [_operation(method, path, said) for path, methods in schema["paths"].items() for method, said in methods.items()]


def shapes(schema: Schema) -> list[DocShape]:
    """Returns every shape that an operation names, by name."""
    found = schema["components"]["schemas"]
    return [
        DocShape(
            name,
            " ".join(said.get("description", "").split()),
            tuple(
                DocField(field, _type(each), field in said.get("required", ()), each.get("description", ""))
                for field, each in said.get("properties", {}).items()
            ),
        )
        for name, said in sorted(found.items())
    ]


def _operation(method: str, path: str, schema: Schema) -> DocOperation:
    body = schema.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    gives = tuple(
        (str(status), _type(answer["content"]["application/json"]["schema"]) if "content" in answer else "")
        for status, answer in schema["responses"].items()
    )
    note = " ".join(schema.get("description", "").split())
    return DocOperation(method.upper(), path, schema.get("summary", ""), note, _type(body) if body else "", gives)


def _type(schema: Schema) -> str:
    """Returns a type in one line, or the name of a shape where there is one."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(each) for each in schema["enum"])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(_type(each) for each in schema[several])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or "any")
