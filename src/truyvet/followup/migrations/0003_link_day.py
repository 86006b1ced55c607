from django.db import migrations, models

OUTCOMES = ("reached", "no_answer", "wrong_number", "refused", "nobody_home", "moved", "sent")


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0002_declaration_over"),
    ]

    operations = [
        migrations.AddField("followup", "link_day", models.DateField(null=True)),
        migrations.AlterField("attempt", "outcome", models.CharField(max_length=16, choices=[(each, each) for each in OUTCOMES])),
    ]
