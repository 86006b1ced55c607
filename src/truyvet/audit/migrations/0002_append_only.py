"""Triggers that keep the audit append-only; apart from the tables, so that those can be regenerated."""

from django.db import migrations

from truyvet.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(triggers.forward, triggers.backward)]
