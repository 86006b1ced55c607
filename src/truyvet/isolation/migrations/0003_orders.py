"""Orders of isolation and quarantine, with their history, transfers, sites and certificates."""

import django.db.models.deletion
from django.db import migrations, models

import truyvet.core.sealed_field


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_sealed_words"),
        ("isolation", "0002_kind"),
        ("people", "0008_person_looks"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="isolation",
            name="kind",
            field=models.CharField(choices=[("isolation", "isolation"), ("quarantine", "quarantine")], default="isolation", max_length=12),
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("number", models.CharField(max_length=40)),
                ("kind", models.CharField(choices=[("isolation", "isolation"), ("quarantine", "quarantine")], max_length=12)),
                ("legal_basis", models.CharField(max_length=200)),
                ("place", models.CharField(choices=[("home", "home"), ("central", "central"), ("hospital", "hospital")], max_length=8)),
                ("address", truyvet.core.sealed_field.SealedTextField(blank=True, max_length=200)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(db_index=True)),
                ("rule_version", models.CharField(blank=True, max_length=16)),
                ("tests_needed", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "issued"),
                            ("extended", "extended"),
                            ("released", "released"),
                            ("revoked", "revoked"),
                            ("hospital", "hospital"),
                            ("died", "died"),
                            ("handed_over", "handed_over"),
                        ],
                        max_length=12,
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("change", models.BigIntegerField(db_index=True)),
                ("case", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="cases.case")),
                (
                    "isolation",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="isolation.isolation"),
                ),
                ("issued_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                ("responsible", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit")),
            ],
        ),
        migrations.CreateModel(
            name="OrderEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.UUIDField(unique=True)),
                ("body_hash", models.BinaryField(max_length=32)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("issued", "issued"),
                            ("extended", "extended"),
                            ("moved", "moved"),
                            ("transfer_asked", "transfer_asked"),
                            ("transfer_accepted", "transfer_accepted"),
                            ("transfer_refused", "transfer_refused"),
                            ("transfer_withdrawn", "transfer_withdrawn"),
                            ("released", "released"),
                            ("revoked", "revoked"),
                            ("hospital", "hospital"),
                            ("died", "died"),
                            ("certificate_revoked", "certificate_revoked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=40)),
                ("last_day", models.DateField()),
                ("reason", truyvet.core.sealed_field.SealedTextField(blank=True, max_length=500)),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="isolation.order")),
            ],
        ),
        migrations.CreateModel(
            name="ReleaseCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("issued_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="certificate", to="isolation.order"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("capacity", models.PositiveIntegerField()),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit")),
            ],
        ),
        migrations.AddField(
            model_name="order",
            name="site",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="isolation.site"),
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to_province", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "asked"), ("accepted", "accepted"), ("refused", "refused"), ("withdrawn", "withdrawn")],
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(db_index=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("accepted_by", truyvet.core.sealed_field.SealedTextField(blank=True, max_length=120)),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="isolation.order")),
                ("sender", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit")),
                ("to_unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit")),
            ],
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(fields=("unit", "name"), name="site_once_in_unit"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["person", "issued_at"], name="order_person_issued"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["extended", "issued"])), fields=("person",), name="order_one_open_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(condition=models.Q(("last_day__gte", models.F("first_day"))), name="order_days_in_order"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("order",), name="transfer_one_asked_per_order"
            ),
        ),
    ]
