"""The columns by which a worker holds a message are called what they are: a lease."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_zalo")]

    operations = [
        migrations.RemoveIndex(model_name="message", name="messaging_leases"),
        migrations.RenameField(model_name="message", old_name="claim", new_name="lease_id"),
        migrations.RenameField(model_name="message", old_name="claimed_until", new_name="leased_until"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("state", "sending")), fields=["leased_until"], name="messaging_leases"),
        ),
    ]
