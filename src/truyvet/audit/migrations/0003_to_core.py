"""The change counter stands in ``core`` now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("core", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Counter")], database_operations=[]),
    ]
