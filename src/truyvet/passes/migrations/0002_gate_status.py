"""The table of gate status gets the name that the code gives it."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("passes", "0001_initial")]

    operations = [migrations.RenameModel("Standing", "GateStatus")]
