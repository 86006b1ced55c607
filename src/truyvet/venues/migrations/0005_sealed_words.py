from __future__ import annotations

from django.db import migrations

from truyvet.core.sealed_column_migration import seal_columns
from truyvet.core.sealed_field import SealedTextField


class Migration(migrations.Migration):
    """What a keeper notes of a guard lies sealed."""

    dependencies = [("venues", "0004_folded_letters")]

    operations = [
        *seal_columns("Posting", phone_ends=SealedTextField(max_length=8), label=SealedTextField(max_length=60, blank=True)),
    ]
