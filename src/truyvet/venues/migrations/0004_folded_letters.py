"""Names with letters that look like đ or ', or with invisible ones, are folded again, so that a search finds them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from truyvet.core.text_folding import fold

FOLDED_ANEW = frozenset("ÐðƉɖ’‘ʼ`´′＇")


def fold_again(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Folds the names again in which one of these letters or an invisible one stands."""
    rows = apps.get_model("venues", "Venue").objects
    for row, name in rows.values_list("pk", "name").iterator():
        if not name.isprintable() or FOLDED_ANEW & set(name):
            rows.filter(pk=row).update(folded=fold(name)[:120])


class Migration(migrations.Migration):
    dependencies = [("venues", "0003_field_names")]

    operations = [migrations.RunPython(fold_again, migrations.RunPython.noop, elidable=True)]
