"""The tables use the words of Exposure Notifications: temporary exposure key, chaff."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("devices", "0002_keys")]

    operations = [
        migrations.RenameField("diagnosiskey", "start", "rolling_start_interval_number"),
        migrations.RenameField("diagnosiskey", "period", "rolling_period"),
        migrations.RenameField("diagnosiskey", "risk", "transmission_risk_level"),
        migrations.RenameField("diagnosiskey", "onset_days", "days_since_onset"),
        migrations.RenameField("sharedmatch", "told_by", "source"),
        migrations.RenameModel("Decoy", "ChaffRow"),
    ]
