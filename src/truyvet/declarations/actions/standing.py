"""What a declaration does to its person's standing at the gates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid5

from truyvet.audit.values import By
from truyvet.declarations.models import Declaration
from truyvet.declarations.rules.moments import KEPT_DAYS
from truyvet.declarations.rules.triage import Triage
from truyvet.passes import actions as passes

UNCLEAR = frozenset({Triage.SYMPTOMS.value, Triage.EXPOSURE.value, Triage.BOTH.value})
"""Heaps that shut the gates until somebody has spoken with the person."""
WHY = "declaration"


def ref_of(code: str) -> str:
    """What a hold of this declaration is known by."""
    return f"declaration:{code}"


def stand_all(*, by: By, now: datetime, declarations: Sequence[Declaration]) -> None:
    """Tell the gates of declarations that somebody stands behind; an unclear one also holds the person's passes.

    A clear declaration later does not lift that hold: only the outcome of the call does.
    """
    noted = [passes.Noted(row.person_id, row.made_at, row.triage not in UNCLEAR) for row in declarations]
    passes.note_declarations(by=by, now=now, noted=noted)
    for row in declarations:
        if row.triage in UNCLEAR:
            event_id = uuid5(row.event_id, "hold")
            until = now + timedelta(days=KEPT_DAYS)  # no longer than anybody can look up why
            passes.hold(by=by, now=now, event_id=event_id, person_id=row.person_id, why=WHY, ref=ref_of(row.code), until=until)


def let_go(*, by: By, now: datetime, declaration: Declaration, clear: bool) -> None:
    """Open the gates again after the call; ``clear``: the officer also puts right what the declaration said."""
    if not declaration.verified:
        return
    passes.release(by=by, now=now, person_id=declaration.person_id, ref=ref_of(declaration.code))
    if clear:
        # A correction counts as made right after what it corrects: it makes the declaration no fresher.
        corrected_at = declaration.made_at + timedelta(seconds=1)
        passes.note_declaration(by=by, now=now, person_id=declaration.person_id, declared_at=corrected_at, clear=True)
