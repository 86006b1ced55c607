"""The signing keys stand in ``keys`` now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("passes", "0002_gate_status"), ("keys", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="SigningKey")], database_operations=[]),
    ]
