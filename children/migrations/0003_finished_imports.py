from django.db import migrations


def say_that_they_are_done(apps, schema_editor):
    runs = apps.get_model("children", "ImportRun").objects
    runs.exclude(finished_at=None).update(state="DONE")
    runs.filter(finished_at=None).update(state="FAILED")


class Migration(migrations.Migration):
    """Imports of before the column `state` are over, or were left unfinished."""

    dependencies = [("children", "0002_the_record")]

    operations = [migrations.RunPython(say_that_they_are_done, migrations.RunPython.noop)]
