"""This room's share of a person: the timeline, the data export, erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.followup.labels import CHANNELS, CLOSE_REASONS, OUTCOMES
from truyvet.followup.models import Attempt, CheckLink, DailyCheck, FollowUpSource, SupportNeed
from truyvet.followup.queries.person_history import person_history
from truyvet.followup.rules.records import AttemptOutcome, Channel, CloseReason


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns beginnings and ends of follow-ups, attempts and answers within the scope."""
    history, word = person_history(require_scope(scope), person_id), _("Theo dõi")
    entries = [TimelineEntry(each.opened_at, word, _("Bắt đầu được theo dõi"), state="warn", icon="eye") for each in history.periods]
    entries += [
        TimelineEntry(each.closed_at, word, CLOSE_REASONS[CloseReason(each.close_reason)], icon="check")
        for each in history.periods
        if each.closed_at
    ]
    for at, channel, outcome in history.attempts:
        label, state = OUTCOMES[AttemptOutcome(outcome)]
        entries.append(TimelineEntry(at, CHANNELS[Channel(channel)], label, state=state, icon="phone"))
    for at, _channel, is_well, _answers in history.checks:
        title, state = (_("Báo khỏe"), "good") if is_well else (_("Báo có triệu chứng"), "bad")
        entries.append(TimelineEntry(at, _("Sức khỏe"), title, state=state))
    return entries


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns what is held on the person, for the person's own copy: no case and no source."""
    history = person_history(require_scope(scope), person_id)
    rows: list[Mapping[str, Fact]] = [
        {
            "table": "follow_up",
            "from": each.opened_at.isoformat(),
            "last_day": each.last_day.isoformat(),
            "closed": each.closed_at.isoformat() if each.closed_at else None,
            "reason": each.close_reason or None,
        }
        for each in history.periods
    ]
    rows += [{"table": "attempt", "at": at.isoformat(), "channel": by, "outcome": outcome} for at, by, outcome in history.attempts]
    return rows + [{"table": "check", "at": at.isoformat(), "channel": by, "answers": words} for at, by, _well, words in history.checks]


def erase(person_id: int, now: datetime) -> int:
    """Blanks what was written of the person and what they answered; the periods stay by law, under the person's code alone."""
    mine = {"follow_up__person": person_id}
    return (
        Attempt.objects.filter(**mine).exclude(note="").update(note="")
        + FollowUpSource.objects.filter(**mine).exclude(reason="").update(reason="")
        + DailyCheck.objects.filter(**mine).exclude(answers="").update(answers="")
        + SupportNeed.objects.filter(**mine).exclude(note="").update(note="")
        + CheckLink.objects.filter(**mine).delete()[0]
    )
