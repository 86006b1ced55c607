"""What a link to the daily answer stands for: one followed person and who lives with them and is followed too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from truyvet.access.rules import token_hash
from truyvet.audit.values import Scope, require_scope
from truyvet.followup.models import CheckLink, FollowUp
from truyvet.followup.queries.followed_persons import second_entries
from truyvet.people.queries import household_members, masked_persons


@dataclass(frozen=True, slots=True)
class LinkedHousehold:
    """Whom somebody answers for. ``members``: person code → follow-up, the person of the link first; ``names``: masked names by code."""

    person_id: int
    members: Mapping[str, int]
    names: Mapping[str, str]
    commune_id: int | None
    """The commune responsible for the person of the link."""


def household_of_link(scope: Scope, token: str, now: datetime) -> LinkedHousehold | None:
    """Returns whom a link stands for; None when it is unknown, too old, or nobody is followed any more. Six queries."""
    require_scope(scope)
    # Hashed before it is looked up: what the database compares tells nothing of a token.
    key = token_hash(token)
    links = CheckLink.objects.filter(token_hash=key, expires_at__gt=now, follow_up__closed_at__isnull=True)
    link = links.select_related("follow_up").first()
    if link is None:
        return None
    return household_of(scope, link.follow_up)


def household_of(scope: Scope, row: FollowUp) -> LinkedHousehold:
    """Returns the person of a follow-up and who lives with them and is followed too. Five queries."""
    require_scope(scope)
    head = row.person_id
    together = household_members(scope, head)
    # Of two entries of one person the one that stands is asked, once.
    hidden = set(second_entries(scope)) - {head}
    rows = dict(FollowUp.objects.filter(person__in={head, *together} - hidden, closed_at__isnull=True).values_list("person_id", "pk"))
    people = masked_persons(scope, rows)
    order = sorted(rows, key=lambda person: (person != head, people[person].code))
    members, names = {people[each].code: rows[each] for each in order}, {people[each].code: people[each].masked for each in order}
    return LinkedHousehold(head, members, names, row.commune_id)
