"""Makes community teams."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from truyvet.access.queries import accounts
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import body_hash, known_event, write_once
from truyvet.core.opaque_code import Entropy, unused_codes
from truyvet.core.refusal import Refusal
from truyvet.places.queries import unit_by_code
from truyvet.teams.models import Team, TeamMember
from truyvet.teams.rules.rounds import ROUND_CODE, TeamRefused


def make_team(
    *, by: By, now: datetime, scope: Scope, event_id: UUID, name: str, commune_code: str, member_ids: Collection[int],
    leader_id: int | None = None, entropy: Entropy = secrets.token_bytes,
) -> str:  # fmt: skip
    """Makes a team of a commune and returns its code. The leader is one of the members.

    Raises TeamRefused ("name", "commune", "members", "leader"), IdempotencyConflict.
    """
    commune, title, members = unit_by_code(scope, commune_code, scope.on), name.strip()[:80], set(member_ids)
    refusals = [Refusal("name", "name")] if not title else []
    refusals += [Refusal("commune", "commune")] if commune is None or not scope.covers(commune.path) else []
    refusals += [] if members and members <= {account.id for account in accounts(scope)} else [Refusal("members", "members")]
    refusals += [Refusal("leader", "leader")] if leader_id is not None and leader_id not in members else []
    if refusals or commune is None:
        raise TeamRefused(*refusals)
    body = body_hash(title, commune.id, leader_id, *sorted(members))

    def write() -> Team:
        code = unused_codes(ROUND_CODE, 1, lambda codes: Team.objects.filter(code__in=codes).values_list("code", flat=True), entropy)[0]
        team = Team.objects.create(
            code=code, name=title, commune_id=commune.id, leader_id=leader_id, made_at=now, event_id=event_id, body_hash=body
        )
        TeamMember.objects.bulk_create(TeamMember(team=team, staff_id=each) for each in sorted(members))
        return team

    with transaction.atomic():
        made = write_once(lambda: known_event(Team.objects.all(), event_id, body), write)
        record(by=by, now=now, action="teams.make_team", subject=f"team:{made.code}", facts={"members": len(members)})
    return made.code
