"""Isolation periods came from ``cases``: the table is renamed, no row moves."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0001_initial"), ("people", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Isolation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(null=True)),
                        (
                            "place",
                            models.CharField(choices=[("home", "home"), ("central", "central"), ("hospital", "hospital")], max_length=8),
                        ),
                        (
                            "case",
                            models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
                        ),
                        (
                            "person",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["person", "starts_at"], name="isolation_person_start")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ends_at__isnull", True)), fields=("person",), name="isolation_one_open_per_person"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                                name="isolation_ends_later",
                            ),
                        ],
                    },
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE cases_isolation RENAME TO isolation_isolation", "ALTER TABLE isolation_isolation RENAME TO cases_isolation"
                ),
            ],
        ),
    ]
