"""More states of a message, and a row for each part that a gateway has numbered."""

from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

RENAMED = {"sending": "handed_over", "sent": "taken", "failed": "failed_for_now", "gave_up": "failed_for_good", "withheld": "withdrawn"}


def rename_states(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Gives each row its state by the new table."""
    messages = apps.get_model("messaging", "Message").objects
    messages.filter(state="gave_up", why="expired").update(state="expired")
    messages.filter(state="gave_up", why="withdrawn").update(state="withdrawn")
    messages.filter(state="withheld").update(why="no_consent")
    for before, after in RENAMED.items():
        messages.filter(state=before).update(state=after)
    # Leased and never tried: nothing can have been sent.
    messages.filter(Q(state="handed_over"), attempts=0).update(state="queued")


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0005_sealed_addresses"),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("route", models.CharField(max_length=16)),
                ("gateway_id", models.CharField(max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("on_its_way", "on_its_way"), ("delivered", "delivered"), ("failed", "failed"), ("expired", "expired")],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("delete_on", models.DateField(db_index=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="message",
            name="messaging_due",
        ),
        migrations.RemoveIndex(
            model_name="message",
            name="messaging_leases",
        ),
        migrations.AddField(
            model_name="message",
            name="parts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="message",
            name="repeats_left",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="message",
            name="route",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "queued"),
                    ("handed_over", "handed_over"),
                    ("taken", "taken"),
                    ("delivered", "delivered"),
                    ("failed_for_now", "failed_for_now"),
                    ("failed_for_good", "failed_for_good"),
                    ("expired", "expired"),
                    ("withdrawn", "withdrawn"),
                    ("unknown", "unknown"),
                ],
                max_length=16,
            ),
        ),
        migrations.RunPython(rename_states, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ("queued", "failed_for_now"))),
                fields=["priority", "not_before", "id"],
                name="messaging_due",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("state", "handed_over")), fields=["leased_until"], name="messaging_leases"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("state", "taken")), fields=["sent_at"], name="messaging_receipts_due"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("repeats_left__gt", 0), ("state", "unknown")), fields=["not_before"], name="messaging_repeats_due"
            ),
        ),
        migrations.AddField(
            model_name="messagereceipt",
            name="message",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="messaging.message"
            ),
        ),
        migrations.AddConstraint(
            model_name="messagereceipt",
            constraint=models.UniqueConstraint(fields=("route", "gateway_id"), name="messaging_receipt_once"),
        ),
    ]
