from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The installation knows under which data keys its rows lie."""

    dependencies = [("core", "0003_installation")]

    operations = [
        migrations.AddField("installationstate", "data_key_ids", models.CharField(blank=True, default="", max_length=200)),
    ]
