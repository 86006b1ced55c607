"""Renames the origin of evidence: ``told`` and ``why_told`` become ``origin`` and ``why_origin``."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investigations", "0003_told")]

    operations = [
        migrations.RenameField("runcontact", "why_told", "why_origin"),
        migrations.RenameField("runexposure", "told", "origin"),
    ]
