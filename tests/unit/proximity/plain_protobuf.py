"""A reader of the protobuf wire format that shares nothing with the product: it knows numbers, and no library."""

from __future__ import annotations

from collections import defaultdict


def read_message(data: bytes) -> dict[int, list[int | bytes]]:
    """Returns the values of each field, by its number: varints as whole numbers, all else as bytes. Raises ValueError, IndexError."""
    fields: dict[int, list[int | bytes]] = defaultdict(list)
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        if tag & 7 == 0:
            number, place = _varint(data, place)
            fields[tag >> 3].append(number)
            continue
        size, place = _varint(data, place) if tag & 7 == 2 else ({1: 8, 5: 4}[tag & 7], place)
        if place + size > len(data):
            raise ValueError("cut")
        fields[tag >> 3].append(data[place : place + size])
        place += size
    return dict(fields)


def signed(number: int | bytes) -> int:
    """Returns the number of a sint32 field."""
    assert isinstance(number, int)
    return number >> 1 ^ -(number & 1)


def _varint(data: bytes, place: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[place]
        place += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, place
        shift += 7
