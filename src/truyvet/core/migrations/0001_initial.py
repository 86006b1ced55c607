"""The change counter came from ``audit``, the cursors came from ``investigations``: their tables are renamed, no row moves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("audit", "0002_append_only"), ("investigations", "0003_told")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ChangeCounter",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("value", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Cursor",
                    fields=[
                        ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("change", models.BigIntegerField()),
                    ],
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE audit_counter RENAME TO core_changecounter", "ALTER TABLE core_changecounter RENAME TO audit_counter"
                ),
                migrations.RunSQL(
                    "ALTER TABLE investigations_cursor RENAME TO core_cursor", "ALTER TABLE core_cursor RENAME TO investigations_cursor"
                ),
            ],
        ),
    ]
