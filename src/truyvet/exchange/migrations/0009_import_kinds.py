from django.db import migrations, models

import truyvet.exchange.models

TABLES = ("importjob", "importupload", "savedmapping")


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0008_unresolved_results"),
    ]

    operations = [
        migrations.AlterField(table, "kind", models.CharField(choices=truyvet.exchange.models.import_kinds, max_length=16))
        for table in TABLES
    ]
