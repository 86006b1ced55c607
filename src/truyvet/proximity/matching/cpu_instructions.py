"""Offers SHA-256 and AES by the processor's own instructions to compiled loops: LLVM's x86 intrinsics as numba intrinsics.

``compress_block(state, words)``: one SHA-256 block of 16 big-endian words into 8 words of state, both contiguous uint32 arrays.
``encrypt_group(round_keys, first, out, group)``: AES-128 of the padded data of the intervals of one group of rows of 2 uint64,
from interval ``first``; a group has ``IDS_PER_GROUP`` rows. ``expand_key(key, round_keys)``: 11 round keys, (11, 2) uint64.

The instructions are asked for by name, so LLVM neither knows nor needs the algorithm. ``is_present()`` says whether this
processor has them; without, ``matching.reference`` does the work.
"""

from __future__ import annotations

from typing import Any, Final

import llvmlite.binding as llvm
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

WORD, LONG = ir.IntType(32), ir.IntType(64)
FOUR, TWO = ir.VectorType(WORD, 4), ir.VectorType(LONG, 2)
RPI_PADDED_DATA: Final = int.from_bytes(b"EN-RPI\0\0", "little")
PARALLEL_BLOCKS: Final = 6
"""Registers in flight: an AES round takes several cycles, and another block's round can start each cycle."""


def _root(number: int) -> int:
    """Returns the whole part of a cube root."""
    low, high = 0, 1 << (number.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= number else (low, middle - 1)
    return low


PRIMES: Final = [number for number in range(2, 312) if all(number % by for by in range(2, number))]
SHA256_ROUND_CONSTANTS: Final = tuple(_root(prime << 96) & 0xFFFFFFFF for prime in PRIMES)
"""Round constants of SHA-256 (FIPS 180-4): the first 32 bits behind the point of the cube roots of the first 64 primes."""
SHUFFLE: Final = {"b1": (1, 0, 3, 2), "1b": (3, 2, 1, 0), "0e": (2, 3, 0, 0), "ff": (3, 3, 3, 3)}


def _features() -> dict[str, bool]:
    try:
        return dict(llvm.get_host_cpu_features())
    except RuntimeError:
        return {}


CPU_FEATURES: Final = _features()
BLOCKS_PER_REGISTER: Final = 4 if CPU_FEATURES.get("vaes") and CPU_FEATURES.get("avx512f") else 1
"""Blocks in one register: four where the processor has wide AES."""
IDS_PER_GROUP: Final = PARALLEL_BLOCKS * BLOCKS_PER_REGISTER
BLOCKS = ir.VectorType(LONG, 2 * BLOCKS_PER_REGISTER)


def is_present() -> bool:
    """Returns whether this processor has the instructions."""
    return all(CPU_FEATURES.get(name) for name in ("aes", "sha", "ssse3", "sse4.1"))


def _call(builder: Any, name: str, result: Any, *arguments: Any) -> Any:
    kind = ir.FunctionType(result, [argument.type for argument in arguments])
    found = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
    return builder.call(found, arguments)


def _data(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    return context.make_array(kind)(context, builder, value).data


def _load(builder: Any, pointer: Any, kind: Any, place: int) -> Any:
    whole = builder.bitcast(pointer, kind.as_pointer())
    return builder.load(builder.gep(whole, [ir.Constant(LONG, place)]), align=8 if kind is not FOUR else 4)


def _store(builder: Any, value: Any, pointer: Any, place: Any, align: int) -> None:
    whole = builder.bitcast(pointer, value.type.as_pointer())
    builder.store(value, builder.gep(whole, [place if isinstance(place, ir.Value) else ir.Constant(LONG, place)]), align=align)


def _pick(builder: Any, a: Any, b: Any, places: tuple[int, ...]) -> Any:
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(WORD, len(places)), list(places)))


