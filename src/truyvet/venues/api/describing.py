"""The machine-readable description as something that a person reads: operations, and the fields of what they take and give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a shape; ``shape`` is its type in words of JSON."""

    name: str
    shape: str
    needed: bool
    note: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A named object and its fields."""

    name: str
    note: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with its method. ``takes``: name of the shape of the body, or ""; ``gives``: status → name of a shape."""

    method: str
    path: str
    summary: str
    note: str
    takes: str
    gives: tuple[tuple[str, str], ...]


def operations(schema: Schema) -> list[Operation]:
    """Every operation in the order of the description."""
    return [_operation(method, path, said) for path, methods in schema["paths"].items() for method, said in methods.items()]


def shapes(schema: Schema) -> list[Shape]:
    """Every shape that an operation names, by name."""
    found = schema["components"]["schemas"]
    return [
        Shape(
            name,
            " ".join(said.get("description", "").split()),
            tuple(
                Field(field, _type(each), field in said.get("required", ()), each.get("description", ""))
                for field, each in said.get("properties", {}).items()
            ),
        )
        for name, said in sorted(found.items())
    ]


def _operation(method: str, path: str, said: Schema) -> Operation:
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    gives = tuple(
        (str(status), _type(answer["content"]["application/json"]["schema"]) if "content" in answer else "")
        for status, answer in said["responses"].items()
    )
    note = " ".join(said.get("description", "").split())
    return Operation(method.upper(), path, said.get("summary", ""), note, _type(body) if body else "", gives)


def _type(said: Schema) -> str:
    """A type in one line; the name of a shape where there is one."""
    if "$ref" in said:
        return str(said["$ref"]).rsplit("/", 1)[-1]
    if "const" in said:
        return json.dumps(said["const"])
    if "enum" in said:
        return " | ".join(json.dumps(each) for each in said["enum"])
    for several in ("anyOf", "oneOf"):
        if several in said:
            return " | ".join(_type(each) for each in said[several])
    if said.get("type") == "array":
        return f"[{_type(said.get('items', {}))}]"
    return str(said.get("format") or said.get("type") or "any")
