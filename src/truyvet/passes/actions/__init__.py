"""Changes of the passes room: standing and holds, passes and cards, taking them back."""

from truyvet.passes.actions.gate_status import GateDeclaration, hold, note_declaration, note_declarations, release
from truyvet.passes.actions.passes import IssuedCard, IssuedPass, PassRefused, issue_card, issue_pass
from truyvet.passes.actions.revocation import revoke

__all__ = [
    "GateDeclaration",
    "IssuedCard",
    "IssuedPass",
    "PassRefused",
    "hold",
    "issue_card",
    "issue_pass",
    "note_declaration",
    "note_declarations",
    "release",
    "revoke",
]
