"""Encodes and decodes the protobuf wire format, as far as key files need it.

A message is a table of fields (``MessageField``); values are a dict by field name. Fields that are not in the table are skipped, as the
format demands; a field of the wrong wire type, a cut message or a number too large raises PeerError.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, NamedTuple

from truyvet.proximity.errors import CallerError, PeerError

MAX_MESSAGE_DEPTH: Final = 4
"""Messages within messages; ours have two."""


class FieldType(Enum):
    """Says how a field's value is written."""

    INT32 = "int32"
    SINT32 = "sint32"
    FIXED64 = "fixed64"
    BYTES = "bytes"
    TEXT = "string"
    MESSAGE = "message"


class MessageField(NamedTuple):
    """A field of a message. ``of`` holds the fields of a message inside."""

    number: int
    name: str
    type: FieldType
    many: bool = False
    of: tuple[Any, ...] = ()


VARINT, EIGHT, LENGTH, FOUR = 0, 1, 2, 5
WIRE_TYPES: Final = {
    FieldType.INT32: VARINT,
    FieldType.SINT32: VARINT,
    FieldType.FIXED64: EIGHT,
    FieldType.BYTES: LENGTH,
    FieldType.TEXT: LENGTH,
    FieldType.MESSAGE: LENGTH,
}


def encode(fields: tuple[MessageField, ...], values: Mapping[str, Any]) -> bytes:
    """Returns a message with its fields in the order of the table; absent and None ones are left out. Raises CallerError."""
    unknown = values.keys() - {field.name for field in fields}
    if unknown:
        raise CallerError(f"no such fields: {', '.join(sorted(unknown))}")
    written = bytearray()
    for field in fields:
        value = values.get(field.name)
        for each in (value or ()) if field.many else () if value is None else (value,):
            written += _varint(field.number << 3 | WIRE_TYPES[field.type])
            written += _value(field, each)
    return bytes(written)


def decode(fields: tuple[MessageField, ...], data: bytes, where: str = "message", deep: int = 0) -> dict[str, Any]:
    """Returns the fields that are present, by name; repeated ones as lists, empty when absent. Raises PeerError."""
    if deep > MAX_MESSAGE_DEPTH:
        raise PeerError("too_deep", where)
    fields_by_number = {field.number: field for field in fields}
    values: dict[str, Any] = {field.name: [] for field in fields if field.many}
    place = 0
    while place < len(data):
        tag, place = _read_varint(data, place, where)
        field, wire = fields_by_number.get(tag >> 3), tag & 7
        if tag >> 3 == 0:
            raise PeerError("bad_field", where)
        raw, place = _read(wire, data, place, where)
        if field is None:
            continue
        if wire != WIRE_TYPES[field.type]:
            raise PeerError("bad_type", f"{where}.{field.name}")
        value = _meaning(field, raw, f"{where}.{field.name}", deep)
        if field.many:
            values[field.name].append(value)
        else:
            values[field.name] = value
    return values


def _value(field: MessageField, value: Any) -> bytes:
    try:
        match field.type:
            case FieldType.INT32:
                return _varint(_within(value, -(2**31), 2**31) & 2**64 - 1)
            case FieldType.SINT32:
                number = _within(value, -(2**31), 2**31)
                return _varint((number << 1) ^ (number >> 31))
            case FieldType.FIXED64:
                return _within(value, 0, 2**64).to_bytes(8, "little")
            case FieldType.TEXT:
                body = str.encode(value)
            case FieldType.BYTES:
                body = bytes(value)
            case FieldType.MESSAGE:
                body = encode(field.of, value)
    except (AttributeError, TypeError) as error:
        raise CallerError(f"{field.name}: not a {field.type.value}") from error
    return _varint(len(body)) + body


def _within(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value < high:
        raise CallerError("a number is not one, or too large")
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


def _meaning(field: MessageField, raw: Any, where: str, deep: int) -> Any:
    match field.type:
        case FieldType.INT32:
            number = raw & 2**32 - 1  # a negative one is written with ten bytes
            return number - 2**32 if number >= 2**31 else number
        case FieldType.SINT32:
            number = raw & 2**32 - 1
            return (number >> 1) ^ -(number & 1)
        case FieldType.FIXED64:
            return int.from_bytes(raw, "little")
        case FieldType.BYTES:
            return bytes(raw)
        case FieldType.TEXT:
            try:
                return bytes(raw).decode()
            except UnicodeDecodeError:
                raise PeerError("not_text", where) from None
    return decode(field.of, raw, where, deep + 1)
