"""The sandbox keeps no code and no link readable; those it kept are gone."""

from django.db import migrations, models

SECRET = ("signin_code", "gate_code", "phone_code", "upload_code", "zalo_declare")
"""The texts that were secret when this was written."""


def blank_codes(apps, schema_editor) -> None:
    """Blanks the words of secret texts, whatever their version."""
    kept = apps.get_model("messaging", "SandboxMessage").objects
    for name in SECRET:
        kept.filter(template__startswith=f"{name}@").update(text="•••")


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_lease")]
    operations = [
        migrations.AddField("sandboxmessage", "body_hash", models.CharField(default="", max_length=64)),
        migrations.AddField("sandboxmessage", "sealed_params", models.TextField(default="")),
        migrations.RunPython(blank_codes, migrations.RunPython.noop),
    ]
