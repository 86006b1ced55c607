"""A message centre of an operator, as one line of the environment."""

from __future__ import annotations

from dataclasses import dataclass, field

from truyvet.messaging.rules.receipt import IdForm

MAX_SENDER_LETTERS = 11
"""Of a registered sender's name (vietnam.md §8, [K])."""


@dataclass(frozen=True, slots=True)
class SmppAddress:
    """``answer_ids``, ``receipt_ids``: how the centre writes its numbers in answers and in receipts."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    sender: str = ""
    window: int = 10
    """Requests under way at once. Ours: ten answers of 0.1 s are 100 messages a second."""
    is_tls: bool = True
    answer_ids: IdForm = IdForm.TEXT
    receipt_ids: IdForm = IdForm.TEXT
