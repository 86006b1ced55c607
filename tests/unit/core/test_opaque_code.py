"""Codes tell nothing, and no letter is likelier than another one."""

from __future__ import annotations

from collections import Counter
from itertools import count

from truyvet.core.opaque_code import CROCKFORD, SPOKEN, CodeShape, draw_letters, unused_codes


def test_no_letter_is_favoured() -> None:
    every_byte = count()
    drawn = Counter(draw_letters(SPOKEN, 240, lambda size: bytes(next(every_byte) % 256 for _ in range(size))))
    assert set(drawn) == set(SPOKEN) and set(drawn.values()) == {8}, "each of the 30 letters eight times in 240 bytes below the limit"


def test_a_code_has_its_shape() -> None:
    shape = CodeShape(9, prefix="V")
    code = shape.draw()
    assert len(code) == 10 and code.startswith("V") and set(code[1:]) <= set(CROCKFORD)


def test_a_code_that_a_row_has_is_drawn_again() -> None:
    shape = CodeShape(1, alphabet="AB")
    assert unused_codes(shape, 1, lambda codes: [code for code in codes if code == "A"]) == ["B"]


def test_codes_drawn_together_differ() -> None:
    assert len(set(unused_codes(CodeShape(1), 32, lambda codes: ()))) == 32
