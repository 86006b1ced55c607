from django.db import migrations, models


def list_again(apps, schema_editor):
    """Places of notices that stand and concern enough persons stay on the list."""
    notice = apps.get_model("notices", "Notice")
    concerned = models.Count("recipients", filter=models.Q(recipients__is_concerned=True))
    wanted = notice.objects.filter(is_public=True).annotate(n=concerned).filter(n__gte=5).values_list("pk", flat=True)
    notice.objects.filter(pk__in=list(wanted)).update(is_listed=True)


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_first_texts")]

    operations = [
        migrations.AddField("notice", "is_listed", models.BooleanField(default=False)),
        migrations.RunPython(list_again, migrations.RunPython.noop),
    ]
