"""The code that shows that an address for e-mail is read by whoever gave it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from truyvet.core.refusal import Refused

VALID_FOR: Final = timedelta(minutes=30)
"""Ours: some mail servers let a first mail from a stranger wait a quarter of an hour."""
DIGITS: Final = 8
MAX_WRONG_TRIES: Final = 5
"""Five of a hundred million: as for codes to telephones."""
MAX_CODES_PER_DAY: Final = 5
"""As for a number: nobody's mailbox is filled by us for somebody else."""


class EmailRefused(Refused):
    """An address that cannot be kept; ``code`` stands in labels.EMAIL_REFUSALS: "address", "many", "held", "code", "old"."""


def may_send_code(codes: int, codes_on: date, today: date) -> bool:
    """Returns whether one more code may go; ``codes`` were sent on the day ``codes_on``."""
    return codes_on != today or codes < MAX_CODES_PER_DAY


def can_be_tried(wrong_tries: int, code_until: datetime, now: datetime) -> bool:
    """Returns whether a typed code is looked at."""
    return wrong_tries < MAX_WRONG_TRIES and now < code_until
