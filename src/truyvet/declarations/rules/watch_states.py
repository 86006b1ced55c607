"""States of a declaration that needs somebody, and what may come out of the call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

STATES: Final = ("waiting", "acknowledged", "called", "closed")
TRANSITIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "waiting": ("acknowledged", "called", "closed"),
    "acknowledged": ("waiting", "called", "closed"),
    "called": ("called", "closed"),
    "closed": ("closed",),
}
"""State → states it may go to. Whoever took it up may give it back. A call that nobody answered leaves it called, to be called again; a
result that comes after the closing, as that of a test, closes it anew."""

OUTCOMES: Final = ("well", "watch_home", "sent_to_test", "suspected_case", "not_reached", "wrong_number", "mistake")
"""What the call came to. ``suspected_case`` opens a case; it, ``watch_home``, ``sent_to_test`` and ``not_reached`` keep the gates shut."""
CLOSING_OUTCOMES: Final = tuple(outcome for outcome in OUTCOMES if outcome != "not_reached")
"""Outcomes that close an item. That nobody answered is an attempt and closes nothing; older items were closed by it."""
CALL_AGAIN: Final = timedelta(hours=3)
"""After a call that closed nothing the next one is due. Ours: the same as for followed persons."""
WATCHED_OUTCOMES: Final = frozenset({"watch_home", "sent_to_test"})
"""Outcomes after which somebody has to ask every day how the person is."""
RELEASING_OUTCOMES: Final = frozenset({"well", "mistake", "wrong_number"})
"""Outcomes that open the gates again: it was not so, or nobody can say whose it was. Nothing comes after them."""
