"""Matches fast: compiled loops derive the identifiers and look them up in a bitmap first and a hash table then.

Almost every id of almost every key was never seen; the bitmap says so with one look at memory. Ids are random, so their
own bits serve as hashes: the low word for the table, the high word for the bitmap.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from truyvet.proximity.matching import cpu_instructions
from truyvet.proximity.matching.sightings import Ids, Ints, KeyMatch, PublishedKeys, Sightings, is_in_time
from truyvet.proximity.rolling_identifiers import TEK_ROLLING_PERIOD

GROUP: Final = cpu_instructions.IDS_PER_GROUP
SHA256_INITIAL_STATE: Final = np.array(
    [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19], np.uint32
)
HMAC_INNER_PAD, HMAC_OUTER_PAD = np.uint32(0x36363636), np.uint32(0x5C5C5C5C)
RPIK_LABEL: Final = np.frombuffer(b"EN-RPIK\x01", ">u4").astype(np.uint32)
INITIAL_HIT_CAPACITY: Final = 1 << 16
"""Hits for which there is room at first; a batch with more is asked again with more."""


@njit(cache=True, nogil=True)
def _finish(state, words, count):  # type: ignore[no-untyped-def]
    """Closes an HMAC half: ``count`` words after the first block of 64 bytes."""
    words[count] = 0x80000000
    words[count + 1 : 15] = 0
    words[15] = (64 + 4 * count) * 8
    cpu_instructions.compress_block(state, words)


@njit(cache=True, nogil=True)
def _half(pad, key, words, state):  # type: ignore[no-untyped-def]
    """Computes the state after an HMAC's first block, for a key of 8 words."""
    words[:8] = key ^ pad
    words[8:] = pad
    state[:] = SHA256_INITIAL_STATE
    cpu_instructions.compress_block(state, words)


@njit(cache=True, nogil=True)
def _id_key(key, zero_inner, zero_outer, words, inner, outer, out):  # type: ignore[no-untyped-def]
    """Computes HKDF-SHA256 with an empty salt and the label EN-RPIK: 4 words of a key → 2 uint64 of its RPIK."""
    inner[:], outer[:] = zero_inner, zero_outer
    words[:4] = key
    _finish(inner, words, 4)
    words[:8] = inner
    _finish(outer, words, 8)
    extracted = outer.copy()
    _half(HMAC_INNER_PAD, extracted, words, inner)
    _half(HMAC_OUTER_PAD, extracted, words, outer)
    words[:2] = RPIK_LABEL
    _finish(inner, words, 2)
    words[:8] = inner
    _finish(outer, words, 8)
    for place in range(2):
        value = np.uint64(0)
        for word in range(2):
            for byte in range(4):
                one = (outer[2 * place + word] >> np.uint32(24 - 8 * byte)) & np.uint32(255)
                value |= np.uint64(one) << np.uint64(32 * word + 8 * byte)
        out[place] = value


