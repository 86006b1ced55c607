"""Remembers the version by which somebody was first told, and of which a text was written; names a sent notice so."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery

STATES = [("waiting", "waiting"), ("sent", "sent"), ("withdrawn", "withdrawn"), ("declined", "declined")]
TEXTS = [("pending", "pending"), ("queued", "queued"), ("no_number", "no_number"), ("unneeded", "unneeded")]


def fill(apps: Any, schema_editor: Any) -> None:
    """Reads the first version from the step of the moment somebody was told; a text that is written again had been written before."""
    steps, recipients = apps.get_model("notices", "NoticeStep"), apps.get_model("notices", "NoticeRecipient")
    step = steps.objects.filter(notice=OuterRef("notice"), at=OuterRef("told_at")).order_by("pk").values("version")[:1]
    recipients.objects.filter(notice__steps__at=F("told_at")).update(first_version=Subquery(step))
    recipients.objects.filter(text_state="queued").update(texted_version=F("version"))
    recipients.objects.filter(text_state="pending", version__gt=F("first_version")).update(texted_version=F("version") - 1)
    for model in (steps, apps.get_model("notices", "Notice")):
        model.objects.filter(state="told").update(state="sent")


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [
        migrations.RemoveConstraint(model_name="notice", name="notice_one_stands"),
        migrations.AddField("noticerecipient", "first_version", models.PositiveIntegerField(default=1), preserve_default=False),
        migrations.AddField("noticerecipient", "texted_version", models.PositiveIntegerField(default=0)),
        migrations.AlterField(
            "noticerecipient", "text_state", models.CharField(choices=TEXTS, db_index=True, default="pending", max_length=9)
        ),
        migrations.AlterField("notice", "state", models.CharField(choices=STATES, max_length=9)),
        migrations.AlterField("noticestep", "state", models.CharField(choices=STATES, max_length=9)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=Q(("state__in", ["waiting", "sent"])), fields=("case", "venue", "visit_start"), name="notice_one_stands"
            ),
        ),
    ]
