"""Decides what a gate answers, with the one reason that helps its guard most. The same rule in a browser: static/passes/verdict_rule.js.

A guard never learns anything of somebody's health: an unclear declaration and a hold have one reason, the health station.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from truyvet.codes.code_reasons import CodeKind, CodeReason
from truyvet.passes.rules.pass_validity import VALIDITY

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
"""Reasons of a gate beside those of the code itself (codes.code_reasons.CodeReason)."""

OWN_CODE_KINDS: Final = frozenset({CodeKind.PASS, CodeKind.CARD})
IDENTITY_DOCUMENT_KINDS: Final = frozenset({CodeKind.CCCD, CodeKind.QR1405, CodeKind.INSURANCE})
GENUINE_REFUSALS: Final = frozenset({CodeReason.REVOKED, CodeReason.EXPIRED})
"""Refusals of a code that is truly the holder's, so that what is known of the holder may be answered."""
HOUR_S, DAY_S = 3_600, 86_400


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """What a venue asks. A declaration opens until it is ``pass_hours`` old (``card_days`` for a card). ``card_verdict``:
    what a good card gets; ``paper_verdict``: what a national or insurance card of somebody who declared gets."""

    pass_hours: int = VALIDITY.gate["pass_hours"]
    card_days: int = VALIDITY.gate["card_days"]
    card_verdict: str = VALIDITY.gate["card"]
    paper_verdict: str = VALIDITY.gate["paper"]


@dataclass(frozen=True, slots=True)
class GateDecision:
    """``verdict`` is "pass", "look" or "no"; ``reason`` "" for a plain pass."""

    verdict: str
    reason: str


def decide(  # noqa: PLR0911 - one line for each answer, the most useful one first
    *,
    kind: CodeKind,
    answer_reason: CodeReason | None,
    declared: int | None,
    clear: bool | None,
    is_on_hold: bool,
    now: int,
    policy: GatePolicy,
    is_known: bool | None = None,
) -> GateDecision:
    """Decides whether a person may come in. ``declared`` and ``now`` are epoch seconds.

    ``declared`` and ``clear`` None: not known here. ``is_known``: whether the server has the holder of the code; None where
    nobody could be asked (a gate without network), which trusts what the code itself proves.
    """
    is_turned_away = is_on_hold or clear is False
    if answer_reason is not None:
        reason = SEE_HEALTH_STATION if is_turned_away and answer_reason in GENUINE_REFUSALS else answer_reason.value
        return GateDecision(NO, reason)
    if kind not in OWN_CODE_KINDS and kind not in IDENTITY_DOCUMENT_KINDS:
        return GateDecision(NO, CodeReason.WRONG_KIND.value)
    if kind in IDENTITY_DOCUMENT_KINDS and policy.paper_verdict == NO:
        return GateDecision(NO, PAPER_ONLY)
    if is_turned_away:
        return GateDecision(NO, SEE_HEALTH_STATION)
    if is_known is False:
        return GateDecision(NO, UNKNOWN_PERSON)
    if declared is None:
        return GateDecision(NO, NO_DECLARATION) if is_known else GateDecision(LOOK, NEEDS_NETWORK)
    if now >= declared + (policy.card_days * DAY_S if kind is CodeKind.CARD else policy.pass_hours * HOUR_S):
        return GateDecision(NO, DECLARED_TOO_OLD)
    return _good(kind, policy)


def _good(kind: CodeKind, policy: GatePolicy) -> GateDecision:
    """The code is good and the declaration fresh: what this kind of proof is worth at this venue."""
    if kind is CodeKind.PASS:
        return GateDecision(PASS, "")
    if kind is CodeKind.CARD:
        return GateDecision(policy.card_verdict, PAPER_ONLY if policy.card_verdict == NO else COMPARE_INITIALS)
    return GateDecision(policy.paper_verdict, PAPER_ONLY)
