"""An order has a kind, so that quarantine orders can stand beside isolation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("isolation", "0001_initial"), ("cases", "0002_isolation_moved")]
    operations = [
        migrations.AddField(
            model_name="isolation",
            name="kind",
            field=models.CharField(choices=[("isolation", "isolation")], default="isolation", max_length=12),
        ),
    ]
