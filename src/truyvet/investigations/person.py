"""This room's share of a person: in which runs they stand, what was found out, who named them. Never who the case is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.investigations.labels import VERDICTS
from truyvet.investigations.models import Decision, Interview, InterviewPlace, NamedContact
from truyvet.investigations.queries import person_traces
from truyvet.investigations.queries.interviews import told_by
from truyvet.investigations.rules.interviews import InterviewState
from truyvet.investigations.run_input import trace_store
from truyvet.people.queries import masked_persons

ERASED = "—"
STATES = {1: "warn"}
"""A near contact is seen at a glance; the others are plain."""


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Contacts, decisions and namings of the cases within the reader's scope."""
    reader = require_scope(scope)
    traces = person_traces(reader, person_id)
    entries: list[TimelineEntry] = []
    code = next((row.code for row in masked_persons(reader, [person_id]).values()), "")
    for run in traces.runs:
        url = reverse("investigations:contact", kwargs={"code": run.run, "person": code}) if code else ""
        title = _("F%(level)s của ca %(code)s") % {"level": run.generation, "code": run.case}
        text = _("Tiếp xúc lần cuối %(day)s") % {"day": f"{LocalDay.of_second(run.last):%d/%m/%Y}"}
        entries.append(TimelineEntry(run.at, _("Truy vết"), title, text, url, STATES.get(run.generation, "plain"), "graph"))
    for decision in traces.decisions:
        word, state = VERDICTS[decision.verdict]
        entries.append(TimelineEntry(decision.at, _("Kết luận"), word, _("Ca %(code)s") % {"code": decision.case}, "", state))
    for named in traces.named:
        title = _("Được nêu tên trong phỏng vấn ca %(code)s") % {"code": named.case}
        entries.append(TimelineEntry(named.at, _("Phỏng vấn"), title, icon="message"))
    return entries


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """What is held on the person, for the person's own copy: no case, no source, no place, no words of others."""
    traces = person_traces(require_scope(scope), person_id)
    rows: list[Mapping[str, Fact]] = [
        {"table": "contact", "generation": run.generation, "day": LocalDay.of_second(run.last).isoformat(), "minutes": run.seconds // 60}
        for run in traces.runs
    ]
    rows += [{"table": "decision", "verdict": decision.verdict.value, "at": decision.at.isoformat()} for decision in traces.decisions]
    rows += [{"table": "named", "day": LocalDay.of_second(named.last).isoformat()} for named in traces.named]
    for told in told_by(require_scope(scope), person_id):
        rows.append(
            {
                "table": "interview",
                "version": told.version,
                "state": told.state.value,
                "at": told.at.isoformat(),
                "answers": "; ".join(f"{key}: {words}" for key, words in told.answers.items()),
            }
        )
        rows += [
            {
                "table": "told_place", "name": place.title, "address": place.address, "kind": place.kind, "verdict": place.verdict.value,
                "start": _moment(place.start), "end": _moment(place.end), "known_start": _moment(place.known_start),
                "known_end": _moment(place.known_end), "word": place.word,
            }
            for place in told.places
        ]  # fmt: skip
    return rows


def _moment(second: int | None) -> str:
    return "" if second is None else datetime.fromtimestamp(second, UTC).isoformat()


def erase(person_id: int, _now: datetime) -> int:
    """Blank what others wrote of the person; the rows stay with the case file, under the person's code alone.

    Answers how many rows were blanked. The caller's transaction holds the audit row. The trace store is a copy of what
    other rooms erase in that transaction, so this machine's goes when that is committed; another machine's is not used any more
    (``HouseRecords.is_superseded``) and goes with ``retention.purge_store``. The next run builds it again.
    """
    with transaction.atomic():
        transaction.on_commit(trace_store().drop)
        blanked = Decision.objects.filter(person_id=person_id).exclude(reason="").update(reason=ERASED)
        blanked += NamedContact.objects.filter(contact_id=person_id).exclude(tie="", where="").update(tie="", where="")
        blanked += InterviewPlace.objects.filter(interview__person_id=person_id).update(name="", address="", word="")
        blanked += Interview.objects.filter(person_id=person_id, state=InterviewState.DRAFT.value).delete()[0]
        return blanked + Interview.objects.filter(person_id=person_id).update(answers="", reason="", typed="")
