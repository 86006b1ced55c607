"""Interviews become documents with versions."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import truyvet.core.sealed_field


def name_documents(apps: Any, schema_editor: Any) -> None:
    """Each interview until now is the first version of a document of its own."""
    apps.get_model("investigations", "Interview").objects.update(document=models.F("event_id"))


class Migration(migrations.Migration):
    """Versions, answers, drafts and places of interviews."""

    dependencies = [
        ("cases", "0003_sealed_words"),
        ("investigations", "0007_decision_change"),
        ("people", "0008_person_looks"),
        ("places", "0002_former_names"),
        ("venues", "0005_sealed_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InterviewPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.UUIDField(unique=True)),
                ("line", models.PositiveSmallIntegerField()),
                ("origin", models.CharField(choices=[("told", "told"), ("visit", "visit"), ("encounter", "encounter")], max_length=9)),
                (
                    "verdict",
                    models.CharField(choices=[("confirmed", "confirmed"), ("corrected", "corrected"), ("struck", "struck")], max_length=9),
                ),
                ("name", truyvet.core.sealed_field.SealedTextField(blank=True, max_length=120)),
                ("address", truyvet.core.sealed_field.SealedTextField(blank=True, max_length=200)),
                ("kind", models.CharField(blank=True, max_length=16)),
                ("start", models.BigIntegerField()),
                ("end", models.BigIntegerField(null=True)),
                ("word", truyvet.core.sealed_field.SealedTextField(blank=True, max_length=200)),
                ("source_event", models.UUIDField(null=True)),
                ("known_start", models.BigIntegerField(null=True)),
                ("known_end", models.BigIntegerField(null=True)),
                ("visit_event", models.UUIDField(null=True)),
                ("tied_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="interview",
            name="answers",
            field=truyvet.core.sealed_field.SealedTextField(blank=True, default="", max_length=20000),
        ),
        migrations.AddField(
            model_name="interview",
            name="document",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="interview",
            name="reason",
            field=truyvet.core.sealed_field.SealedTextField(blank=True, default="", max_length=500),
        ),
        migrations.AddField(
            model_name="interview",
            name="replaced_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="interview",
            name="state",
            field=models.CharField(
                choices=[("draft", "draft"), ("final", "final"), ("replaced", "replaced")], default="final", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="interview",
            name="typed",
            field=truyvet.core.sealed_field.SealedTextField(blank=True, default="", max_length=60000),
        ),
        migrations.AddField(
            model_name="interview",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="namedcontact",
            name="is_dated",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="namedcontact",
            name="where",
            field=truyvet.core.sealed_field.SealedTextField(blank=True, default="", max_length=120),
        ),
        migrations.RunPython(name_documents, migrations.RunPython.noop),
        migrations.AlterField(model_name="interview", name="document", field=models.UUIDField(db_index=True)),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.UniqueConstraint(condition=models.Q(("state", "final")), fields=("document",), name="interview_one_final"),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("version__gt", 0)), fields=("document", "version"), name="interview_version_once"
            ),
        ),
        migrations.AddField(
            model_name="interviewplace",
            name="commune",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
        ),
        migrations.AddField(
            model_name="interviewplace",
            name="interview",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="places", to="investigations.interview"),
        ),
        migrations.AddField(
            model_name="interviewplace",
            name="tied_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="interviewplace",
            name="venue",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="venues.venue"),
        ),
        migrations.AddIndex(
            model_name="interviewplace",
            index=models.Index(condition=models.Q(("venue__isnull", True)), fields=["commune"], name="interview_place_unknown"),
        ),
    ]
