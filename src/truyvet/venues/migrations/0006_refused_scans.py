from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A scan that a gate refused can be noticed by its change number. Earlier ones stay unnoticed."""

    dependencies = [("venues", "0005_sealed_words")]

    operations = [
        migrations.AddField("gatescan", "refused_change", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "gatescan", models.Index(fields=["refused_change"], condition=Q(refused_change__isnull=False), name="gatescan_refused")
        ),
    ]
