"""Renames tables and fields to the words of the code; no row changes."""

from django.db import migrations, models
from django.db.models import SET_NULL


class Migration(migrations.Migration):
    dependencies = [("venues", "0002_gates")]

    operations = [
        migrations.RenameModel("Exit", "CheckOut"),
        migrations.RenameIndex("checkout", new_name="checkout_person_venue_at", old_name="exit_person_venue_at"),
        migrations.AlterField(
            "checkout", "visit", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="check_outs", to="venues.visit")
        ),
        migrations.RenameField("visit", "told_out", "check_out_settled"),
        migrations.RenameField("visit", "both", "two_way"),
        migrations.RenameField("posting", "shown", "phone_ends"),
        migrations.RenameField("codereport", "why", "reason"),
        migrations.RenameField("gatescan", "place", "sequence"),
        # The database's index follows its column; only Django's picture of it needs the new name.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex("gatescan", "gatescan_gate_place"),
                migrations.AddIndex("gatescan", models.Index(fields=["gate", "sequence"], name="gatescan_gate_place")),
            ]
        ),
        migrations.RenameField("gatescan", "told", "device_verdict"),
    ]
