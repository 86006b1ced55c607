"""A reject names the other row of a conflict, and a household's label belongs to its commune."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill_communes(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Gives each known label the commune of its household, so that later rows of that commune find it."""
    labels = apps.get_model("exchange", "HouseholdId").objects
    for row, code in labels.exclude(household__commune=None).values_list("pk", "household__commune__code").iterator():
        labels.filter(pk=row).update(commune=code)


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_declarations"),
        ("people", "0003_person_erased_at"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.AddField("importreject", "detail", models.CharField(blank=True, default="", max_length=128)),
        migrations.AddField("householdid", "commune", models.CharField(blank=True, default="", max_length=8)),
        migrations.RunPython(fill_communes, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint("householdid", "exchange_household_id_once"),
        migrations.AddConstraint(
            "householdid", models.UniqueConstraint(fields=("source", "commune", "value"), name="exchange_household_id_once")
        ),
    ]
