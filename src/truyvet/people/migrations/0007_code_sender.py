"""Who asked for a one-time code, so that a stranger's request keeps the owner not waiting."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_sealed_names")]

    operations = [migrations.AddField(model_name="onetimecode", name="sender_hash", field=models.CharField(default="", max_length=64))]
