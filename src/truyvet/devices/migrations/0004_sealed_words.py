from __future__ import annotations

from django.db import migrations

from truyvet.core.sealed_column_migration import seal_columns
from truyvet.core.sealed_field import SealedTextField


class Migration(migrations.Migration):
    """Notes lie sealed."""

    dependencies = [("devices", "0003_field_words")]

    operations = [
        *seal_columns("SharedMatch", note=SealedTextField(max_length=200, blank=True)),
    ]