@intrinsic  # type: ignore[untyped-decorator]
def compress_block(typing: Any, state: Any, words: Any) -> Any:
    """Computes one block of SHA-256, see above."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        st = _data(context, builder, signature.args[0], arguments[0])
        low, high = _load(builder, st, FOUR, 0), _load(builder, st, FOUR, 1)
        # abcd efgh → the order that the instruction wants: f e b a, h g d c
        first, second = _pick(builder, low, high, (5, 4, 1, 0)), _pick(builder, low, high, (7, 6, 3, 2))
        block = _data(context, builder, signature.args[1], arguments[1])
        message = [_load(builder, block, FOUR, place) for place in range(4)]
        a, c = first, second
        for four in range(16):
            now = message[four % 4]
            fed = builder.add(now, ir.Constant(FOUR, list(SHA256_ROUND_CONSTANTS[four * 4 : four * 4 + 4])))
            c = _call(builder, "llvm.x86.sha256rnds2", FOUR, c, a, fed)
            a = _call(builder, "llvm.x86.sha256rnds2", FOUR, a, c, _pick(builder, fed, fed, SHUFFLE["0e"]))
            if four < 12:
                early = _call(builder, "llvm.x86.sha256msg1", FOUR, now, message[(four + 1) % 4])
                shifted = _pick(builder, message[(four + 2) % 4], message[(four + 3) % 4], (1, 2, 3, 4))
                message[four % 4] = _call(builder, "llvm.x86.sha256msg2", FOUR, builder.add(early, shifted), message[(four + 3) % 4])
        a, c = builder.add(a, first), builder.add(c, second)
        _store(builder, _pick(builder, a, c, (3, 2, 7, 6)), st, 0, 4)
        _store(builder, _pick(builder, a, c, (1, 0, 5, 4)), st, 1, 4)
        return context.get_dummy_value()

    return types.void(state, words), generate


@intrinsic  # type: ignore[untyped-decorator]
def expand_key(typing: Any, key: Any, round_keys: Any) -> Any:
    """Computes the key schedule of AES-128: ``key`` (2,) uint64 → ``round_keys`` (11, 2) uint64."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        now = _load(builder, _data(context, builder, signature.args[0], arguments[0]), TWO, 0)
        out = _data(context, builder, signature.args[1], arguments[1])
        _store(builder, now, out, 0, 8)
        zero = ir.Constant(FOUR, [0] * 4)
        for place, constant in enumerate((1, 2, 4, 8, 16, 32, 64, 128, 27, 54), 1):
            helped = _call(builder, "llvm.x86.aesni.aeskeygenassist", TWO, now, ir.Constant(ir.IntType(8), constant))
            words = builder.bitcast(helped, FOUR)
            word = _pick(builder, words, words, SHUFFLE["ff"])
            old = builder.bitcast(now, FOUR)
            for moved in ((0, 4, 5, 6), (0, 1, 4, 5)):  # one word further, then two: each word and all before it
                old = builder.xor(old, _pick(builder, zero, old, moved))
            now = builder.bitcast(builder.xor(old, word), TWO)
            _store(builder, now, out, place, 8)
        return context.get_dummy_value()

    return types.void(key, round_keys), generate


@intrinsic  # type: ignore[untyped-decorator]
def encrypt_group(typing: Any, round_keys: Any, first: Any, out: Any, group: Any) -> Any:
    """Writes ``IDS_PER_GROUP`` identifiers from interval ``first`` into the rows from ``group * IDS_PER_GROUP`` of ``out``."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        keys = _data(context, builder, signature.args[0], arguments[0])
        target = _data(context, builder, signature.args[2], arguments[2])
        start, row = arguments[1], arguments[3]

        def spread(place: int) -> Any:
            one = _load(builder, keys, TWO, place)
            return one if BLOCKS_PER_REGISTER == 1 else builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(WORD, 8), [0, 1] * 4))

        round_key = [spread(place) for place in range(11)]
        blocks = []
        for lane in range(PARALLEL_BLOCKS):
            block = ir.Constant(BLOCKS, [RPI_PADDED_DATA, 0] * BLOCKS_PER_REGISTER)
            for place in range(BLOCKS_PER_REGISTER):
                number = builder.add(start, ir.Constant(LONG, lane * BLOCKS_PER_REGISTER + place))
                block = builder.insert_element(block, builder.shl(number, ir.Constant(LONG, 32)), ir.Constant(WORD, 2 * place + 1))
            blocks.append(builder.xor(block, round_key[0]))
        suffix = ".512" if BLOCKS_PER_REGISTER == 4 else ""
        for turn in range(1, 11):
            name = f"llvm.x86.aesni.aesenc{'last' if turn == 10 else ''}{suffix}"
            blocks = [_call(builder, name, BLOCKS, block, round_key[turn]) for block in blocks]
        for lane, block in enumerate(blocks):
            place = builder.add(builder.mul(row, ir.Constant(LONG, PARALLEL_BLOCKS)), ir.Constant(LONG, lane))
            _store(builder, block, target, place, 8)
        return context.get_dummy_value()

    return types.void(round_keys, first, out, group), generate
