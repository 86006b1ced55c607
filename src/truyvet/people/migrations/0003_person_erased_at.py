"""When a person was erased: a copy of other rooms' rows that is older may hold theirs."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_consent")]

    operations = [migrations.AddField(model_name="person", name="erased_at", field=models.DateTimeField(blank=True, null=True))]
