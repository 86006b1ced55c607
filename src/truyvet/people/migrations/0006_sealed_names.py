from __future__ import annotations

from typing import Any

from django.db import migrations, models

from truyvet.core.sealed_column_migration import seal_columns
from truyvet.core.sealed_field import SealedTextField
from truyvet.people.name_index import word_numbers

ROWS = 2_000


def _index_names(apps: Any, schema_editor: Any) -> None:
    people, words = apps.get_model("people", "Person"), apps.get_model("people", "NameWord")
    last = 0
    while rows := list(people.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "folded")[:ROWS]):
        last = rows[-1][0]
        words.objects.bulk_create(words(person_id=pk, word=word) for pk, folded in rows for word in word_numbers(folded))


def _mark_erased(apps: Any, schema_editor: Any) -> None:
    """Who was erased before there was a column for it was known by this name."""
    erased = apps.get_model("people", "Person").objects.filter(name="—", erased_at__isnull=True)
    erased.update(erased_at=models.F("created_at"))


class Migration(migrations.Migration):
    """Names, numbers, addresses and reasons lie sealed; names are found by keyed hashes of their words."""

    dependencies = [("people", "0005_wrong_year")]

    operations = [
        migrations.RunPython(_mark_erased),
        *seal_columns(
            "Person",
            name=SealedTextField(max_length=120),
            folded=SealedTextField(max_length=120, db_index=True, is_searchable=True),
            address=SealedTextField(max_length=200, blank=True),
        ),
        *seal_columns("Phone", number=SealedTextField(max_length=16, db_index=True, is_searchable=True)),
        *seal_columns("Identifier", value=SealedTextField(max_length=96, is_searchable=True)),
        *seal_columns("Alias", reason=SealedTextField(max_length=200, blank=True)),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.BigIntegerField()),
                ("person", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="people.person")),
            ],
            options={"indexes": [models.Index(fields=["word", "person"], name="people_name_word")]},
        ),
        migrations.RunPython(_index_names),
    ]
