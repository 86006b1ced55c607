"""Takes over what lower rooms found: contacts of finished traces, decisions on them, and cases that no longer stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import standing_cases, standing_persons
from truyvet.core.change_number import next_change
from truyvet.core.cursor import position, reading_from
from truyvet.core.idempotency import body_hash
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions.summaries import BATCH_ROWS, batches, end, refresh, summarise_new
from truyvet.followup.models import Attempt, FollowedRun, FollowUp, FollowUpSource
from truyvet.followup.rules.correction import CorrectionState
from truyvet.followup.rules.follow_up_rule import last_follow_up_day
from truyvet.followup.rules.records import AttemptBy, AttemptOutcome, Channel, CloseReason, SourceKind
from truyvet.investigations.queries import (
    FoundContact,
    StandingRun,
    found_contacts,
    has_new_decisions,
    new_verdicts,
    standing_runs,
    unanswered_calls,
)
from truyvet.people.queries import commune_of, root_persons, with_a_phone

VERDICT_CURSOR = "followup.verdicts"
PERSONS_PER_PART: Final = 100
"""In one transaction. With 1,000 the demonstration's first traces kept other writers waiting so long that the health page said so."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What came of the contacts of one trace; ``past``: their last day had passed already."""

    contacts: int
    opened: int
    past: int


def take_over_runs(*, by: By, now: datetime) -> int:
    """Takes over the contacts of each newest finished trace that stands and was not taken over yet; returns how many traces.

    A trace that is made again adds what is new and moves no deadline: whoever was found before stays found then.
    """
    scope = Scope.system("followup", LocalDay.of(now))
    runs = {run.id: run for run in standing_runs(scope)}
    known = set(FollowedRun.objects.filter(run__in=runs).values_list("run_id", flat=True))
    waiting = [run for key, run in runs.items() if key not in known]
    for run in waiting:
        # In parts, so that nobody who writes meanwhile waits long; a part that is done again after a crash changes nothing.
        taken = _take_over(run, scope, now)
        with transaction.atomic():
            FollowedRun.objects.create(run_id=run.id, at=now, contacts=taken.contacts, opened=taken.opened, past=taken.past)
            facts = {"contacts": taken.contacts, "opened": taken.opened, "past": taken.past}
            record(by=by, now=now, action="followup.take_over_run", subject=f"run:{run.code}", facts=facts)
    return len(waiting)


def take_over_verdicts(*, by: By, now: datetime) -> int:
    """Writes decisions that tracers made since the last reading to the sources that they are about; returns how many follow-ups changed."""
    scope = Scope.system("followup", LocalDay.of(now))
    if not has_new_decisions(scope, position(VERDICT_CURSOR)):
        return 0
    with reading_from(VERDICT_CURSOR) as since:
        verdicts = new_verdicts(scope, since)
        roots = root_persons(scope, {person for _, person in verdicts})
        decided = {(case, roots[person]): found for (case, person), found in verdicts.items()}
        changed: list[FollowUpSource] = []
        for part in batches(decided):
            rows = FollowUpSource.objects.filter(
                case__in={case for case, _ in part}, follow_up__person__in={person for _, person in part}
            ).select_related("follow_up")
            for row in rows:
                verdict, reason = decided.get((row.case_id or 0, row.follow_up.person_id), (None, ""))
                if verdict is not None and verdict.value != row.verdict:
                    row.verdict, row.reason = verdict.value, reason
                    changed.append(row)
        FollowUpSource.objects.bulk_update(changed, ["verdict", "reason"], batch_size=BATCH_ROWS)
        count = refresh({row.follow_up_id for row in changed} | _unanswered(scope, since), now)
        if count:
            record(by=by, now=now, action="followup.take_over_verdicts", subject=f"followups:{count}", facts={"count": count})
    return count


def _unanswered(scope: Scope, since: int) -> set[int]:
    """Keeps what tracers wrote of calls that nobody answered as attempts; returns the follow-ups. Read again, it is the same attempt."""
    calls = unanswered_calls(scope, since)
    roots = root_persons(scope, {call.person_id for call in calls})
    known = set(Attempt.objects.filter(event_id__in=[call.event_id for call in calls]).values_list("event_id", flat=True))
    rows = dict(FollowUp.objects.filter(person__in=set(roots.values()), closed_at__isnull=True).values_list("person_id", "pk"))
    new = [call for call in calls if call.event_id not in known and roots[call.person_id] in rows]
    Attempt.objects.bulk_create(
        Attempt(
            event_id=call.event_id, body_hash=body_hash(call.reason), follow_up_id=rows[roots[call.person_id]], at=call.at,
            by_kind=AttemptBy.STAFF.value, channel=Channel.CALL.value, outcome=AttemptOutcome.NO_ANSWER.value, staff_id=call.staff_id,
            note=call.reason,
        )
        for call in new
    )  # fmt: skip
    return {rows[roots[call.person_id]] for call in new}


