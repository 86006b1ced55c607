"""Tells the gates what a declaration means for its person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid5

from truyvet.audit.values import By
from truyvet.declarations.models import Declaration
from truyvet.declarations.rules.declaration_time import RETENTION_DAYS
from truyvet.declarations.rules.triage import GATE_CLOSING_CLASSES
from truyvet.passes import actions as passes

HOLD_REASON = "declaration"


def hold_ref(code: str) -> str:
    """Returns the reference of a hold that this declaration causes."""
    return f"declaration:{code}"


def update_gate_status(*, by: By, now: datetime, declarations: Sequence[Declaration]) -> None:
    """Tells the gates of declarations that somebody vouches for; one that is not clear also puts the person on hold.

    A clear declaration later does not lift that hold: only the outcome of the call does.
    """
    gate_declarations = [passes.GateDeclaration(row.person_id, row.made_at, row.triage not in GATE_CLOSING_CLASSES) for row in declarations]
    passes.note_declarations(by=by, now=now, declarations=gate_declarations)
    for row in declarations:
        if row.triage in GATE_CLOSING_CLASSES:
            event_id = uuid5(row.event_id, "hold")
            until = now + timedelta(days=RETENTION_DAYS)  # no longer than anybody can look up why
            passes.hold(by=by, now=now, event_id=event_id, person_id=row.person_id, why=HOLD_REASON, ref=hold_ref(row.code), until=until)


def release_hold(*, by: By, now: datetime, declaration: Declaration, clear: bool) -> None:
    """Opens the gates again after the call. ``clear``: the officer also corrects what the declaration said."""
    if not declaration.verified:
        return
    passes.release(by=by, now=now, person_id=declaration.person_id, ref=hold_ref(declaration.code))
    if clear:
        # A correction counts as made right after what it corrects: it makes the declaration no fresher.
        corrected_at = declaration.made_at + timedelta(seconds=1)
        passes.note_declaration(by=by, now=now, person_id=declaration.person_id, declared_at=corrected_at, clear=True)
