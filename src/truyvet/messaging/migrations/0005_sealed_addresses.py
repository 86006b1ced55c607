from __future__ import annotations

from django.db import migrations

from truyvet.core.sealed_column_migration import seal_columns
from truyvet.core.sealed_field import SealedTextField


class Migration(migrations.Migration):
    """Numbers and texts lie sealed."""

    dependencies = [("messaging", "0004_sandbox_secrets")]

    operations = [
        *seal_columns("Message", to_address=SealedTextField(max_length=64, blank=True, is_searchable=True)),
        *seal_columns("SandboxMessage", to_address=SealedTextField(max_length=64, is_searchable=True), text=SealedTextField()),
    ]
