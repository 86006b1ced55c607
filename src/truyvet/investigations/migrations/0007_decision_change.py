from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A decision has a change number, so that the room that follows contacts reads what is new."""

    dependencies = [("investigations", "0006_sealed_words")]

    operations = [migrations.AddField("decision", "change", models.BigIntegerField(default=0, db_index=True))]
