"""The protobuf wire format, as far as key files need it: strict in what it reads, one way of writing.

A message is a table of fields (``Field``); values are a dict by field name. Fields that are not in the table are skipped, as the
format demands; a field of the wrong wire type, a cut message or a number too large raises PeerError.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, NamedTuple

from truyvet.proximity.errors import OwnError, PeerError

DEEP: Final = 4
"""Messages within messages; ours have two."""


class Type(Enum):
    """How a field's value is written."""

    INT32 = "int32"
    SINT32 = "sint32"
    FIXED64 = "fixed64"
    BYTES = "bytes"
    TEXT = "string"
    MESSAGE = "message"


class Field(NamedTuple):
    """A field of a message. ``of``: the fields of a message inside."""

    number: int
    name: str
    type: Type
    many: bool = False
    of: tuple[Any, ...] = ()


VARINT, EIGHT, LENGTH, FOUR = 0, 1, 2, 5
WIRE: Final = {Type.INT32: VARINT, Type.SINT32: VARINT, Type.FIXED64: EIGHT, Type.BYTES: LENGTH, Type.TEXT: LENGTH, Type.MESSAGE: LENGTH}


def encode(fields: tuple[Field, ...], values: Mapping[str, Any]) -> bytes:
    """A message; fields in the order of the table, absent or None ones left out. Raises OwnError."""
    unknown = values.keys() - {field.name for field in fields}
    if unknown:
        raise OwnError(f"no such fields: {', '.join(sorted(unknown))}")
    written = bytearray()
    for field in fields:
        value = values.get(field.name)
        for each in (value or ()) if field.many else () if value is None else (value,):
            written += _varint(field.number << 3 | WIRE[field.type])
            written += _value(field, each)
    return bytes(written)


def decode(fields: tuple[Field, ...], data: bytes, where: str = "message", deep: int = 0) -> dict[str, Any]:
    """The fields that are there, by name; repeated ones as lists, empty when absent. Raises PeerError."""
    if deep > DEEP:
        raise PeerError("too_deep", where)
    known = {field.number: field for field in fields}
    said: dict[str, Any] = {field.name: [] for field in fields if field.many}
    place = 0
    while place < len(data):
        tag, place = _read_varint(data, place, where)
        field, wire = known.get(tag >> 3), tag & 7
        if tag >> 3 == 0:
            raise PeerError("bad_field", where)
        raw, place = _read(wire, data, place, where)
        if field is None:
            continue
        if wire != WIRE[field.type]:
            raise PeerError("bad_type", f"{where}.{field.name}")
        value = _meaning(field, raw, f"{where}.{field.name}", deep)
        if field.many:
            said[field.name].append(value)
        else:
            said[field.name] = value
    return said


def _value(field: Field, value: Any) -> bytes:
    try:
        match field.type:
            case Type.INT32:
                return _varint(_within(value, -(2**31), 2**31) & 2**64 - 1)
            case Type.SINT32:
                number = _within(value, -(2**31), 2**31)
                return _varint((number << 1) ^ (number >> 31))
            case Type.FIXED64:
                return _within(value, 0, 2**64).to_bytes(8, "little")
            case Type.TEXT:
                body = str.encode(value)
            case Type.BYTES:
                body = bytes(value)
            case Type.MESSAGE:
                body = encode(field.of, value)
    except (AttributeError, TypeError) as error:
        raise OwnError(f"{field.name}: not a {field.type.value}") from error
    return _varint(len(body)) + body


def _within(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value < high:
        raise OwnError("a number is not one, or too large")
    return value


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)


def _read_varint(data: bytes, place: int, where: str) -> tuple[int, int]:
    number = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            raise PeerError("cut", where)
        byte = data[place]
        place += 1
        number |= (byte & 127) << shift
        if byte < 128:
            if number >= 2**64:
                break
            return number, place
    raise PeerError("bad_number", where)


def _read(wire: int, data: bytes, place: int, where: str) -> tuple[Any, int]:
    if wire == VARINT:
        return _read_varint(data, place, where)
    if wire == LENGTH:
        size, place = _read_varint(data, place, where)
    elif wire in (EIGHT, FOUR):
        size = 8 if wire == EIGHT else 4
    else:
        raise PeerError("bad_type", where)
    if place + size > len(data):
        raise PeerError("cut", where)
    return data[place : place + size], place + size


def _meaning(field: Field, raw: Any, where: str, deep: int) -> Any:
    match field.type:
        case Type.INT32:
            number = raw & 2**32 - 1  # a negative one is written with ten bytes
            return number - 2**32 if number >= 2**31 else number
        case Type.SINT32:
            number = raw & 2**32 - 1
            return (number >> 1) ^ -(number & 1)
        case Type.FIXED64:
            return int.from_bytes(raw, "little")
        case Type.BYTES:
            return bytes(raw)
        case Type.TEXT:
            try:
                return bytes(raw).decode()
            except UnicodeDecodeError:
                raise PeerError("not_text", where) from None
    return decode(field.of, raw, where, deep + 1)
