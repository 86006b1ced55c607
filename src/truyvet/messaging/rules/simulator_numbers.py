"""Our own numbers 0900 000 001 to 0900 000 007, each with an outcome of its own.

That no operator gives these numbers to anybody is unconfirmed [G]; the house sends nothing to them, so nobody can be disturbed.
"""

from __future__ import annotations

from typing import Final

DELIVERED: Final = "+84900000001"
FAILED_FOR_GOOD: Final = "+84900000002"
REFUSED: Final = "+84900000003"
FAILED_FOR_NOW: Final = "+84900000004"
UNKNOWN: Final = "+84900000005"
EXPIRED: Final = "+84900000006"
NO_RECEIPT: Final = "+84900000007"
SIMULATOR_NUMBERS: Final = frozenset({DELIVERED, FAILED_FOR_GOOD, REFUSED, FAILED_FOR_NOW, UNKNOWN, EXPIRED, NO_RECEIPT})
