"""What was told of places is kept as lines of the interview."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.db import migrations

MAX_PLACES = 40
"""Rows that a form could have."""


def keep_told_places(apps: Any, schema_editor: Any) -> None:
    """The visits that an interview made are found by their events and become its lines, so that a correction can take them back."""
    interviews = {row.event_id: row for row in apps.get_model("investigations", "Interview").objects.all()}
    spots = {uuid5(event, f"place-{line}"): (row, line) for event, row in interviews.items() for line in range(MAX_PLACES)}
    visits = apps.get_model("venues", "Visit").objects.filter(source="declared", person__in={row.person_id for row in interviews.values()})
    place = apps.get_model("investigations", "InterviewPlace")

    def line_of(event: UUID, visit: Any) -> Any:
        row, line = spots[event]
        return place(
            event_id=event, interview=row, line=line, origin="told", verdict="confirmed", venue_id=visit.venue_id, name="", address="",
            start=visit.check_in, end=visit.check_out, word="", visit_event=event,
        )  # fmt: skip

    place.objects.bulk_create([line_of(visit.event_id, visit) for visit in visits if visit.event_id in spots], batch_size=500)


class Migration(migrations.Migration):
    """Lines for the places of interviews of which nothing but the visits is left."""

    dependencies = [("investigations", "0008_interview_versions"), ("venues", "0005_sealed_words")]

    operations = [migrations.RunPython(keep_told_places, migrations.RunPython.noop)]