def take_over_cases(*, by: By, now: datetime) -> int:
    """Withdraws sources whose case stands no more, puts back those whose case stands again, and closes the follow-up of who became a case.

    Returns how many follow-ups changed.
    """
    scope = Scope.system("followup", LocalDay.of(now))
    stand = standing_cases(scope)
    contacts = FollowUpSource.objects.filter(kind=SourceKind.CONTACT.value)
    gone = contacts.filter(withdrawn_at__isnull=True).filter(Q(case__isnull=True) | ~Q(case__in=stand))
    back = contacts.filter(withdrawn_at__isnull=False, case__in=stand)
    if not (gone.exists() or back.exists() or _became_cases(scope).exists()):
        return 0
    with transaction.atomic():
        touched = [*gone.values_list("follow_up_id", flat=True), *back.values_list("follow_up_id", flat=True)]
        returned = list(back.values_list("pk", flat=True))
        gone.update(withdrawn_at=now)
        for part in batches(returned):
            FollowUpSource.objects.filter(pk__in=part).update(withdrawn_at=None, correction=CorrectionState.UNTOLD.value)
        ill = list(_became_cases(scope))
        for row in ill:
            end(row, CloseReason.BECAME_CASE, now)
        FollowUp.objects.bulk_update(ill, ["closed_at", "close_reason", "delete_on"], batch_size=BATCH_ROWS)
        count = refresh([*touched, *(row.pk for row in ill)], now)
        record(by=by, now=now, action="followup.take_over_cases", subject=f"followups:{count}", facts={"count": count, "cases": len(ill)})
    return count


def _became_cases(scope: Scope) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(closed_at__isnull=True, person__in=standing_persons(scope))


def _take_over(run: StandingRun, scope: Scope, now: datetime) -> TakenOver:
    found = found_contacts(scope, run.id)
    ill = set(standing_persons(scope))
    roots = root_persons(scope, {each.person_id for each in found})
    by_person: dict[int, list[FoundContact]] = defaultdict(list)
    for each in found:
        if roots[each.person_id] not in ill:
            by_person[roots[each.person_id]].append(each)
    past = 0
    for part in batches(by_person, PERSONS_PER_PART):
        with transaction.atomic():
            past += _take_over_persons({person: by_person[person] for person in part}, run, scope, now)
    opened = FollowUp.objects.filter(opened_at=run.finished_at, sources__reference=run.code).distinct().count()
    return TakenOver(len(by_person), opened, past)


def _take_over_persons(contacts: dict[int, list[FoundContact]], run: StandingRun, scope: Scope, now: datetime) -> int:
    """Adds sources to the follow-ups of these persons and opens those that are missing; returns how many contacts are past."""
    today = LocalDay.of(now)
    kept: dict[tuple[int, int], FollowUpSource] = {}
    over: dict[tuple[int, int], FollowUpSource] = {}
    for source in FollowUpSource.objects.filter(follow_up__person__in=contacts, kind=SourceKind.CONTACT.value).select_related("follow_up"):
        (kept if source.follow_up.closed_at is None else over)[source.follow_up.person_id, source.case_id or 0] = source
    rows = {row.person_id: row for row in FollowUp.objects.filter(person__in=contacts, closed_at__isnull=True)}
    homes, phones = commune_of(scope, contacts), with_a_phone(scope, contacts)
    new: dict[int, FollowUp] = {}
    sources: dict[int, list[FollowUpSource]] = defaultdict(list)
    changed: list[FollowUpSource] = []
    past, change = 0, next_change()
    for person, found in contacts.items():
        live = [each for each in found if _is_news(over.get((person, each.case_id)), each)]
        last = max((LocalDay.of_second(each.last) for each in live), default=None)
        if last is None:
            continue
        if person not in rows:
            if last_follow_up_day(last) < today:
                past += 1
                continue
            rows[person] = new[person] = FollowUp(
                person_id=person, commune_id=homes.get(person), opened_at=run.finished_at, has_phone=person in phones, change=change
            )
        for each in live:
            earlier = kept.get((person, each.case_id))
            source = earlier or FollowUpSource(kind=SourceKind.CONTACT.value, case_id=each.case_id, found_at=run.finished_at)
            (sources[person] if earlier is None else changed).append(source)
            _renew(source, each, run)
    for person, row in new.items():
        summarise_new(row, sources[person], now)
    FollowUp.objects.bulk_create(new.values())
    for person, made in sources.items():
        for source in made:
            source.follow_up = rows[person]
    FollowUpSource.objects.bulk_create(source for made in sources.values() for source in made)
    fields = ["reference", "generation", "score", "last_exposure", "is_named", "is_household", "is_high"]
    for source in changed:
        source.save(update_fields=fields)
    known = {rows[person].pk for person in sources if person not in new} | {source.follow_up_id for source in changed}
    refresh(known, now)
    return past


def _renew(source: FollowUpSource, found: FoundContact, run: StandingRun) -> None:
    source.reference, source.generation, source.score = run.code, found.generation, found.score
    source.last_exposure = LocalDay.of_second(found.last)
    # Once above the line "call first", always above it: a later trace with less evidence takes nobody off the list.
    source.is_named, source.is_household = source.is_named or found.is_named, source.is_household or found.is_household
    source.is_high = source.is_high or found.is_high


def _is_news(over: FollowUpSource | None, found: FoundContact) -> bool:
    """Whether a contact is to be followed though an earlier follow-up of the same case has ended: only for a later exposure."""
    return over is None or LocalDay.of_second(found.last) > over.last_exposure
