"""When a wrong year of birth was typed for a number: one a day."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_folded_letters")]

    operations = [migrations.AddField(model_name="onetimecode", name="wrong_year_at", field=models.DateTimeField(blank=True, null=True))]
