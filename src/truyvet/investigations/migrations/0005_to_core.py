"""The cursors stand in ``core`` now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investigations", "0004_evidence_origin"), ("core", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Cursor")], database_operations=[]),
    ]
