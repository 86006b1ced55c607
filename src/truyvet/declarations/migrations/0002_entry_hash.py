from django.db import migrations, models

PROVED = "declaration_proved_needs_no_guess"


class Migration(migrations.Migration):
    """Renames a column. SQLite cannot rename one that a constraint names, so the constraint goes meanwhile."""

    dependencies = [("declarations", "0001_initial")]
    operations = [
        migrations.RemoveConstraint("declaration", PROVED),
        migrations.RenameField("declaration", "who", "entry_hash"),
        migrations.AddConstraint(
            "declaration",
            models.CheckConstraint(condition=models.Q(("verified", False), ("entry_hash", ""), _connector="OR"), name=PROVED),
        ),
    ]
