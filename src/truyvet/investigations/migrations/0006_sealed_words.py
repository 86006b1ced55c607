from __future__ import annotations

from django.db import migrations, models

from truyvet.core.sealed_column_migration import seal_columns
from truyvet.core.sealed_field import SealedTextField


class Migration(migrations.Migration):
    """Reasons of decisions and how people know each other lie sealed."""

    dependencies = [("investigations", "0005_to_core")]

    operations = [
        migrations.RemoveConstraint("decision", "decision_has_reason"),
        *seal_columns("Decision", reason=SealedTextField(max_length=500, blank=True)),
        *seal_columns("NamedContact", tie=SealedTextField(max_length=80, blank=True)),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(condition=~models.Q(reason="") | models.Q(verdict="unreached"), name="decision_has_reason"),
        ),
    ]
