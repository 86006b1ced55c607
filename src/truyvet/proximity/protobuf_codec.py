"""Encodes and decodes the protobuf messages of key files and batches, described by tables of fields.

A message is a table of fields (``MessageField``); values are a dict by field name. The protobuf library does the work; it skips fields
that are not in the table, as the format demands. The messages are described here, in code: nothing is generated at installation.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from typing import Any, Final, NamedTuple

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, EncodeError, Message

from truyvet.proximity.errors import CallerError, PeerError

OPTIONAL, REPEATED = 1, 3
PACKAGE: Final = "truyvet"
MAX_FIELDS: Final = 100_000


class FieldType(IntEnum):
    """Says how a field's value is written, in the numbers of a protobuf descriptor."""

    INT32 = 5
    FIXED64 = 6
    TEXT = 9
    MESSAGE = 11
    BYTES = 12
    SINT32 = 17


class MessageField(NamedTuple):
    """A field of a message. ``of`` holds the fields of a message inside."""

    number: int
    name: str
    type: FieldType
    many: bool = False
    of: tuple[Any, ...] = ()


def encode(fields: tuple[MessageField, ...], values: Mapping[str, Any]) -> bytes:
    """Returns a message with its fields in the order of their numbers; absent and None ones are left out. Raises CallerError."""
    message = _message_class(fields)()
    try:
        _fill(message, fields, values)
        return bytes(message.SerializeToString(deterministic=True))
    except (AttributeError, TypeError, ValueError, EncodeError) as error:
        raise error if isinstance(error, CallerError) else CallerError(str(error)) from error


def decode(fields: tuple[MessageField, ...], data: bytes, where: str = "message", most: int = MAX_FIELDS) -> dict[str, Any]:
    """Returns the fields that are present, by name; repeated ones as lists, empty when absent. Raises PeerError.

    A message of more than ``most`` fields is refused before any of them is built: two bytes can become a whole message inside.
    """
    if _has_more_fields(data, most):
        raise PeerError("too_many", where)
    message = _message_class(fields)()
    try:
        message.ParseFromString(bytes(data))
        return _values(message, fields)
    except (DecodeError, UnicodeDecodeError):
        raise PeerError("bad_message", where) from None


def _has_more_fields(data: bytes, most: int) -> bool:
    """Returns whether a message has more than ``most`` fields, or some that cannot be counted. A cut one is left to the library."""
    place = count = 0
    while place < len(data):
        count += 1
        if count > most:
            return True
        tag, place = _varint(data, place)
        match tag & 7:
            case 0:
                _, place = _varint(data, place)
            case 1:
                place += 8
            case 2:
                length, place = _varint(data, place)
                place += length
            case 5:
                place += 4
            case _:  # a group, which nobody has written for years: what stands inside would not be counted
                return True
    return False


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """Returns the number that begins at ``place``, and the place after it; cut off, the end."""
    value = shift = 0
    for at in range(place, min(place + 10, len(data))):
        value |= (data[at] & 0x7F) << shift
        if not data[at] & 0x80:
            return value, at + 1
        shift += 7
    return value, len(data)


def _fill(message: Any, fields: tuple[MessageField, ...], values: Mapping[str, Any]) -> None:
    unknown = values.keys() - {field.name for field in fields}
    if unknown:
        raise CallerError(f"no such fields: {', '.join(sorted(unknown))}")
    for field in fields:
        value = values.get(field.name)
        if value is None:
            continue
        if field.type is FieldType.MESSAGE:
            inside = getattr(message, field.name)
            for each in value if field.many else (value,):
                _fill(inside.add() if field.many else inside, field.of, each)
        elif field.many:
            getattr(message, field.name).extend(value)
        else:
            setattr(message, field.name, value)


def _values(message: Message, fields: tuple[MessageField, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {field.name: [] for field in fields if field.many}
    by_name = {field.name: field for field in fields}
    for descriptor, value in message.ListFields():
        field = by_name[descriptor.name]
        if field.type is FieldType.MESSAGE:
            values[field.name] = [_values(each, field.of) for each in value] if field.many else _values(value, field.of)
            continue
        values[field.name] = list(value) if field.many else value
        if field.type is FieldType.TEXT and not all(isinstance(each, str) for each in (value if field.many else (value,))):
            raise PeerError("not_text", field.name)  # the library gives bytes for what is not UTF-8
    return values


@cache
def _message_class(fields: tuple[MessageField, ...]) -> Any:
    file = descriptor_pb2.FileDescriptorProto(name="message.proto", package=PACKAGE, syntax="proto2")

    def describe(name: str, inside: tuple[MessageField, ...]) -> None:
        message = file.message_type.add(name=name)
        for field in inside:
            label = REPEATED if field.many else OPTIONAL
            described = message.field.add(name=field.name, number=field.number, type=field.type.value, label=label)
            if field.of:
                described.type_name = f".{PACKAGE}.{name}_{field.name}"
                describe(f"{name}_{field.name}", field.of)

    describe("Message", fields)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.Message"))
