from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GONE = ("venue_keeper", "guard")


def let_go(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keepers and guards are people with a phone now, bound to a venue (ADR 0021): their grants opened no page."""
    apps.get_model("access", "Grant").objects.filter(role__in=GONE).delete()


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.RunPython(let_go, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="grant",
            name="role",
            field=models.CharField(
                max_length=32,
                choices=[
                    (each, each)
                    for each in (
                        "tracer",
                        "tracing_lead",
                        "commune_officer",
                        "district_officer",
                        "province_officer",
                        "chair",
                        "enterprise_officer",
                        "community_team",
                        "auditor",
                        "admin",
                    )
                ],
            ),
        ),
    ]
