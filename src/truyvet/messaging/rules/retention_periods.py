"""How many days messages are kept. Source: privacy goals of the threat register."""

from __future__ import annotations

MESSAGE_DAYS = 30
"""So long a message that said something wrong can still be corrected to whoever got it."""
ZALO_EVENT_DAYS = 3
"""Ours. Zalo sends an unanswered call again within minutes."""
