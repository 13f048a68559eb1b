from django.db import migrations


class Migration(migrations.Migration):
    """Runs, rolls and missing rows of files belong to the app imports from here on. Their tables stay as they are."""

    dependencies = [("children", "0015_must_not_collect")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="ImportRun"),
                migrations.DeleteModel(name="FileRoll"),
                migrations.DeleteModel(name="MissingRow"),
            ]
        )
    ]
