"""Reads who holds which pass, and the short revocation list that gates carry for when there is no network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.codes.code_reader import revocation_mark
from truyvet.passes.models import GateStatus, Pass
from truyvet.passes.queries.gate_status import MergedPersons, gate_status_of, persons_with_active_hold

VALUES_PER_STATEMENT = 500
"""Values in one statement: SQLite binds a limited number."""


@dataclass(frozen=True, slots=True)
class PassHolder:
    """The holder of a pass or card. ``declared_at`` and ``clear`` are of their newest declaration, None when it was deleted."""

    person_id: int
    kind: str
    declared_at: datetime | None
    expires_at: datetime
    revoked: bool
    is_on_hold: bool
    clear: bool | None
    initials: str


@dataclass(frozen=True, slots=True)
class RevocationList:
    """``at`` epoch seconds; ``tokens`` ``revocation_mark`` of each pass that must not open although it has not expired, sorted."""

    at: int
    tokens: tuple[str, ...]


def pass_holders(scope: Scope, tokens: Iterable[bytes], *, now: datetime | None = None) -> dict[bytes, PassHolder]:
    """Returns the holder of each issued token; others are absent. A constant number of statements for 500 tokens."""
    require_scope(scope)
    wanted = list(dict.fromkeys(tokens))
    rows = [
        row
        for start in range(0, len(wanted), VALUES_PER_STATEMENT)
        for row in Pass.objects.filter(token__in=wanted[start : start + VALUES_PER_STATEMENT]).values_list(
            "token", "person_id", "kind", "declared_at", "expires_at", "revoked_at"
        )
    ]
    statuses = gate_status_of(scope, {row[1] for row in rows}, now=now)
    return {
        bytes(token): PassHolder(
            person_id=person,
            kind=kind,
            declared_at=statuses[person].declared_at or declared,
            expires_at=expires,
            revoked=revoked is not None,
            is_on_hold=statuses[person].is_on_hold,
            clear=statuses[person].clear,
            initials=statuses[person].initials,
        )
        for token, person, kind, declared, expires, revoked in rows
    }


def revocation_list(scope: Scope, now: datetime) -> RevocationList:
    """Returns the passes and cards that have not expired and must not open: revoked, or their holder is on hold or not clear."""
    require_scope(scope)
    living = Pass.objects.filter(expires_at__gt=now)
    tokens = set(living.filter(revoked_at__isnull=False).values_list("token", flat=True))
    stopped = sorted(_stopped(scope, now))
    for start in range(0, len(stopped), VALUES_PER_STATEMENT):
        tokens.update(living.filter(person_id__in=stopped[start : start + VALUES_PER_STATEMENT]).values_list("token", flat=True))
    return RevocationList(int(now.timestamp()), tuple(sorted(revocation_mark(bytes(token)) for token in tokens)))


def _stopped(scope: Scope, now: datetime) -> set[int]:
    """Returns every entry of a person who is on hold, or whose newest declaration is not clear."""
    on_hold = persons_with_active_hold(scope, now)
    unclear = set(GateStatus.objects.filter(clear=False).values_list("person_id", flat=True))
    groups = MergedPersons.of(scope, on_hold | unclear)
    roots = {groups.root(person) for person in on_hold}
    # Only a merged human has more than one standing, of which the newest counts.
    merged = unclear & {*groups.roots, *groups.roots.values()}
    statuses = gate_status_of(scope, merged, now=now) if merged else {}
    roots |= {groups.root(person) for person in unclear if person not in merged or statuses[person].clear is False}
    return {person for person in groups.members() if groups.root(person) in roots}


def persons_with_card(scope: Scope, person_ids: Iterable[int], now: datetime) -> frozenset[int]:
    """Returns those of ``person_ids``, a few hundred at most, who hold a printed card that still opens."""
    require_scope(scope)
    cards = Pass.objects.filter(person__in=set(person_ids), kind="card", expires_at__gt=now, revoked_at=None)
    return frozenset(cards.values_list("person_id", flat=True))
