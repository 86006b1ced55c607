"""How many days rows of this room are kept. Source: privacy goal P2 of the threat register."""

from __future__ import annotations

PERSON_DAYS = 21
"""A person of whom no other room has a row goes this many days after being registered."""
MEMBERSHIP_DAYS = 21
"""After moving out."""
ALIAS_DAYS = 21
"""After a merge was taken back."""
RECEIVED_DAYS = 21
"""Longer than a gate's offline queue may hold an event (7 days)."""
CODE_DAYS = 1
"""Counting codes per number and day needs the row; the code's own hash goes after ten minutes."""
ERASED_DAYS = 22
"""The empty row of an erased person: a day longer than the trace store keeps a visit, which is known by the row's number."""
LOOK_DAYS = 2
"""Whom an account was shown is counted for one local day."""