@njit(cache=True, nogil=True)
def _search(words_of_keys, starts, periods, table, rows, bitmap, hits):  # type: ignore[no-untyped-def]
    """Writes (row of the id table, key, interval) of every identifier that was sighted; returns how many there are."""
    zero = np.zeros(8, np.uint32)
    words, inner, outer = np.empty(16, np.uint32), np.empty(8, np.uint32), np.empty(8, np.uint32)
    zero_inner, zero_outer = np.empty(8, np.uint32), np.empty(8, np.uint32)
    _half(HMAC_INNER_PAD, zero, words, zero_inner)
    _half(HMAC_OUTER_PAD, zero, words, zero_outer)
    id_key, round_keys = np.empty(2, np.uint64), np.empty((11, 2), np.uint64)
    ids = np.empty((-(-TEK_ROLLING_PERIOD // GROUP) * GROUP, 2), np.uint64)
    last, last_bit = np.uint64(table.shape[0] - 1), np.uint64(bitmap.shape[0] * 64 - 1)
    found = 0
    for key in range(starts.shape[0]):
        _id_key(words_of_keys[key], zero_inner, zero_outer, words, inner, outer, id_key)
        cpu_instructions.expand_key(id_key, round_keys)
        for group in range(-(-periods[key] // GROUP)):
            cpu_instructions.encrypt_group(round_keys, np.int64(starts[key] + group * GROUP), ids, np.int64(group))
        for place in range(periods[key]):
            low, high = ids[place, 0], ids[place, 1]
            bit = high & last_bit
            if (bitmap[bit >> np.uint64(6)] >> (bit & np.uint64(63))) & np.uint64(1):
                slot = low & last
                while rows[slot] >= 0:
                    if table[slot, 0] == low and table[slot, 1] == high:
                        if found < hits.shape[0]:
                            hits[found, 0], hits[found, 1], hits[found, 2] = rows[slot], key, starts[key] + place
                        found += 1
                        break
                    slot = (slot + np.uint64(1)) & last
    return found


@njit(cache=True, nogil=True)
def _index(ids, table, rows, bitmap):  # type: ignore[no-untyped-def]
    """Puts every identifier, once, into the table and the bitmap."""
    last, last_bit = np.uint64(table.shape[0] - 1), np.uint64(bitmap.shape[0] * 64 - 1)
    for row in range(ids.shape[0]):
        low, high = ids[row, 0], ids[row, 1]
        slot = low & last
        while rows[slot] >= 0:
            slot = (slot + np.uint64(1)) & last
        table[slot, 0], table[slot, 1], rows[slot] = low, high, row
        bit = high & last_bit
        bitmap[bit >> np.uint64(6)] |= np.uint64(1) << (bit & np.uint64(63))


class SightingIndex:
    """A device's sightings, indexed once and asked again with each new key file."""

    def __init__(self, seen: Sightings) -> None:
        self.seen = seen
        self.unique, self._of = np.unique(seen.ids, axis=0, return_inverse=True) if len(seen) else (seen.ids, np.empty(0, np.int64))
        size = 1 << max(6, int(len(self.unique) * 2 - 1).bit_length())
        self._table: Ids = np.zeros((size, 2), np.uint64)
        self._rows: NDArray[np.int32] = np.full(size, -1, np.int32)
        self._bitmap: NDArray[np.uint64] = np.zeros(size * 16 // 64, np.uint64)
        _index(np.ascontiguousarray(self.unique), self._table, self._rows, self._bitmap)
        order = np.argsort(self._of.ravel(), kind="stable")
        self._order, self._first = order, np.searchsorted(self._of.ravel()[order], np.arange(len(self.unique) + 1))

    def hits(self, keys: PublishedKeys) -> Ints:
        """Returns (row of ``unique``, key, interval) of every identifier of the keys that was ever sighted, at any time."""
        words = np.ascontiguousarray(keys.data).view(">u4").astype(np.uint32)
        room = INITIAL_HIT_CAPACITY
        while True:
            hits = np.empty((room, 3), np.int64)
            found = _search(words, keys.starts, keys.periods, self._table, self._rows, self._bitmap, hits)
            if found <= room:
                return hits[:found]
            room = found

    def match(self, keys: PublishedKeys) -> list[KeyMatch]:
        """Returns all matches within the tolerance of clocks, in no order."""
        found = []
        for unique, key, interval in self.hits(keys).tolist():
            for row in self._order[self._first[unique] : self._first[unique + 1]].tolist():
                if is_in_time(interval, int(self.seen.times[row])):
                    found.append(KeyMatch(row, key, interval))
        return found


def match_compiled(keys: PublishedKeys, seen: Sightings) -> list[KeyMatch]:
    """Returns all matches, in no order. Needs ``cpu_instructions.is_present()``."""
    return SightingIndex(seen).match(keys)
