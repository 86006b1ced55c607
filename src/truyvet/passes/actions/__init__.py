"""Changes of the passes room: standing and holds, passes and cards, taking them back."""

from truyvet.passes.actions.issuing import IssuedCard, IssuedPass, PassRefused, issue_card, issue_pass
from truyvet.passes.actions.revoking import purge_holds, purge_keys, purge_passes, purge_standings, revoke
from truyvet.passes.actions.standing import Noted, hold, note_declaration, note_declarations, release

__all__ = [
    "IssuedCard",
    "IssuedPass",
    "Noted",
    "PassRefused",
    "hold",
    "issue_card",
    "issue_pass",
    "note_declaration",
    "note_declarations",
    "purge_holds",
    "purge_keys",
    "purge_passes",
    "purge_standings",
    "release",
    "revoke",
]
