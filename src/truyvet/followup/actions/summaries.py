"""Computes what is kept beside a follow-up from its sources, attempts and answers: the one place that writes these columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final, TypeVar

from django.db.models import Count

from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.followup.models import Attempt, DailyCheck, FollowUp, FollowUpSource, SupportNeed
from truyvet.followup.rules.due_step import FollowUpFacts, next_check_day, next_step
from truyvet.followup.rules.follow_up_rule import follow_up_table, last_follow_up_day
from truyvet.followup.rules.records import AttemptBy, AttemptOutcome, CheckChannel, CloseReason, SourceKind, SourceVerdict
from truyvet.followup.rules.retention_periods import FOLLOW_UP_DAYS
from truyvet.isolation.rules.quarantine_lengths import PersonKind

BATCH_ROWS = 1_000
Value = TypeVar("Value")
COMPUTED = (
    "generation",
    "is_call_first",
    "score",
    "last_exposure",
    "last_day",
    "attempts",
    "machine_attempts",
    "unanswered",
    "last_attempt_at",
    "reached_at",
    "first_check_at",
    "last_check_on",
    "symptoms_since",
    "is_unwell",
    "open_needs",
    "next_check_day",
    "step",
    "due_at",
    "closed_at",
    "close_reason",
    "delete_on",
    "change",
    "version",
)
BY_SOURCES = frozenset(
    each.value for each in (CloseReason.NOT_A_CONTACT, CloseReason.CASE_WITHDRAWN, CloseReason.DECLARATION_OVER, CloseReason.ARRIVAL_OVER)
)
"""A follow-up that ended for want of a reason goes on when there is one again."""


@dataclass(slots=True)
class _History:
    """What was tried and answered, in order of time."""

    attempts: list[tuple[datetime, str, str]] = field(default_factory=list)
    checks: list[tuple[datetime, date, bool, str]] = field(default_factory=list)
    sources: list[FollowUpSource] = field(default_factory=list)
    needs: int = 0


def batches(values: Iterable[Value], rows: int = BATCH_ROWS) -> Iterator[list[Value]]:
    """Returns ``values``, each once, in lists of at most ``rows``, short enough for one statement."""
    waiting = iter(dict.fromkeys(values))
    while part := list(islice(waiting, rows)):
        yield part


def refresh(ids: Iterable[int], now: datetime) -> int:
    """Computes the columns of these follow-ups anew and returns how many. Runs in the caller's transaction; six statements a thousand."""
    count = 0
    for part in batches(ids):
        histories: dict[int, _History] = defaultdict(_History)
        for row in FollowUpSource.objects.filter(follow_up__in=part).defer("reason").order_by("pk"):
            histories[row.follow_up_id].sources.append(row)
        tries = Attempt.objects.filter(follow_up__in=part).order_by("at", "pk")
        for key, at, by_kind, outcome in tries.values_list("follow_up", "at", "by_kind", "outcome"):
            histories[key].attempts.append((at, by_kind, outcome))
        checks = DailyCheck.objects.filter(follow_up__in=part).order_by("at", "pk")
        for key, at, day, is_well, channel in checks.values_list("follow_up", "at", "day", "is_well", "channel"):
            histories[key].checks.append((at, day, is_well, channel))
        needs = SupportNeed.objects.filter(follow_up__in=part, settled_at__isnull=True).values_list("follow_up").annotate(many=Count("pk"))
        for key, many in needs:
            histories[key].needs = many
        rows = list(FollowUp.objects.select_for_update().filter(pk__in=part))
        change = next_change()
        for follow_up in rows:
            _summarise(follow_up, histories[follow_up.pk], now)
            follow_up.change, follow_up.version = change, follow_up.version + 1
        # As an insert that meets the row: an update of many would be one statement each, or a case for each of 23 columns of each row.
        FollowUp.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=COMPUTED)
        count += len(rows)
    return count


def summarise_new(row: FollowUp, sources: list[FollowUpSource], now: datetime) -> None:
    """Computes the columns of a follow-up that is not written yet, of which nothing is known but its sources."""
    _summarise(row, _History(sources=sources), now)


def facts_of(row: FollowUp) -> FollowUpFacts:
    """Returns the facts that a follow-up's next step rests on."""
    return FollowUpFacts(
        opened_at=row.opened_at,
        last_day=row.last_day,
        is_call_first=row.is_call_first,
        has_phone=row.has_phone,
        unanswered=row.unanswered,
        last_attempt_at=row.last_attempt_at,
        reached_at=row.reached_at,
        last_check_on=row.last_check_on,
        symptoms_since=row.symptoms_since,
        is_unwell=row.is_unwell,
        is_closed=row.closed_at is not None,
    )


