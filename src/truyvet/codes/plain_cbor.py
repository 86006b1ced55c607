"""Reads the little CBOR that our codes are made of, written in the one short way (RFC 8949 §4.2.1), and nothing else.

A general decoder obeys whatever tags a stranger's code holds; with shared references a text of 200 letters unfolds into
gigabytes, before any signature is looked at. So a scanned code is read by this, and only written by cbor2.
"""

from __future__ import annotations

from typing import Any, Final

import cbor2

SIGN1: Final = 18
"""The tag of COSE_Sign1, the one tag that is read."""
MAX_DEPTH: Final = 6
"""A key within its claim within the claims is the deepest that we write: 3."""
_WIDTHS: Final = {24: 1, 25: 2, 26: 4, 27: 8}
_LEAST: Final = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)


class NotPlainCbor(ValueError):
    """The bytes are not one such value."""


def read_plain(data: bytes) -> Any:
    """Returns the only value: int, bytes, str, list, dict (int or str keys, each once) or CBORTag 18. Raises NotPlainCbor."""
    value, end = _value(data, 0, MAX_DEPTH)
    if end != len(data):
        raise NotPlainCbor
    return value


def _value(data: bytes, at: int, deeper: int) -> tuple[Any, int]:
    major, number, at = _head(data, at)
    if major == _UNSIGNED:
        return number, at
    if major == _NEGATIVE:
        return -1 - number, at
    if major in (_BYTES, _TEXT):
        return _string(data, at, number, text=major == _TEXT)
    if deeper == 0:
        raise NotPlainCbor
    if major == _ARRAY:
        items = []
        for _ in range(number):  # a lie about the length ends with the bytes
            item, at = _value(data, at, deeper - 1)
            items.append(item)
        return items, at
    if major == _MAP:
        return _map(data, at, number, deeper - 1)
    if major == _TAG and number == SIGN1:
        value, at = _value(data, at, deeper - 1)
        return cbor2.CBORTag(SIGN1, value), at
    raise NotPlainCbor


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Returns (major type, its number, where what follows begins)."""
    if at >= len(data):
        raise NotPlainCbor
    major, short = data[at] >> 5, data[at] & 31
    if short < 24:
        return major, short, at + 1
    width = _WIDTHS.get(short, 0)
    number = int.from_bytes(data[at + 1 : at + 1 + width], "big")
    if width == 0 or at + 1 + width > len(data) or number < _LEAST[short]:
        raise NotPlainCbor
    return major, number, at + 1 + width


def _string(data: bytes, at: int, length: int, *, text: bool) -> tuple[str | bytes, int]:
    taken_bytes = data[at : at + length]  # a lie about the length ends behind the bytes, and is refused there
    try:
        return (taken_bytes.decode() if text else taken_bytes), at + length
    except UnicodeDecodeError:
        raise NotPlainCbor from None


def _map(data: bytes, at: int, pairs: int, deeper: int) -> tuple[dict[int | str, Any], int]:
    found: dict[int | str, Any] = {}
    for _ in range(pairs):
        key, at = _value(data, at, 0)
        if not isinstance(key, (int, str)) or key in found:
            raise NotPlainCbor
        found[key], at = _value(data, at, deeper)
    return found, at
