from __future__ import annotations

from django.db import migrations, models

from truyvet.core.sealed_column_migration import seal_columns
from truyvet.core.sealed_field import SealedTextField


class Migration(migrations.Migration):
    """Reasons and laboratory references lie sealed."""

    dependencies = [("cases", "0002_isolation_moved")]

    operations = [
        migrations.RemoveConstraint("result", "result_reference_given"),
        *seal_columns("Case", note=SealedTextField(max_length=500, blank=True)),
        *seal_columns(
            "Result",
            reference=SealedTextField(max_length=64, is_searchable=True),
            confirm_note=SealedTextField(max_length=500, blank=True),
        ),
        migrations.AddConstraint("result", models.CheckConstraint(condition=~models.Q(reference=""), name="result_reference_given")),
    ]
