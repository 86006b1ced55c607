"""Finds the record that a step is about, within the reader's scope."""

from __future__ import annotations

from truyvet.audit.values import Scope
from truyvet.followup.models import FollowUp
from truyvet.followup.queries.followed_persons import open_follow_ups
from truyvet.followup.rules.records import FollowUpAbsent


def open_follow_up(scope: Scope, person_code: str) -> FollowUp:
    """Returns the open follow-up of this person and locks it for the transaction. Raises FollowUpAbsent."""
    found = open_follow_ups(scope).filter(person__code=person_code).select_for_update(of=("self",)).first()
    if found is None:
        raise FollowUpAbsent
    return found
