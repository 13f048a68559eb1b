from django.db import migrations

from accounts.references import new_reference


def give_each_its_own(apps, schema_editor):
    """The column came with one reference for all of them."""
    targets = apps.get_model("peps", "Target")._base_manager
    for target in targets.only("pk"):
        targets.filter(pk=target.pk).update(reference=new_reference())


class Migration(migrations.Migration):
    dependencies = [("peps", "0007_living_targets")]
    operations = [migrations.RunPython(give_each_its_own, migrations.RunPython.noop)]