def _summarise(row: FollowUp, history: _History, now: datetime) -> None:
    live = [each for each in history.sources if each.withdrawn_at is None and each.verdict != SourceVerdict.REFUTED.value]
    _end_or_go_on(row, history.sources, live, now)
    known = live or history.sources
    row.generation = min((each.generation for each in known if each.generation is not None), default=None)
    row.is_call_first = any(is_above_line(each) for each in known)
    row.score = max((each.score for each in known), default=0.0)
    row.last_exposure = max(each.last_exposure for each in known)
    row.last_day = max(last_follow_up_day(each.last_exposure, _rule_person(each)) for each in known)
    tries = [each for each in history.attempts if each[2] != AttemptOutcome.SKIPPED.value]
    human = [each for each in tries if each[1] != AttemptBy.MACHINE.value]
    talks = [at for at, _, outcome in human if outcome == AttemptOutcome.REACHED.value]
    # A visit or a call in which somebody answers about health is a talk too; a link that was answered shows that they are there.
    answered = [at for at, *_ in history.checks]
    row.attempts, row.machine_attempts = len(human), len(tries) - len(human)
    row.reached_at = min((*talks, *answered), default=None)
    row.unanswered = sum(at > max((*talks, *answered), default=datetime.min.replace(tzinfo=at.tzinfo)) for at, *_ in human)
    row.last_attempt_at = human[-1][0] if human else None
    row.first_check_at = min(answered, default=None)
    row.last_check_on = max((day for _, day, *_ in history.checks), default=None)
    row.symptoms_since = _symptoms_since(history, talks)
    row.is_unwell = bool(history.checks) and not history.checks[-1][2]
    row.open_needs = history.needs
    facts = facts_of(row)
    step = next_step(facts, follow_up_table().rule_on(LocalDay.of(row.opened_at)))
    row.next_check_day, row.step, row.due_at = next_check_day(facts), step.kind.value, step.due_at


def _rule_person(source: FollowUpSource) -> PersonKind:
    return PersonKind.ARRIVAL if source.kind == SourceKind.ARRIVAL.value else PersonKind.CONTACT


def is_above_line(source: FollowUpSource) -> bool:
    """Returns whether a source puts somebody above the line "call first" (kept with the source when it was found)."""
    return source.is_named or source.is_household or source.is_high


BY_ITSELF: Final = frozenset({CheckChannel.LINK.value, CheckChannel.MESSAGE.value, CheckChannel.VOICE.value})
"""Answers in which nobody of ours spoke with the person."""


def _symptoms_since(history: _History, talks: list[datetime]) -> datetime | None:
    """The first answer with symptoms since the last talk; an answer that came in a talk has been spoken about."""
    last_talk = max(talks, default=None)
    told = [
        at for at, _, is_well, channel in history.checks
        if not is_well and channel in BY_ITSELF and (last_talk is None or at > last_talk)
    ]  # fmt: skip
    return min(told, default=None)


def _end_or_go_on(row: FollowUp, sources: list[FollowUpSource], live: list[FollowUpSource], now: datetime) -> None:
    if row.closed_at is None and not live:
        refuted = any(each.verdict == SourceVerdict.REFUTED.value and each.withdrawn_at is None for each in sources)
        is_arrival = all(each.kind == SourceKind.ARRIVAL.value for each in sources)
        over = CloseReason.ARRIVAL_OVER if is_arrival else CloseReason.DECLARATION_OVER
        gone = CloseReason.CASE_WITHDRAWN if any(each.case_id for each in sources) else over
        end(row, CloseReason.NOT_A_CONTACT if refuted else gone, now)
    elif row.closed_at is not None and live and row.close_reason in BY_SOURCES:
        is_followed_again = FollowUp.objects.filter(person_id=row.person_id, closed_at__isnull=True).exists()
        if not is_followed_again:
            row.closed_at, row.close_reason, row.delete_on = None, "", None


def end(row: FollowUp, reason: CloseReason, now: datetime) -> None:
    """Closes a row that the caller saves."""
    row.closed_at, row.close_reason = now, reason.value
    row.delete_on = LocalDay.of(now) + timedelta(days=FOLLOW_UP_DAYS)
