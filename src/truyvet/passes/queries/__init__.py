"""Reads of the passes room: for gates and for the person's own page. Nothing here leads from a token to a history."""

from truyvet.passes.queries.gate_status import PersonGateStatus, gate_status_of, persons_on_hold
from truyvet.passes.queries.pass_holders import PassHolder, RevocationList, pass_holders, persons_with_card, revocation_list

__all__ = [
    "PassHolder",
    "PersonGateStatus",
    "RevocationList",
    "gate_status_of",
    "pass_holders",
    "persons_on_hold",
    "persons_with_card",
    "revocation_list",
]
