from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_alter_grant_role")]

    operations = [
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
                        "information_department",
                        "enterprise_officer",
                        "community_team",
                        "auditor",
                        "admin",
                    )
                ],
            ),
        ),
    ]
