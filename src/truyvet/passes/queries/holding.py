"""Who holds which pass: what a gate's server asks, and the short list that gates carry for when there is no network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope, need
from truyvet.codes.reading import revocation
from truyvet.passes.models import Pass, Standing
from truyvet.passes.queries.held import Groups, held_now, standing_of

SLICE = 500
"""Values in one statement: SQLite binds a limited number."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a pass or card. ``declared_at`` and ``clear`` are of their newest declaration; None when that is gone."""

    person_id: int
    kind: str
    declared_at: datetime | None
    expires_at: datetime
    revoked: bool
    held: bool
    clear: bool | None
    initials: str


@dataclass(frozen=True, slots=True)
class RevokedList:
    """``at`` epoch seconds; ``tokens`` ``revocation`` of each pass that must not open although it has not expired, sorted."""

    at: int
    tokens: tuple[str, ...]


def holders(scope: Scope, tokens: Iterable[bytes], *, now: datetime | None = None) -> dict[bytes, Holder]:
    """The holder of each token that was given out; one that was not is absent. A constant number of statements to 500 tokens."""
    need(scope)
    wanted = list(dict.fromkeys(tokens))
    rows = [
        row
        for start in range(0, len(wanted), SLICE)
        for row in Pass.objects.filter(token__in=wanted[start : start + SLICE]).values_list(
            "token", "person_id", "kind", "declared_at", "expires_at", "revoked_at"
        )
    ]
    seen = standing_of(scope, {row[1] for row in rows}, now=now)
    return {
        bytes(token): Holder(
            person_id=person, kind=kind, declared_at=seen[person].declared_at or declared, expires_at=expires,
            revoked=revoked is not None, held=seen[person].held, clear=seen[person].clear, initials=seen[person].initials,
        )
        for token, person, kind, declared, expires, revoked in rows
    }  # fmt: skip


def revoked(scope: Scope, now: datetime) -> RevokedList:
    """Passes and cards that have not expired and must not open: taken back, or their holder is held or not clear."""
    need(scope)
    living = Pass.objects.filter(expires_at__gt=now)
    tokens = set(living.filter(revoked_at__isnull=False).values_list("token", flat=True))
    stopped = sorted(_stopped(scope, now))
    for start in range(0, len(stopped), SLICE):
        tokens.update(living.filter(person_id__in=stopped[start : start + SLICE]).values_list("token", flat=True))
    return RevokedList(int(now.timestamp()), tuple(sorted(revocation(bytes(token)) for token in tokens)))


def _stopped(scope: Scope, now: datetime) -> set[int]:
    """Every entry of a human who is held, or whose newest declaration is not clear."""
    held = held_now(scope, now)
    unclear = set(Standing.objects.filter(clear=False).values_list("person_id", flat=True))
    groups = Groups.of(scope, held | unclear)
    roots = {groups.root(person) for person in held}
    # Only a merged human has more than one standing, of which the newest counts.
    merged = unclear & {*groups.roots, *groups.roots.values()}
    seen = standing_of(scope, merged, now=now) if merged else {}
    roots |= {groups.root(person) for person in unclear if person not in merged or seen[person].clear is False}
    return {person for person in groups.members() if groups.root(person) in roots}
