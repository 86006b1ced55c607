"""Codes that name a row and tell nothing: random letters without those that people confuse.

Each letter is drawn without bias: a byte that would favour some letters is thrown away and drawn again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

Entropy: TypeAlias = Callable[[int], bytes]
"""Returns that many random bytes. Tests hand in their own."""

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U."""
SPOKEN: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What is read out on the telephone or typed from paper: also without 0 and 1."""

_LOOKED_UP_AT_ONCE: Final = 400
"""SQLite takes a limited number of values in one statement."""


@dataclass(frozen=True, slots=True)
class CodeShape:
    """How a kind of code looks: ``length`` letters of ``alphabet``, behind a fixed ``prefix``."""

    length: int
    alphabet: str = CROCKFORD
    prefix: str = ""

    def draw(self, entropy: Entropy = secrets.token_bytes) -> str:
        """Returns a new code. Whether a row has it already is not known here."""
        return self.prefix + draw_letters(self.alphabet, self.length, entropy)


def draw_letters(alphabet: str, length: int, entropy: Entropy = secrets.token_bytes) -> str:
    """Returns ``length`` letters of ``alphabet`` (at most 256), each equally likely."""
    limit = 256 - 256 % len(alphabet)
    letters: list[str] = []
    while len(letters) < length:
        letters += [alphabet[byte % len(alphabet)] for byte in entropy(length - len(letters)) if byte < limit]
    return "".join(letters)


def unused_codes(
    shape: CodeShape, count: int, used_among: Callable[[list[str]], Iterable[str]], entropy: Entropy = secrets.token_bytes
) -> list[str]:
    """Returns ``count`` different codes that no row has; ``used_among(codes)`` returns those of ``codes`` that some row has.

    45 random bits repeat about once in a hundred among a million codes, so each is looked up.
    """
    fresh: dict[str, None] = {}
    while len(fresh) < count:
        drawn = list({shape.draw(entropy) for _ in range(min(_LOOKED_UP_AT_ONCE, count - len(fresh)))} - fresh.keys())
        used = set(used_among(drawn))
        fresh.update(dict.fromkeys(code for code in drawn if code not in used))
    return list(fresh)
