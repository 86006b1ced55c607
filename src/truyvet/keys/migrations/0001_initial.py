"""The signing keys came from ``passes``: their table is renamed, no row moves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("passes", "0002_gate_status")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SigningKey",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kid", models.BinaryField(max_length=8, unique=True)),
                        ("purpose", models.CharField(choices=[("sign", "sign"), ("seal", "seal")], max_length=4)),
                        ("secret", models.TextField()),
                        ("public_x", models.BinaryField(max_length=32)),
                        ("public_y", models.BinaryField(max_length=32)),
                        ("created_at", models.DateTimeField()),
                        ("used_until", models.DateTimeField()),
                        ("believed_until", models.DateTimeField()),
                    ],
                    options={"indexes": [models.Index(fields=["purpose", "-created_at"], name="passes_key_newest")]},
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE passes_signingkey RENAME TO keys_signingkey", "ALTER TABLE keys_signingkey RENAME TO passes_signingkey"
                ),
            ],
        ),
    ]
