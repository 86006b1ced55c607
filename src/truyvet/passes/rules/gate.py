"""What a gate answers, and the one reason that helps its guard most. The same rule in a browser: static/passes/decide.js.

A guard never learns anything of somebody's health: an unclear declaration and a hold have one reason, the health station.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from truyvet.codes.reasons import Kind, Reason
from truyvet.passes.rules.lives import LIVES

PASS, LOOK, NO = "pass", "look", "no"
VERDICTS: Final = (PASS, LOOK, NO)

SEE_HEALTH_STATION: Final = "see_health_station"
UNKNOWN_PERSON: Final = "unknown_person"
NO_DECLARATION: Final = "no_declaration"
DECLARED_TOO_OLD: Final = "declared_too_old"
NEEDS_NETWORK: Final = "needs_network"
PAPER_ONLY: Final = "paper_only"
COMPARE_INITIALS: Final = "compare_initials"
OWN_REASONS: Final = (
    SEE_HEALTH_STATION,
    UNKNOWN_PERSON,
    NO_DECLARATION,
    DECLARED_TOO_OLD,
    NEEDS_NETWORK,
    PAPER_ONLY,
    COMPARE_INITIALS,
)
"""Reasons of a gate beside those of the code itself (codes.reasons.Reason)."""

OURS: Final = frozenset({Kind.PASS, Kind.CARD})
PAPERS: Final = frozenset({Kind.CCCD, Kind.QR1405, Kind.INSURANCE})
PROVED: Final = frozenset({Reason.REVOKED, Reason.EXPIRED})
"""Refusals of a code that is truly the holder's, so that what is known of the holder may be answered."""
HOUR, DAY = 3_600, 86_400


@dataclass(frozen=True, slots=True)
class Policy:
    """What a venue asks. A declaration opens until it is ``pass_hours`` old (``card_days`` for a card). ``card_verdict``:
    what a good card gets; ``paper_verdict``: what a national or insurance card of somebody who declared gets."""

    pass_hours: int = LIVES.gate["pass_hours"]
    card_days: int = LIVES.gate["card_days"]
    card_verdict: str = LIVES.gate["card"]
    paper_verdict: str = LIVES.gate["paper"]


@dataclass(frozen=True, slots=True)
class Decision:
    """``verdict`` is "pass", "look" or "no"; ``reason`` "" for a plain pass."""

    verdict: str
    reason: str


def decide(  # noqa: PLR0911 - one line for each answer, the most useful one first
    *,
    kind: Kind,
    answer_reason: Reason | None,
    declared: int | None,
    clear: bool | None,
    held: bool,
    now: int,
    policy: Policy,
    known: bool | None = None,
) -> Decision:
    """May this person come in? ``declared`` and ``now`` are epoch seconds.

    ``declared`` and ``clear`` None: not known here. ``known``: whether the server has the holder of the code; None where
    nobody could be asked (a gate without network), which trusts what the code itself proves.
    """
    held_back = held or clear is False
    if answer_reason is not None:
        said = SEE_HEALTH_STATION if held_back and answer_reason in PROVED else answer_reason.value
        return Decision(NO, said)
    if kind not in OURS and kind not in PAPERS:
        return Decision(NO, Reason.WRONG_KIND.value)
    if kind in PAPERS and policy.paper_verdict == NO:
        return Decision(NO, PAPER_ONLY)
    if held_back:
        return Decision(NO, SEE_HEALTH_STATION)
    if known is False:
        return Decision(NO, UNKNOWN_PERSON)
    if declared is None:
        return Decision(NO, NO_DECLARATION) if known else Decision(LOOK, NEEDS_NETWORK)
    if now >= declared + (policy.card_days * DAY if kind is Kind.CARD else policy.pass_hours * HOUR):
        return Decision(NO, DECLARED_TOO_OLD)
    return _good(kind, policy)


def _good(kind: Kind, policy: Policy) -> Decision:
    """The code is good and the declaration fresh: what this kind of proof is worth at this venue."""
    if kind is Kind.PASS:
        return Decision(PASS, "")
    if kind is Kind.CARD:
        return Decision(policy.card_verdict, PAPER_ONLY if policy.card_verdict == NO else COMPARE_INITIALS)
    return Decision(policy.paper_verdict, PAPER_ONLY)
