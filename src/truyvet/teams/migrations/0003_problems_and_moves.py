from django.db import migrations, models

import truyvet.core.sealed_field


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0002_fewer_columns"),
    ]

    operations = [
        migrations.AddField("stopperson", "has_left", models.BooleanField(default=False)),
        migrations.RenameField("fieldentry", "problem", "problems"),
        migrations.AlterField("fieldentry", "problems", models.CharField(blank=True, max_length=200)),
        migrations.AlterField("fieldentry", "content", truyvet.core.sealed_field.SealedTextField(blank=True, max_length=24000)),
    ]
