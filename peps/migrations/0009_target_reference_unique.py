from django.db import migrations, models

import accounts.references


class Migration(migrations.Migration):
    dependencies = [("peps", "0008_references_of_targets")]
    operations = [
        migrations.AlterField(
            model_name="target",
            name="reference",
            field=models.CharField(
                default=accounts.references.new_reference, editable=False, max_length=8, unique=True
            ),
        ),
    ]
